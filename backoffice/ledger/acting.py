"""Staff screens that show a form and do one thing: the one base of all offices above the books."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from backoffice.kernel.errors import DomainError

from .screens import StaffScreen


class UnderScreen(StaffScreen):
    """A page below a list, with the way back in its path."""

    above: Sequence[tuple[str, Any]] = ()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        path = [{"url": reverse(name), "label": label} for name, label in self.above]
        own = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *path, own]


class ActScreen(UnderScreen):
    """Show a form; when it is sent, do one thing and lead on, or say how to mend it.

    The page is `<module>/act.html`, where a module shows what the act is about, or else
    `ledger/act.html`.
    """

    # Wagtail's own default would come before the module's page.
    template_name = ""
    form_class: type[Form] = Form
    button: Any = ""

    @property
    def back(self) -> str:
        """Where an act that was not done leads; nothing for a page without a way back."""
        return ""

    def make_form(self, *sent: Any) -> Any:
        """Return the form, empty or with the fields and files that were sent."""
        return self.form_class(*sent)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Do it, and return the address that shows the result; the form is `self.form`.

        :param facts: what the form says
        :param who: `actor` and `at`
        """
        raise NotImplementedError

    def said(self) -> str:
        """Return what to tell when it is done; nothing where the page says it."""
        return ""

    def get_template_names(self) -> list[str]:
        """Return the page of the act: its own, its module's, or that of the books."""
        module = type(self).__module__.split(".")[1]
        if self.template_name:
            return [self.template_name]
        return [f"{module}/act.html", "ledger/act.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the way back."""
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(
            back=self.back,
            multipart=kwargs["form"].is_multipart(),
            button=self.button or self.page_title,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with what was wrong."""
        self.form = self.make_form(request.POST, request.FILES)
        if self.form.is_valid():
            try:
                facts = self.form.cleaned_data
                address = self.act(facts, actor=self.user, at=timezone.now())
            except DomainError as error:
                self.form.add_error(None, str(error))
            else:
                if said := self.said():
                    messages.success(request, said)
                return redirect(address)
        return self.render_to_response(self.get_context_data(form=self.form), status=422)
