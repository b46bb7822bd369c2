"""Public reads for the office: what is expected, missing, declared and imported."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from backoffice.business_fees.models import (
    Declaration,
    Establishment,
    ExpectedPeriod,
    ImportedDeclaration,
    ImportRun,
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


@dataclass(frozen=True, slots=True)
class ImportDifference:
    """A declaration of ΑΑΔΕ that does not fit the register, with the reason."""

    declaration: ImportedDeclaration
    reason: str


def import_differences(periods: Collection[str] | None = None) -> list[ImportDifference]:
    """Return what ΑΑΔΕ received that the town does not expect, or that is not paid in full.

    :param periods: only these, such as `2026-03`; all without any
    """
    rows = ImportedDeclaration.objects.select_related("party", "run").order_by("-period", "afm")
    if periods is not None:
        rows = rows.filter(period__in=periods)
    answered = set(
        ExpectedPeriod.objects.exclude(state=PeriodState.NOT_DUE).values_list(
            "establishment__party_id", "period"
        )
    )
    amended = set(ImportedDeclaration.objects.exclude(amends="").values_list("amends", flat=True))
    receivers = ReceiverTable.load()
    found = []
    for row in rows:
        reason = _difference(row, answered, amended, receivers)
        if reason:
            found.append(ImportDifference(row, reason))
    return found


def _difference(
    row: ImportedDeclaration,
    answered: set[tuple[int, str]],
    amended: set[str],
    receivers: ReceiverTable,
) -> str:
    if row.reference in amended:
        return ""
    if row.party_id is None:
        return "not_in_register"
    if (row.party_id, row.period) not in answered:
        return "not_expected"
    if receivers.of(TaxPeriod.parse(row.period).first) != "aade":
        return "town_receives"
    return "unpaid" if row.paid < row.fee else ""


def open_findings() -> QuerySet[Declaration]:
    """Return the findings that wait for a second officer."""
    return (
        Declaration.objects.filter(state=DeclarationState.PROPOSED)
        .select_related("expected__establishment__party", "declared_by")
        .order_by("declared_at")
    )
