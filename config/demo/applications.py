"""The demonstration's applications: seven services, each in another state, for account and desk.

Everybody in it is synthetic.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice.documents import queries as documents_queries
from backoffice.documents import services as documents
from backoffice.forms import answers as form_answers
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from eservices.applications import access, offers, services
from eservices.applications.services import handling
from theme import pdf

SCOPES = ["correspondence", "permits", "certificates"]
PLAIN: dict[str, Any] = {
    "long_text": "Συνθετικό κείμενο επίδειξης.",
    "money": "120.00",
    "time": "20:00",
    "yes_no": False,
    "afm": "100000090",
    "iban": "GR1601101250000000012300695",
    "postcode": "71202",
    "phone": "6900000000",
    "email": "citizen@minoa-akti.example",
    "plate": "ΗΡΑ-1234",
    "point": {"lat": 35.339, "lon": 25.133},
    "polygon": [[25.133, 35.339], [25.134, 35.339], [25.134, 35.34], [25.133, 35.339]],
    "consent": True,
}
MEMBERS = {
    "afm": "100000090",
    "postcode": "71202",
    "street": "Ακτής",
    "number": "5",
    "town": "Μινώα Ακτή",
    "name": "Συνθετική Επιχείρηση",
    "kad": "56.10",
    "atak": "01234567890",
}
KEY = "demo:{}:{}"
Step = Callable[[Any, User, User, User, datetime], None]


def let_head_sign(*, mayor: User, head: User, at: datetime) -> None:
    """Let the head sign letters, permits and certificates by order of the mayor; once."""
    today = athens_day(at)
    if documents_queries.delegations().filter(to_user=head).exists():
        return
    documents.enter_delegation(
        decision_number=f"1/{today.year} (επίδειξη)",
        giver_id=mayor.pk,
        to_user_id=head.pk,
        scopes=SCOPES,
        amount_limit=None,
        valid_from=today,
        actor=mayor,
        at=at,
    )


def send_some(*, citizen: User, officer: User, head: User, at: datetime) -> int:
    """Send applications of the citizen and bring each to another state; once.

    :returns: how many were sent
    """
    if access.applications_for(citizen).filter(key=KEY.format(STORIES[0][0], 0)).exists():
        return 0
    made = 0
    for service, step in STORIES:
        now = at + timedelta(seconds=20 * (made + 1))
        draft = services.open_draft(service=service, user=citizen, at=now)
        fill_in(draft, actor=citizen, at=now)
        application = services.submit(
            draft_code=draft.code,
            key=KEY.format(service, made),
            user=citizen,
            language="el",
            at=now,
        )
        step(application, citizen, officer, head, now + timedelta(seconds=5))
        made += 1
    # One that was begun and left.
    services.open_draft(service="street-number-certificate", user=citizen, at=at)
    return made


def fill_in(draft: Any, *, actor: User, at: datetime) -> None:
    """Give a draft an answer to whatever must be answered."""
    form = offers.offer_of(draft.service).form
    said: dict[str, Any] = dict(draft.answers)
    files: set[str] = set()
    for _round in range(6):
        checked = form_answers.check(form, said, today=athens_day(at))
        missing = {path.split(".")[0] for path in checked.errors} - files
        if not missing:
            break
        for key in missing:
            field = form.fields[key]
            if field.type == "file":
                files.add(key)
            else:
                said[key] = _answer(field, at)
    services.save_draft(draft_id=draft.pk, answers=said, at=at)
    for key in sorted(files):
        services.add_upload(draft_id=draft.pk, field=key, upload=_paper(key), actor=actor, at=at)
    draft.refresh_from_db()


def _answer(field: Any, at: datetime) -> Any:
    if field.type == "choice":
        return field.options[0].value
    if field.type == "choices":
        return [field.options[0].value]
    if field.type == "group":
        return [{one.key: _answer(one, at) for one in field.fields if one.required}]
    if field.type == "number":
        return str(max(2, int(field.min or 0)))
    if field.type == "date":
        return athens_day(at).isoformat()
    if getattr(field, "members", None):
        return {one.key: said for one in field.members if (said := MEMBERS.get(one.key))}
    return PLAIN.get(field.type, "Δοκιμή")


def _paper(title: str) -> SimpleUploadedFile:
    body = pdf.render(
        "letterhead",
        {
            "title": title,
            "town": {"name": "Συνθετικό δικαιολογητικό επίδειξης"},
            "language": "el",
            "to": "",
            "date": "",
            "paragraphs": ["Δεν είναι πραγματικό έγγραφο."],
        },
    )
    return SimpleUploadedFile(f"{title}.pdf", body, "application/pdf")


def _leave(application: Any, citizen: User, officer: User, head: User, at: datetime) -> None:
    """Leave it as it came."""


def _begin(application: Any, citizen: User, officer: User, head: User, at: datetime) -> None:
    services.begin_work(application_id=application.pk, actor=officer, at=at)


def _ask(application: Any, citizen: User, officer: User, head: User, at: datetime) -> None:
    services.ask_for_more(
        application_id=application.pk,
        items=[
            {
                "key": "photo",
                "kind": "text",
                "title": {"el": "Ακριβής θέση", "en": "Exact place"},
            }
        ],
        text="Γράψτε μας πού ακριβώς βρίσκεται το ακίνητο.",
        due_on=athens_day(at) + timedelta(days=30),
        actor=officer,
        at=at,
    )


def _grant(application: Any, citizen: User, officer: User, head: User, at: datetime) -> None:
    _answer_letter(application, officer, "Η λάμπα αντικαθίσταται αυτή την εβδομάδα.", at)
    _step(application, head, {"decision": "grant"}, at)


def _refuse(application: Any, citizen: User, officer: User, head: User, at: datetime) -> None:
    _answer_letter(
        application, officer, "Το σεμινάριο συμπληρώθηκε. Δηλώστε συμμετοχή στο επόμενο.", at
    )
    remedies = "Ένσταση στην υπηρεσία μας (ν. 2690/1999 άρθρο 24)."
    _step(application, head, {"decision": "refuse", "remedies": remedies}, at)


def _answer_letter(application: Any, officer: User, text: str, at: datetime) -> None:
    _step(application, officer, {"file": "complete"}, at)
    _step(application, officer, {"reasons": text}, at)


def _step(application: Any, doer: User, outcome: dict[str, Any], at: datetime) -> None:
    task = application.case.tasks.filter(state__in=("ready", "claimed")).get()
    handling.answer_task(
        application_id=application.pk, task_id=task.pk, outcome=outcome, actor=doer, at=at
    )


def _withdraw(application: Any, citizen: User, officer: User, head: User, at: datetime) -> None:
    services.withdraw(
        application_id=application.pk, reason="Δεν χρειάζεται πια.", actor=citizen, at=at
    )


#: Each of another service and another procedure, so that no two look alike at the desk.
STORIES: tuple[tuple[str, Step], ...] = (
    ("general-request", _grant),
    ("seminar-registration", _refuse),
    ("municipal-roll-enrolment", _leave),
    ("bulky-waste-pickup", _withdraw),
    ("unpowered-unused-property", _ask),
    ("transfer-of-registration", _begin),
    # The fee comes first: it waits for the citizen's payment.
    ("kerb-lowering", _leave),
)
