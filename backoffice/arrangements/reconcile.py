"""What must never be found in arrangements, nor between arrangements and revenue."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of


@query("arrangements.instalments_make_the_amount", _("Instalments that do not make their amount"))
def instalments_against_amount() -> list[dict[str, Any]]:
    """Compare the arranged amount with its instalments and with its debts, to the cent."""
    return rows_of(
        """
        select a.code, a.capital, coalesce(parts.sum, 0) as instalments,
            coalesce(debts.sum, 0) as debts, coalesce(parts.count, 0) as count, a.parts
        from arrangements_arrangement a
        left join (select arrangement_id, sum(capital), count(*) from arrangements_instalment
                   group by 1) parts on parts.arrangement_id = a.id
        left join (select arrangement_id, sum(principal + surcharge - waived)
                   from arrangements_arrangeddebt group by 1) debts on debts.arrangement_id = a.id
        where coalesce(debts.sum, 0) <> a.capital
           or (a.started_on is not null
               and (coalesce(parts.sum, 0) <> a.capital or coalesce(parts.count, 0) <> a.parts))
        """
    )


@query("arrangements.debts_are_held", _("Arranged debts without their hold, and holds left over"))
def debts_against_holds() -> list[dict[str, Any]]:
    """Find debts of arrangements that stand without a hold, and holds of those that ended."""
    return rows_of(
        """
        select a.code, a.state, d.charge_id, hold.id as hold
        from arrangements_arrangement a
        join arrangements_arrangeddebt d on d.arrangement_id = a.id
        left join revenue_hold hold on hold.charge_id = d.charge_id and hold.kind = 'arranged'
            and hold.source_kind = 'arrangements.arrangement' and hold.source_id = a.code
            and hold.last is null and hold.voided_at is null
        where (a.state in ('awaiting', 'running')) <> (hold.id is not null)
        """
    )


@query("arrangements.released_when_ended", _("Ended arrangements that still hold debts"))
def debts_against_states() -> list[dict[str, Any]]:
    """Find debts kept by ended arrangements, and debts released by those that stand."""
    return rows_of(
        """
        select a.code, a.state, d.charge_id, d.released_on
        from arrangements_arrangement a
        join arrangements_arrangeddebt d on d.arrangement_id = a.id
        where (a.state in ('awaiting', 'running')) <> (d.released_on is null)
        """
    )


@query("arrangements.completed_owe_nothing", _("Completed arrangements that owe something"))
def completed_against_charges() -> list[dict[str, Any]]:
    """Find completed arrangements whose debts or own charges were not settled in full."""
    return rows_of(
        """
        select a.code, charge.code as charge, charge.state
        from arrangements_arrangement a
        join arrangements_arrangeddebt d on d.arrangement_id = a.id
        join revenue_charge charge on charge.id = d.charge_id
        left join (select charge_id, sum(amount) from revenue_allocation
                   where component = 'principal' group by 1) paid on paid.charge_id = charge.id
        where a.state = 'completed' and charge.state <> 'cancelled'
          and coalesce(paid.sum, 0) < charge.principal
        union all
        select a.code, charge.code, charge.state
        from arrangements_arrangement a
        join arrangements_instalment i on i.arrangement_id = a.id
        join revenue_charge charge on charge.source_kind = 'arrangements.instalment'
            and charge.source_id = i.id::text
        where a.state = 'completed' and charge.state = 'open'
        """
    )


@query("arrangements.numbers_have_no_gap", _("Arrangements whose numbers have gaps"))
def number_gaps() -> list[dict[str, Any]]:
    """Find years whose numbers are not 1 to their count."""
    return rows_of(
        """
        select year, count(*), min(number) as first, max(number) as last
        from arrangements_arrangement group by year
        having min(number) <> 1 or max(number) <> count(*)
        """
    )
