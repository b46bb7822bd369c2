"""A town with two services and people who apply; everybody is synthetic."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from backoffice.documents import services as documents
from backoffice.forms.services import Shipped, load_shipped
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from eservices.applications import services
from eservices.catalogue.models import Service, ServiceFee
from tests.backoffice.documents.corpus import pdf
from tests.backoffice.documents.office import open_town as open_registry
from tests.backoffice.procedures.drawing import Drawing
from tests.backoffice.procedures.office import publish
from tests.eservices.payments.till import open_town as open_revenue

AFM, SECOND_AFM = "100000090", "123456783"
TREE = "tree-cutting"
FREE = "street-question"


def words(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"el": text, "en": f"{text} (en)"}


DOCUMENT: dict[str, Any] = {
    "pages": [
        {
            "key": "tree",
            "title": words("Το δέντρο"),
            "fields": [
                {"key": "kind", "type": "text", "label": words("Είδος"), "required": True},
                {"key": "height", "type": "number", "label": words("Ύψος"), "required": True},
                {
                    "key": "danger",
                    "type": "yes_no",
                    "label": words("Υπάρχει κίνδυνος;"),
                    "required": True,
                },
                {
                    "key": "danger_text",
                    "type": "long_text",
                    "label": words("Ποιος κίνδυνος;"),
                    "required": True,
                    "if": "danger = true",
                },
            ],
        },
        {
            "key": "papers",
            "title": words("Έγγραφα"),
            "fields": [
                {
                    "key": "photo",
                    "type": "file",
                    "label": words("Φωτογραφία"),
                    "required": True,
                    "accept": ["image", "pdf"],
                    "max_mb": 5,
                    "max_files": 2,
                },
                {
                    "key": "title_deed",
                    "type": "file",
                    "label": words("Τίτλος"),
                    "required": "recommended",
                    "accept": ["pdf"],
                },
            ],
        },
    ]
}
QUESTION: dict[str, Any] = {
    "pages": [
        {
            "key": "question",
            "title": words("Το ερώτημα"),
            "fields": [
                {"key": "full_name", "type": "text", "label": words("Όνομα"), "required": True},
                {"key": "text", "type": "long_text", "label": words("Ερώτημα"), "required": True},
            ],
        }
    ]
}


def open_town() -> None:
    """Open the books, the registry and two services."""
    open_revenue()
    open_registry()
    documents.load_circulation()
    load_forms()
    unit = next(u for _d, u in departments_as_tree(date(2026, 6, 1)) if u.code == "revenue")
    tree = make_service(TREE, "Κοπή δέντρου", auth_level=2, department=unit, process_key="")
    make_service(FREE, "Ερώτημα για δρόμο", auth_level=0, department=None, number=702)
    ServiceFee.objects.create(
        service=tree,
        kind="fixed",
        amount="12.50",
        text_el="12,50 €",
        valid_from=date(2024, 1, 1),
        is_shipped=True,
        legal_basis_el="ν. 1080/1980",
    )


def load_forms(document: dict[str, Any] = DOCUMENT) -> None:
    """Put the forms of the two services in force."""
    load_shipped(
        [
            Shipped("form", TREE, "Κοπή δέντρου", "Tree cutting", document),
            Shipped("form", FREE, "Ερώτημα", "Question", QUESTION),
        ],
        at=timezone.now(),
    )


def make_service(code: str, title: str, **facts: Any) -> Service:
    """Return a service that is applied for by a form."""
    stated = {
        "number": 701,
        "title_el": title,
        "title_en": f"{title} (en)",
        "form_key": code,
        "deadline_days": 30,
        "deadline_basis_el": "απόφαση Δημοτικού Συμβουλίου",
        "applicant_types": [],
    } | facts
    return Service.objects.create(code=code, **stated)


def file(name: str = "photo.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


def filled(user: Any, *, choice: str = "self", photo: bool = True) -> Any:
    """Return a draft of the tree service with every answer."""
    at = timezone.now()
    draft = services.open_draft(service=TREE, user=user, choice=choice, at=at)
    answers = {"kind": "Ελιά", "height": "7", "danger": False}
    services.save_page(draft_id=draft.pk, page="tree", raw=answers, at=at)
    if photo:
        services.add_upload(draft_id=draft.pk, field="photo", upload=file(), actor=user, at=at)
        services.add_upload(
            draft_id=draft.pk,
            field="title_deed",
            upload=file("deed.pdf", pdf(text="Titlos")),
            actor=user,
            at=at,
        )
    services.save_page(draft_id=draft.pk, page="papers", raw={}, at=at)
    draft.refresh_from_db()
    return draft


def send(draft: Any, user: Any, key: str = "") -> Any:
    """Send a draft."""
    return services.submit(
        draft_code=draft.code,
        key=key or draft.submission_key,
        user=user,
        language="el",
        at=timezone.now(),
    )


def sent(user: Any, **choices: Any) -> Any:
    """Return an application of the tree service that was sent."""
    return send(filled(user, **choices), user)


def make_free() -> None:
    """Let the tree service cost nothing from today on."""
    tree = Service.objects.get(code=TREE)
    ServiceFee.objects.create(
        service=tree, kind="none", valid_from=athens_day(timezone.now()), is_shipped=True
    )


def with_case() -> None:
    """Give the tree service a procedure of one task."""
    drawing = Drawing("tree_test")
    drawing.chain(drawing.start(), drawing.user("check"), drawing.end())
    publish(drawing)
    Service.objects.filter(code=TREE).update(process_key="tree_test")
