"""A small form and a shared part, and browsers of staff with some rights."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from backoffice.forms import services
from backoffice.forms.models import Version
from tests.factories.signin import make_user, sign_in_staff

NOW = timezone.now()
KEY = "tree-permit"


def spoken(el: str, en: str = "") -> dict[str, str]:
    return {"el": el, **({"en": en} if en else {})}


def field(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": spoken(f"Ερώτηση {key}", f"Question {key}"), **more}


def page(key: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "title": spoken(f"Σελίδα {key}"), "fields": list(fields), **more}


def document(*pages: dict[str, Any]) -> dict[str, Any]:
    return {"pages": list(pages)}


PART = {"fields": [field("surname", required=True), field("phone", "phone")]}
FORM = document(
    page("who", {"part": "applicant", "mode": "link"}),
    page(
        "tree",
        field("own", "yes_no", required=True),
        field("count", "number", **{"if": "own = true"}),
        field(
            "why",
            "choice",
            options=[
                {"value": "old", "label": spoken("Γέρικο", "Old")},
                {"value": "danger", "label": spoken("Επικίνδυνο", "Dangerous")},
            ],
        ),
    ),
)
SHIPPED = [
    services.Shipped("form", KEY, "Άδεια δέντρου", "Tree permit", FORM),
    services.Shipped("part", "applicant", "Αιτών", "Applicant", PART),
]


def publish(key: str, paper: dict[str, Any], **more: Any) -> Version:
    draft = services.save_draft(key=key, title_el=key, document=paper, actor=None, at=NOW, **more)
    return services.publish_version(version_id=draft.pk, actor=None, at=NOW)


def staff(*rights: str, email: str = "staff@example.org") -> Any:
    """Return a browser of somebody with rights of the forms."""
    user = make_user(email, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="service_forms", codename__in=rights)
    )
    client: Any = Client()
    sign_in_staff(client, user)
    client.user = user
    return client


EDITOR = ("view_definition", "edit_definition")
PUBLISHER = (*EDITOR, "publish_version")
