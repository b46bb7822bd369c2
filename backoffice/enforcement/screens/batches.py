"""Batches: list, choice, rehearsal, issue with its progress, files for the printer."""

from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents.queries import content_of
from backoffice.enforcement import access, queries, services
from backoffice.enforcement.forms import (
    BatchesForm,
    CandidatesForm,
    ChooseForm,
    ConfirmForm,
    ElectronicForm,
)
from backoffice.enforcement.states import BatchState
from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.revenue import access as revenue_access

LIST = (("enforcement:batches", gettext_lazy("Batches of notices")),)
BATCH_COLUMNS = (
    gettext_lazy("Title"),
    gettext_lazy("Kind"),
    gettext_lazy("Date"),
    gettext_lazy("State"),
    gettext_lazy("Notices"),
    gettext_lazy("Served"),
)
CANDIDATE_COLUMNS = (
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Postcode"),
    gettext_lazy("Debts"),
    gettext_lazy("Open debt"),
    gettext_lazy("On hold"),
    gettext_lazy("Last notice"),
    gettext_lazy("Result"),
)


class BatchesScreen(FilteredScreen):
    """The register of batches."""

    right = "enforcement.view_batch"
    page_title = LIST[0][1]
    header_icon = "mail"
    template_name = "enforcement/batches.html"
    form_class = BatchesForm
    filename = "notice-batches"

    def table(self) -> Table:
        """Return the chosen batches as rows of a file."""
        found = queries.batches(**self.form.chosen)
        return BATCH_COLUMNS, (
            (
                batch.title,
                batch.get_kind_display(),
                batch.on,
                batch.get_state_display(),
                batch.issued_count,
                batch.served_count,
            )
            for batch in found
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen batches."""
        page = self.page_of(queries.batches(**self.form.chosen))
        return super().get_context_data(
            page=page,
            may_make=self.user.has_perm("enforcement.make_batch"),
            **kwargs,
        )


class ChooseScreen(ActScreen):
    """Choose whom notices are for; the rehearsal follows at once."""

    right = "enforcement.make_batch"
    page_title = gettext_lazy("Choose debtors for notices")
    button = gettext_lazy("Rehearse")
    form_class = ChooseForm
    above = LIST

    def back(self) -> str:
        """Where the batches stand."""
        return reverse("enforcement:batches")

    def initial(self) -> dict[str, Any]:
        """Begin with the debtors that were ticked on the worklist."""
        asked = self.request.GET
        initial = {
            "debtors": ",".join(asked.getlist("debtor")),
            "kind": asked.get("kind", "overdue"),
            "charge_list": asked.get("list", ""),
        }
        if self.held is not None:
            initial["title"] = _("List %(number)s: %(title)s") % {
                "number": str(self.held),
                "title": self.held.title,
            }
            initial["title"] = initial["title"][:120]
        return initial

    @property
    def held(self) -> Any:
        """The certified list whose charges are served, if one was chosen."""
        code = self.request.POST.get("charge_list") or self.request.GET.get("list", "")
        return revenue_access.certified_list_for(self.request.user, code) if code else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the list whose charges are served."""
        return super().get_context_data(held=self.held, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Choose and rehearse."""
        criteria = services.Criteria(
            charge_kind=facts["charge_kind"],
            due_to=facts["due_to"],
            least=facts["least"],
            text=facts["text"],
            debtor_ids=facts["debtors"],
            list_code=self.held.code if self.held is not None else "",
        )
        batch = services.choose_debtors(
            kind=facts["kind"],
            title=facts["title"],
            criteria=criteria,
            department_id=facts["department"],
            **who,
        )
        return reverse("enforcement:batch", args=[batch.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("Rehearsed. Nothing is issued before you say so.")


class BatchScreen(FilteredScreen):
    """One batch: what the rehearsal found, how far the issue is, what came of it."""

    right = "enforcement.view_batch"
    header_icon = "mail"
    template_name = "enforcement/batch.html"
    form_class = CandidatesForm
    filename = "notice-rehearsal"
    above = LIST

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the batch, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.batch = access.batch_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return its title."""
        return str(self.batch)

    def table(self) -> Table:
        """Return the debtors of the rehearsal as rows of a file."""
        found = queries.candidates(self.batch, **self.form.chosen)
        return CANDIDATE_COLUMNS, (
            (
                row.debtor.full_name,
                row.debtor.afm or "",
                row.postcode,
                len(row.charge_ids),
                row.amount,
                row.held,
                row.notified_on,
                row.get_choice_display(),
            )
            for row in found.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give findings, progress, parts and a page of debtors."""
        batch, user = self.batch, self.user
        page = self.page_of(queries.candidates(batch, **self.form.chosen))
        rehearsed = batch.state == BatchState.REHEARSED
        issued = batch.state in {BatchState.ISSUING, BatchState.ISSUED}
        return super().get_context_data(
            batch=batch,
            page=page,
            progress=queries.progress_of(batch) if issued else None,
            parts=list(queries.parts_of(batch)) if issued else (),
            may_rehearse=rehearsed and user.has_perm("enforcement.make_batch"),
            may_issue=rehearsed
            and bool(batch.findings.get("in"))
            and user.has_perm("enforcement.issue_batch"),
            may_serve=issued and user.has_perm("enforcement.serve_notice"),
            may_order=issued
            and batch.papers_asked_at is None
            and user.has_perm("enforcement.issue_batch"),
            is_old=rehearsed and batch.rehearsed_on != today(),
            **kwargs,
        )


class OneBatch(ActScreen):
    """What the acts on one batch share."""

    above = LIST
    form_class: type[Form] = ConfirmForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the batch, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.batch = access.batch_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the batch is shown."""
        return reverse("enforcement:batch", args=[self.batch.code])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the batch."""
        return [*super().trail(), {"url": self.back(), "label": str(self.batch)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the batch."""
        return super().get_context_data(batch=self.batch, **kwargs)


class RehearseScreen(OneBatch):
    """Rehearse once more, as of today."""

    right = "enforcement.make_batch"
    page_title = gettext_lazy("Rehearse again")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Rehearse it."""
        services.rehearse_batch(batch_id=self.batch.pk, **who)
        return self.back()

    def said(self) -> str:
        """Tell that it is of today."""
        return _("The rehearsal is of today.")


class IssueScreen(OneBatch):
    """Issue the notices."""

    right = "enforcement.issue_batch"
    page_title = gettext_lazy("Issue notices")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Issue it."""
        services.issue_batch(batch_id=self.batch.pk, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The notices are being issued. This page shows how far they are.")


class GiveUpScreen(OneBatch):
    """Give up a batch that was not issued."""

    right = "enforcement.make_batch"
    page_title = gettext_lazy("Give up the batch")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Give it up."""
        services.cancel_batch(batch_id=self.batch.pk, **who)
        return self.back()

    def said(self) -> str:
        """Tell that nothing was issued."""
        return _("Given up. Nothing was issued.")


class SendBatchScreen(OneBatch):
    """Send a whole batch electronically."""

    right = "enforcement.serve_notice"
    page_title = gettext_lazy("Send electronically")
    form_class = ElectronicForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Order it."""
        self.count = services.order_deliveries(batch_id=self.batch.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell how many go."""
        return _("%(count)d notices are being sent.") % {"count": self.count}


class OrderPapersScreen(OneBatch):
    """Order a PDF for each notice."""

    right = "enforcement.issue_batch"
    page_title = gettext_lazy("A PDF for each notice")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Order them."""
        services.order_papers(batch_id=self.batch.pk, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The PDFs are being set. This page shows how far they are.")


class PapersScreen(StaffScreen):
    """Hand out the single PDFs of a part, packed as one file."""

    right = "enforcement.view_batch"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Hand them out, each under its number and post code."""
        notices = access.papers_for(request.user, kwargs["code"], kwargs["number"])
        # On disk, and closed by the answer: many PDFs are too much to hold.
        packed = TemporaryFile()  # noqa: SIM115
        with ZipFile(packed, "w", ZIP_STORED) as archive:
            for notice in notices:
                assert notice.file is not None
                archive.writestr(_paper_name(notice), content_of(notice.file))
        packed.seek(0)
        name = f"notices-{kwargs['code']}-{kwargs['number']:03d}.zip"
        return FileResponse(packed, as_attachment=True, filename=name)


def _paper_name(notice: Any) -> str:
    return f"{notice.content['postcode'] or '00000'}-{notice.year}-{notice.number:06d}.pdf"


class PartScreen(StaffScreen):
    """Hand out the file of a part for the printer."""

    right = "enforcement.view_batch"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the file."""
        part = access.part_for(request.user, kwargs["code"], kwargs["number"])
        assert part.file is not None
        response = HttpResponse(content_of(part.file), content_type="application/pdf")
        name = f"notices-{kwargs['code']}-{part.number:03d}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
