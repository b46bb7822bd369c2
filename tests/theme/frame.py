"""The frame of a page with everything in it, for tests of the look."""

from typing import Any

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

SITE = {
    "name": "Δήμος Μινώας Ακτής",
    "phones": ["2890 012345"],
    "email": "info@minoas-akti.example",
    "address": "Πλατεία Λότζιας 1\n700 99 Μινώα Ακτή",
    "approval_ada": "ΨΧ7ΛΩ6Υ-4Τ2",
    "footer_links": [{"title": "Δήλωση προσβασιμότητας", "url": "/el/accessibility/"}],
}


def frame(path: str = "/el/") -> dict[str, Any]:
    return {
        # Under its own name, so that no context processor of the project runs.
        "request": RequestFactory().get(path),
        "site_settings": SITE,
        "main_menu": [{"title": "Υπηρεσίες", "url": "/el/services/", "current": True}],
        "alerts": [{"title": "Διακοπή νερού", "text": "σήμερα 9:00–13:00.", "url": "/el/news/1/"}],
        "language_links": [
            {"code": "el", "label": "Ελληνικά", "url": "/el/", "current": True, "exact": True},
            {"code": "en", "label": "English", "url": "/en/", "current": False, "exact": True},
        ],
        "breadcrumbs": [{"title": "Αρχική", "url": "/el/"}, {"title": "Οδηγός όψης"}],
        "feedback_url": "/el/feedback/",
    }


def page(template: str, language: str = "el", **context: Any) -> str:
    with translation.override(language):
        return render_to_string(template, frame() | context)
