"""Notices: the register, one notice with its service, results of the post."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents.queries import content_of
from backoffice.enforcement import access, queries, services
from backoffice.enforcement.forms import (
    ElectronicForm,
    HandForm,
    NoticesForm,
    PostForm,
    ReasonForm,
    ResultForm,
    ResultsForm,
)
from backoffice.enforcement.states import UNDER_WAY, NoticeState, Way
from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen

LIST = (("enforcement:notices", gettext_lazy("Notices")),)
COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Kind"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Date"),
    gettext_lazy("Total"),
    gettext_lazy("State"),
    gettext_lazy("Served on"),
    gettext_lazy("Objection until"),
    gettext_lazy("Measures from"),
)


class NoticesScreen(FilteredScreen):
    """The register of notices."""

    right = "enforcement.view_notice"
    page_title = LIST[0][1]
    header_icon = "doc-full"
    template_name = "enforcement/notices.html"
    form_class = NoticesForm
    filename = "notices"

    def table(self) -> Table:
        """Return the chosen notices as rows of a file."""
        found = queries.notices(**self.form.chosen)
        return COLUMNS, (
            (
                str(notice),
                notice.get_kind_display(),
                notice.debtor.full_name,
                notice.debtor.afm or "",
                notice.on,
                notice.total,
                notice.get_state_display(),
                notice.served_on,
                notice.objection_until,
                notice.measures_from,
            )
            for notice in found.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen notices."""
        page = self.page_of(queries.notices(**self.form.chosen))
        return super().get_context_data(
            page=page,
            may_serve=self.user.has_perm("enforcement.serve_notice"),
            **kwargs,
        )


class NoticeScreen(StaffScreen):
    """One notice: what it said, how it was served, what may be done."""

    right = "enforcement.view_notice"
    template_name = "enforcement/notice.html"
    header_icon = "doc-full"
    above = LIST

    def look(self) -> Look | None:
        """Say whose notice it shows."""
        return Look("notice", [self.notice.debtor_id], str(self.notice))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the notice, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.notice = access.notice_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return its kind and number."""
        return f"{self.notice.get_kind_display().capitalize()} {self.notice}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the notice with its service."""
        notice, user = self.notice, self.user
        deliveries = list(queries.deliveries_of(notice))
        is_free = notice.state == NoticeState.ISSUED
        open_one = next((d for d in deliveries if d.state in UNDER_WAY), None)
        serves = is_free and user.has_perm("enforcement.serve_notice")
        return super().get_context_data(
            notice=notice,
            deliveries=deliveries,
            openings=list(queries.openings_of(notice)),
            may_serve=serves and open_one is None,
            posted=open_one if serves and open_one and open_one.way == Way.POST else None,
            may_withdraw=is_free and user.has_perm("enforcement.withdraw_notice"),
            **kwargs,
        )


class PaperScreen(StaffScreen):
    """Hand out the PDF of one notice."""

    right = "enforcement.view_notice"

    def look(self) -> Look | None:
        """Say whose notice it hands out."""
        return Look("notice", [self.notice.debtor_id], str(self.notice))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out as it left."""
        self.notice = notice = access.notice_for(request.user, kwargs["code"])
        content = services.keep_paper(notice_id=notice.pk, actor=self.user, at=timezone.now())
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="notice-{notice.code}.pdf"'
        return response


class OneNotice(ActScreen):
    """What the acts on one notice share."""

    above = LIST
    right = "enforcement.serve_notice"

    def look(self) -> Look | None:
        """Say whose notice it shows."""
        return Look("notice", [self.notice.debtor_id], str(self.notice))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the notice, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.notice = access.notice_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the notice is shown."""
        return reverse("enforcement:notice", args=[self.notice.code])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the notice."""
        return [*super().trail(), {"url": self.back(), "label": str(self.notice)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the notice."""
        return super().get_context_data(notice=self.notice, **kwargs)

    def said(self) -> str:
        """Tell that it is written down."""
        return _("Written down.")


class HandScreen(OneNotice):
    """Write down a service by hand."""

    page_title = gettext_lazy("Served by hand")
    form_class = HandForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Write it down."""
        services.record_handing(notice_id=self.notice.pk, **facts, **who)
        return self.back()


class PostScreen(OneNotice):
    """Write down a posting."""

    page_title = gettext_lazy("Posted, registered")
    form_class = PostForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Write it down."""
        services.record_posting(notice_id=self.notice.pk, **facts, **who)
        return self.back()


class SendScreen(OneNotice):
    """Send one notice electronically."""

    page_title = gettext_lazy("Send electronically")
    form_class = ElectronicForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Order it."""
        services.order_delivery(notice_id=self.notice.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell that the queue sends it."""
        return _("It is being sent.")


class ResultScreen(OneNotice):
    """Write down what the post did."""

    page_title = gettext_lazy("Result of the post")
    form_class = ResultForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the delivery, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.delivery = access.delivery_for(request.user, kwargs["code"], kwargs["pk"])

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Write it down."""
        services.record_return(delivery_id=self.delivery.pk, **facts, **who)
        return self.back()


class WithdrawScreen(OneNotice):
    """Withdraw a notice."""

    right = "enforcement.withdraw_notice"
    page_title = gettext_lazy("Withdraw notice")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Withdraw it."""
        services.withdraw_notice(notice_id=self.notice.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what it means."""
        return _("Withdrawn. It counts for nothing and is not shown to the debtor.")


class ProofScreen(StaffScreen):
    """Hand out the proof of a delivery."""

    right = "enforcement.view_notice"

    def look(self) -> Look | None:
        """Say whose notice was served."""
        return Look("notice", [self.notice.debtor_id], str(self.notice))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out as a download of its kind."""
        self.notice = access.notice_for(request.user, kwargs["code"])
        file = access.proof_for(request.user, kwargs["code"], kwargs["pk"])
        response = HttpResponse(content_of(file), content_type=file.content_type)
        response["Content-Disposition"] = f'attachment; filename="proof-{file.code}"'
        return response


class ResultsScreen(ActScreen):
    """Bring in a file of the post's results."""

    right = "enforcement.serve_notice"
    page_title = gettext_lazy("Results of the post")
    template_name = "enforcement/results.html"
    form_class = ResultsForm
    above = LIST

    def back(self) -> str:
        """Where the notices stand."""
        return reverse("enforcement:notices")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Bring it in, and show what it changed on the same page."""
        self.report: services.ResultsReport | None = None
        response = super().post(request, *args, **kwargs)
        if self.report is None:
            return response
        return self.render_to_response(self.get_context_data(report=self.report))

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Bring it in."""
        self.report = services.import_post_results(content=facts["file"].read(), **who)
        return self.back()

    def said(self) -> str:
        """Tell that it was read."""
        return _("The file was read.")
