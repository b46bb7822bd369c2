"""What must never be found about decisions, refunds and objections."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

from .services.act_effects import PAYABLES


@query("revenue.acts_did_what_they_say", _("Acts whose effect differs from what was decided"))
def acts_against_effects() -> Iterable[dict[str, Any]]:
    """Compare each act that was carried out with what it took off, and each other with nothing."""
    return rows_of(
        """
        with effect as (
            select split_part(source_id, ':', 1) as code, sum(amount) as amount
            from revenue_relief where source_kind = 'revenue.act' group by 1
            union all
            select act.code, sum(a.amount) from revenue_allocation a
            join revenue_act act on act.id = a.act_id where act.kind = 'waiver' group by 1
            union all
            select act.code, -sum(credit.amount) from revenue_credit credit
            join revenue_act act on act.id = credit.act_id
            where credit.of_id is not null group by 1
        )
        select act.code, act.kind, act.state, act.amount, effect.amount as effect
        from revenue_act act left join effect using (code)
        where coalesce(effect.amount, 0) <> case when act.state = 'done' then act.amount else 0 end
        """
    )


@query("revenue.acts_have_two_people", _("Acts approved by whoever proposed them"))
def acts_of_one_person() -> Iterable[dict[str, Any]]:
    """Find acts whose approver proposed or asked for them, or ordered the bank to pay them."""
    return rows_of(
        """
        select act.code, act.kind, act.number, act.year from revenue_act act
        left join revenue_transfer transfer on transfer.act_id = act.id
        left join revenue_bankorder bank on bank.id = transfer.order_id
        where act.state in ('approved', 'done') and (act.approver_id = act.proposer_id
            or act.approver_id = act.requester_id or act.approver_id = bank.made_by_id)
        """
    )


@query("revenue.refunds_equal_payables", _("Refunds not yet paid and their payables differ"))
def refunds_against_payables() -> Iterable[dict[str, Any]]:
    """Compare refunds that the bank has still to pay with what the books owe for them."""
    return rows_of(
        """
        with owed as (
            select act.party_id as party, sum(act.amount) as owed from revenue_act act
            left join revenue_transfer transfer on transfer.act_id = act.id
            where act.kind = 'refund' and act.state = 'done'
                and coalesce(transfer.state, 'ordered') = 'ordered' group by 1
        ), booked as (
            select line.party_id as party, sum(credit - debit) as booked
            from ledger_line line join ledger_entry entry on entry.id = line.entry_id
            where account_id = %(payables)s
                and entry.source_kind in ('revenue.act', 'revenue.transfer') group by 1
        )
        select party, coalesce(owed, 0) as owed, coalesce(booked, 0) as booked
        from owed full join booked using (party) where coalesce(owed, 0) <> coalesce(booked, 0)
        """,
        {"payables": PAYABLES},
    )


@query("revenue.objections_are_disputes", _("Objections and disputed debts differ"))
def objections_against_holds() -> Iterable[dict[str, Any]]:
    """Find objections being examined whose debt is not disputed, and disputes of decided ones."""
    return rows_of(
        """
        select objection.code, objection.state, hold.id as hold
        from revenue_objection objection left join revenue_hold hold
            on hold.source_kind = 'revenue.objection' and hold.source_id = objection.code
            and hold.last is null and hold.voided_at is null
        where (objection.state = 'lodged') <> (hold.id is not null)
        """
    )


@query(
    "revenue.early_reductions_settled", _("Reductions for early payment of debts not paid whole")
)
def reductions_without_payment() -> Iterable[dict[str, Any]]:
    """Find debts from which an early payment took something off, and that are open all the same."""
    return rows_of(
        """
        select charge.code, charge.state, sum(allocation.amount) as taken_off
        from revenue_allocation allocation
        join revenue_relief relief on relief.id = allocation.relief_id
        join revenue_charge charge on charge.id = allocation.charge_id
        where relief.source_kind = 'revenue.early' and charge.state = 'open'
        group by charge.id having sum(allocation.amount) <> 0
        """
    )


@query("revenue.given_interest_is_credited", _("Interest given back and its credits differ"))
def interest_against_credits() -> Iterable[dict[str, Any]]:
    """Compare interest given back with the credit, its owner and its explanation."""
    return rows_of(
        """
        select given.id, given.kind, given.amount, credit.amount as credited
        from revenue_giveninterest given join revenue_credit credit on credit.id = given.credit_id
        where (given.amount, given.party_id) is distinct from (credit.amount, credit.party_id)
            or (given.explanation->>'amount')::numeric is distinct from given.amount
        """
    )
