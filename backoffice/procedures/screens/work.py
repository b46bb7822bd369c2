"""Tasks: the list of one's own, and the page on which one is done."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.identity.queries import users_by_id
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from backoffice.kernel.screens import Table
from backoffice.kernel.sights import Look
from backoffice.procedures import access, queries, services, words
from backoffice.procedures.errors import AnswersRefused
from backoffice.procedures.forms import AnswersForm, AssignForm, WorkForm
from backoffice.procedures.models import Task
from backoffice.procedures.states import OPEN_TASKS, CaseState

from .base import ListScreen, StaffScreen


class WorkScreen(ListScreen):
    """What the reader may do, overdue first."""

    right = "wagtailadmin.access_admin"
    page_title = gettext_lazy("My tasks")
    template_name = "procedures/work.html"
    form_class = WorkForm
    filename = "tasks"

    def rows(self) -> QuerySet[Task]:
        """Return the reader's tasks."""
        rows = queries.worklist(self.user, athens_day(self.now)).defer("case__version__xml")
        if self.request.GET.get("whose") == "mine":
            rows = rows.filter(claimed_by=self.user)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how much asks for another person than the reader."""
        others = queries.left_to_others(self.user, athens_day(self.now)).count()
        return super().get_context_data(left_to_others=others, **kwargs)

    def table(self) -> Table:
        """Return the tasks for a file."""
        header = (_("Task"), _("Case"), _("Procedure"), _("Department"), _("Due"), _("Taken by"))
        return header, (
            (
                row.name,
                str(row.case),
                row.case.definition.name,
                str(row.department or ""),
                row.due_at,
                str(row.claimed_by or ""),
            )
            for row in self.rows().iterator(chunk_size=1000)
        )


class TaskScreen(StaffScreen):
    """One task: its case, its questions, and the ways to deal with it."""

    right = "wagtailadmin.access_admin"
    template_name = "procedures/task.html"

    def look(self) -> Look | None:
        """Say whose case the task is of."""
        case = self.task.case
        return Look("case", [case.party_id], str(case), self.task.name)

    def find(self, **kwargs: Any) -> None:
        """Find the task, or answer that there is none."""
        today = athens_day(self.now)
        self.task = access.task_for(self.user, kwargs["pk"], today)
        self.place = queries.in_place_of(self.user, self.task, today)
        self.absent = self.place.absent_id if self.place else None

    def get_page_title(self) -> str:
        """Return its name."""
        return self.task.name

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [{"url": reverse("procedures:work"), "label": _("My tasks")}]

    @property
    def is_others(self) -> bool:
        """Whether somebody has it for whom the reader does not stand in."""
        task = self.task
        mine = self.user.pk in (task.claimed_by_id, task.in_place_of_id)
        return task.claimed_by_id is not None and not mine and self.place is None

    @property
    def stands_in(self) -> dict[str, Any] | None:
        """Say in whose place the reader does it, and until when."""
        if self.place is None:
            return None
        people = users_by_id([self.place.absent_id])
        return {"name": people[self.place.absent_id], "until": self.place.until}

    def answers(self, data: Any = None) -> AnswersForm:
        """Return the form with the task's questions."""
        return AnswersForm(data, questions=queries.form_of(self.task), language=language())

    def assignment(self, data: Any = None) -> AssignForm:
        """Return the form that hands the task to somebody."""
        return AssignForm(data, role=self.task.role, on=athens_day(self.now))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the task and the forms that apply."""
        task = self.task
        is_open = task.state in OPEN_TASKS and task.case.state == CaseState.RUNNING
        kwargs.setdefault("form", self.answers())
        kwargs.setdefault("assign_form", self.assignment())
        names = words.names_of(task.case.version.xml, language())
        return super().get_context_data(
            task=task,
            case=task.case,
            place=names.get(task.element, ""),
            is_open=is_open,
            is_mine=task.claimed_by_id == self.user.pk,
            left_to_others=queries.done_before_by(self.user, task) if is_open else "",
            is_others=self.is_others,
            stands_in=self.stands_in,
            may_assign=self.may("assign_task"),
            facts=sorted(task.case.facts.items()),
            now=self.now,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the pressed button says."""
        act = {
            "claim": self.claim,
            "release": self.release,
            "assign": self.assign,
            "complete": self.complete,
        }.get(request.POST.get("action", ""), self.complete)
        return act(request)

    def claim(self, request: HttpRequest) -> HttpResponse:
        """Take the task."""
        take = partial(services.claim_task, in_place_of=self.absent)
        return self._simply(take, _("The task is yours."))

    def release(self, request: HttpRequest) -> HttpResponse:
        """Give the task back."""
        return self._simply(services.release_task, _("The task was given back."))

    def _simply(self, verb: Any, done: str) -> HttpResponse:
        try:
            verb(task_id=self.task.pk, actor=self.user, at=self.now)
            messages.success(self.request, done)
        except DomainError as error:
            messages.error(self.request, str(error))
        return redirect("procedures:task", self.task.pk)

    def assign(self, request: HttpRequest) -> HttpResponse:
        """Hand the task to somebody."""
        form = self.assignment(request.POST)
        if not self.may("assign_task") or not form.is_valid():
            return self.render_to_response(self.get_context_data(assign_form=form), status=422)
        try:
            services.assign_task(
                task_id=self.task.pk, actor=self.user, at=self.now, **form.cleaned_data
            )
            messages.success(request, _("The task was handed over."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("procedures:task", self.task.pk)

    def complete(self, request: HttpRequest) -> HttpResponse:
        """Complete the task with the answers."""
        form = self.answers(request.POST)
        if form.is_valid():
            try:
                services.complete_task(
                    task_id=self.task.pk,
                    outcome=form.outcome,
                    actor=self.user,
                    at=self.now,
                    in_place_of=self.absent,
                )
            except AnswersRefused as refusal:
                for name, error in refusal.errors.items():
                    form.add_error(name if name in form.fields else None, error)
            except DomainError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("“%(name)s” is done.") % {"name": self.task.name})
                return redirect("procedures:work")
        return self.render_to_response(self.get_context_data(form=form), status=422)
