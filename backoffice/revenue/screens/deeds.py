"""Rules by the day of a deed: less for early payment, time to pay; entering one, and ending one."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.screens import FilteredScreen, Table
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import services
from backoffice.revenue.forms import EarlyRuleForm, EndRuleForm, PayTermForm, PayTermsForm
from backoffice.revenue.queries import office

KINDS = ("revenue:kinds", gettext_lazy("Kinds of charge"))
COLUMNS = (
    gettext_lazy("Kind of charge"),
    gettext_lazy("For deeds from"),
    gettext_lazy("For deeds until"),
    gettext_lazy("Months to pay"),
    gettext_lazy("Days to pay"),
    gettext_lazy("Surcharge"),
    gettext_lazy("Legal basis"),
    gettext_lazy("Decision number"),
)


class TermsScreen(FilteredScreen):
    """Time to pay by the day of the deed, with the rows that ended."""

    right = "revenue.view_chargekind"
    above = (KINDS,)
    page_title = gettext_lazy("Time to pay by the day of the deed")
    template_name = "revenue/terms.html"
    form_class = PayTermsForm
    filename = "time-to-pay"

    def table(self) -> Table:
        """Return the chosen rows as rows of a file."""
        return COLUMNS, [
            (
                str(term.kind),
                term.valid_from,
                term.valid_until,
                term.months,
                term.days,
                str(term.regime),
                term.legal_basis,
                term.decision,
            )
            for term in office.pay_terms(**self.form.chosen)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the chosen rows."""
        return super().get_context_data(
            terms=office.pay_terms(**self.form.chosen),
            may_add=self.user.has_perm("revenue.add_tariff"),
            **kwargs,
        )


class RuleScreen(ActScreen):
    """What the screens of these rules share."""

    right = "revenue.add_tariff"
    above: Any = (KINDS,)
    place = "revenue:kinds"

    def back(self) -> str:
        """Where the rules stand."""
        return reverse(self.place)


class SetRuleScreen(RuleScreen):
    """Enter a reduction."""

    page_title = gettext_lazy("Enter a reduction for early payment")
    form_class = EarlyRuleForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it and show the rules."""
        services.set_early_rule(**facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The reduction stands on every debt of the kind from now on.")


class OfTerms(RuleScreen):
    """What the screens of times to pay share."""

    above = (KINDS, ("revenue:terms", TermsScreen.page_title))
    place = "revenue:terms"


class SetTermScreen(OfTerms):
    """Enter a time to pay."""

    page_title = gettext_lazy("Enter a time to pay")
    form_class = PayTermForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it and show the rules."""
        services.set_pay_term(**facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The time to pay is entered. The one before it ends the day before.")


class EndScreen(RuleScreen):
    """End a rule for later deeds."""

    form_class = EndRuleForm
    rows: Callable[[], Any]
    verb: Callable[..., Any]
    names = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the rule, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.rule = type(self).rows().filter(pk=kwargs["pk"]).first()
        if self.rule is None:
            raise Http404

    def get_page_title(self) -> str:
        """Name the rule."""
        return f"{self.page_title}: {self.rule}"

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """End it and show the rules."""
        type(self).verb(**{self.names: self.rule.pk}, last=facts["last"], **who)
        return self.back()


class EndRuleScreen(EndScreen):
    """End a reduction for later deeds."""

    page_title = gettext_lazy("End a reduction for early payment")
    rows = staticmethod(office.early_rules)
    verb = staticmethod(services.end_early_rule)
    names = "rule_id"


class EndTermScreen(EndScreen, OfTerms):
    """End a time to pay for later deeds."""

    page_title = gettext_lazy("End a time to pay")
    rows = staticmethod(office.pay_terms)
    verb = staticmethod(services.end_pay_term)
    names = "term_id"
