"""Staff screens of paying by card: notices that need a clerk, and visits to the card page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.screens import FormScreen, ListScreen

from . import access, queries, services
from .forms import AttemptsForm, NoticesForm, OrdersForm, ResolveForm
from .standing import queries as standing_queries


class NoticesScreen(ListScreen):
    """The gateway's notices; those that wait for a clerk first, unless others are asked for."""

    right = "payments.view_notice"
    page_title = gettext_lazy("Notices of the card gateway")
    template_name = "payments/staff/notices.html"
    form_class = NoticesForm
    header_icon = "order"

    def rows(self) -> Any:
        """Return the chosen notices."""
        return queries.notices(**self.form.chosen)


class NoticeScreen(FormScreen):
    """One notice as it came, what it led to, and what a clerk did about it."""

    right = "payments.view_notice"
    page_title = gettext_lazy("Notice of the card gateway")
    template_name = "payments/staff/notice.html"
    header_icon = "order"

    def find(self, **kwargs: Any) -> None:
        """Find the notice."""
        self.notice = access.notice_for(self.user, kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the notice; the form shows while it waits for a clerk."""
        return super().get_context_data(notice=self.notice, **kwargs)

    def form(self, data: Any = None, files: Any = None) -> ResolveForm:
        """Ask what was done."""
        return ResolveForm(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let only those settle a notice who may."""
        if not self.user.has_perm("payments.resolve_notice"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Note what was done, and go back to the list."""
        services.resolve_notice(
            notice_id=self.notice.pk,
            resolution=form.cleaned_data["resolution"],
            actor=self.user,
            at=self.now,
        )
        messages.success(self.request, _("The notice was settled."))
        return redirect("card_payments:notices")


class AttemptsScreen(ListScreen):
    """Visits to the card page."""

    right = "payments.view_attempt"
    page_title = gettext_lazy("Visits to the card page")
    template_name = "payments/staff/attempts.html"
    form_class = AttemptsForm
    header_icon = "order"

    def rows(self) -> Any:
        """Return the chosen visits."""
        return queries.attempts(**self.form.chosen)


class OrdersScreen(ListScreen):
    """Standing orders: who lets a card be charged every month, and what became of it."""

    right = "payments.view_standingorder"
    page_title = gettext_lazy("Monthly charges of cards")
    template_name = "payments/staff/orders.html"
    form_class = OrdersForm
    header_icon = "order"

    def rows(self) -> Any:
        """Return the chosen orders."""
        return standing_queries.orders(**self.form.chosen)
