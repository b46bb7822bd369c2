"""Which content policy a page gets: strict for people, one step wider for Wagtail's own screens."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Wagtail's editor writes style attributes, and some of its forms carry small scripts in the page.
STAFF = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class PolicyMiddleware(CSPMiddleware):
    """The one policy of the settings, with the staff screens' exceptions under `/cms/`."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy's parts for a page."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/cms/"):
            exceptions: dict[str, Any] = dict(STAFF)
            parts.replace = exceptions | (parts.replace or {})
        return parts
