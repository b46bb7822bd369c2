"""Tariffs that apply on a day, and entering the next one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import queries, services
from backoffice.revenue.forms import TariffForm, TariffsForm
from backoffice.revenue.late_forms import ChangesForm
from backoffice.revenue.queries import office
from backoffice.revenue.queries.figures import law_figures

COLUMNS = (
    gettext_lazy("Kind of charge"),
    gettext_lazy("Key"),
    pgettext_lazy("tariff", "Label"),
    gettext_lazy("Rate or price"),
    gettext_lazy("Unit"),
    gettext_lazy("Applies from"),
    gettext_lazy("Applies until"),
    gettext_lazy("Legal basis"),
    gettext_lazy("Decision number"),
    gettext_lazy("ADA"),
)


CHANGE_COLUMNS = (
    gettext_lazy("Kind of charge"),
    gettext_lazy("Key"),
    gettext_lazy("What changed"),
    gettext_lazy("Before"),
    gettext_lazy("After"),
    pgettext_lazy("amount", "Change"),
    gettext_lazy("Decision number"),
    gettext_lazy("ADA"),
)
CHANGED = {
    "new": pgettext_lazy("tariff", "new"),
    "changed": pgettext_lazy("tariff", "changed"),
    "ended": pgettext_lazy("tariff", "ended"),
}


class TariffsScreen(FilteredScreen):
    """What applies on a day."""

    right = "revenue.view_tariff"
    page_title = gettext_lazy("Tariffs")
    template_name = "revenue/tariffs.html"
    form_class = TariffsForm
    filename = "tariffs"

    def table(self) -> Table:
        """Return the tariffs of the day as rows of a file."""
        english = get_language() == "en"
        return COLUMNS, [
            (
                str(row.kind),
                row.key,
                row.label_en if english else row.label_el,
                row.rate,
                row.unit,
                row.valid_from,
                row.valid_until,
                row.legal_basis,
                row.decision,
                row.ada,
            )
            for row in queries.tariffs_on(self.form.chosen["on"])
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the tariffs of the day."""
        return super().get_context_data(
            tariffs=queries.tariffs_on(self.form.chosen["on"]),
            on=self.form.chosen["on"],
            english=get_language() == "en",
            may_add=self.request.user.has_perm("revenue.add_tariff"),
            **kwargs,
        )


class ChangesScreen(FilteredScreen):
    """What became of the tariffs between two days."""

    right = "revenue.view_tariff"
    above = (("revenue:tariffs", TariffsScreen.page_title),)
    page_title = gettext_lazy("What changed in the tariffs")
    template_name = "revenue/tariff_changes.html"
    form_class = ChangesForm
    filename = "tariff-changes"

    def changes(self) -> list[queries.TariffChange]:
        """Return the keys that are new, changed or ended."""
        return queries.tariff_changes(**self.form.chosen)

    def table(self) -> Table:
        """Return them as rows of a file."""
        return CHANGE_COLUMNS, [
            (
                change.kind,
                change.key,
                str(CHANGED[change.what]),
                change.old.rate if change.old else None,
                change.new.rate if change.new else None,
                change.percent,
                change.row.decision,
                change.row.ada,
            )
            for change in self.changes()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the changes with their words."""
        changes = [(change, CHANGED[change.what]) for change in self.changes()]
        return super().get_context_data(changes=changes, english=get_language() == "en", **kwargs)


class SetTariffScreen(ActScreen):
    """Set a tariff from a day on."""

    right = "revenue.add_tariff"
    page_title = gettext_lazy("Set a tariff")
    form_class = TariffForm

    def back(self) -> str:
        """Where the tariffs stand."""
        return reverse("revenue:tariffs")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Set it and show its first day."""
        tariff = services.set_tariff(**facts, **who)
        return f"{self.back()}?on={tariff.valid_from:%Y-%m-%d}"

    def said(self) -> str:
        """Tell what follows."""
        return _("The tariff is set. The one before it ends the day before.")


class KindsScreen(StaffScreen):
    """Kinds of charge with their accounts, reductions and figures, as law and chart set them."""

    right = "revenue.view_chargekind"
    page_title = gettext_lazy("Kinds of charge")
    template_name = "revenue/kinds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the kinds, and the figures of law behind time limits."""
        return super().get_context_data(
            kinds=office.kinds(),
            figures=law_figures(),
            early=office.early_rules(),
            terms=office.pay_terms(),
            limits=office.act_limits(),
            may_add=self.user.has_perm("revenue.add_tariff"),
            english=get_language() == "en",
            **kwargs,
        )
