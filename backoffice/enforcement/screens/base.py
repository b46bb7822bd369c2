"""What the screens of this office share."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from backoffice.kernel.errors import DomainError
from backoffice.ledger.screens import StaffScreen


class Under(StaffScreen):
    """A page below a list, with the way back in its path."""

    above: Sequence[tuple[str, Any]] = ()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        path = [{"url": reverse(name), "label": label} for name, label in self.above]
        own = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *path, own]


class ActScreen(Under):
    """Show a form; when it is sent, do one thing and lead on, or say how to mend it."""

    template_name = "enforcement/act.html"
    form_class: type[Form]
    button: Any = ""

    @property
    def back(self) -> str:
        """Where an act that was not done leads."""
        raise NotImplementedError

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Do it, and return the address that shows the result.

        :param facts: what the form says
        :param who: `actor` and `at`
        """
        raise NotImplementedError

    def said(self) -> str:
        """Return what to tell when it is done."""
        return ""

    def make_form(self, *args: Any) -> Form:
        """Return the form, empty or with what was sent."""
        return self.form_class(*args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the way back."""
        kwargs.setdefault("form", self.make_form())
        form = kwargs["form"]
        return super().get_context_data(
            back=self.back, multipart=form.is_multipart(), button=self.button, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with what was wrong."""
        form = self.make_form(request.POST, request.FILES)
        if form.is_valid():
            try:
                address = self.act(form.cleaned_data, actor=request.user, at=timezone.now())
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self.said())
                return redirect(address)
        return self.render_to_response(self.get_context_data(form=form), status=422)
