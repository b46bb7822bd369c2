"""What the screens of cash desks share."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from backoffice.kernel.errors import DomainError
from backoffice.ledger.screens import StaffScreen
from backoffice.treasury import access


class DeskScreen(StaffScreen):
    """A page for cashiers; whoever sees all sessions may read it too where it says so."""

    right = access.USE
    #: Any one of these lets in.
    rights: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever holds none of the rights."""
        access.require_any(self.user, *(self.rights or (self.right,)))
        return super(StaffScreen, self).dispatch(request, *args, **kwargs)


class FormScreen(DeskScreen):
    """Show a form; when it is sent, do one thing and lead on, or say how to mend it."""

    template_name = "treasury/form.html"
    form_class: type[Form]
    back = ""

    def make_form(self, data: Any = None) -> Any:
        """Return the form, empty or as it was sent."""
        return self.form_class(data)

    def act(self, form: Any, **who: Any) -> str:
        """Do it, and return the address that shows the result.

        :param who: `actor` and `at`
        """
        raise NotImplementedError

    def said(self) -> str:
        """Return what to tell when it is done."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the way back."""
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(back=self.back, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with what was wrong."""
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                address = self.act(form, actor=self.user, at=timezone.now())
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                if self.said():
                    messages.success(request, self.said())
                return redirect(address)
        return self.render_to_response(self.get_context_data(form=form), status=422)
