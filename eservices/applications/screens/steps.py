"""What staff do with an application: each screen is one form and one call."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from backoffice.procedures import queries as procedures
from backoffice.procedures.forms import AnswersForm
from eservices.applications import services
from eservices.applications.forms_office import AskForm, DecideForm, ForwardForm, ObjectionForm
from eservices.applications.office_queries import forward_by
from eservices.applications.services import handling
from eservices.applications.services.pickable import pickable
from eservices.applications.services.texts import standard_remedies

from .base import DECIDE, HANDLE, ApplicationScreen, StepScreen


class AskScreen(StepScreen):
    """Pick what is missing, item by item."""

    right = HANDLE
    submit = gettext_lazy("Ask for it")
    lead = gettext_lazy(
        "The applicant can then send exactly what is ticked. The legal time limit stands still"
        " until it comes."
    )
    done = gettext_lazy("The applicant was asked. The time limit stands still.")

    def form(self, data: Any = None, files: Any = None) -> AskForm:
        """Return the form."""
        picks = pickable(self.application)
        return AskForm(data, picks=picks, service=self.application.service)

    def save(self, form: AskForm) -> None:
        """Ask."""
        handling.ask_for_more(
            application_id=self.application.pk,
            keys=form.cleaned_data["items"],
            text=form.cleaned_data["text"],
            actor=self.user,
            at=self.now,
        )


class DecideScreen(StepScreen):
    """Decide, with reasons and remedies."""

    right = DECIDE
    submit = gettext_lazy("Decide")
    lead = gettext_lazy(
        "What you write is printed in the letter to the applicant. Where you may sign that day,"
        " deciding signs the letter and issues it under the next number."
    )
    done = gettext_lazy("The decision was entered.")

    def form(self, data: Any = None, files: Any = None) -> DecideForm:
        """Return the form with the answers that the case offers."""
        form = DecideForm(data, choices=self._choices(), service=self.application.service)
        form.initial.setdefault("remedies", standard_remedies(self.now))
        return form

    def _choices(self) -> list[tuple[str, str]]:
        task = handling.task_asking(self.application, self.user, handling.DECISION, self.today)
        if task is None:
            return [("grant", pgettext("decision", "Approved")), ("refuse", _("Refused"))]
        fields = procedures.form_of(task)
        question = next(field for field in fields if field.name == handling.DECISION)
        return [
            (one.value, (language() == "en" and one.label_en) or one.label_el)
            for one in question.choices
        ]

    def save(self, form: DecideForm) -> None:
        """Decide."""
        said = form.cleaned_data
        handling.decide(
            application_id=self.application.pk,
            decision=said["decision"],
            reasons=said["reasons"],
            remedies=said["remedies"],
            actor=self.user,
            at=self.now,
        )


class ForwardScreen(StepScreen):
    """Send it to the competent authority."""

    right = HANDLE
    submit = gettext_lazy("Forward")
    done = gettext_lazy("The application was forwarded and the applicant told.")

    @property
    def lead(self) -> str:
        """Say by when the law wants it, and whether that day is over."""
        from theme.formatting import day

        limit = forward_by(self.application)
        said = _("The law gives time until %(day)s.") % {"day": day(limit)}
        return f"{said} {_('This day is over; forward it now.')}" if self.today > limit else said

    def form(self, data: Any = None, files: Any = None) -> ForwardForm:
        """Return the form."""
        return ForwardForm(data, initial={"on": self.today})

    def save(self, form: ForwardForm) -> None:
        """Forward it."""
        handling.forward(
            application_id=self.application.pk,
            actor=self.user,
            at=self.now,
            **form.cleaned_data,
        )


class TaskScreen(StepScreen):
    """A task of the case with its own questions."""

    right = HANDLE
    submit = gettext_lazy("Save the answers and go on")
    done = gettext_lazy("The step is done.")

    def find(self, **kwargs: Any) -> None:
        """Find the task among those that are the reader's to do."""
        super().find(**kwargs)
        case = self.application.case
        mine = procedures.tasks_for(self.user, case, self.today) if case else []
        found = next((task for task in mine if task.pk == kwargs["pk"]), None)
        if found is None:
            raise Http404
        self.task = found

    def get_page_title(self) -> str:
        """Return its name."""
        return str(self.task.name)

    def form(self, data: Any = None, files: Any = None) -> AnswersForm:
        """Return the form with the task's questions."""
        return AnswersForm(data, questions=procedures.form_of(self.task), language=language())

    def save(self, form: AnswersForm) -> None:
        """Complete the task."""
        handling.answer_task(
            application_id=self.application.pk,
            task_id=self.task.pk,
            outcome=form.outcome,
            actor=self.user,
            at=self.now,
        )


class ObjectionScreen(StepScreen):
    """Answer an objection."""

    right = DECIDE
    submit = gettext_lazy("Answer the objection")
    lead = gettext_lazy("If it is accepted, the application is examined again.")
    done = gettext_lazy("The objection was answered.")

    def find(self, **kwargs: Any) -> None:
        """Find the open objection."""
        super().find(**kwargs)
        found = self.application.objections.filter(code=kwargs["objection"], state="lodged").first()
        if found is None:
            raise Http404
        self.objection = found

    def form(self, data: Any = None, files: Any = None) -> ObjectionForm:
        """Return the form."""
        return ObjectionForm(data)

    def save(self, form: ObjectionForm) -> None:
        """Answer."""
        services.decide_objection(
            objection_id=self.objection.pk,
            actor=self.user,
            at=self.now,
            **form.cleaned_data,
        )


class PressScreen(ApplicationScreen):
    """A button that makes one call."""

    right = HANDLE
    http_method_names = ["post"]
    done: Any = ""

    def call(self) -> None:
        """Make the call."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and show the application."""
        try:
            self.call()
            messages.success(request, self.done)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("applications_office:application", self.application.code)


class TakeScreen(PressScreen):
    """Take the next task."""

    done = gettext_lazy("The next step is yours.")

    def call(self) -> None:
        """Take it."""
        handling.take_up(application_id=self.application.pk, actor=self.user, at=self.now)


class ReplyScreen(PressScreen):
    """Write the letter of a decision that has none."""

    done = gettext_lazy(
        "The letter was written. Once it is signed and issued, the applicant has it."
    )

    def call(self) -> None:
        """Write it."""
        handling.reply_again(application_id=self.application.pk, actor=self.user, at=self.now)


def address_of(code: str) -> str:
    """Return where an application is, for other screens."""
    return reverse("applications_office:application", args=[code])
