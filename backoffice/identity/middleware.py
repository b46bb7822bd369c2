"""The second factor is compulsory for everyone who works for the municipality."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

# What a staff member must reach before the second factor is given.
OPEN_PATHS = ("/static/", "/healthz/", "/webhooks/", "/i18n/")
OPEN_NAMES = frozenset({"account_logout", "account_login"})


class SecondFactorMiddleware:
    """Send a staff session without a second factor to the page that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or answer with the second-factor page."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:  # type: ignore[no-untyped-def]
        """Ask for the second factor once the address is resolved."""
        user = request.user
        if not user.is_authenticated or not user.is_staff_member or user.is_verified():
            return None
        match = request.resolver_match
        if request.path.startswith(OPEN_PATHS) or match is None:
            return None
        if match.url_name in OPEN_NAMES or match.namespace == "second_factor":
            return None
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('second_factor:challenge')}?{query}")
