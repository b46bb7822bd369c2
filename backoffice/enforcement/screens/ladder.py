"""The ladder as a worklist, and measures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents.queries import content_of
from backoffice.enforcement import access, queries, services
from backoffice.enforcement.forms import (
    DecideForm,
    LadderForm,
    MeasuresForm,
    ProposeForm,
    ReasonForm,
    TakeForm,
)
from backoffice.enforcement.labels import REASONS, STEPS
from backoffice.enforcement.states import MeasureKind, MeasureState
from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from theme.formatting import day, euro

LADDER = (("enforcement:ladder", gettext_lazy("Enforcement ladder")),)
MEASURES = (("enforcement:measures", gettext_lazy("Compulsory measures")),)
COLUMNS = (
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Overdue debt"),
    gettext_lazy("Oldest due day"),
    gettext_lazy("Next step"),
    gettext_lazy("Lawful from"),
    gettext_lazy("For how much"),
)
MEASURE_COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("Kind"),
    gettext_lazy("Amount"),
    gettext_lazy("State"),
    gettext_lazy("Decision"),
    gettext_lazy("Carried out on"),
)


class LadderScreen(FilteredScreen):
    """Per debtor the next lawful step; the oldest debt first."""

    right = "enforcement.view_measure"
    page_title = LADDER[0][1]
    header_icon = "list-ol"
    template_name = "enforcement/ladder.html"
    form_class = LadderForm
    filename = "enforcement-ladder"

    def rows(self) -> list[queries.LadderRow]:
        """Return the chosen debtors."""
        return queries.ladder(on=today(), **self.form.chosen)

    def table(self) -> Table:
        """Return the chosen debtors with their next step."""
        return COLUMNS, (
            (
                row.name,
                row.afm,
                row.amount,
                row.oldest,
                str(STEPS[row.step]),
                row.ladder.next.on,
                row.ladder.next.amount,
            )
            for row in self.rows()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of debtors with the words of their steps."""
        page = self.page_of(self.rows())
        shown = [(row, [_worded(verdict) for verdict in row.ladder.verdicts]) for row in page]
        return super().get_context_data(
            page=page,
            rows=shown,
            may_make=self.user.has_perm("enforcement.make_batch"),
            may_propose=self.user.has_perm("enforcement.propose_measure"),
            **kwargs,
        )


def _worded(verdict: Any) -> dict[str, Any]:
    return {
        "step": STEPS[verdict.step],
        "reason": REASONS[verdict.step],
        "on": verdict.on,
        "amount": verdict.amount,
        "measures": [MeasureKind(kind).label for kind in verdict.measures],
    }


