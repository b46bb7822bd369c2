"""Declarations and findings as the office reads them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.business_fees import access, queries, services
from backoffice.business_fees.access import signed_in
from backoffice.business_fees.forms import DeclarationsForm, ReasonForm
from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import Table
from backoffice.kernel.sights import Look

from .base import ListScreen, StaffScreen


class DeclarationsScreen(ListScreen):
    """Every declaration and finding, the newest first."""

    right = "business_fees.view_declaration"
    page_title = gettext_lazy("Declarations")
    template_name = "business_fees/declarations.html"
    form_class = DeclarationsForm
    filename = "declarations"

    def rows(self) -> QuerySet[Any]:
        """Return the chosen declarations."""
        return queries.choose_declarations(**self.form.chosen)

    def table(self) -> Table:
        """Return the chosen declarations for a file."""
        header = (
            _("Number"),
            _("Declared at"),
            _("Period"),
            _("AFM"),
            _("Business"),
            _("Establishment"),
            _("Origin"),
            _("State"),
            _("Fee"),
            _("Difference"),
        )
        return header, (
            (
                row.receipt,
                row.declared_at,
                row.expected.period,
                row.on_behalf_of.afm,
                row.on_behalf_of.full_name,
                row.expected.establishment.trade_name,
                row.get_origin_display(),
                row.get_state_display(),
                row.fee_total,
                row.difference,
            )
            for row in self.rows().iterator(chunk_size=1000)
        )


class DeclarationScreen(StaffScreen):
    """One declaration or finding; a finding is certified or dropped here."""

    right = "business_fees.view_declaration"
    template_name = "business_fees/declaration.html"

    def look(self) -> Look | None:
        """Say whose declaration it shows."""
        return Look("declaration", [self.declaration.on_behalf_of_id], self.declaration.receipt)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the declaration, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.declaration = access.declaration_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return its number."""
        return self.declaration.receipt

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the declaration and what may be done with it."""
        user, held = signed_in(self.request.user), self.declaration
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(
            shown=queries.declaration_view(held),
            may_certify=held.state == "proposed" and user.has_perm("business_fees.certify_finding"),
            may_drop=held.state == "proposed" and user.has_perm("business_fees.assess_missing"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Certify or drop the finding."""
        acts = {"certify": self._certify, "drop": self._drop}
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise PermissionDenied
        form = ReasonForm(request.POST if act == self._drop else None)
        try:
            if act(form):
                return redirect("business_fees:declaration", self.declaration.code)
        except DomainError as error:
            messages.error(request, str(error))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _certify(self, form: ReasonForm) -> bool:
        if not self.request.user.has_perm("business_fees.certify_finding"):
            raise PermissionDenied
        services.certify_finding(
            declaration_id=self.declaration.pk,
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The finding is certified and its fee is charged."))
        return True

    def _drop(self, form: ReasonForm) -> bool:
        if not self.request.user.has_perm("business_fees.assess_missing"):
            raise PermissionDenied
        if not form.is_valid():
            return False
        services.drop_finding(
            declaration_id=self.declaration.pk,
            reason=form.cleaned_data["reason"],
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The finding was dropped; the period waits again."))
        return True
