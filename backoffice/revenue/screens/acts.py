"""A screen that asks once more and then calls one verb."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backoffice.kernel.errors import DomainError
from backoffice.ledger.screens import StaffScreen


class ActScreen(StaffScreen):
    """Show a form; when it is sent, do one thing and lead on, or say how to mend it."""

    template_name = "revenue/act.html"
    form_class: type[Form]

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the way back."""
        kwargs.setdefault("form", self.bound())
        return super().get_context_data(back=self.back, **kwargs)

    def bound(self) -> Form:
        """Return the form as it was sent, or an empty one."""
        return self.form_class(self.request.POST if self.request.method == "POST" else None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with what was wrong."""
        form = self.bound()
        if form.is_valid():
            try:
                address = self.act(form.cleaned_data, actor=request.user, at=timezone.now())
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self.said())
                return redirect(address)
        return self.render_to_response(self.get_context_data(form=form), status=422)
