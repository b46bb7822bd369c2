"""Public reads for the office: what is expected, missing, declared and imported."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice.business_fees.models import (
    Declaration,
    Establishment,
    ExpectedPeriod,
    ImportedDeclaration,
    ImportRun,
    Receiver,
)
from backoffice.business_fees.reading import ReceiverTable
from backoffice.business_fees.states import DeclarationState, PeriodState
from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.text import fold


def expected_rows() -> QuerySet[ExpectedPeriod]:
    """Return expected periods with business and what was declared, in two queries."""
    held = Declaration.objects.filter(
        expected=OuterRef("pk"), state__in=[DeclarationState.FILED, DeclarationState.PROPOSED]
    )
    return (
        ExpectedPeriod.objects.select_related("establishment__party")
        .prefetch_related("establishment__categories")
        .annotate(
            fee=Subquery(held.values("fee_total")[:1]),
            declared_code=Subquery(held.values("code")[:1]),
            declared_number=Subquery(held.values("number")[:1]),
            declared_year=Subquery(held.values("year")[:1]),
        )
    )


def choose_expected(
    *, q: str = "", period: str = "", zone: str = "", category: str = "", state: str = "", on: date
) -> QuerySet[ExpectedPeriod]:
    """Return the expected periods that a filter chooses, the latest first.

    :param state: a `PeriodState`, or `late` for what is overdue and not declared on the day
    """
    rows = late_rows(on) if state == "late" else expected_rows()
    for word in fold(q).split():
        rows = rows.filter(establishment__search_key__contains=word)
    chosen = {
        "period": period,
        "establishment__zone": zone,
        "establishment__categories__key": category,
        "state": "" if state == "late" else state,
    }
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    return rows.order_by("-first_on", "establishment__trade_name", "pk")


def choose_declarations(*, q: str = "", period: str = "", state: str = "") -> QuerySet[Declaration]:
    """Return the declarations that a filter chooses, the newest first."""
    rows = Declaration.objects.select_related("expected__establishment", "on_behalf_of")
    for word in fold(q).split():
        rows = rows.filter(expected__establishment__search_key__contains=word)
    chosen = {"expected__period": period, "state": state}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    return rows.order_by("-declared_at", "-pk")


def import_runs() -> QuerySet[ImportRun]:
    """Return the files of ΑΑΔΕ that were brought in, the newest first."""
    return ImportRun.objects.select_related("imported_by").order_by("-imported_at", "-pk")


def search_establishments(text: str) -> QuerySet[Establishment]:
    """Return the establishments whose name, numbers, place or business contain what was typed."""
    found = Establishment.objects.select_related("party").prefetch_related("categories")
    for word in fold(text).split():
        found = found.filter(search_key__contains=word)
    return found


def late_rows(on: date) -> QuerySet[ExpectedPeriod]:
    """Return the periods that are overdue and not declared, whether or not a task marked them."""
    return expected_rows().filter(
        due_on__lt=on,
        state__in=[PeriodState.EXPECTED, PeriodState.MISSING, PeriodState.INVITED],
    )


def periods_in_register() -> list[str]:
    """Return the names of the periods that the register knows, the latest first."""
    names = ExpectedPeriod.objects.order_by().values_list("period", flat=True).distinct()
    return sorted(names, key=lambda name: TaxPeriod.parse(name).first, reverse=True)


def zones() -> list[str]:
    """Return the areas that establishments lie in."""
    rows = Establishment.objects.exclude(zone="").order_by("zone")
    return list(rows.values_list("zone", flat=True).distinct())


def establishment_history(establishment: Establishment) -> list[ExpectedPeriod]:
    """Return every period of an establishment with what was declared, in two queries."""
    return list(expected_rows().filter(establishment=establishment).order_by("-first_on"))


MOST_DIFFERENCES = 200
REASONS: dict[str, str | Promise] = {
    "not_in_register": _("The register holds no establishment of this AFM."),
    "not_expected": _("The register expects no declaration for this period."),
    "town_receives": _("The municipality receives the declarations of this period."),
    "unpaid": _("Less was paid than declared."),
}


@dataclass(frozen=True, slots=True)
class ImportDifference:
    """A declaration of ΑΑΔΕ that does not fit the register, with the reason."""

    declaration: ImportedDeclaration
    reason: str

    @property
    def label(self) -> str | Promise:
        """The reason in words."""
        return REASONS[self.reason]


def import_differences() -> list[ImportDifference]:
    """Return what ΑΑΔΕ received that does not fit the register, the latest periods first."""
    expected = ExpectedPeriod.objects.filter(
        establishment__party=OuterRef("party"), period=OuterRef("period")
    ).exclude(state=PeriodState.NOT_DUE)
    amending = ImportedDeclaration.objects.filter(amends=OuterRef("reference"))
    rows = (
        ImportedDeclaration.objects.select_related("party")
        .annotate(expected_on=Subquery(expected.values("first_on")[:1]))
        .filter(~Exists(amending))
        .filter(Q(expected_on=None) | Q(paid__lt=F("fee")) | _town_receives())
        .order_by("-period", "afm")
    )
    receivers = ReceiverTable.load()
    return [
        ImportDifference(row, _reason(row, row.expected_on, receivers))
        for row in rows[:MOST_DIFFERENCES]
    ]


def _town_receives() -> Q:
    """Match imported rows of periods that begin while the town receives declarations."""
    starts = [(row.valid_from, row.who) for row in Receiver.objects.order_by("valid_from")]
    ends = [*(first for first, _who in starts[1:]), None]
    found = Q(expected_on__lt=starts[0][0]) if starts else Q(expected_on__isnull=False)
    for (first, who), end in zip(starts, ends, strict=False):
        if who == Receiver.Who.TOWN:
            before_end = Q() if end is None else Q(expected_on__lt=end)
            found |= Q(expected_on__gte=first) & before_end
    return found


def _reason(row: ImportedDeclaration, expected_on: date | None, receivers: ReceiverTable) -> str:
    if row.party_id is None:
        return "not_in_register"
    if expected_on is None:
        return "not_expected"
    if receivers.of(expected_on) == Receiver.Who.TOWN:
        return "town_receives"
    return "unpaid"


def open_findings() -> QuerySet[Declaration]:
    """Return the findings that wait for a second officer."""
    return (
        Declaration.objects.filter(state=DeclarationState.PROPOSED)
        .select_related("expected__establishment__party", "declared_by")
        .order_by("declared_at")
    )
