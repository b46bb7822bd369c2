"""What the screens of the desk share: the application of the address, and where they lead back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.sights import Look
from backoffice.procedures.errors import AnswersRefused
from backoffice.procedures.screens.base import StaffScreen
from eservices.applications import access

VIEW = "applications.view_application"
HANDLE = "applications.handle_application"
DECIDE = "applications.decide_application"
COUNTER = "applications.file_for_citizen"


class ApplicationScreen(StaffScreen):
    """A page about one application of the reader's units."""

    right = VIEW
    header_icon = "form"

    def look(self) -> Look | None:
        """Say whose application it shows."""
        held = self.application
        number = held.entry.label if held.entry else held.code
        return Look("application", [held.party_id], f"{number} {held.title}")

    def find(self, **kwargs: Any) -> None:
        """Find the application, or answer that there is none."""
        self.application = access.staff_application_for(self.user, kwargs["code"])
        self.today = athens_day(self.now)

    def get_page_title(self) -> str:
        """Return what it is called."""
        return f"{self.application.title} – {self.application.name}"

    def address(self) -> str:
        """Return where the application is."""
        return reverse("applications_office:application", args=[self.application.code])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [{"url": reverse("applications_office:list"), "label": _("Applications")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the application."""
        return super().get_context_data(application=self.application, **kwargs)


class StepScreen(ApplicationScreen):
    """A form about an application that makes one call; a text block may be put in before."""

    template_name = "applications_office/form.html"
    submit: Any = ""
    lead: Any = ""
    done: Any = ""

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the application."""
        label = self.application.entry.label if self.application.entry else self.application.code
        return [*super().trail(), {"url": self.address(), "label": label}]

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, filled or not."""
        raise NotImplementedError

    def save(self, form: Any) -> None:
        """Make the call."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the words around it."""
        kwargs.setdefault("form", self.form())
        kwargs |= {"submit": self.submit, "lead": self.lead, "back": self.address()}
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put a text block in, or save, or show what must be mended."""
        if "insert" in request.POST:
            return self.render_to_response(self.get_context_data(form=self._with_text(request)))
        form = self.form(request.POST)
        if form.is_valid():
            try:
                self.save(form)
            except AnswersRefused as refusal:
                for name, error in refusal.errors.items():
                    form.add_error(name if name in form.fields else None, error)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self.done)
                return redirect(self.address())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _with_text(self, request: HttpRequest) -> Any:
        """Return the form with a text block added to the field that it is for."""
        data = request.POST.copy()
        use = request.POST["insert"]
        form = self.form(data)
        text = getattr(form, "texts", {}).get(data.get(f"{use}_block", ""), "")
        name = "text" if use == "message" else use
        if text and name in form.fields:
            data[name] = f"{data.get(name, '').rstrip()}\n\n{text}".strip()
        data[f"{use}_block"] = ""
        filled = self.form(None)
        filled.initial = {key: self._value(data, key, filled) for key in filled.fields}
        return filled

    @staticmethod
    def _value(data: Any, key: str, form: Any) -> Any:
        many = form.fields[key].__class__.__name__.startswith("Multiple")
        return data.getlist(key) if many else data.get(key, "")
