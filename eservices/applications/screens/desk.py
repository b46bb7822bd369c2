"""The list of applications, the page of one, its drawing and its files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import queries as documents
from backoffice.documents.screens.files import as_download
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import language
from backoffice.kernel.matters import Matter
from backoffice.procedures.screens.base import ListScreen
from backoffice.procedures.screens.matter import MatterScreen
from eservices.applications import access, office_queries, paper
from eservices.applications.forms_office import ApplicationsForm
from eservices.applications.matters import PREVIEWED, office_matter
from eservices.applications.models import Application

from .base import VIEW, ApplicationScreen

Table = tuple[Sequence[Any], Iterable[Sequence[Any]]]


class ApplicationsScreen(ListScreen):
    """The applications of the reader's units, the nearest last day first."""

    right = VIEW
    page_title = gettext_lazy("Applications")
    template_name = "applications_office/list.html"
    form_class = ApplicationsForm
    filename = "applications"

    def rows(self) -> QuerySet[Application]:
        """Return the chosen applications."""
        mine = access.staff_applications_for(self.user)
        return office_queries.choose(mine, self.form.chosen, athens_day(self.now))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what day it is, for the time limits."""
        return super().get_context_data(today=athens_day(self.now), **kwargs)

    def table(self) -> Table:
        """Return the chosen applications for a file."""
        header = (
            _("Number"),
            _("Service"),
            _("Applicant"),
            _("State"),
            _("Department"),
            _("Came by"),
            _("Sent"),
            _("Answer due"),
        )
        return header, (
            (
                row.entry.label if row.entry else row.code,
                row.title,
                row.name,
                row.get_state_display(),
                str(row.department),
                row.get_channel_display(),
                row.submitted_at,
                _due(row),
            )
            for row in self.rows().iterator(chunk_size=1000)
        )


def _due(row: Application) -> Any:
    clock = getattr(row.limit_entry, "clock", None) if row.limit_entry else None
    return clock.due_on if clock is not None else None


class ApplicationPage(ApplicationScreen, MatterScreen):
    """One application: everything about it in one place, and what to do."""

    def matter(self) -> Matter:
        """Return the application as a matter."""
        return office_matter(self.application, self.visit, self.today)


class DrawingFile(ApplicationScreen):
    """The drawing by which an application's case runs."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the XML with names in the reader's language."""
        from backoffice.procedures.blank import in_language

        if self.application.case is None:
            raise Http404
        xml = in_language(self.application.case.version.xml, language())
        return HttpResponse(xml, content_type="application/xml; charset=utf-8")


class UploadFile(ApplicationScreen):
    """A file that came with an application: as a download, or shown apart from our pages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the file."""
        found = self.application.uploads.select_related("file").filter(code=kwargs["file"]).first()
        if found is None or found.file.destroyed_at is not None:
            raise Http404
        body = documents.content_of(found.file)
        if request.GET.get("show") == "1" and found.content_type in PREVIEWED:
            return shown_apart(body, found.content_type)
        return as_download(body, found.name)


def shown_apart(body: bytes, content_type: str) -> HttpResponse:
    """Return a PDF or picture that the browser shows in a tab of its own, where nothing runs."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    return response


class ReceiptFile(ApplicationScreen):
    """The receipt of an application, to be printed and given to the person."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the PDF in the applicant's language."""
        body = paper.receipt_pdf(self.application, self.application.language)
        response = HttpResponse(body, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.application.code}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response
