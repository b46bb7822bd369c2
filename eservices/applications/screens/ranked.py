"""Ranked lists: draw up, rehearse, publish, correct, print; the public page without names."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import Table, TableScreen
from backoffice.kernel.sights import Look
from backoffice.procedures.screens.base import FormScreen, StaffScreen
from eservices.applications import access, office_queries
from eservices.applications.forms_office import NewListForm, ProvisionalForm, RowForm
from eservices.applications.services import lists
from eservices.catalogue import queries as catalogue

from .base import HANDLE, VIEW

PUBLISH = "applications.publish_rankedlist"


class ListsScreen(StaffScreen):
    """Every ranked list of the reader's units."""

    right = VIEW
    page_title = gettext_lazy("Ranked lists")
    template_name = "applications_office/lists.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the lists."""
        rows = access.ranked_lists_for(self.user)
        return super().get_context_data(rows=rows, may_make=self.user.has_perm(PUBLISH), **kwargs)


class NewListScreen(FormScreen):
    """Draw up the list of a window."""

    right = PUBLISH
    page_title = gettext_lazy("New ranked list")
    template_name = "applications_office/form.html"
    submit = gettext_lazy("Draw it up")

    def form(self, data: Any = None, files: Any = None) -> NewListForm:
        """Return the form with what the service ships."""
        found = [one for one in catalogue.services() if one.output_type == "ranked_list"]
        code = self.request.GET.get("service", "")
        service = next((one for one in found if one.code == code), None)
        return NewListForm(data, services=found, initial=self._initial(service))

    def _initial(self, service: Any) -> dict[str, Any]:
        if service is None:
            return {}
        opening = catalogue.opening_of(service, self.now)
        return {
            "service": service.code,
            "title_el": f"{service.title_el} {self.now.year}",
            "title_en": f"{service.title_en} {self.now.year}",
            "opens_at": opening.opens_at,
            "closes_at": opening.closes_at,
            "rules": json.dumps(lists.shipped_rules(service), ensure_ascii=False, indent=1),
        }

    def save(self, form: Any) -> HttpResponse:
        """Draw it up and show it."""
        said = form.cleaned_data
        service = catalogue.any_service(said["service"])
        if service is None or service.department_id is None:
            raise Http404
        made = lists.draw_up_list(
            service=said["service"],
            titles={"el": said["title_el"], "en": said["title_en"]},
            department_id=service.department_id,
            opens_at=said["opens_at"],
            closes_at=said["closes_at"],
            places=said["places"],
            rules=said["rules"],
            decision=said["decision"],
            actor=self.user,
            at=self.now,
        )
        return redirect("applications_office:ranked", made.code)

    def back(self) -> str:
        """Return the lists' address."""
        return reverse("applications_office:lists")


class RankedScreen(TableScreen, StaffScreen):
    """A list with points, places and what can be done with it."""

    right = VIEW
    template_name = "applications_office/ranked.html"

    def find(self, **kwargs: Any) -> None:
        """Find the list, or answer that there is none."""
        self.list = access.ranked_list_for(self.user, kwargs["code"])
        self.filename = self.list.code

    def get_page_title(self) -> str:
        """Return what it is called."""
        return str(self.list.title)

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the lists."""
        return [{"url": reverse("applications_office:lists"), "label": _("Ranked lists")}]

    def table(self) -> Table:
        """Return the places by protocol number, as rows of a file."""
        header = (_("Place"), _("Protocol number"), _("Points"), _("Result"))
        rows = office_queries.rows_of(self.list)
        return header, ((r.place, r.number, r.counted, r.get_result_display()) for r in rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the list, its rows and the forms."""
        kwargs.setdefault("form", ProvisionalForm())
        return super().get_context_data(
            list=self.list,
            rows=office_queries.rows_of(self.list),
            may_publish=self.user.has_perm(PUBLISH),
            is_mine=self.list.made_by_id == self.user.pk,
            now=self.now,
            today=athens_day(self.now),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Rehearse or publish, as the pressed button says."""
        act = {"rehearse": self._rehearse, "provisional": self._provisional, "final": self._final}
        chosen = act.get(request.POST.get("action", ""))
        if chosen is None or not self.user.has_perm(PUBLISH):
            raise Http404
        try:
            messages.success(request, chosen(request))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("applications_office:ranked", self.list.code)

    def _rehearse(self, request: HttpRequest) -> str:
        lists.rehearse_list(list_id=self.list.pk, actor=self.user, at=self.now)
        return _("Points and places were worked out anew. Nothing is published.")

    def _provisional(self, request: HttpRequest) -> str:
        form = ProvisionalForm(request.POST)
        form.is_valid()
        lists.publish_provisional(
            list_id=self.list.pk,
            objections_until=form.cleaned_data.get("objections_until"),
            actor=self.user,
            at=self.now,
        )
        return _("The provisional list is published. Objections begin.")

    def _final(self, request: HttpRequest) -> str:
        lists.publish_final(list_id=self.list.pk, actor=self.user, at=self.now)
        return _("The list is final. Every applicant is told the result.")


class RowScreen(FormScreen, RankedScreen):
    """Change the points of one application, or leave it out."""

    right = HANDLE
    template_name = "applications_office/form.html"
    submit = gettext_lazy("Change it")

    def look(self) -> Look | None:
        """Say whose application it ranks."""
        return Look("application", [self.row.application.party_id], self.row.number)

    def find(self, **kwargs: Any) -> None:
        """Find the row."""
        super().find(**kwargs)
        row = self.list.rows.filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Http404
        self.row = row

    def get_page_title(self) -> str:
        """Return the number that the list shows."""
        return str(self.row.number)

    def form(self, data: Any = None, files: Any = None) -> RowForm:
        """Return the form."""
        initial = {
            "points": self.row.corrected,
            "is_out": self.row.is_out,
            "note": self.row.note,
        }
        return RowForm(data, initial=initial)

    def save(self, form: Any) -> HttpResponse:
        """Change it and show the list."""
        lists.correct_row(row_id=self.row.pk, actor=self.user, at=self.now, **form.cleaned_data)
        messages.success(self.request, _("The row was changed."))
        return redirect("applications_office:ranked", self.list.code)

    def back(self) -> str:
        """Return the list's address."""
        return reverse("applications_office:ranked", args=[self.list.code])


@require_safe
def public_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show a published list: place, protocol number, points, result; never a name."""
    found = office_queries.published_list(code)
    if found is None:
        raise Http404
    context = {
        "list": found,
        # Neither names nor answers are even read.
        "rows": found.rows.only("number", "points", "corrected", "place", "result"),
        "today": athens_day(timezone.now()),
    }
    return render(request, "applications/ranked.html", context)
