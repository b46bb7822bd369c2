"""Which content policy a page gets: strict for people, one step wider for Wagtail's own screens."""

from typing import Any

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STAFF_SCREENS = "/cms/"
# Wagtail's editor writes style attributes, and some of its forms carry small scripts in the page.
STAFF = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class PolicyMiddleware(CSPMiddleware):
    """The one policy of the settings, with the staff screens' exceptions under `/cms/`.

    It is written once and kept: putting it together costs more than answering from memory.
    """

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._written: dict[bool, tuple[object, str]] = {}

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the policy; a page with wishes or a nonce of its own gets one of its own."""
        if HEADER in response:  # a kept answer brings its own
            return response
        if settings.DEBUG or _has_wishes(request, response):
            return super().process_response(request, response)
        is_staff = request.path.startswith(STAFF_SCREENS)
        stated, header = self._written.get(is_staff, (None, ""))
        if stated is settings.CONTENT_SECURITY_POLICY:
            response[HEADER] = header
            return response
        answer = super().process_response(request, response)
        self._written[is_staff] = settings.CONTENT_SECURITY_POLICY, answer.get(HEADER, "")
        return answer

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy's parts for a page."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(STAFF_SCREENS):
            exceptions: dict[str, Any] = dict(STAFF)
            parts.replace = exceptions | (parts.replace or {})
        return parts


def _has_wishes(request: HttpRequest, response: HttpResponseBase) -> bool:
    reports = getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
    # The package's decorators leave their wishes as attributes that begin with its name.
    asked = any(name.startswith("_csp") for name in vars(response))
    return bool(reports) or asked or hasattr(request, "_csp_nonce")
