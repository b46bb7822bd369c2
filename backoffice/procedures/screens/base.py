"""What the screens share: one right each, filters in the address, tables as files."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.exports import table_response
from backoffice.procedures.models import Definition, Version

PAGE = 50
Table = tuple[Sequence[Any], Iterable[Sequence[Any]]]


def reader_of(request: HttpRequest) -> User:
    """Return the signed-in reader of a page.

    :raises PermissionDenied: if nobody signed in, which the admin's guard lets not happen
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def language() -> str:
    """Return the language in which drawings are told: Greek but for English readers."""
    return "en" if (translation.get_language() or "el").startswith("en") else "el"


class StaffScreen(WagtailAdminTemplateMixin, View):
    """A page of the admin that asks for one right."""

    right: ClassVar[str]
    page_title: Any = ""
    header_icon = "clipboard-list"

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

    def may(self, right: str) -> bool:
        """Tell whether the reader holds another right of the procedures."""
        return self.reader.has_perm(f"procedures.{right}")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the path."""
        return [*self.breadcrumbs_items, *self.trail(), {"url": "", "label": self.get_page_title()}]

    def trail(self) -> list[dict[str, Any]]:
        """Return the pages between the admin's first page and this one."""
        return []


class ListScreen(StaffScreen):
    """A list that a form in the address chooses, in pages, or as a file."""

    form_class: Any
    filename: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show a page of the list, or hand out all of it as a file."""
        self.form = self.form_class(request.GET or None)
        kind = request.GET.get("export", "")
        if kind in {"csv", "xlsx"}:
            header, rows = self.table()
            return table_response(kind, self.filename, header, rows)
        return super().get(request, *args, **kwargs)

    def rows(self) -> QuerySet[Any]:
        """Return the chosen rows."""
        raise NotImplementedError

    def table(self) -> Table:
        """Return the header and the rows of the file."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and a page of rows."""
        page = Paginator(self.rows(), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(form=self.form, page=page, now=self.now, **kwargs)


class DefinitionScreen(StaffScreen):
    """A page about one procedure."""

    right = "procedures.view_definition"
    of_kind = ""

    def find(self, **kwargs: Any) -> None:
        """Find the procedure by its key."""
        rows = Definition.objects.filter(key=kwargs["key"])
        found = (rows.filter(kind=self.of_kind) if self.of_kind else rows).first()
        if found is None:
            raise Http404
        self.definition = found

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list and the procedure."""
        address = reverse("procedures:definition", args=[self.definition.key])
        return [
            {"url": reverse("procedures:definitions"), "label": _("Procedures")},
            {"url": address, "label": self.definition.name},
        ]

    def version(self, number: Any) -> Version:
        """Return a version by its number, or the one in force, or the newest."""
        rows = self.definition.versions.select_related("definition")
        if str(number or "").isdecimal():
            found = rows.filter(number=int(number)).first()
        else:
            found = rows.filter(state="published").first() or rows.order_by("-number").first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the procedure."""
        return super().get_context_data(definition=self.definition, **kwargs)


class FormMixin:
    """A form that calls one service."""

    template_name = "procedures/form.html"
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
        return reverse("procedures:definitions")

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
