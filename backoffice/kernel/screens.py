"""The shapes of staff screens: a page by right, a list, a table as a file, a form that does one
thing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from .errors import DomainError
from .exports import FILE_KINDS, table_response
from .kept import keep_answers
from .sights import Look, note_shown

PAGE = 50
#: Names of addresses and labels of the pages above one.
Path = Sequence[tuple[str, Any]]
Table = tuple[Sequence[Any], Iterable[Sequence[Any]]]


def reader_of(request: HttpRequest) -> Any:
    """Return the signed-in reader of a page; the kernel knows no model of users.

    :raises PermissionDenied: if nobody signed in, which the admin's guard lets not happen
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


class StaffScreen(WagtailAdminTemplateMixin, View):
    """A page of the admin that asks for one right."""

    right: ClassVar[str]
    page_title: Any = ""
    header_icon = "table"
    above: Path = ()

    @cached_property
    def user(self) -> Any:
        """Who reads."""
        return reader_of(self.request)

    @cached_property
    def now(self) -> datetime:
        """The one moment at which everything on the page happens."""
        return timezone.now()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in whoever may read, then find what the page is about."""
        keep_answers(self.user, request.method or "")
        self.let_in()
        self.find(**kwargs)
        answer = super().dispatch(request, *args, **kwargs)
        return note_shown(self, request, answer)

    def look(self) -> Look | None:
        """Return whose data the page shows, so that they can read who looked; or nobody's."""
        return None

    def let_in(self) -> None:
        """Refuse whoever lacks the right; Wagtail answers with its own page."""
        if not self.user.has_perm(self.right):
            raise PermissionDenied

    def find(self, **kwargs: Any) -> None:
        """Find the page's row, or answer that there is none."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def page_of(self, rows: Any, size: int = PAGE) -> Page[Any]:
        """Return the page of rows that the address asks for.

        :param size: rows of a page
        """
        return Paginator(rows, size).get_page(self.request.GET.get("p"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the path."""
        return [*self.breadcrumbs_items, *self.trail(), {"url": "", "label": self.get_page_title()}]

    def trail(self) -> list[dict[str, Any]]:
        """Return the pages between the admin's first page and this one."""
        return [{"url": reverse(name), "label": label} for name, label in self.above]


class TableScreen(StaffScreen):
    """A page whose table can be taken as a file, where it has a name for one."""

    filename: str = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or hand out all of its table as a file."""
        kind = request.GET.get("export", "")
        if self.filename and kind in FILE_KINDS:
            return table_response(kind, self.filename, *self.table())
        return super().get(request, *args, **kwargs)

    def table(self) -> Table:
        """Return the header and the rows of the file."""
        raise NotImplementedError


class FilteredScreen(TableScreen):
    """A page whose content a form in the address chooses, and that can be taken as a file."""

    form_class: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read what the form chooses."""
        self.form = self.form_class(request.GET or None)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form."""
        return super().get_context_data(form=self.form, **kwargs)


class ListScreen(FilteredScreen):
    """A list that a form in the address chooses, in pages, or as a file."""

    def rows(self) -> Any:
        """Return the chosen rows."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of rows."""
        page = self.page_of(self.rows())
        return super().get_context_data(page=page, now=self.now, **kwargs)


class FormScreen(StaffScreen):
    """A form that makes one call; what the call refuses is said at the form."""

    submit: Any = gettext_lazy("Save")
    lead: Any = ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, filled or not."""
        raise NotImplementedError

    def save(self, form: Any) -> HttpResponse:
        """Make the call and go on."""
        raise NotImplementedError

    def back(self) -> str:
        """Return where who changes their mind goes; nothing for a page without a way back."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the words around it."""
        if "form" not in kwargs:
            kwargs["form"] = self.form()
        kwargs |= {"submit": self.submit, "lead": self.lead, "back": self.back()}
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show what must be mended."""
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self.save(form)
            except DomainError as error:
                self.refuse(form, error)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def refuse(self, form: Any, error: DomainError) -> None:
        """Say at the form what the call refused."""
        form.add_error(None, str(error))


class ActScreen(FormScreen):
    """Show a form; when it is sent, do one thing and lead on, or say how to mend it."""

    form_class: type[Form] = Form

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form as it was sent, or with what it shows at first."""
        return self.form_class(data, files, initial=self.initial() if data is None else None)

    def initial(self) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {}

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Do it, and return the address that shows the result; the form is `self.sent`.

        :param facts: what the form says
        :param who: `actor` and `at`
        """
        raise NotImplementedError

    def said(self) -> str:
        """Return what to tell when it is done; nothing where the page says it."""
        return ""

    def save(self, form: Any) -> HttpResponse:
        """Do it and lead on."""
        self.sent = form
        address = self.act(form.cleaned_data, actor=self.user, at=self.now)
        if said := self.said():
            messages.success(self.request, said)
        return redirect(address)
