"""The verb of sending: content, number, fee, legal clock and case in one transaction, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from backoffice.documents import services as documents
from backoffice.documents.services import Correspondent, FileFacts, PersonalData
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from eservices.applications import offers, people, rules
from eservices.applications.content import content_of
from eservices.applications.errors import (
    DraftFrozen,
    DraftGone,
    FormChanged,
    KeyReused,
    StillUnsigned,
)
from eservices.applications.models import Application, Draft, Event, Upload
from eservices.applications.models.applications import Channel
from eservices.applications.states import ApplicationState, SignatureState

from .checking import checked_answers, need_right_to_apply
from .drafts import hand_over
from .fees import charge_fee
from .moving import SOURCE, move, trail
from .office import ask_for_files
from .running import open_case, start_limit
from .uploads import files_in

BASIS = "ν. 4624/2019 άρθρο 5 (GDPR άρθρο 6 §1 στοιχείο ε΄)"
SENSITIVE_BASIS = "GDPR άρθρο 9 §2 στοιχεία β΄, ζ΄, η΄· ν. 4624/2019 άρθρο 22"


def submit(
    *, draft_code: str, key: str, user: User | None, language: str, at: datetime
) -> Application:
    """Send a draft; the same key again gives the same application.

    :param key: what the page or program carries, so that a second click sends nothing
    :raises DraftGone: if there is neither a draft nor an application with the key
    :raises KeyReused: if the key sent another draft
    :raises FormChanged: if the questions changed meanwhile; the draft follows them already
    :raises DomainError: what stands in the way; the draft stays as it is
    """
    known = _known(key, draft_code)
    if known is not None:
        return known
    try:
        return _sent(draft_code, key, user, language, at)
    except (DraftGone, IntegrityError):
        # The same click came twice at once: the other one was first.
        known = _known(key, draft_code)
        if known is None:
            raise
        return known


def _known(key: str, draft_code: str) -> Application | None:
    found = Application.objects.filter(key=key).first()
    if found is not None and found.draft_code != draft_code:
        raise KeyReused
    return found


@transaction.atomic(durable=True)
def _sent(draft_code: str, key: str, user: User | None, language: str, at: datetime) -> Application:
    draft = _locked(draft_code)
    offer = _offer(draft, language, at)
    standing = people.standing_of(user)
    need_right_to_apply(draft, offer, user, standing, at)
    answered = checked_answers(draft, offer, at)
    files = files_in(draft)
    content = _content(draft, offer, answered.values, files, language)
    application = _kept(draft, offer, content, key, user, standing, language, at)
    uploads = _take_over(application, content, files, at)
    charge_fee(application, offer, answered.values, actor=user, at=at)
    _register(application, offer, uploads, user, at)
    is_paid = application.charge_id is None
    is_complete = is_paid and not answered.missing
    clock = start_limit(application, offer, is_complete=is_complete, actor=user, at=at)
    if is_paid:
        open_case(application, offer, answered.values, clock, actor=user, at=at)
    changed = ("entry", "limit_entry", "case")
    move(application, ApplicationState.REGISTERED, actor=None, at=at, changed=changed)
    if not is_paid:
        move(application, ApplicationState.AWAITING_PAYMENT, actor=None, at=at)
    if answered.missing:
        ask_for_files(application, offer, answered.missing, at=at)
    trail("submitted", application, actor=user, at=at)
    hand_over(draft, application)
    _order_paper(application)
    return application


def _locked(code: str) -> Draft:
    rows = Draft.objects.select_for_update(of=["self"]).select_related("party", "custody")
    draft = rows.filter(code=code).first()
    if draft is None:
        raise DraftGone
    return draft


def _offer(draft: Draft, language: str, at: datetime) -> offers.Offer:
    """Return the service with the form that counts.

    What others signed is sent under the version that they signed; anything else under the one in
    force now.
    """
    current = offers.offer_of(draft.service)
    if draft.channel == Channel.PORTAL:
        offers.need_open(current.service, at)
    if current.version_id == draft.form_version:
        return current
    if draft.frozen_at is not None:
        return offers.offer_with(draft.service, draft.form_version)
    old = offers.offer_with(draft.service, draft.form_version)
    raise FormChanged(
        rules.differences(
            offers.asked_by(old.form, language), offers.asked_by(current.form, language)
        )
    )


def _content(
    draft: Draft,
    offer: offers.Offer,
    values: Mapping[str, Any],
    files: list[Upload],
    language: str,
) -> dict[str, Any]:
    if draft.frozen_at is None:
        return content_of(draft, offer, values, files, language)
    waiting = draft.signatures.exclude(state__in=[SignatureState.SIGNED, SignatureState.TAKEN_BACK])
    names = list(waiting.values_list("name", flat=True))
    if names:
        raise StillUnsigned(names)
    snapshot: dict[str, Any] = draft.snapshot or {}
    again = content_of(draft, offer, values, files, snapshot.get("language", language))
    if rules.digest_of(again) != draft.digest:
        # Somebody's name or the title changed since: what was signed would not be what is sent.
        raise DraftFrozen
    return snapshot


def _kept(
    draft: Draft,
    offer: offers.Offer,
    content: Mapping[str, Any],
    key: str,
    user: User | None,
    standing: people.Standing,
    language: str,
    at: datetime,
) -> Application:
    application = Application.objects.create(
        key=key,
        draft_code=draft.code,
        service=offer.code,
        title_el=offer.titles["el"],
        title_en=offer.titles["en"],
        form_key=offer.service.form_key,
        form_version=draft.form_version,
        snapshot=content,
        digest=rules.digest_of(content),
        language=language,
        user=user,
        party=draft.party,
        sent_by_party=standing.party,
        capacity=draft.capacity,
        channel=draft.channel,
        name=_name_of(draft, content, user),
        email=_email_of(draft, content),
        department_id=offers.department_id_of(offer.service, at),
        state=ApplicationState.SUBMITTED,
        state_at=at,
        submitted_at=at,
    )
    Event.objects.create(
        application=application,
        old=ApplicationState.DRAFT,
        new=ApplicationState.SUBMITTED,
        actor=user,
        at=at,
    )
    return application


def _name_of(draft: Draft, content: Mapping[str, Any], user: User | None) -> str:
    if draft.party is not None:
        return draft.party.full_name
    said = content["answers"]
    written = " ".join(
        str(said[key]) for key in ("surname", "first_name") if isinstance(said.get(key), str)
    )
    name = written or said.get("full_name") or said.get("name") or said.get("contact_name")
    if isinstance(name, str) and name.strip():
        return name.strip()[:240]
    return (str(user) if user else draft.email) or "anonymous"


def _email_of(draft: Draft, content: Mapping[str, Any]) -> str:
    """Return where letters go: to the account's address, or to the one that was answered."""
    if draft.email:
        return draft.email
    said = content["answers"]
    known = (said.get(key) for key in ("contact_email", "email"))
    return next((one for one in known if isinstance(one, str) and one), "")


