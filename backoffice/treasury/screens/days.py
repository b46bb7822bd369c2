"""The day of a desk: opening, counting, approving, its X and Z reports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.money import ZERO
from backoffice.kernel.screens import FilteredScreen, Table
from backoffice.treasury import access, papers, queries, services
from backoffice.treasury.forms import CloseForm, OpenForm, ReasonForm, SessionsForm, SlipForm
from backoffice.treasury.services import Count
from backoffice.treasury.states import SessionState

from .rights import DeskAct, DeskScreen

COLUMNS = (
    gettext_lazy("Session"),
    gettext_lazy("Cash desk"),
    gettext_lazy("Cashier"),
    gettext_lazy("Day"),
    gettext_lazy("State"),
    pgettext_lazy("money", "Receipts"),
    gettext_lazy("Cash"),
    gettext_lazy("Card"),
    gettext_lazy("Expected"),
    gettext_lazy("Counted"),
)


class OpenScreen(DeskAct):
    """Open a desk with its float counted."""

    page_title = gettext_lazy("Open cash desk")
    template_name = "treasury/count.html"
    form_class = OpenForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Open it and lead to the counter."""
        session = services.open_session(
            desk_id=self.sent.ids[facts["desk"]],
            pieces=self.sent.pieces,
            key=facts["key"],
            slip=facts["slip"],
            reason=facts["reason"],
            **who,
        )
        if session.state == SessionState.OPEN:
            return reverse("treasury:counter")
        return reverse("treasury:session", args=[session.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say so if the cashier keeps a desk already, or none is free."""
        return super().get_context_data(living=queries.living_session_of(self.user), **kwargs)


class OneSession(DeskScreen):
    """What the screens of one session share."""

    rights: tuple[str, ...] = (access.USE, access.SEE)
    above = (("treasury:sessions", gettext_lazy("Sessions of cash desks")),)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the session, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.session = access.session_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the session is shown."""
        return reverse("treasury:session", args=[self.session.code])

    def get_page_title(self) -> str:
        """Name what the page does and the session."""
        return f"{self.page_title} {self.session}"


class SessionScreen(OneSession):
    """The X report of a session at any time, its Z report once it is closed."""

    page_title = gettext_lazy("Session")
    template_name = "treasury/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the report and what may be done."""
        session, user = self.session, self.user
        is_own = session.cashier_id == user.pk and user.has_perm(access.USE)
        state = session.state
        awaits = state in (SessionState.WAITING, SessionState.COUNTED)
        return super().get_context_data(
            session=session,
            report=queries.report_of(session),
            may_close=is_own and state == SessionState.OPEN,
            may_approve=awaits and session.cashier_id != user.pk and user.has_perm(access.APPROVE),
            may_recount=state == SessionState.COUNTED and (is_own or user.has_perm(access.APPROVE)),
            **kwargs,
        )


class ReportScreen(OneSession):
    """The X or Z report as a PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        report = queries.report_of(self.session)
        body = papers.report(report, get_language() or "el")
        return papers.pdf_response(body, str(self.session))


class CloseScreen(OneSession, DeskAct):
    """Count the desk and close it."""

    rights = (access.USE,)
    page_title = gettext_lazy("Close session")
    template_name = "treasury/count.html"
    form_class = CloseForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Count it and show the Z report, or that it awaits approval."""
        count = Count(self.sent.pieces, facts["card_total"] or ZERO, facts["card_batch"])
        services.close_session(
            session_id=self.session.pk, count=count, reason=facts["reason"], **who
        )
        return self.back()


class ApproveScreen(OneSession, DeskAct):
    """Approve a difference as a second person."""

    right = access.APPROVE
    rights = (access.APPROVE,)
    page_title = gettext_lazy("Approve the difference of")
    template_name = "treasury/approve.html"

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Approve the opening or the close."""
        if self.session.state == SessionState.WAITING:
            services.approve_opening(session_id=self.session.pk, **who)
        else:
            services.approve_close(session_id=self.session.pk, **who)
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what differs."""
        report = queries.report_of(self.session)
        return super().get_context_data(session=self.session, report=report, **kwargs)


class RecountScreen(OneSession, DeskAct):
    """Let a counted desk be counted once more."""

    rights = (access.USE, access.APPROVE)
    page_title = gettext_lazy("Count anew")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Open it again."""
        services.count_anew(session_id=self.session.pk, reason=facts["reason"], **who)
        return self.back()


class SessionsScreen(DeskScreen, FilteredScreen):
    """Every session, or the cashier's own."""

    rights = (access.USE, access.SEE)
    page_title = gettext_lazy("Sessions of cash desks")
    template_name = "treasury/sessions.html"
    form_class = SessionsForm
    filename = "cash-desk-sessions"

    def sessions(self) -> Any:
        """Return the chosen sessions that the reader may see."""
        cashier = None if self.user.has_perm(access.SEE) else self.user
        return queries.sessions(cashier=cashier, **self.form.chosen)

    def table(self) -> Table:
        """Return the chosen sessions as rows of a file."""
        return COLUMNS, (
            (
                str(row),
                str(row.desk),
                row.cashier.get_full_name(),
                row.on,
                row.get_state_display(),
                row.receipts,
                row.cash,
                row.card,
                row.expected,
                row.closing,
            )
            for row in self.sessions()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of sessions."""
        page = self.page_of(self.sessions())
        return super().get_context_data(page=page, **kwargs)


class SlipScreen(DeskAct):
    """What deposits and floats share."""

    form_class = SlipForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Move the cash and show the session."""
        movement = self.move(**facts, **who)
        return reverse("treasury:session", args=[movement.session.code])

    def move(self, **facts: Any) -> Any:
        """Do the verb of the screen."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the form, or lead to opening the desk."""
        if queries.living_session_of(self.user) is None:
            return redirect("treasury:open")
        return super().get(request, *args, **kwargs)


class DepositScreen(SlipScreen):
    """Bring cash to the bank."""

    page_title = gettext_lazy("Deposit to the bank")

    def move(self, **facts: Any) -> Any:
        """Deposit it."""
        return services.deposit_cash(**facts)

    def said(self) -> str:
        """Tell that it is booked."""
        return _("The deposit is booked.")


class SupplyScreen(SlipScreen):
    """Put money from the bank into the till."""

    page_title = gettext_lazy("Float from the bank")

    def move(self, **facts: Any) -> Any:
        """Supply it."""
        return services.supply_till(**facts)

    def said(self) -> str:
        """Tell that it is booked."""
        return _("The float is booked.")
