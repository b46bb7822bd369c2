"""Verbs of the applicant after sending: withdraw, answer, correct, object; each gets its number."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import services as documents
from backoffice.documents.services import Correspondent, FileFacts, PersonalData
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.procedures import queries as cases
from backoffice.procedures import services as procedures
from backoffice.procedures.states import OPEN_CASES
from eservices.applications import rules
from eservices.applications.errors import (
    AnswerIncomplete,
    KeyReused,
    NothingAsked,
    NothingSent,
    ObjectionRefused,
)
from eservices.applications.models import (
    Application,
    Ask,
    Event,
    Objection,
    RankedRow,
    Supplement,
    Upload,
)
from eservices.applications.models.applications import Channel
from eservices.applications.states import (
    DECIDED,
    OBJECTION_MOVES,
    ApplicationState,
    ObjectionState,
)
from eservices.catalogue.rules import Happening

from .certified import put_in_doubt
from .moving import SOURCE, locked, locked_open, move, note, trail
from .refunds import cancel_fee, has_work_begun, propose_refund
from .running import (
    complete_limit,
    end_limit,
    end_objection_limit,
    start_objection_limit,
)
from .submitting import BASIS

WITHDRAWN = "withdrawn"
ANSWERED, TAKEN_BACK = "application_answered", "application_withdrawn"
PAPERS = "documents_received"
LONGEST = 8000


@transaction.atomic
def withdraw(*, application_id: int, reason: str, actor: User | None, at: datetime) -> Application:
    """Take an application back; its number in the register stays.

    An unpaid fee is cancelled; one that was paid is given back as the fee's own rule says, by an
    act that the revenue office proposes and another person approves.

    :raises NotOpenAnyMore: if it is decided, forwarded or withdrawn already
    """
    application = locked_open(application_id)
    before, has_begun = application.state, has_work_begun(application)
    move(application, ApplicationState.WITHDRAWN, actor=actor, at=at, text=reason.strip())
    application.asks.filter(answered_at=None, closed_at=None).update(closed_at=at)
    for lodged in application.objections.filter(state=ObjectionState.LODGED):
        _taken_back(lodged, application, actor, at)
    words = reason.strip() or _("Withdrawn by the applicant")
    case = application.case
    if case is not None and cases.waits_for(case.pk, TAKEN_BACK):
        _tell_case(application, TAKEN_BACK, application.code, {"text": words}, at)
        case.refresh_from_db()
    if case is not None and case.state in OPEN_CASES:
        procedures.cancel_case(case_id=case.pk, reason=words[:240], actor=actor, at=at)
    put_in_doubt(application, actor=actor, at=at)
    end_limit(application, WITHDRAWN, words, actor=actor, at=at)
    cancel_fee(application, words, actor=actor, at=at)
    happened = Happening.WITHDRAWN_LATE if has_begun else Happening.WITHDRAWN
    propose_refund(application, happened, actor=actor, at=at)
    trail("withdrawn", application, actor=actor, at=at, before=before, reason=reason)
    return application


@transaction.atomic
def answer_request(
    *,
    ask_id: int,
    texts: Mapping[str, str],
    text: str,
    key: str,
    actor: User | None,
    at: datetime,
) -> Supplement:
    """Send what the office asked for, all of it; the time limit runs on from today.

    :param texts: the written answers by item; files were added to the items before
    :raises AnswerIncomplete: if an item has no answer
    :raises NothingAsked: if the office does not wait for it any more
    """
    known = _known(key, Supplement.Kind.ANSWER)
    if known is not None:
        return known
    application_id = Ask.objects.values_list("application_id", flat=True).get(pk=ask_id)
    application = locked(application_id)
    ask = Ask.objects.select_for_update(of=["self"]).get(pk=ask_id)
    if ask.answered_at is not None or ask.closed_at is not None:
        raise NothingAsked
    files = _waiting(application, f"ask:{ask.code}:")
    values = _answers(ask, texts, files)
    content: dict[str, Any] = {
        "text": text.strip()[:LONGEST],
        "values": values,
        "files": _named(files),
    }
    sent = _supplement(application, Supplement.Kind.ANSWER, content, key, files, actor, at, ask=ask)
    ask.answered_at = at
    ask.save(update_fields=["answered_at"])
    before = application.state
    note(application, Event.Kind.ANSWERED, actor=actor, at=at, text=content["text"])
    if application.state == ApplicationState.NEEDS_INFO:
        move(application, ApplicationState.IN_PROGRESS, actor=None, at=at)
    if application.state != ApplicationState.AWAITING_PAYMENT:
        complete_limit(application, actor=actor, at=at)
    _tell_case(application, ANSWERED, sent.code, content, at)
    trail("answered", application, actor=actor, at=at, before=before)
    return sent


def _answers(ask: Ask, texts: Mapping[str, str], files: Sequence[Upload]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for item in ask.items:
        key = item["key"]
        if item.get("kind", "file") == "file":
            own = [one for one in files if one.field == f"ask:{ask.code}:{key}"]
            values[key] = [{"id": one.code, "name": one.name} for one in own]
            if not own:
                errors[key] = _("Add a file.")
        else:
            values[key] = str(texts.get(key, "")).strip()[:LONGEST]
            if not values[key]:
                errors[key] = _("Write an answer.")
    if errors:
        raise AnswerIncomplete(errors)
    return values


@transaction.atomic
def correct(
    *, application_id: int, text: str, key: str, actor: User | None, at: datetime
) -> Supplement:
    """Send a correction or addition of one's own accord; the application itself stays as sent.

    :raises NothingSent: without words and without files
    :raises NotOpenAnyMore: if it is decided, forwarded or withdrawn
    """
    known = _known(key, Supplement.Kind.CORRECTION)
    if known is not None:
        return known
    application = locked_open(application_id)
    files = _waiting(application, "correction")
    if not text.strip() and not files:
        raise NothingSent
    content: dict[str, Any] = {"text": text.strip()[:LONGEST], "values": {}, "files": _named(files)}
    sent = _supplement(application, Supplement.Kind.CORRECTION, content, key, files, actor, at)
    note(application, Event.Kind.CORRECTED, actor=actor, at=at, text=content["text"])
    _tell_case(application, "application_corrected", sent.code, content, at)
    trail("corrected", application, actor=actor, at=at)
    return sent


@transaction.atomic
def object_to(
    *, application_id: int, text: str, key: str, actor: User | None, at: datetime
) -> Objection:
    """Ask the town to look again at what it decided (ν. 2690/1999 άρθρο 24).

    :raises ObjectionRefused: if nothing is decided, or an objection is being examined
    :raises NothingSent: without words
    """
    known = Objection.objects.filter(key=key).first()
    if known is not None:
        return known
    application = locked(application_id)
    if application.erased_at is not None:
        raise ObjectionRefused(
            gettext_lazy("The time for objections is over: what you sent was erased.")
        )
    if application.state not in DECIDED and not _stands_in_a_list(application, at):
        raise ObjectionRefused(
            gettext_lazy("Nothing is decided yet. Until then send a correction instead.")
        )
    if application.objections.filter(state=ObjectionState.LODGED).exists():
        raise ObjectionRefused(
            gettext_lazy("Your objection is being examined. Its answer comes to your account.")
        )
    if not text.strip():
        raise NothingSent
    files = _waiting(application, "objection")
    entry = _entered(application, _("Objection"), files, f"objection:{key}", actor, at)
    objection = Objection.objects.create(
        application=application,
        key=key,
        text=text.strip()[:LONGEST],
        files=_named(files),
        entry=entry,
        made_by=actor,
        made_at=at,
    )
    start_objection_limit(application, entry.pk, actor=actor, at=at)
    note(application, Event.Kind.OBJECTED, actor=actor, at=at, text=objection.text)
    _tell_case(application, "application_objected", objection.code, {"text": objection.text}, at)
    trail("objected", application, actor=actor, at=at)
    return objection


def _stands_in_a_list(application: Application, at: datetime) -> bool:
    """Tell whether a provisional list shows it, and objections to that are still taken."""
    return RankedRow.objects.filter(
        application=application,
        ranked_list__state="provisional",
        ranked_list__objections_until__gte=athens_day(at),
    ).exists()


@transaction.atomic
def withdraw_objection(*, objection_id: int, actor: User | None, at: datetime) -> Objection:
    """Take an objection back; one that was answered stays."""
    application_id = Objection.objects.values_list("application_id", flat=True).get(pk=objection_id)
    application = locked(application_id)
    objection = Objection.objects.select_for_update(of=["self"]).get(pk=objection_id)
    if objection.state == ObjectionState.WITHDRAWN:
        return objection
    if ObjectionState.WITHDRAWN not in OBJECTION_MOVES[ObjectionState(objection.state)]:
        raise ObjectionRefused(gettext_lazy("Your objection was answered already."))
    _taken_back(objection, application, actor, at)
    return objection


def _taken_back(
    objection: Objection, application: Application, actor: User | None, at: datetime
) -> None:
    objection.state = ObjectionState.WITHDRAWN
    objection.save(update_fields=["state"])
    words = _("Withdrawn by the applicant")
    end_objection_limit(objection.entry_id, WITHDRAWN, words, actor=actor, at=at)
    trail("objection_withdrawn", application, actor=actor, at=at)


def _known(key: str, kind: str) -> Supplement | None:
    found = Supplement.objects.filter(key=key).first()
    if found is not None and found.kind != kind:
        raise KeyReused
    return found


def _waiting(application: Application, field: str) -> list[Upload]:
    rows = Upload.objects.select_for_update(of=["self"]).select_related("file")
    return list(rows.filter(application=application, sent_at__isnull=True, field__startswith=field))


def _named(files: Sequence[Upload]) -> list[dict[str, Any]]:
    return [
        {"id": one.code, "name": one.name, "sha256": one.sha256, "size": one.size} for one in files
    ]


def _supplement(
    application: Application,
    kind: str,
    content: dict[str, Any],
    key: str,
    files: Sequence[Upload],
    actor: User | None,
    at: datetime,
    ask: Ask | None = None,
) -> Supplement:
    words = _("Answer") if kind == Supplement.Kind.ANSWER else _("Correction")
    entry = _entered(application, words, files, f"supplement:{key}", actor, at)
    return Supplement.objects.create(
        application=application,
        kind=kind,
        ask=ask,
        key=key,
        content=content,
        digest=rules.digest_of(content),
        entry=entry,
        made_by=actor,
        made_at=at,
    )


def _entered(
    application: Application,
    words: str,
    files: Sequence[Upload],
    key: str,
    actor: User | None,
    at: datetime,
) -> Any:
    """Register a later paper of the applicant's as a continuation of the application."""
    first = application.entry
    assert first is not None
    Upload.objects.filter(pk__in=[one.pk for one in files]).update(sent_at=at)
    return documents.register_entry(
        book=first.book.code,
        direction="incoming",
        subject=f"{words}: {application.title_el} – {application.name}",
        subject_public=f"{words}: {application.title_el}",
        channel="portal" if application.channel == Channel.PORTAL else "counter",
        department_id=application.department_id,
        sender=Correspondent(application.name, application.email, application.party_id),
        files=[FileFacts(one.file, one.name) for one in files],
        confidentiality=first.confidentiality,
        personal_data=PersonalData(held=True, basis=BASIS),
        relates_to=[("continues", first.pk)],
        source=Source(f"{SOURCE}.later", application.code),
        key=f"applications:{key}",
        actor=actor,
        at=at,
    )


def _tell_case(
    application: Application, name: str, code: str, payload: Mapping[str, Any], at: datetime
) -> None:
    case = application.case
    if case is None:
        return
    said = {"text": payload.get("text", ""), "later": code}
    procedures.send_message(
        name=name,
        correlation=case.subject_id,
        payload=said,
        key=f"applications:{name}:{code}",
        at=at,
    )
    # Procedures that know nothing of applications wait for papers about the case itself.
    if name == ANSWERED and cases.waits_for(case.pk, PAPERS):
        procedures.send_message(
            name=PAPERS,
            correlation=case.code,
            payload=said,
            key=f"applications:{PAPERS}:{code}",
            at=at,
        )
