"""What a card shows beside the words that editors wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from backoffice.kernel.dates import athens_day
from eservices.catalogue import cpsv, programs, queries, rules
from eservices.catalogue.states import ApplicantType
from portal.home import doors
from portal.home.frame import frame_of
from theme.formatting import day

from . import wording
from .pages import cards_of

APPLY = "applications:start"


@dataclass(frozen=True, slots=True)
class Start:
    """The one button of a card, or why there is none.

    :param state: open, before, after, redirect, withdrawn or closed (nothing to apply with yet)
    """

    state: str
    url: str = ""
    label: str = ""
    note: str = ""
    reason: str = ""


def card_context(page: Any, asked: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the context of a card at an instant.

    :param asked: what stands in the address: the answers to «can I use this?»
    """
    found = queries.whole_services(offered=None).filter(code=page.code).first()
    if found is None:
        return {"service": None, "next_change": None}
    language = page.locale.language_code
    office = queries.office_of(found)
    opening = queries.opening_of(found, at)
    fee, to_come = (
        choose(found, athens_day(at)) for choose in (queries.fee_row, queries.fee_to_come)
    )
    return {
        "service": found,
        "opening": opening,
        "start": start_of(found, opening),
        "price": wording.price(fee),
        "fee": fee,
        "tariff": tariff(fee, language),
        "fee_to_come": to_come,
        "price_to_come": wording.price(to_come) if to_come else "",
        "time_limit": wording.time_limit(found),
        "deadline_basis": found.deadline_basis(language),
        "output": wording.output(found),
        "applicants": applicants(found),
        "documents": documents(found, language),
        "laws": [law["text"][language] for law in found.legal_basis],
        "subjects": [
            {"title": topic.title(), "url": topic_address(page, topic)}
            for topic in found.topics.all()
        ],
        "office": office_lines(found, office, language),
        "check": check_of(found, asked, language),
        "structured": describe(page, found, office, fee),
        "next_change": queries.next_change(found, at),
    }


def start_of(service: Any, opening: rules.Opening) -> Start:
    """Return the button with which a service begins, or the reason why it cannot begin now."""
    if opening.state == "redirect":
        reason = service.redirect_reason() or _("This service is given on another platform.")
        return Start("redirect", opening.url, _("Go to the platform"), reason=reason)
    if opening.state != "open":
        return Start(opening.state, reason=closed_reason(opening))
    url = doors.address(service.door) if service.door else _apply_address(service)
    if not url:
        return Start("closed", reason=_("You apply at the office. Its contacts are on this page."))
    return Start("open", url, _("Start now"), wording.sign_in_note(service), _until(opening))


def _apply_address(service: Any) -> str:
    if not service.form_key:
        return ""
    try:
        return reverse(APPLY, args=[service.code])
    except NoReverseMatch:
        return ""


def _until(opening: rules.Opening) -> str:
    if opening.last_day is None:
        return ""
    return _("Applications are taken until %(day)s.") % {"day": day(opening.last_day)}


def closed_reason(opening: rules.Opening) -> str:
    """Say when a service that is closed opens, or when it closed."""
    if opening.state == "before" and opening.first_day and opening.last_day:
        return _("Applications are taken from %(first)s to %(last)s.") % {
            "first": day(opening.first_day),
            "last": day(opening.last_day),
        }
    if opening.state == "after" and opening.last_day:
        return _("Applications closed on %(day)s. The next window is announced here.") % {
            "day": day(opening.last_day)
        }
    if opening.state == "withdrawn":
        return _("The municipality does not give this service any more.")
    return _("The next window is announced here.")


def applicants(service: Any) -> list[str]:
    """Return who may apply, in words."""
    known = set(ApplicantType.values)
    return [str(ApplicantType(code).label) for code in service.applicant_types if code in known]


def documents(service: Any, language: str) -> list[dict[str, str]]:
    """Return what a service asks for, each with how much it is needed."""
    return [
        {
            "title": one["title"][language],
            "note": (one.get("note") or {}).get(language, ""),
            "need": _need(one),
            "files": "" if one.get("ex_officio") else wording.accepted(one),
        }
        for one in service.documents
    ]


def tariff(fee: Any, language: str) -> list[dict[str, Any]]:
    """Return the rows of a tariff: what for, and how many euros."""
    if fee is None:
        return []
    return [{"text": row["text"][language], "amount": Decimal(row["amount"])} for row in fee.rows]


def _need(one: Mapping[str, Any]) -> str:
    if one.get("ex_officio"):
        return _("We fetch it ourselves")
    if one.get("if"):
        return _("Only in some cases")
    if one.get("mandatory") == "recommended":
        return _("Helps, and may follow later")
    return "" if one.get("mandatory") else _("If you have it")


def topic_address(page: Any, topic: Any) -> str:
    """Return the list of everything under a topic."""
    parameter = "event" if topic.kind == "life_event" else "topic"
    above = (page.get_url() or "").rstrip("/").rpartition("/")[0]
    return f"{above}/?{parameter}={topic.slug}"


def office_lines(service: Any, office: Any, language: str) -> dict[str, Any]:
    """Return who answers and how to reach them; without own contacts the town's."""
    town = frame_of(language).settings
    own = {
        "place": office.place(language) if office else "",
        "phones": [office.phone] if office and office.phone else [],
        "email": office.email if office else "",
        "hours": office.hours(language) if office else "",
    }
    of_town = {name: town[name] for name in ("phones", "email", "hours")}
    of_town["place"] = town["address"].replace("\n", ", ")
    name = str(service.department) if service.department else town["name"]
    return {"name": name, **{key: value or of_town[key] for key, value in own.items()}}


def check_of(service: Any, asked: Mapping[str, str], language: str) -> dict[str, Any] | None:
    """Return the questions of «can I use this?» with the answers given and what they come to."""
    if not service.check_questions:
        return None
    verdict = rules.can_use(service.check_questions, asked)
    return {
        "state": verdict.state,
        "questions": [
            {"name": f"a{place}", "text": one["question"][language], "answer": said}
            for place, (one, said) in enumerate(
                zip(service.check_questions, verdict.answers, strict=True), start=1
            )
        ],
        "reasons": [
            service.check_questions[place]["message"][language] for place in verdict.reasons
        ],
    }


def describe(page: Any, service: Any, office: Any, fee: Any) -> dict[str, Any]:
    """Return the card as CPSV-AP."""
    cards = {
        code: card
        for code, _name in settings.LANGUAGES
        if (card := cards_of([service.code], code).get(service.code)) is not None
    }
    facts = cpsv.Facts(service, cards, tuple(service.topics.all()), fee, office)
    return cpsv.describe([facts], programs.town())
