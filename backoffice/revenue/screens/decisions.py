"""Decisions on debts and credits: the worklist, one act, and its steps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.revenue import access, services
from backoffice.revenue.act_draft import draft_of
from backoffice.revenue.act_forms import (
    ActsForm,
    ApproveForm,
    ConfirmForm,
    OpinionForm,
    TakeUpForm,
)
from backoffice.revenue.act_states import ActState
from backoffice.revenue.forms import ReasonForm
from backoffice.revenue.queries import acts as queries

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Kind"),
    gettext_lazy("Whom it concerns"),
    gettext_lazy("Amount"),
    gettext_lazy("Organ"),
    gettext_lazy("State"),
    gettext_lazy("Decision number"),
    gettext_lazy("Decided on"),
    gettext_lazy("ADA"),
)


class ActsScreen(FilteredScreen):
    """The worklist of acts."""

    right = "revenue.view_act"
    page_title = gettext_lazy("Acts on debts and credits")
    template_name = "revenue/acts.html"
    form_class = ActsForm
    filename = "acts"

    def acts(self) -> Any:
        """Return the chosen acts."""
        return queries.acts(user=self.user, **self.form.chosen)

    def table(self) -> Table:
        """Return the chosen acts as rows of a file."""
        return COLUMNS, (
            (
                str(act),
                act.get_kind_display(),
                act.party.full_name,
                act.amount,
                act.get_organ_display(),
                act.get_state_display(),
                act.decision_number,
                act.decision_on,
                act.ada,
            )
            for act in self.acts().iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen acts, and how many wait for what."""
        page = self.page_of(self.acts())
        return super().get_context_data(page=page, counts=queries.counts(self.user), **kwargs)


class OneAct(StaffScreen):
    """What the screens of one act share."""

    right = "revenue.view_act"
    above = (("revenue:acts", ActsScreen.page_title),)

    def look(self) -> Look | None:
        """Say whose debt or credit the act changes."""
        return Look("debts", [self.subject.party_id], str(self.subject))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the act, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.subject = access.act_for(request.user, kwargs["code"])

    @property
    def address(self) -> str:
        """Where the act is shown."""
        return reverse("revenue:act", args=[self.subject.code])

    def back(self) -> str:
        """Where a step that was not done leads."""
        return self.address

    def get_page_title(self) -> str:
        """Name what the page does and the act."""
        return f"{self.page_title} {self.subject}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the act and what it does."""
        view = queries.act_view(self.subject, today())
        return super().get_context_data(subject=self.subject, effect=view, **kwargs)


class OneActScreen(OneAct):
    """One act: what it takes off, which entry the books get, and who may do what next."""

    page_title = pgettext_lazy("decision", "Act")
    template_name = "revenue/act_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the steps that this user may take."""
        act, user = self.subject, self.user
        proposed, asked = act.state == ActState.PROPOSED, act.state == ActState.ASKED
        can_decide = (proposed or asked) and access.may_decide(user, act)
        return super().get_context_data(
            may_take_up=asked and user.has_perm("revenue.propose_act"),
            may_give_opinion=proposed and not act.opinion and user.has_perm("revenue.give_opinion"),
            may_approve=proposed and can_decide,
            may_refuse=can_decide,
            is_own=proposed and user.pk == act.proposer_id,
            may_withdraw=act.state in (ActState.PROPOSED, ActState.APPROVED)
            and user.has_perm("revenue.propose_act"),
            may_carry_out=act.state == ActState.APPROVED and user.has_perm("revenue.carry_out_act"),
            **kwargs,
        )


class DraftScreen(OneAct):
    """The draft of the decision, printed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the PDF."""
        response = HttpResponse(draft_of(self.subject, today()), content_type="application/pdf")
        name = f"act-{self.subject.year}-{self.subject.number}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response


class StepScreen(OneAct, ActScreen):
    """One step of an act."""

    done: Any = ""

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Take the step."""
        raise NotImplementedError

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Take the step and show the act."""
        self.step(facts, **who)
        return self.address

    def said(self) -> str:
        """Tell what was done."""
        return str(self.done) % {"act": self.subject}


class TakeUpScreen(StepScreen):
    """Propose what a citizen asked for."""

    right = "revenue.propose_act"
    page_title = gettext_lazy("Propose request")
    form_class = TakeUpForm
    done = gettext_lazy("Act %(act)s is proposed. Another person decides.")

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Propose it."""
        return services.take_up(act_id=self.subject.pk, **facts, **who)


class OpinionScreen(StepScreen):
    """Say the treasury's opinion."""

    right = "revenue.give_opinion"
    page_title = gettext_lazy("Give an opinion on act")
    form_class = OpinionForm
    done = gettext_lazy("The opinion stands on act %(act)s.")

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Write it."""
        return services.give_opinion(act_id=self.subject.pk, **facts, **who)


class DecisionScreen(StepScreen):
    """What only the head of the act's unit does."""

    right = "revenue.approve_act"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse whoever leads another unit."""
        super().setup(request, *args, **kwargs)
        access.require_decision(self.user, self.subject)


class ApproveScreen(DecisionScreen):
    """Enter the decision that approves an act."""

    page_title = gettext_lazy("Approve act")
    form_class = ApproveForm
    done = gettext_lazy("Act %(act)s is approved. The treasury carries it out.")

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Approve it."""
        return services.approve_act(act_id=self.subject.pk, **facts, **who)


class RefuseScreen(DecisionScreen):
    """Refuse an act with reasons."""

    page_title = gettext_lazy("Refuse act")
    form_class = ReasonForm
    done = gettext_lazy("Act %(act)s is refused.")

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Refuse it."""
        return services.refuse_act(act_id=self.subject.pk, **facts, **who)


class WithdrawScreen(StepScreen):
    """Take back an act."""

    right = "revenue.propose_act"
    page_title = gettext_lazy("Withdraw act")
    form_class = ReasonForm
    done = gettext_lazy("Act %(act)s is withdrawn.")

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Withdraw it."""
        return services.withdraw_act(act_id=self.subject.pk, **facts, **who)


class CarryOutScreen(StepScreen):
    """Do what was approved."""

    right = "revenue.carry_out_act"
    page_title = gettext_lazy("Carry out act")
    form_class = ConfirmForm
    done = gettext_lazy("Act %(act)s is carried out and booked.")

    def step(self, facts: dict[str, Any], **who: Any) -> Any:
        """Carry it out."""
        return services.carry_out_act(act_id=self.subject.pk, **who)

    def said(self) -> str:
        """Tell what follows for a refund."""
        if self.subject.kind == "refund":
            return _("The refund is owed. Put it into a bank order to pay it.")
        return super().said()
