"""What is expected and missing, and what is done about it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.business_fees import access, queries, services
from backoffice.business_fees.access import signed_in
from backoffice.business_fees.forms import FindingForm, InviteForm, OverviewForm
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import Table
from backoffice.kernel.sights import Look

from .base import ListScreen, StaffScreen


class OverviewScreen(ListScreen):
    """Every expected period with what was declared for it."""

    right = "business_fees.view_expectedperiod"
    page_title = gettext_lazy("Expected and missing")
    template_name = "business_fees/overview.html"
    form_class = OverviewForm
    filename = "expected-periods"

    def rows(self) -> QuerySet[Any]:
        """Return the chosen periods."""
        return queries.choose_expected(**self.form.chosen, on=athens_day(timezone.now()))

    def table(self) -> Table:
        """Return the chosen periods for a file."""
        header = (
            _("Period"),
            _("AFM"),
            _("Business"),
            _("Establishment"),
            _("Area"),
            _("Category"),
            _("Due on"),
            _("State"),
            _("Fee"),
        )
        return header, (
            (
                row.period,
                row.establishment.party.afm,
                row.establishment.party.full_name,
                row.establishment.trade_name,
                row.establishment.zone,
                ", ".join(c.name for c in row.establishment.categories.all()),
                row.due_on,
                row.get_state_display(),
                row.fee,
            )
            for row in self.rows().iterator(chunk_size=1000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which rows may be invited today."""
        today = athens_day(timezone.now())
        may_invite = self.request.user.has_perm("business_fees.invite_missing")
        return super().get_context_data(today=today, may_invite=may_invite, **kwargs)


class InviteScreen(StaffScreen):
    """Ask once more, then invite those who were ticked."""

    right = "business_fees.invite_missing"
    page_title = gettext_lazy("Invite to declare")
    template_name = "business_fees/invite.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go back to the list: nothing is ticked here."""
        return redirect("business_fees:overview")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show who will be invited; on confirmation invite them."""
        ids = request.POST.getlist("expected")
        if not ids:
            messages.warning(request, _("Tick at least one overdue period first."))
            return redirect("business_fees:overview")
        confirmed = "confirmed" in request.POST
        data = request.POST if confirmed else None
        form = InviteForm(data, ids=ids, initial={"expected": ids})
        if confirmed and form.is_valid() and self._invited(form):
            return redirect("business_fees:overview")
        rows = queries.expected_rows().filter(pk__in=[pk for pk in ids if pk.isdecimal()])
        return self.render_to_response(self.get_context_data(form=form, rows=rows))

    def _invited(self, form: InviteForm) -> bool:
        try:
            rows = services.invite_missing(
                expected_ids=form.cleaned_data["expected"],
                days_to_answer=form.cleaned_data["days_to_answer"],
                actor=signed_in(self.request.user),
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return False
        text = ngettext(
            "%(count)s invitation was issued.", "%(count)s invitations were issued.", len(rows)
        )
        messages.success(self.request, text % {"count": len(rows)})
        return True


class FindingScreen(StaffScreen):
    """Propose an own finding for a period whose invitation went unanswered."""

    right = "business_fees.assess_missing"
    page_title = gettext_lazy("Own finding")
    template_name = "business_fees/finding.html"

    def look(self) -> Look | None:
        """Say whose business it shows."""
        held = self.expected.establishment
        return Look("establishment", [held.party_id], held.trade_name)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the period, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.expected = access.expected_for(signed_in(request.user), kwargs["pk"])

    def _form(self, data: Any = None) -> FindingForm:
        expected = self.expected
        slots = queries.slots_for(expected.establishment, expected.tax_period)
        return FindingForm(data, slots=slots, initial={"key": new_code("F")})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the period and the form, or the reason why there is none."""
        if "form" not in kwargs:
            try:
                kwargs["form"] = self._form()
            except DomainError as error:
                kwargs["refusal"] = str(error)
        return super().get_context_data(expected=self.expected, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Propose the finding and show it."""
        form = self._form(request.POST)
        if form.is_valid():
            try:
                finding = services.assess_missing(
                    expected_id=self.expected.pk,
                    bases=form.bases,
                    reason=form.cleaned_data["reason"],
                    actor=signed_in(request.user),
                    at=timezone.now(),
                    key=form.cleaned_data["key"],
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The finding waits for a second officer."))
                return redirect("business_fees:declaration", finding.code)
        return self.render_to_response(self.get_context_data(form=form), status=422)
