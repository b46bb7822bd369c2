"""The worklist: one table over everything that waits, with keys, filters and bulk."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.documents.access import departments_of
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.exports import table_response
from backoffice.kernel.screens import StaffScreen

from . import queries, services, worklist
from .forms import WorklistForm
from .queries import MOST_COUNTED

PAGE = 50
MOST_EXPORTED = 5_000
# Who turns two hundred pages wants another filter; each page reads all before it.
LAST_PAGE = 200


class WorklistScreen(StaffScreen):
    """Everything that waits for the reader, the most urgent first."""

    right = "wagtailadmin.access_admin"
    page_title = gettext_lazy("My work")
    template_name = "desk/worklist.html"
    header_icon = "tasks"

    def find(self, **kwargs: Any) -> None:
        """Read what the reader chose."""
        self.on = athens_day(self.now)
        self.form = self.chosen()

    @cached_property
    def parts(self) -> list[worklist.Part]:
        """What each source has for the reader, asked for once."""
        return worklist.parts_for(self.user, self.on, self.now, self.form.wanted)

    @cached_property
    def counted(self) -> list[worklist.Counted]:
        """How much each source has, of those that have any."""
        return worklist.counts(self.parts, MOST_COUNTED)

    @property
    def full_parts(self) -> list[worklist.Part]:
        """The parts whose source has something: most have nothing, and their columns cost time."""
        return [part for one in self.counted for part in one.parts]

    def chosen(self) -> WorklistForm:
        """Return the form with the reader's choice."""
        mine = departments_of(self.user)
        units = [
            (unit.pk, str(unit)) for _depth, unit in departments_as_tree(self.on) if unit.pk in mine
        ]
        kinds = [worklist.SOURCES.get(name) for name in worklist.SOURCES.kinds()]
        return WorklistForm(self.request.GET or None, kinds=kinds, units=units)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list, or hand it out as a file."""
        kind = request.GET.get("export", "")
        if kind in {"csv", "xlsx"}:
            return self.file(kind)
        return super().get(request, *args, **kwargs)

    def rows(self, first: int, last: int) -> list[queries.Row]:
        """Return a stretch of the chosen list."""
        return queries.rows_of(worklist.items(self.full_parts, first, last), self.user, self.on)

    def file(self, kind: str) -> HttpResponseBase:
        """Hand out the chosen list."""
        header = [_("Title"), _("Matter"), _("Person"), _("Unit"), _("Due"), _("With"), _("Kind")]
        rows = (
            (
                row.item.name,
                row.item.subject,
                row.item.person,
                row.department,
                row.item.due_at,
                row.holder,
                str(row.item.source.title),
            )
            for row in self.rows(0, MOST_EXPORTED)
        )
        return table_response(kind, "worklist", header, rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the list, counts by kind, and what may be done with many."""
        number = self.number()
        first = (number - 1) * PAGE
        rows = self.rows(first, first + PAGE + 1)
        counted = self.counted
        shown = {row.item.kind for row in rows}
        return super().get_context_data(
            form=self.form,
            rows=rows[:PAGE],
            number=number,
            has_next=len(rows) > PAGE,
            counts=[(one.source, one.count, one.is_more) for one in counted],
            bulks=[
                (f"{one.source.name}:{bulk.name}", bulk.title)
                for one in counted
                if one.source.name in shown
                for bulk in one.source.bulks
            ],
            filters=[
                (one, urlencode(_address(one.wanted))) for one in queries.filters_of(self.user)
            ],
            query=self.request.GET.urlencode(),
            now=self.now,
            **kwargs,
        )

    def number(self) -> int:
        """Return the page that is asked for, from 1."""
        raw = self.request.GET.get("p", "1")
        return min(max(1, int(raw)), LAST_PAGE) if raw.isdecimal() else 1

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one thing with many items, or keep or remove a filter."""
        try:
            self.act(request)
        except DomainError as error:
            messages.error(request, str(error))
        query = request.GET.urlencode()
        return redirect(reverse("desk:work") + (f"?{query}" if query else ""))

    def act(self, request: HttpRequest) -> None:
        """Do what the pressed button says."""
        if "drop" in request.POST:
            raw = request.POST["drop"]
            services.drop_filter(user=self.user, filter_id=int(raw) if raw.isdecimal() else 0)
        elif "save" in request.POST:
            name = request.POST.get("name", "")
            services.save_filter(user=self.user, name=name, wanted=self.form.wanted, at=self.now)
            messages.success(request, _("The filter is kept."))
        else:
            pairs = [one.partition(" ") for one in request.POST.getlist("item")]
            done, left = services.act_on_many(
                verb=request.POST.get("verb", ""),
                chosen=[(kind, key) for kind, _space, key in pairs],
                actor=self.user,
                at=self.now,
            )
            _say(request, done, left)


def _say(request: HttpRequest, done: int, left: int) -> None:
    words = ngettext("%(count)d item done.", "%(count)d items done.", done) % {"count": done}
    if left:
        words += " " + _(
            "%(count)d left as they were: somebody was faster, or it does not apply."
        ) % {"count": left}
    messages.success(request, words)


def _address(wanted: dict[str, Any]) -> dict[str, Any]:
    named = {"q": wanted.get("text"), **wanted}
    named.pop("text", None)
    return {name: "on" if value is True else value for name, value in named.items() if value}
