"""Named queries that must return no row."""

from typing import Any

from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.actors import Source
from backoffice.kernel.money import ZERO
from backoffice.kernel.reconcile import query
from backoffice.revenue.queries import charges_of_source

from .models import Declaration, ExpectedPeriod
from .queries import SOURCE_KIND
from .states import FILED_STATES, DeclarationState, PeriodState

Rows = list[dict[str, Any]]


@query("business_fees.fee_is_sum_of_lines", _("The fee of a declaration is the sum of its lines"))
def fee_is_sum_of_lines() -> Rows:
    """Declarations whose lines add up to something else."""
    rows = Declaration.objects.annotate(sum_of_lines=Sum("lines__fee")).filter(
        Q(sum_of_lines__isnull=True) | ~Q(sum_of_lines=F("fee_total"))
    )
    return [dict(row) for row in rows.values("pk", "year", "number", "fee_total", "sum_of_lines")]


@query("business_fees.filed_period_has_declaration", _("A filed period has its declaration"))
def filed_period_has_declaration() -> Rows:
    """Periods certified without a declaration in force (those of ΑΑΔΕ have imported rows)."""
    held = Declaration.objects.filter(state=DeclarationState.FILED).values("expected")
    rows = ExpectedPeriod.objects.filter(state=PeriodState.CERTIFIED).exclude(pk__in=held)
    return [dict(row) for row in rows.values("pk", "establishment_id", "period", "state")]


@query("business_fees.declared_period_is_filed", _("A declaration in force has a filed period"))
def declared_period_is_filed() -> Rows:
    """Declarations in force whose period still waits for one."""
    settled = [*FILED_STATES, PeriodState.CERTIFIED]
    rows = Declaration.objects.filter(state=DeclarationState.FILED).exclude(
        expected__state__in=settled
    )
    return [dict(row) for row in rows.values("pk", "expected_id", "expected__state")]


@query("business_fees.declared_fee_is_charged", _("What was declared is what revenue charged"))
def declared_fee_is_charged() -> Rows:
    """Periods where the fee in force differs from charges less credits of their declarations."""
    held = {
        d.expected_id: d
        for d in Declaration.objects.filter(state=DeclarationState.FILED).select_related("expected")
    }
    chain = list(
        Declaration.objects.filter(expected_id__in=held).values_list(
            "pk", "expected_id", "settlement", "difference"
        )
    )
    charges = charges_of_source([Source(SOURCE_KIND, str(pk)) for pk, *_rest in chain])
    net: dict[int, Any] = dict.fromkeys(held, ZERO)
    owner = {str(pk): expected_id for pk, expected_id, *_rest in chain}
    for charge in charges:
        if charge.state != "cancelled":
            net[owner[charge.source_id]] += charge.total
    for _pk, expected_id, settlement, difference in chain:
        if settlement == Declaration.Settlement.CREDITED:
            net[expected_id] += difference
    return [
        {"declaration": d.receipt, "declared": d.fee_total, "charged": net[key]}
        for key, d in held.items()
        if d.fee_total != net[key]
    ]


@query("business_fees.paid_period_owes_nothing", _("A settled period owes nothing"))
def paid_period_owes_nothing() -> Rows:
    """Settled periods with a charge that is open again, such as after a reversed payment."""
    rows = list(
        Declaration.objects.filter(
            expected__state__in=[PeriodState.PAID, PeriodState.RECONCILED]
        ).values_list("pk", "expected__period")
    )
    names = {str(pk): period for pk, period in rows}
    charges = charges_of_source([Source(SOURCE_KIND, pk) for pk in names])
    return [
        {"charge": charge.code, "period": names[charge.source_id], "open": charge.principal_open}
        for charge in charges
        if charge.principal_open and charge.state != "cancelled"
    ]