class ProposeScreen(ActScreen):
    """Propose a measure against a debtor of the ladder."""

    right = "enforcement.propose_measure"
    page_title = gettext_lazy("Propose a measure")
    form_class = ProposeForm
    template_name = "enforcement/propose.html"
    above = LADDER

    def look(self) -> Look | None:
        """Say whose debts it shows."""
        return Look("debts", [self.found.row.debtor_id])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the debtor with overdue debts, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        found = queries.debtor_on_ladder(kwargs["code"], today())
        if found is None or not request.user.has_perm(self.right):
            raise Http404
        self.found = found

    def back(self) -> str:
        """Where the ladder stands."""
        return reverse("enforcement:ladder")

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the debts on which nothing stands."""
        debts = [
            (row.charge_id, f"{row.label} · {euro(row.amount)} · {day(row.due_on)}")
            for row in self.found.debts
            if not row.hold
        ]
        return self.form_class(data, files, debts=debts)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give where the debtor stands, and why."""
        verdicts = [_worded(verdict) for verdict in self.found.row.ladder.verdicts]
        return super().get_context_data(row=self.found.row, verdicts=verdicts, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Propose it."""
        measure = services.propose_measure(
            debtor_id=self.found.row.debtor_id,
            charge_ids=facts["charges"],
            kind=facts["kind"],
            target=facts["target"],
            **who,
        )
        return reverse("enforcement:measure", args=[measure.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("Proposed. Another person decides on it.")


class MeasuresScreen(FilteredScreen):
    """The register of measures."""

    right = "enforcement.view_measure"
    page_title = MEASURES[0][1]
    header_icon = "lock"
    template_name = "enforcement/measures.html"
    form_class = MeasuresForm
    filename = "measures"

    def table(self) -> Table:
        """Return the chosen measures as rows of a file."""
        return MEASURE_COLUMNS, (
            (
                str(measure),
                measure.debtor.full_name,
                measure.get_kind_display(),
                measure.amount,
                measure.get_state_display(),
                measure.decision,
                measure.taken_on,
            )
            for measure in queries.measures(**self.form.chosen).iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen measures."""
        page = self.page_of(queries.measures(**self.form.chosen))
        return super().get_context_data(page=page, **kwargs)


class MeasureScreen(StaffScreen):
    """One measure: for which debts, on which ground, who decided."""

    right = "enforcement.view_measure"
    template_name = "enforcement/measure.html"
    header_icon = "lock"
    above = MEASURES

    def look(self) -> Look | None:
        """Say whose debts the measure is for."""
        return Look("notice", [self.measure.debtor_id], str(self.measure))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the measure, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.measure = access.measure_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return its kind and number."""
        return f"{self.measure.get_kind_display().capitalize()} {self.measure}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the measure with its debts and what may be done."""
        measure, user = self.measure, self.user
        state = measure.state
        return super().get_context_data(
            measure=measure,
            debts=list(queries.debts_of_measure(measure)),
            may_decide=state == MeasureState.PROPOSED
            and measure.proposed_by_id != user.pk
            and user.has_perm("enforcement.decide_measure"),
            may_take=state == MeasureState.APPROVED and user.has_perm("enforcement.take_measure"),
            may_lift=state == MeasureState.TAKEN and user.has_perm("enforcement.take_measure"),
            **kwargs,
        )


class OneMeasure(ActScreen):
    """What the acts on one measure share."""

    above = MEASURES

    def look(self) -> Look | None:
        """Say whose debts the measure is for."""
        return Look("notice", [self.measure.debtor_id], str(self.measure))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the measure, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.measure = access.measure_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the measure is shown."""
        return reverse("enforcement:measure", args=[self.measure.code])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the measure."""
        return [*super().trail(), {"url": self.back(), "label": str(self.measure)}]

    def said(self) -> str:
        """Tell that it is written down."""
        return _("Written down.")


class DecideScreen(OneMeasure):
    """Decide on a proposed measure."""

    right = "enforcement.decide_measure"
    page_title = gettext_lazy("Decide on the measure")
    form_class = DecideForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Decide."""
        services.decide_measure(measure_id=self.measure.pk, **facts, **who)
        return self.back()


class TakeScreen(OneMeasure):
    """Write down that a measure was carried out."""

    right = "enforcement.take_measure"
    page_title = gettext_lazy("Carried out")
    form_class = TakeForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Write it down."""
        services.take_measure(measure_id=self.measure.pk, **facts, **who)
        return self.back()


class LiftScreen(OneMeasure):
    """Lift a measure."""

    right = "enforcement.take_measure"
    page_title = gettext_lazy("Lift the measure")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Lift it."""
        services.lift_measure(measure_id=self.measure.pk, **facts, **who)
        return self.back()


class ReportScreen(StaffScreen):
    """Hand out the report of a measure."""

    right = "enforcement.view_measure"

    def look(self) -> Look | None:
        """Say whose debts the measure is for."""
        return Look("notice", [self.measure.debtor_id], str(self.measure))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out as a download of its kind."""
        self.measure = measure = access.measure_for(request.user, kwargs["code"])
        if measure.proof is None:
            raise Http404
        response = HttpResponse(content_of(measure.proof), content_type=measure.proof.content_type)
        response["Content-Disposition"] = f'attachment; filename="report-{measure.code}"'
        return response


class LawScreen(StaffScreen):
    """The figures and rules by which all of it goes."""

    right = "enforcement.view_legalfigure"
    page_title = gettext_lazy("Figures of the law")
    header_icon = "clipboard-list"
    template_name = "enforcement/law.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give every row."""
        figures, rules = queries.law_rows()
        return super().get_context_data(figures=figures, rules=rules, **kwargs)
