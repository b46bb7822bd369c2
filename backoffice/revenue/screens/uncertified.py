"""What no certified list holds."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from backoffice.kernel.screens import FilteredScreen
from backoffice.ledger.forms import today
from backoffice.revenue.forms import UncertifiedForm
from backoffice.revenue.queries import uncertified

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Kind"),
    gettext_lazy("Source"),
    gettext_lazy("Period"),
    gettext_lazy("Certified on"),
    gettext_lazy("Due on"),
    gettext_lazy("Amount"),
    gettext_lazy("Open amount"),
    gettext_lazy("State"),
)


class UncertifiedScreen(FilteredScreen):
    """Lists under way, and charges that stand outside every list."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("Not in a certified list")
    template_name = "revenue/uncertified.html"
    form_class = UncertifiedForm
    filename = "not-in-a-certified-list"

    def charges(self) -> Any:
        """Return the chosen charges."""
        return uncertified.outside_lists(**self.form.chosen)

    def table(self) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        """Return the chosen charges as rows of a file."""
        return COLUMNS, (
            (
                str(charge),
                charge.debtor.full_name,
                charge.debtor.afm or "",
                str(charge.kind),
                f"{charge.source_kind} {charge.source_id}",
                charge.period,
                charge.on,
                charge.due_on,
                charge.principal,
                charge.open_amount,
                charge.get_state_display(),
            )
            for charge in self.charges().iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen charges with their sums, and the lists under way."""
        found = self.charges()
        page = self.page_of(found)
        may_see = self.user.has_perm("revenue.view_chargelist")
        return super().get_context_data(
            page=page,
            sums=uncertified.outside_sums(found),
            lists=uncertified.lists_under_way() if may_see else [],
            today=today(),
            **kwargs,
        )
