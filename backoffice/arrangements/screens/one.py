"""One arrangement: its schedule and history, and what staff do with it."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.arrangements import access, documents, queries, services
from backoffice.arrangements.forms import ApproveForm, DecisionForm, RevokeForm
from backoffice.arrangements.states import ArrangementState
from backoffice.kernel.screens import StaffScreen
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.revenue.forms import ReasonForm
from theme import pdf

from .lists import ArrangementsScreen


class OneArrangement(StaffScreen):
    """What the screens of one arrangement share."""

    right = "arrangements.view_arrangement"
    above = (("arrangements:arrangements", ArrangementsScreen.page_title),)

    def look(self) -> Look | None:
        """Say whose arrangement it shows."""
        return Look("arrangement", [self.one.debtor_id], str(self.one))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the arrangement, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.one = access.arrangement_for(request.user, kwargs["code"])

    @property
    def address(self) -> str:
        """Where the arrangement is shown."""
        return reverse("arrangements:arrangement", args=[self.one.code])

    def back(self) -> str:
        """Where an act that was not done leads."""
        return self.address

    def get_page_title(self) -> str:
        """Name what the page does and the arrangement."""
        return f"{self.page_title} {self.one}"


class ArrangementScreen(OneArrangement):
    """One arrangement: terms, debts, instalments, charges of its own."""

    page_title = gettext_lazy("Arrangement")
    template_name = "arrangements/arrangement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the arrangement as it stands today and what may be done."""
        view = queries.arrangement_view(self.one, today())
        return super().get_context_data(
            view=view,
            one=self.one,
            history=queries.history_of(self.one),
            taken=queries.taken_over_of(self.one),
            english=get_language() == "en",
            acts=self._acts(view),
            **kwargs,
        )

    def _acts(self, view: Any) -> list[tuple[str, Any]]:
        state, may = self.one.state, self.user.has_perm
        awaiting = state == ArrangementState.AWAITING
        offered = (
            ("decide", _("Enter the decision"), awaiting, "prepare_decision"),
            ("approve", _("Put in force"), awaiting and self.one.decision, "approve_arrangement"),
            ("refuse", _("Refuse"), awaiting, "approve_arrangement"),
            (
                "revoke",
                _("Declare lost"),
                state == ArrangementState.RUNNING,
                "revoke_arrangement",
            ),
            ("reward", _("Interest to give back"), view.reward > 0, "reward_arrangement"),
        )
        return [
            (reverse(f"arrangements:{name}", args=[self.one.code]), label)
            for name, label, fits, right in offered
            if fits and may(f"arrangements.{right}")
        ]


class OneAct(OneArrangement, ActScreen):
    """An act on one arrangement."""

    done: ClassVar[Any] = ""

    def said(self) -> str:
        """Tell that it is done."""
        return str(self.done)


class DecideScreen(OneAct):
    """Enter the decision of the committee or council."""

    right = "arrangements.prepare_decision"
    page_title = gettext_lazy("Enter the decision on arrangement")
    form_class = DecisionForm
    done = gettext_lazy("The decision is entered. Another person puts the arrangement in force.")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it."""
        services.prepare_decision(arrangement_id=self.one.pk, **facts, **who)
        return self.address


class ApproveScreen(OneAct):
    """Put an arrangement in force, as the second person."""

    right = "arrangements.approve_arrangement"
    page_title = gettext_lazy("Put in force arrangement")
    form_class = ApproveForm
    done = gettext_lazy("The arrangement is in force.")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Put it in force."""
        services.approve(arrangement_id=self.one.pk, **who)
        return self.address


class RefuseScreen(OneAct):
    """Refuse an arrangement that awaits a decision."""

    right = "arrangements.approve_arrangement"
    page_title = gettext_lazy("Refuse arrangement")
    form_class = ReasonForm
    done = gettext_lazy("The arrangement is refused; its debts grow again.")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Refuse it."""
        services.refuse(arrangement_id=self.one.pk, **facts, **who)
        return self.address


class RevokeScreen(OneAct):
    """Declare an arrangement lost."""

    right = "arrangements.revoke_arrangement"
    page_title = gettext_lazy("Declare lost arrangement")
    form_class = RevokeForm
    done = gettext_lazy("The arrangement is lost; its debtor is told.")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Declare it lost."""
        services.revoke(arrangement_id=self.one.pk, **facts, **who)
        return self.address


class RewardScreen(OneAct):
    """Propose to give interest back, or give it as the second person."""

    right = "arrangements.reward_arrangement"
    page_title = gettext_lazy("Give back interest of arrangement")
    form_class = ApproveForm
    done = gettext_lazy("Noted. Interest is given back when two persons agreed.")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Propose it, or give what another person proposed."""
        services.settle_reward(arrangement_id=self.one.pk, **who)
        return self.address


class PdfScreen(OneArrangement):
    """The arrangement with its schedule, to print."""

    page_title = gettext_lazy("Arrangement")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand out the PDF."""
        body = pdf.render("arrangement", documents.arrangement(self.one, today(), "el"))
        response = HttpResponse(body, content_type="application/pdf")
        name = f"arrangement-{self.one.year}-{self.one.number}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response
