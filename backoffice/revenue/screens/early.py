"""Less for early payment: entering a rule, and ending one."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.ledger.acting import ActScreen
from backoffice.revenue import services
from backoffice.revenue.forms import EarlyRuleForm, EndRuleForm
from backoffice.revenue.queries import office


class RuleScreen(ActScreen):
    """What the screens of these rules share."""

    right = "revenue.add_tariff"
    above = (("revenue:kinds", gettext_lazy("Kinds of charge")),)

    def back(self) -> str:
        """Where the rules stand."""
        return reverse("revenue:kinds")


class SetRuleScreen(RuleScreen):
    """Enter a rule."""

    page_title = gettext_lazy("Enter a reduction for early payment")
    form_class = EarlyRuleForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it and show the rules."""
        services.set_early_rule(**facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The reduction stands on every debt of the kind from now on.")


class EndRuleScreen(RuleScreen):
    """End a rule for later deeds."""

    page_title = gettext_lazy("End a reduction for early payment")
    form_class = EndRuleForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the rule, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        found = [rule for rule in office.early_rules() if rule.pk == kwargs["pk"]]
        if not found:
            raise Http404
        self.rule = found[0]

    def get_page_title(self) -> str:
        """Name the rule."""
        return f"{self.page_title}: {self.rule}"

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """End it and show the rules."""
        services.end_early_rule(rule_id=self.rule.pk, last=facts["last"], **who)
        return self.back()
