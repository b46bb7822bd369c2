"""Staff screens of paying by card: notices that need a clerk, and visits to the card page."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from backoffice.kernel.errors import DomainError

from . import access, queries, services
from .forms import AttemptsForm, NoticesForm, OrdersForm, ResolveForm
from .standing import queries as standing_queries

PAGE = 50


class StaffScreen(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin that asks for one right."""

    right: ClassVar[str]
    page_title: Any = ""
    header_icon = "order"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever lacks the right; Wagtail answers with its own page."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the path."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class NoticesScreen(StaffScreen):
    """The gateway's notices; those that wait for a clerk first, unless others are asked for."""

    right = "payments.view_notice"
    page_title = gettext_lazy("Notices of the card gateway")
    template_name = "payments/staff/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen notices."""
        form = NoticesForm(self.request.GET or None)
        page = Paginator(queries.notices(**form.chosen), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(form=form, page=page, **kwargs)


class NoticeScreen(StaffScreen):
    """One notice as it came, what it led to, and what a clerk did about it."""

    right = "payments.view_notice"
    page_title = gettext_lazy("Notice of the card gateway")
    template_name = "payments/staff/notice.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the notice."""
        super().setup(request, *args, **kwargs)
        self.notice = access.notice_for(request.user, kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the notice, and the form while it waits for a clerk."""
        kwargs.setdefault("form", ResolveForm())
        return super().get_context_data(notice=self.notice, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note what was done, and go back to the list."""
        if not request.user.has_perm("payments.resolve_notice"):
            raise PermissionDenied
        form = ResolveForm(request.POST)
        if form.is_valid():
            try:
                services.resolve_notice(
                    notice_id=self.notice.pk,
                    resolution=form.cleaned_data["resolution"],
                    actor=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The notice was settled."))
                return redirect("card_payments:notices")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AttemptsScreen(StaffScreen):
    """Visits to the card page."""

    right = "payments.view_attempt"
    page_title = gettext_lazy("Visits to the card page")
    template_name = "payments/staff/attempts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen visits."""
        form = AttemptsForm(self.request.GET or None)
        page = Paginator(queries.attempts(**form.chosen), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(form=form, page=page, **kwargs)


class OrdersScreen(StaffScreen):
    """Standing orders: who lets a card be charged every month, and what became of it."""

    right = "payments.view_standingorder"
    page_title = gettext_lazy("Monthly charges of cards")
    template_name = "payments/staff/orders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen orders."""
        form = OrdersForm(self.request.GET or None)
        found = standing_queries.orders(**form.chosen)
        page = Paginator(found, PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(form=form, page=page, **kwargs)
