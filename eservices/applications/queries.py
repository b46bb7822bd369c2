"""Public reads: an application with all that happened, lists, counts for the account."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from backoffice.documents import queries as documents
from backoffice.documents.rules.finding import number_asked
from backoffice.forms import summary as form_summary
from backoffice.forms.summary import Section
from backoffice.identity.models import User
from backoffice.kernel.text import fold
from backoffice.party.queries import represented_parties
from backoffice.revenue import queries as revenue
from eservices.catalogue import queries as catalogue
from theme.formatting import day, euro

from . import offers, people
from .models import Application, Ask, CoSignature, Draft, Event, Objection, Supplement, Upload
from .states import (
    DECIDED,
    NEEDS_APPLICANT,
    OPEN,
    TONES,
    ApplicationState,
    ObjectionState,
    SignatureState,
)

__all__ = ["Application", "ApplicationView", "Draft", "Filters", "view_of"]


WHOLE_NUMBER = re.compile(r"\b\d{1,8}/\d{4}\b")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a citizen chose in the list; an empty value chooses everything.

    :param state: `open`, `mine` (it waits for the applicant) or `over`
    """

    text: str = ""
    state: str = ""
    person: str = ""


def search(rows: QuerySet[Application], filters: Filters) -> QuerySet[Application]:
    """Return the applications that match, the newest first."""
    rows = rows.select_related("entry__book", "party").order_by("-submitted_at", "-pk")
    if filters.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif filters.state == "mine":
        rows = rows.filter(state__in=NEEDS_APPLICANT)
    elif filters.state == "over":
        rows = rows.exclude(state__in=OPEN)
    if filters.person:
        rows = rows.filter(party__code=filters.person)
    return _found(rows, filters.text)


