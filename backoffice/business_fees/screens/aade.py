"""Files of ΑΑΔΕ: bring them in, see what came of them, send errors back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.business_fees import access, queries, services
from backoffice.business_fees.access import signed_in
from backoffice.business_fees.errors import FileRefused
from backoffice.business_fees.forms import FileForm
from backoffice.kernel.exports import csv_response

from .base import FormScreen, StaffScreen


class ImportScreen(FormScreen):
    """Bring in a file, and see the files before it and what does not fit."""

    right = "business_fees.import_aade"
    page_title = gettext_lazy("Declarations from ΑΑΔΕ")
    template_name = "business_fees/aade.html"
    submit = gettext_lazy("Import")

    def form(self, data: Any = None, files: Any = None) -> FileForm:
        """Return the form."""
        return FileForm(data, files)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the imports so far and the differences."""
        return super().get_context_data(
            runs=queries.import_runs()[:20], differences=queries.import_differences(), **kwargs
        )

    def save(self, form: FileForm) -> HttpResponse:
        """Take the file in and show what came of it."""
        upload = form.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise FileRefused(_("The file is too large. Send it in parts."))
        run = services.import_aade(
            content=upload.read(),
            file_name=upload.name,
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The file was read."))
        return redirect("business_fees:aade_run", run.code)


class RunScreen(StaffScreen):
    """What came of one file."""

    right = "business_fees.import_aade"
    template_name = "business_fees/aade_run.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the import, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.run = access.import_run_for(signed_in(request.user), kwargs["code"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the result, or hand out the rows with errors."""
        if request.GET.get("export") == "csv":
            rows = list(self.run.errors.all())
            names = list(rows[0].content) if rows else []
            header = [_("Row"), _("Problem"), *names]
            table = ([r.row, r.message, *(r.content.get(n, "") for n in names)] for r in rows)
            return csv_response(f"aade-errors-{self.run.code}", header, table)
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return the name of the file."""
        return self.run.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the import with its first errors."""
        return super().get_context_data(run=self.run, errors=self.run.errors.all()[:100], **kwargs)
