"""What the screens share: one right each, forms that call one service, the trail back."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from backoffice.forms import access
from backoffice.forms.models import Definition, Part
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError

PAGE = 50
FORM, PART = "form", "part"


def reader_of(request: HttpRequest) -> User:
    """Return the signed-in reader of a page.

    :raises PermissionDenied: if nobody signed in, which the admin's guard lets not happen
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def language() -> str:
    """Return the language in which forms are told: Greek but for English readers."""
    return "en" if (translation.get_language() or "el").startswith("en") else "el"


class StaffScreen(WagtailAdminTemplateMixin, View):
    """A page of the admin that asks for one right."""

    right: ClassVar[str] = access.VIEW
    page_title: Any = ""
    header_icon = "form"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever lacks the right; Wagtail answers with its own page."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        self.reader = reader_of(request)
        self.now = timezone.now()
        self.find(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def find(self, **kwargs: Any) -> None:
        """Find the page's row, or answer that there is none."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the path."""
        return [*self.breadcrumbs_items, *self.trail(), {"url": "", "label": self.get_page_title()}]

    def trail(self) -> list[dict[str, Any]]:
        """Return the pages between the admin's first page and this one."""
        return [{"url": reverse("service_forms:list"), "label": _("Forms")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell what the reader may do."""
        kwargs |= {
            "may_edit": self.reader.has_perm(access.EDIT),
            "may_publish": self.reader.has_perm(access.PUBLISH),
        }
        return super().get_context_data(**kwargs)


class OwnerScreen(StaffScreen):
    """A page about one form or one shared part."""

    of: str = FORM

    def find(self, **kwargs: Any) -> None:
        """Find the form or part by its key."""
        find = access.definition_for if self.of == FORM else access.part_for
        self.owner: Definition | Part = find(self.reader, kwargs["key"])

    def url(self, name: str, *args: Any) -> str:
        """Return the address of another page about the same form or part."""
        prefix = "" if self.of == FORM else "part_"
        return reverse(f"service_forms:{prefix}{name}", args=[self.owner.key, *args])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list and to the form or part."""
        rows = super().trail()
        if self.of == PART:
            rows.append({"url": reverse("service_forms:parts"), "label": _("Shared parts")})
        return [*rows, {"url": self.url("page"), "label": self.owner.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form or part, and the addresses of its pages."""
        kwargs |= {"owner": self.owner, "of": self.of, "page_url": self.url("page")}
        return super().get_context_data(**kwargs)


class FormMixin:
    """A form that calls one service."""

    template_name = "form_desk/form.html"
    submit: Any = gettext_lazy("Save")
    lead: Any = ""
    request: HttpRequest

    def form(self, data: Any = None) -> BaseForm:
        """Return the form, filled or not."""
        raise NotImplementedError

    def save(self, form: Any) -> HttpResponse:
        """Call the service and go on."""
        raise NotImplementedError

    def back(self) -> str:
        """Return where who changes their mind goes."""
        return reverse("service_forms:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form."""
        kwargs.setdefault("form", self.form())
        kwargs |= {"submit": self.submit, "lead": self.lead, "back": self.back()}
        return super().get_context_data(**kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show what must be mended."""
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return self.save(form)
            except DomainError as error:
                form.add_error(None, str(error))
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
