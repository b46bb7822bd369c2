"""The language of a request; a missing door stays missing."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# Addresses outside the two languages: programs, staff, files and operations.
DOORS = (
    "/api/",
    "/cms/",
    "/demo/",
    "/documents/",
    "/healthz/",
    "/i18n/",
    "/media/",
    "/metrics",
    "/passkeys/",
    "/static/",
    "/verify/",
    "/webhooks/",
    "/_allauth/",
)


class DoorsStayShutMiddleware(LocaleMiddleware):
    """Choose the language as Django does, and lead to a language only what may be a page.

    The site's last pattern takes every address, so Django would answer a program that asks for a
    missing row with the way to a page of that name.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave a 404 of a door as it is."""
        if response.status_code == 404 and request.path.startswith(DOORS):
            response.headers.setdefault("Content-Language", translation.get_language() or "el")
            return response
        return super().process_response(request, response)
