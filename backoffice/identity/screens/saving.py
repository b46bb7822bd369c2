"""Staff forms that save through a service."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from backoffice.kernel.errors import DomainError


class ServiceFormMixin:
    """Shows at the form what the service refuses."""

    form: Any
    request: HttpRequest
    produced_error_message: str | None = None

    def form_valid(self, form: forms.Form) -> Any:
        """Save, or show why not."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            form.add_error(None, str(error))
            self.produced_error_message = str(error)
            return self.form_invalid(form)  # type: ignore[attr-defined]

    @property
    def done(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"actor": self.request.user, "at": timezone.now()}
