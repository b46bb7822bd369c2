"""Objections of citizens: the list, one, and its answer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents.access import entries_for
from backoffice.kernel.screens import FilteredScreen, StaffScreen
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import access, services
from backoffice.revenue.act_forms import AcceptForm, ObjectionsForm, RejectForm
from backoffice.revenue.act_states import ObjectionState
from backoffice.revenue.queries import acts as queries


class ObjectionsScreen(FilteredScreen):
    """Every objection."""

    right = "revenue.view_objection"
    page_title = gettext_lazy("Objections")
    template_name = "revenue/objections.html"
    form_class = ObjectionsForm
    filename = "objections"

    def table(self) -> Any:
        """Return the chosen objections as rows of a file."""
        header = (_("Register number"), _("Charge"), _("Debtor"), _("Lodged at"), _("State"))
        found = queries.objections(**self.form.chosen)
        return header, (
            (
                row.entry.label,
                str(row.charge),
                row.party.full_name,
                row.lodged_at,
                row.get_state_display(),
            )
            for row in found.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen objections."""
        page = self.page_of(queries.objections(**self.form.chosen))
        return super().get_context_data(page=page, **kwargs)


class OneObjection(StaffScreen):
    """What the screens of one objection share."""

    right = "revenue.view_objection"
    above = (("revenue:objections", ObjectionsScreen.page_title),)

    def look(self) -> Look | None:
        """Say whose objection it shows."""
        return Look("objection", [self.objection.party_id], str(self.objection.charge))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the objection, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        access.require(request.user, "revenue.view_objection")
        self.objection = access.objection_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the objection is shown."""
        return reverse("revenue:objection", args=[self.objection.code])

    def get_page_title(self) -> str:
        """Name what the page does and the charge."""
        return f"{self.page_title} {self.objection.charge}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the objection and what may be done."""
        waits = self.objection.state == ObjectionState.LODGED and self.objection.act_id is None
        return super().get_context_data(
            objection=self.objection,
            may_accept=waits and self.user.has_perm("revenue.propose_act"),
            may_reject=waits and self.user.has_perm("revenue.decide_objection"),
            **kwargs,
        )


class ObjectionScreen(OneObjection):
    """One objection, as it was lodged and answered."""

    page_title = gettext_lazy("Objection against charge")
    template_name = "revenue/objection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell whether the reader may open it in the register."""
        entry = entries_for(self.user).filter(pk=self.objection.entry_id)
        return super().get_context_data(opens_entry=entry.exists(), **kwargs)


class AcceptScreen(OneObjection, ActScreen):
    """Propose the correction that an objection asks for."""

    right = "revenue.propose_act"
    page_title = gettext_lazy("Propose to accept the objection against charge")
    form_class = AcceptForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Propose it and show the act."""
        act = services.accept_objection(objection_id=self.objection.pk, **facts, **who)
        return reverse("revenue:act", args=[act.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("The correction is proposed. Carried out, it accepts the objection.")


class RejectScreen(OneObjection, ActScreen):
    """Reject an objection with reasons."""

    right = "revenue.decide_objection"
    page_title = gettext_lazy("Reject the objection against charge")
    form_class = RejectForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Reject it."""
        services.reject_objection(objection_id=self.objection.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The objection is rejected. The objector reads the reasons in the account.")