def _found(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Return the applications with a number of the register, or whose words hold every word."""
    # A number that was copied comes with the marks of the register around it.
    copied = WHOLE_NUMBER.search(text)
    number = number_asked(copied[0] if copied else text)
    if number is not None:
        rows = rows.filter(entry__number=number[0])
        return rows.filter(entry__year=number[1]) if number[1] else rows
    for word in text.split()[:6]:
        folded = fold(word)
        titled = Q(title_el__icontains=word) | Q(title_en__icontains=word) | Q(code__iexact=word)
        # What the register finds an entry by is folded already: accents and case do not matter.
        rows = rows.filter(titled | Q(entry__folded__contains=folded) if folded else titled)
    return rows


@dataclass(frozen=True, slots=True)
class Row:
    """One application in a list."""

    code: str
    title: str
    number: str
    person: str
    submitted_at: datetime
    state: str
    tone: str
    needs_me: bool
    due_on: date | None


def rows_of(found: Sequence[Application]) -> list[Row]:
    """Return applications as a list shows them, with the day of the answer, in one more query."""
    clocks = documents.clocks_of([one.limit_id for one in found])
    return [
        Row(
            one.code,
            one.title,
            one.entry.label if one.entry else "",
            one.name,
            one.submitted_at,
            str(one.get_state_display()),
            tone_of(one),
            one.state in NEEDS_APPLICANT,
            _due(one, clocks),
        )
        for one in found
    ]


def _due(one: Application, clocks: dict[int, Any]) -> date | None:
    clock = clocks.get(one.limit_id)
    return clock.due_on if clock and clock.state == "running" and one.state in OPEN else None


def tone_of(application: Application) -> str:
    """Return the tone in which a state is shown."""
    return TONES[ApplicationState(application.state)]


@dataclass(frozen=True, slots=True)
class Money:
    """The fee of an application and what is left of it, in euros."""

    code: str
    number: str
    amount: Decimal
    left: Decimal
    due_on: date
    rf_code: str
    explanation: Any


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """Everything that the applicant may read of one application."""

    application: Application
    state: str
    tone: str
    sections: list[Section]
    files: QuerySet[Upload]
    events: list[Event]
    clock: Any
    ask: Ask | None
    supplements: list[Supplement]
    objections: list[Objection]
    signatures: list[CoSignature]
    money: Money | None
    next: list[str]
    may_withdraw: bool
    may_correct: bool
    may_object: bool
    # By which erasure and which clearance of the register its contents went, where they did.
    erasure: Any = None
    clearance: Any = None
    # What `contact.contact_of` tells, where somebody asks for it.
    contact: Any = None


def view_of(application: Application, language: str, on: date) -> ApplicationView:
    """Return an application with everything its page shows, in a fixed number of queries."""
    form = offers.offer_with(application.service, application.form_version).form
    entry = application.limit_entry or application.entry
    objections = list(application.objections.select_related("entry__book"))
    is_open = application.state in OPEN
    return ApplicationView(
        application=application,
        state=str(application.get_state_display()),
        tone=tone_of(application),
        sections=form_summary.sections(form, application.snapshot["answers"], language),
        # Asked for only by pages that show them: there may be hundreds.
        files=application.uploads.filter(sent_at__isnull=False).select_related("file"),
        events=list(application.events.filter(is_public=True)),
        clock=documents.clock_words(entry, on=on, language=language) if entry else None,
        ask=open_ask(application),
        supplements=list(application.supplements.select_related("entry__book")),
        objections=objections,
        signatures=list(application.signatures.filter(state=SignatureState.SIGNED)),
        money=money_of(application, on),
        next=what_next(application),
        may_withdraw=is_open,
        may_correct=is_open,
        erasure=application.erasure if application.erased_at else None,
        clearance=documents.clearance_of(entry) if application.erased_at and entry else None,
        may_object=application.state in DECIDED
        and application.erased_at is None
        and not any(one.state == ObjectionState.LODGED for one in objections),
    )


def open_ask(application: Application) -> Ask | None:
    """Return what the office waits for, if anything."""
    return application.asks.filter(answered_at=None, closed_at=None).first()


def money_of(application: Application, on: date) -> Money | None:
    """Return the fee of an application, if it costs any."""
    charge = application.charge
    if charge is None:
        return None
    debt = revenue.debt_of(charge.pk, on)
    return Money(
        charge.code,
        str(charge),
        charge.principal,
        debt.total if debt else Decimal("0.00"),
        charge.due_on,
        charge.rf_code,
        charge.explanation,
    )


def what_next(application: Application) -> list[str]:
    """Return what happens next, and when, in plain words."""
    state = ApplicationState(application.state)
    clock = documents.clocks_of([application.limit_id]).get(application.limit_id)
    told = _WHAT_NEXT[state](application) if state in _WHAT_NEXT else []
    if clock is not None and clock.state == "running" and clock.due_on and state in OPEN:
        told.append(_("You have an answer by %(day)s at the latest.") % {"day": day(clock.due_on)})
    elif clock is not None and clock.state == "incomplete" and state in OPEN:
        told.append(_("The time limit for the answer begins when nothing is missing."))
    return told


def _paying(application: Application) -> list[str]:
    charge = application.charge
    if charge is None:
        return []
    said = {"amount": euro(charge.principal), "day": day(charge.due_on)}
    return [_("Pay %(amount)s by %(day)s. The office begins when the fee is paid.") % said]


def _registered(application: Application) -> list[str]:
    return [_("The competent service takes it up. You need not do anything.")]


def _asked(application: Application) -> list[str]:
    return [_("Send what is missing; the office waits for it.")]


def _working(application: Application) -> list[str]:
    return [_("The competent service examines it. You need not do anything.")]


def _approved(application: Application) -> list[str]:
    return [_("What you asked for is being prepared. You hear from us when it is ready.")]


def _rejected(application: Application) -> list[str]:
    return [_("Read the reasons. If you do not agree, you can object from this page.")]


def _completed(application: Application) -> list[str]:
    return [_("It is finished. The answer is on the page of the application.")]


def _day(on: date | None) -> str:
    return day(on) if on else ""


def _forwarded(application: Application) -> list[str]:
    said = {"place": application.forwarded_to, "day": _day(application.forwarded_on)}
    return [_("It was forwarded on %(day)s to: %(place)s. The answer comes from there.") % said]


_WHAT_NEXT = {
    ApplicationState.AWAITING_PAYMENT: _paying,
    ApplicationState.REGISTERED: _registered,
    ApplicationState.NEEDS_INFO: _asked,
    ApplicationState.IN_PROGRESS: _working,
    ApplicationState.APPROVED: _approved,
    ApplicationState.REJECTED: _rejected,
    ApplicationState.COMPLETED: _completed,
    ApplicationState.FORWARDED: _forwarded,
}


def drafts_of(user: User) -> QuerySet[Draft]:
    """Return what a user began and did not send, the latest first."""
    return Draft.objects.filter(user=user).select_related("party", "custody").order_by("-saved_at")


def titles_of(drafts: Iterable[Draft], language: str) -> dict[str, str]:
    """Return the names of the services of drafts, by code."""
    codes = {draft.service for draft in drafts}
    return {code: catalogue_title(code, language) for code in codes}


def catalogue_title(code: str, language: str) -> str:
    """Return the name of a service, offered or not any more."""
    service = catalogue.any_service(code)
    return service.title(language) if service else code


def people_of(user: User) -> list[tuple[str, str]]:
    """Return codes and names of everyone whose applications a user may see."""
    rows = represented_parties(user, people.SCOPE).order_by("sort_key")
    return [(party.code, party.full_name) for party in rows]


def waiting_files(application: Application, field: str) -> list[Upload]:
    """Return the files that were added for an answer and not sent yet."""
    rows = application.uploads.filter(sent_at__isnull=True, field__startswith=field)
    return list(rows)


def draft_in_session(service: str, codes: Sequence[str]) -> Draft | None:
    """Return the draft of a service that a visitor's session began without signing in."""
    rows = Draft.objects.filter(service=service, user__isnull=True, code__in=list(codes))
    return rows.order_by("-saved_at").first()


def begun(user: User, service: str) -> list[Draft]:
    """Return the drafts of a user for a service, the latest first."""
    return list(drafts_of(user).filter(service=service))


def code_of_sent(draft_code: str) -> str:
    """Return the code of the application that a draft became, or nothing."""
    rows = Application.objects.filter(draft_code=draft_code).values_list("code", flat=True)
    return rows.first() or ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a person's applications waits for them."""

    to_complete: int
    drafts: int


def waiting_for(user: User, party_ids: Iterable[int]) -> Waiting:
    """Count what waits for a user who may apply for these parties, in two queries.

    A fee stands among the debts; it is not counted twice.
    """
    asked = Application.objects.filter(party__in=list(party_ids), state=ApplicationState.NEEDS_INFO)
    return Waiting(asked.count(), drafts_of(user).count())
