"""Verbs of filling in: begin, save as typed, choose for whom, throw away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from backoffice.forms import answers as form_answers
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.sql import run
from eservices.applications import offers, people, rules
from eservices.applications.errors import DraftFrozen, DraftGone, MayNotApplyFor
from eservices.applications.models import Application, CoSignature, Draft, Upload
from eservices.applications.models.applications import Capacity, Channel
from eservices.applications.states import SignatureState

NOBODY_ELSE = people.Applicant("self", "", Capacity.SELF, 0)


@transaction.atomic
def open_draft(
    *,
    service: str,
    user: User | None,
    at: datetime,
    choice: str = "self",
    channel: str = Channel.PORTAL,
    known: Sequence[str] = (),
) -> Draft:
    """Begin an application, or go on with the one begun for the same person.

    :param choice: for whom: `self`, `party:CODE` or `child:CODE`
    :param known: codes of drafts that this very visitor's session began without signing in
    :raises UnknownService: if it is not given by an application
    :raises MayNotApplyFor: if the user may not apply for the chosen one
    """
    offer = offers.offer_of(service)
    who = _chosen(offer, user, choice, at)
    found = _begun(offer.code, user, who, known).first()
    if found is not None:
        return found
    held = offers.offered(offer, who.party_id or None, user, at)
    return Draft.objects.create(
        user=user,
        party_id=who.party_id or None,
        capacity=who.capacity,
        custody_id=who.custody_id,
        channel=channel,
        service=offer.code,
        form_version=offer.version_id,
        answers={key: one.value for key, one in held.items()},
        prefilled={key: one.source.name for key, one in held.items()},
        email=user.email if user else "",
        started_at=at,
        saved_at=at,
    )


def _chosen(offer: offers.Offer, user: User | None, choice: str, at: datetime) -> people.Applicant:
    if user is None:
        return NOBODY_ELSE
    allowed = people.applicants_for(user, offer.service.applicant_types, athens_day(at))
    found = next((one for one in allowed if one.choice == choice), None)
    if found is not None:
        return found
    needs_nobody = offer.service.auth_level < people.TAXISNET and choice == "self"
    if needs_nobody and people.level_of(user) < people.TAXISNET:
        return NOBODY_ELSE
    raise MayNotApplyFor


def _begun(service: str, user: User | None, who: people.Applicant, known: Sequence[str]) -> Any:
    rows = Draft.objects.filter(service=service)
    if user is None:
        return rows.filter(user__isnull=True, code__in=list(known))
    return rows.filter(user=user, party=who.party_id or None, custody=who.custody_id)


@transaction.atomic
def save_page(
    *, draft_id: int, page: str, raw: Mapping[str, Any], at: datetime
) -> form_answers.Checked:
    """Save what was typed on a page, right or wrong, and say what is wrong with it.

    :param raw: answers by question; questions left out stay as they were
    :raises DraftFrozen: if others are signing the content
    :raises DraftGone: if it was sent or thrown away meanwhile
    """
    draft = locked(draft_id)
    form = offers.offer_with(draft.service, draft.form_version).form
    own = {field.key for field in form.page(page).fields if field.asks}
    _take(draft, form, {key: value for key, value in raw.items() if key in own})
    checked = form_answers.check(form, offers.known(form, draft), today=athens_day(at), page=page)
    seen = [one for one in draft.pages_seen if one != page]
    draft.pages_seen = seen if checked.errors else [*seen, page]
    _save(draft, at)
    return checked


@transaction.atomic
def keep_typed(*, draft_id: int, page: str, raw: Mapping[str, Any], at: datetime) -> Draft:
    """Keep what stands on a page that nobody sent yet, so that leaving it loses nothing.

    It does not count the page as answered, and leaves files as they are, also in the rows of a
    group: they come and go by themselves meanwhile.

    :raises DraftFrozen: if others are signing the content
    :raises DraftGone: if it was sent or thrown away meanwhile
    """
    draft = locked(draft_id)
    form = offers.offer_with(draft.service, draft.form_version).form
    own = {one.key: one for one in form.page(page).fields if one.asks and one.type != "file"}
    stated = {key: value for key, value in raw.items() if key in own}
    for key, value in stated.items():
        if own[key].type == "group" and isinstance(value, list):
            stated[key] = _beside_files(own[key], value, draft.answers.get(key))
    _take(draft, form, stated)
    checked = form_answers.check(form, offers.known(form, draft), today=athens_day(at), page=page)
    if checked.errors:
        draft.pages_seen = [one for one in draft.pages_seen if one != page]
    _save(draft, at)
    return draft


def _beside_files(group: Any, typed: list[Any], held: Any) -> list[Any]:
    """Return what was typed into the rows of a group, with the files that its rows hold."""
    files = {inner.key for inner in group.fields if inner.type == "file"}
    had = [row if isinstance(row, dict) else {} for row in held] if isinstance(held, list) else []
    rows = [
        {key: value for key, value in words.items() if key not in files}
        | {key: value for key, value in row.items() if key in files}
        for words, row in zip(typed, [*had, *({} for _word in typed)], strict=False)
    ]
    # What another window added stands below the rows of this page.
    return [*rows, *had[len(typed) :]]


@transaction.atomic
def save_draft(*, draft_id: int, answers: Mapping[str, Any], at: datetime) -> form_answers.Checked:
    """Save answers to any questions at once, as a program does, and say what is wrong.

    :raises DraftFrozen: if others are signing the content
    """
    draft = locked(draft_id)
    form = offers.offer_with(draft.service, draft.form_version).form
    _take(draft, form, {key: value for key, value in answers.items() if key in form.fields})
    checked = form_answers.check(form, offers.known(form, draft), today=athens_day(at))
    wrong = {path.split(".")[0] for path in checked.errors}
    draft.pages_seen = [
        page.key for page in form.pages if not wrong & {field.key for field in page.fields}
    ]
    _save(draft, at)
    return checked


def _take(draft: Draft, form: Any, stated: Mapping[str, Any]) -> None:
    """Take answers over; files are named by uploads of this draft alone."""
    own = set(draft.uploads.values_list("code", flat=True))
    for key, value in stated.items():
        if form.fields[key].type == "file":
            listed = value if isinstance(value, list) else []
            value = [one for one in listed if set(rules.file_ids(one)) & own]
        if key in draft.prefilled and offers.is_vouched(draft.prefilled[key]):
            continue
        if draft.answers.get(key) != value:
            draft.answers[key] = value
            # From now on it is the applicant's word, not the register's.
            draft.prefilled.pop(key, None)
    # A file that no answer names any more was taken away by the page that showed it.
    draft.uploads.exclude(code__in=rules.file_ids(draft.answers)).delete()


def _save(draft: Draft, at: datetime) -> None:
    draft.saved_at = at
    draft.save(update_fields=["answers", "prefilled", "pages_seen", "saved_at"])


def locked(draft_id: int) -> Draft:
    """Return a draft that may change, locked until the transaction ends.

    :raises DraftGone: if there is none any more
    :raises DraftFrozen: if others are signing the content
    """
    draft = Draft.objects.select_for_update(of=["self"]).filter(pk=draft_id).first()
    if draft is None:
        raise DraftGone
    if draft.frozen_at is not None:
        raise DraftFrozen
    return draft


@transaction.atomic
def follow_form(*, draft_id: int, language: str, at: datetime) -> list[tuple[str, str]]:
    """Bring a draft to the form in force; every answer that still has its question stays.

    :returns: what is asked otherwise: pairs of `new`, `gone` or `changed`, and the question
    """
    draft = locked(draft_id)
    offer = offers.offer_of(draft.service)
    if offer.version_id == draft.form_version:
        return []
    old = offers.offer_with(draft.service, draft.form_version).form
    changes = rules.differences(
        offers.asked_by(old, language), offers.asked_by(offer.form, language)
    )
    draft.form_version = offer.version_id
    checked = form_answers.check(offer.form, offers.known(offer.form, draft), today=athens_day(at))
    wrong = {path.split(".")[0] for path in checked.errors}
    known = {page.key for page in offer.form.pages}
    draft.pages_seen = [
        page
        for page in draft.pages_seen
        if page in known and not wrong & {f.key for f in offer.form.page(page).fields}
    ]
    draft.saved_at = at
    draft.save(update_fields=["form_version", "pages_seen", "saved_at"])
    return changes


@transaction.atomic
def adopt_draft(*, draft_id: int, user: User, at: datetime) -> Draft:
    """Give a draft that was begun without signing in to whoever signed in on the way."""
    draft = locked(draft_id)
    if draft.user_id is not None:
        return draft
    offer = offers.offer_with(draft.service, draft.form_version)
    draft.user, draft.email = user, draft.email or user.email
    who = _chosen(offer, user, "self", at)
    draft.party_id, draft.saved_at = who.party_id or None, at
    draft.save(update_fields=["user", "email", "party", "saved_at"])
    return draft


# What Django would ask table by table; tests hold it against what points to a draft.
HAND_OVER = """
with asked as (
    update applications_cosignature set draft_id = null,
        application_id = case when state = 'signed' then %(application)s else application_id end
    where draft_id = %(draft)s
), apart as (
    update applications_quarantine set draft_id = null where draft_id = %(draft)s
), unnamed as (
    delete from applications_upload where draft_id = %(draft)s
)
delete from applications_draft where id = %(draft)s
"""


def hand_over(draft: Draft, application: Application) -> None:
    """Let the application have what was signed, and the draft go; part of sending it."""
    run(HAND_OVER, {"draft": draft.pk, "application": application.pk})


@transaction.atomic
def discard_draft(*, draft_id: int) -> None:
    """Throw a draft away with its files; who was asked to sign is asked no more."""
    draft = Draft.objects.select_for_update(of=["self"]).filter(pk=draft_id).first()
    if draft is None:
        return
    CoSignature.objects.filter(draft=draft).exclude(state=SignatureState.TAKEN_BACK).update(
        state=SignatureState.TAKEN_BACK
    )
    Upload.objects.filter(draft=draft, application__isnull=True).delete()
    draft.delete()
