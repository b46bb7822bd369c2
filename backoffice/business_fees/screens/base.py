"""What the screens share: one right each, filters in the address, tables as files."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from backoffice.business_fees.forms import FilterForm
from backoffice.kernel.exports import table_response

PAGE = 50
Table = tuple[Sequence[Any], Iterable[Sequence[Any]]]


class StaffScreen(WagtailAdminTemplateMixin, View):
    """A page of the admin that asks for one right."""

    right: ClassVar[str]
    page_title: Any = ""
    header_icon = "form"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever lacks the right; Wagtail answers with its own page."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the path."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class ListScreen(StaffScreen):
    """A list that a form in the address chooses, in pages, or as a file."""

    form_class: type[FilterForm]
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
        return super().get_context_data(form=self.form, page=page, **kwargs)