def _take_over(
    application: Application, content: Mapping[str, Any], files: list[Upload], at: datetime
) -> list[Upload]:
    """Give the named files to the application; what no answer names goes with the draft."""
    named = {one["id"] for one in content["files"]}
    taken = [one for one in files if one.code in named]
    rows = Upload.objects.filter(pk__in=[one.pk for one in taken])
    rows.update(application=application, draft=None, sent_at=at)
    return taken


def _register(
    application: Application,
    offer: offers.Offer,
    uploads: list[Upload],
    actor: User | None,
    at: datetime,
) -> None:
    place = offer.service.register or {}
    sensitive = bool(place.get("sensitive"))
    entry = documents.register_entry(
        book=place.get("book") or "general",
        direction="incoming",
        subject=f"{application.title_el} – {application.name}",
        subject_public=application.title_el,
        channel="portal" if application.channel == Channel.PORTAL else "counter",
        department_id=application.department_id,
        sender=Correspondent(application.name, application.email, application.party_id),
        files=[FileFacts(one.file, one.name) for one in uploads],
        classification=place.get("classification") or "",
        confidentiality="limited" if sensitive else "public",
        personal_data=PersonalData(
            held=True, sensitive=sensitive, basis=SENSITIVE_BASIS if sensitive else BASIS
        ),
        source=Source(SOURCE, application.code),
        key=f"applications:{application.code}",
        actor=actor,
        at=at,
    )
    application.entry = application.limit_entry = entry


def _order_paper(application: Application) -> None:
    from eservices.applications import tasks

    tasks.file_paper.defer(application_id=application.pk)


def day_of(application: Application) -> Any:
    """Return the legal day on which an application was sent."""
    return athens_day(application.submitted_at)
