"""What the applicant and co-signers are told: registered with the messages, one link each."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.actors import Source
from backoffice.messaging.templates import Template
from backoffice.messaging.wording import Text
from theme.formatting import day

from .models import Application, CoSignature, Event, Objection
from .states import ApplicationState

SOURCE = "applications.application"
_PLACES = {
    "service": _("the service"),
    "number": _("protocol number"),
    "state": _("the state in words"),
    "text": _("what the office wrote"),
}
_SIGNING = {"service": _("the service"), "name": _("who signs"), "until": _("last day to sign")}


def _state(code: str, title: Any, el: tuple[str, str], en: tuple[str, str]) -> Template:
    return Template(
        code=f"applications.{code}",
        topic="applications",
        title=title,
        variables=_PLACES,
        el=Text(el[0], el[1], f"{el[0]}. {{number}}"),
        en=Text(en[0], en[1], f"{en[0]}. {{number}}"),
    )


STATES = {
    ApplicationState.REGISTERED: _state(
        "registered",
        _("Application received"),
        (
            "Η αίτησή σας πρωτοκολλήθηκε: {service}",
            "Λάβαμε την αίτησή σας για: {service}. Αριθμός πρωτοκόλλου {number}.\n\nΤην απόδειξη"
            " και την πορεία της θα τις βρίσκετε εδώ:",
        ),
        (
            "Your application was registered: {service}",
            "We received your application for: {service}. Protocol number {number}.\n\nIts receipt"
            " and how it goes on are here:",
        ),
    ),
    ApplicationState.NEEDS_INFO: _state(
        "needs_info",
        _("Something is missing"),
        (
            "Λείπει κάτι από την αίτησή σας: {service}",
            "Για να συνεχίσει η αίτηση {number} χρειαζόμαστε κάτι ακόμη. {text}\n\nΔείτε τι"
            " χρειάζεται και στείλτε το εδώ:",
        ),
        (
            "Something is missing from your application: {service}",
            "Application {number} needs something more to go on. {text}\n\nSee what it is and send"
            " it here:",
        ),
    ),
    ApplicationState.IN_PROGRESS: _state(
        "in_progress",
        _("Application in progress"),
        (
            "Η αίτησή σας εξετάζεται: {service}",
            "Η αρμόδια υπηρεσία εξετάζει την αίτηση {number}. {text}\n\nΠαρακολουθήστε την εδώ:",
        ),
        (
            "Your application is being examined: {service}",
            "The competent service examines application {number}. {text}\n\nFollow it here:",
        ),
    ),
    ApplicationState.AWAITING_PAYMENT: _state(
        "awaiting_payment",
        _("Application waits for payment"),
        (
            "Η αίτησή σας περιμένει πληρωμή: {service}",
            "Η αίτηση {number} προχωρά μόλις πληρωθεί το τέλος της.\n\nΔείτε το ποσό και πληρώστε"
            " εδώ:",
        ),
        (
            "Your application waits for payment: {service}",
            "Application {number} goes on once its fee is paid.\n\nSee the amount and pay here:",
        ),
    ),
    ApplicationState.APPROVED: _state(
        "approved",
        _("Application approved"),
        (
            "Η αίτησή σας εγκρίθηκε: {service}",
            "Η αίτηση {number} εγκρίθηκε. {text}\n\nΤι ακολουθεί θα το βρείτε εδώ:",
        ),
        (
            "Your application was approved: {service}",
            "Application {number} was approved. {text}\n\nWhat follows is here:",
        ),
    ),
    ApplicationState.REJECTED: _state(
        "rejected",
        _("Application refused"),
        (
            "Η αίτησή σας δεν έγινε δεκτή: {service}",
            "Η αίτηση {number} δεν έγινε δεκτή. Τους λόγους, και τι μπορείτε να κάνετε, θα τα"
            " διαβάσετε εδώ:",
        ),
        (
            "Your application was refused: {service}",
            "Application {number} was refused. The reasons, and what you can do, are here:",
        ),
    ),
    ApplicationState.COMPLETED: _state(
        "completed",
        _("Application completed"),
        (
            "Η αίτησή σας ολοκληρώθηκε: {service}",
            "Η αίτηση {number} ολοκληρώθηκε. {text}\n\nΤην απάντηση θα τη βρείτε εδώ:",
        ),
        (
            "Your application is completed: {service}",
            "Application {number} is completed. {text}\n\nThe answer is here:",
        ),
    ),
    ApplicationState.FORWARDED: _state(
        "forwarded",
        _("Application forwarded"),
        (
            "Η αίτησή σας διαβιβάστηκε: {service}",
            "Η αίτηση {number} διαβιβάστηκε στην αρμόδια αρχή. {text}\n\nΠού και πότε θα το δείτε"
            " εδώ:",
        ),
        (
            "Your application was forwarded: {service}",
            "Application {number} was forwarded to the competent authority. {text}\n\nWhere and"
            " when is here:",
        ),
    ),
    ApplicationState.WITHDRAWN: _state(
        "withdrawn",
        _("Application withdrawn"),
        (
            "Η αίτησή σας ανακλήθηκε: {service}",
            "Η αίτηση {number} ανακλήθηκε και δεν εξετάζεται πια.\n\nΘα τη βρίσκετε εδώ:",
        ),
        (
            "Your application was withdrawn: {service}",
            "Application {number} was withdrawn and is not examined any more.\n\nIt stays here:",
        ),
    ),
}
OBJECTION = _state(
    "objection_answered",
    _("Objection answered"),
    (
        "Απάντηση στην ένστασή σας: {service}",
        "Εξετάσαμε την ένστασή σας για την αίτηση {number}: {state}.\n\nΤην απάντηση θα τη"
        " διαβάσετε εδώ:",
    ),
    (
        "Answer to your objection: {service}",
        "We examined your objection about application {number}: {state}.\n\nThe answer is here:",
    ),
)
REFUND = _state(
    "refund",
    _("Refund of the fee of an application"),
    (
        "Το τέλος της αίτησής σας: {service}",
        "Για την αίτηση {number}: {text}\n\nΔείτε την εδώ:",
    ),
    (
        "The fee of your application: {service}",
        "About application {number}: {text}\n\nSee it here:",
    ),
)
#: For the heads of the unit.
LATE = _state(
    "late_to_forward",
    _("Application not forwarded in time"),
    (
        "Δεν διαβιβάστηκε εγκαίρως: {service}",
        "Κανείς δεν ανέλαβε την αίτηση {number}. Αν αρμόδια είναι άλλη αρχή, ο νόμος ήθελε να"
        " διαβιβαστεί ως τις {text}.\n\nΑνοίξτε την εδώ:",
    ),
    (
        "Not forwarded in time: {service}",
        "Nobody took up application {number}. If another authority is competent, the law wanted it"
        " forwarded by {text}.\n\nOpen it here:",
    ),
)
SIGNATURE = Template(
    code="applications.signature",
    topic="applications",
    title=_("Answer of a co-signer"),
    variables={**_SIGNING, "state": _("what the co-signer did")},
    el=Text(
        "{name}: {state} ({service})",
        "Το πρόσωπο που καλέσατε να συνυπογράψει την αίτηση για: {service} απάντησε: {state}.\n\n"
        "Συνεχίστε εδώ:",
    ),
    en=Text(
        "{name}: {state} ({service})",
        "The person you asked to sign the application for: {service} answered: {state}.\n\n"
        "Go on here:",
    ),
)
ALL = (*STATES.values(), OBJECTION, REFUND, LATE, SIGNATURE)


def tell_of_move(application: Application, event: Event, *, at: datetime) -> None:
    """Tell the applicant of a new state, in the transaction that made it."""
    template = STATES.get(ApplicationState(event.new))
    if template is None:
        return
    link = _address(application)
    with override(application.language):
        state = str(ApplicationState(event.new).label)
    values = {**values_of(application), "state": state, "text": event.text[:600]}
    key = f"applications:event:{event.pk}"
    _notify(application, template.code, values, link, key, at)


def tell_of_objection(objection: Objection, *, at: datetime) -> None:
    """Tell the applicant that the objection was answered."""
    application = objection.application
    with override(application.language):
        state = str(objection.get_state_display())
    values = {**values_of(application), "state": state, "text": ""}
    key = f"applications:objection:{objection.pk}"
    _notify(application, OBJECTION.code, values, _address(application), key, at)


def tell_of_refund(application: Application, event: Event, *, at: datetime) -> None:
    """Tell the applicant what becomes of a fee that was paid."""
    with override(application.language):
        state = str(application.get_state_display())
    values = {**values_of(application), "state": state, "text": event.text[:600]}
    key = f"applications:event:{event.pk}"
    _notify(application, REFUND.code, values, _address(application), key, at)


def late_words(limit: date) -> str:
    """Return what the history says of an application that nobody took up in time."""
    said = gettext("Nobody took it up; another authority was to have it by %(day)s.")
    return said % {"day": day(limit)}


def values_of(application: Application) -> dict[str, str]:
    """Return what every message names: the service and the protocol number."""
    entry = application.entry
    english = application.language == "en" and application.title_en
    return {
        "service": application.title_en if english else application.title_el,
        "number": entry.label if entry else "",
    }


def _address(application: Application) -> str:
    with override(application.language):
        if application.user_id is None and application.party_id is None:
            # Without an account the code opens it, in any browser.
            return f"{reverse('applications:follow')}?code={application.code}"
        return reverse("applications:application", args=[application.code])


def _notify(
    application: Application,
    template: str,
    values: dict[str, str],
    link: str,
    key: str,
    at: datetime,
) -> None:
    from backoffice.messaging.services import notify

    if application.user_id is None and application.party_id is None:
        _order_letter(application.email, template, values, link, application.language)
        return
    notify(
        template=template,
        context=values,
        link=link,
        key=key,
        subject=Source(SOURCE, application.code),
        user=application.user if application.party_id is None else None,
        party_id=application.party_id,
        at=at,
    )


def tell_cosigner(held: CoSignature, what: str, *, at: datetime) -> None:
    """Write to a person who is asked to sign, or is asked no more; they may have no account yet."""
    draft = held.draft
    language = (draft.user.language if draft and draft.user else get_language() or "el")[:2]
    with override(language):
        link = reverse("applications:cosign", args=[held.code])
    until = day(held.expires_at - timedelta(minutes=1))
    values = {"service": _service_of(held, language), "name": held.name, "until": until}
    _order_letter(held.email, f"cosigner_{what}", values, link, language)


def tell_of_signature(held: CoSignature, what: str, *, at: datetime) -> None:
    """Tell the applicant what a co-signer did."""
    from backoffice.messaging.services import notify

    draft = held.draft
    if draft is None or draft.user is None:
        return
    language = draft.user.language
    with override(language):
        link = reverse("applications:check", args=[draft.service, draft.code])
        state = str(held.get_state_display())
    notify(
        template=SIGNATURE.code,
        context={
            "service": _service_of(held, language),
            "name": held.name,
            "until": "",
            "state": state,
        },
        link=link,
        key=f"applications:signature:{held.pk}:{what}",
        user=draft.user,
        at=at,
    )


def _service_of(held: CoSignature, language: str) -> str:
    content = (held.draft.snapshot if held.draft else None) or {}
    title = content.get("title") or {}
    return str(title.get(language) or title.get("el") or "")


def _order_letter(to: str, letter: str, values: dict[str, str], link: str, language: str) -> None:
    """Queue a letter to an address without an account behind it."""
    if to:
        transaction.on_commit(partial(_defer, to, letter, values, link, language))


def _defer(to: str, letter: str, values: dict[str, str], link: str, language: str) -> None:
    from . import tasks

    tasks.send_letter.defer(to=to, letter=letter, values=values, link=link, language=language)
