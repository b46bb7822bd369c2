"""Clearance: drawn up by one, approved by a committee, entered by another, destroyed on record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.documents import access, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.clearance import ApproveForm, DrawForm
from backoffice.documents.forms.entries import ReasonForm
from backoffice.documents.queries import clearance as lists
from backoffice.documents.queries import page_of
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import Table, TableScreen

from .base import FormScreen, StaffScreen

DRAW, APPROVE = "documents.draw_clearance", "documents.approve_clearance"


class ClearancesScreen(FormScreen):
    """Every clearance list; a new one is drawn up here."""

    right = "documents.view_clearance"
    page_title = gettext_lazy("Clearance lists")
    template_name = "documents/clearances.html"
    submit = gettext_lazy("Draw up the list")

    def form(self, data: Any = None, files: Any = None) -> DrawForm:
        """Ask for the year."""
        return DrawForm(data, initial=DrawForm.initial_on(athens_day(timezone.now())))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the lists."""
        may_draw = self.request.user.has_perm(DRAW)
        return super().get_context_data(rows=lists.clearances(), may_draw=may_draw, **kwargs)

    def save(self, form: DrawForm) -> HttpResponse:
        """Draw the list up."""
        if not self.request.user.has_perm(DRAW):
            raise PermissionDenied
        made = services.draw_clearance(
            actor=signed_in(self.request.user), at=timezone.now(), **form.cleaned_data
        )
        return redirect("documents:clearance", made.code)

    def back(self) -> str:
        """Return to the register."""
        return reverse("documents:register")


class ClearanceScreen(TableScreen, StaffScreen):
    """One list: what is on it, and what comes next."""

    right = "documents.view_clearance"
    template_name = "documents/clearance.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the list, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.clearance = access.clearance_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return its name."""
        return str(self.clearance)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Name the file after the year."""
        self.filename = f"clearance-{self.clearance.year}"
        return super().get(request, *args, **kwargs)

    def table(self) -> Table:
        """Return the entries on the list as rows of a file."""
        return _header(), (_cells(item) for item in lists.items_of(self.clearance).iterator(2000))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the entries and the forms of the next step."""
        user, held = self.request.user, self.clearance
        page = page_of(lists.items_of(held), self.request.GET.get("p"))
        kwargs.setdefault("approve_form", ApproveForm())
        kwargs.setdefault("reason_form", ReasonForm())
        return super().get_context_data(
            clearance=held,
            page=page,
            previous=page.number - 1,
            next=page.number + 1,
            may_approve=held.state == "drawn"
            and user.has_perm(APPROVE)
            and held.drawn_by_id != user.pk,
            may_leave_out=held.state == "drawn" and user.has_perm(DRAW),
            may_destroy=held.state == "approved" and user.has_perm(DRAW),
            may_drop=held.state in {"drawn", "approved"} and user.has_perm(DRAW),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the next step."""
        acts = {
            "approve": (APPROVE, self._approve),
            "leave_out": (DRAW, self._leave_out),
            "destroy": (DRAW, self._destroy),
            "drop": (DRAW, self._drop),
        }
        right, act = acts.get(request.POST.get("action", ""), ("", None))
        if act is None or not request.user.has_perm(right):
            raise PermissionDenied
        try:
            wrong = act({"actor": signed_in(request.user), "at": timezone.now()})
        except DomainError as error:
            messages.error(request, str(error))
            wrong = {}
        if wrong is None:
            return redirect("documents:clearance", self.clearance.code)
        return self.render_to_response(self.get_context_data(**wrong), status=422)

    def _approve(self, by: dict[str, Any]) -> dict[str, Any] | None:
        form = ApproveForm(self.request.POST)
        if not form.is_valid():
            return {"approve_form": form}
        services.approve_clearance(clearance_id=self.clearance.pk, **form.cleaned_data, **by)
        messages.success(self.request, _("The approval was entered."))
        return None

    def _leave_out(self, by: dict[str, Any]) -> dict[str, Any] | None:
        form = ReasonForm(self.request.POST)
        item = lists.items_of(self.clearance).filter(pk=self.request.POST.get("item") or 0).first()
        if not form.is_valid() or item is None:
            return {"reason_form": form}
        services.leave_out(item_id=item.pk, reason=form.cleaned_data["reason"], **by)
        messages.success(self.request, _("The entry was left out of the list."))
        return None

    def _destroy(self, by: dict[str, Any]) -> dict[str, Any] | None:
        gone = services.destroy_cleared(clearance_id=self.clearance.pk, **by)
        text = ngettext(
            "The contents of %(count)s entry were destroyed.",
            "The contents of %(count)s entries were destroyed.",
            gone,
        )
        messages.success(self.request, text % {"count": gone})
        return None

    def _drop(self, by: dict[str, Any]) -> dict[str, Any] | None:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return {"reason_form": form}
        reason = form.cleaned_data["reason"]
        services.drop_clearance(clearance_id=self.clearance.pk, reason=reason, **by)
        messages.success(self.request, _("The list was dropped; everything on it is kept."))
        return None


def _header() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Registered at"),
        _("Competent unit"),
        _("File plan"),
        _("Retention class"),
        _("Kept until"),
        _("Left out because"),
        _("Files destroyed"),
    )


def _cells(item: Any) -> tuple[Any, ...]:
    entry = item.entry
    return (
        entry.label,
        entry.registered_at,
        str(entry.department),
        entry.classification.code if entry.classification else "",
        str(entry.classification.retention) if entry.classification else "",
        item.delete_after,
        item.left_out,
        " ".join(file["sha256"] for file in item.files_destroyed or ()),
    )
