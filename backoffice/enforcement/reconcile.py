"""What must never be found in notices, their service and measures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

Rows = list[dict[str, Any]]


@query("enforcement.notice_is_its_lines", _("Notices whose debts do not add up to their total"))
def totals_against_lines() -> Rows:
    """Compare the total of every notice with its debts."""
    return rows_of(
        """
        select notice.kind, notice.number, notice.year, notice.total,
            coalesce(sum(line.principal + line.interest), 0) as lines
        from enforcement_notice notice
        left join enforcement_noticeline line on line.notice_id = notice.id
        group by notice.id having notice.total <> coalesce(sum(line.principal + line.interest), 0)
        """
    )


@query("enforcement.notified_debts_were_owed", _("Notices about debts that were not owed"))
def lines_against_charges() -> Rows:
    """Find debts of another debtor, certified later, larger than they were, or paid by that day."""
    return rows_of(
        """
        select notice.number, notice.year, charge.code, line.principal
        from enforcement_noticeline line
        join enforcement_notice notice on notice.id = line.notice_id
        join enforcement_batch batch on batch.id = notice.batch_id
        join revenue_charge charge on charge.id = line.charge_id
        left join lateral (
            select sum(amount) as amount from revenue_allocation
            where charge_id = charge.id and component = 'principal'
                and booked_on < notice."on") credited on true
        where charge.debtor_id <> notice.debtor_id or charge."on" > notice."on"
            or (charge.cancelled_on is not null and charge.cancelled_on < notice."on")
            or line.principal > charge.principal - coalesce(credited.amount, 0)
        """
    )


@query("enforcement.one_notice_of_a_batch", _("Debts notified twice in one batch"))
def doubles() -> Rows:
    """Find a debt that stands in two notices of one batch."""
    return rows_of(
        """
        select notice.batch_id, line.charge_id, count(*) as times
        from enforcement_noticeline line
        join enforcement_notice notice on notice.id = line.notice_id
        group by 1, 2 having count(*) > 1
        """
    )


@query("enforcement.chosen_are_notified", _("Chosen debtors of an issued batch without a notice"))
def candidates_against_notices() -> Rows:
    """Find debtors that were lost between the choice and the issue, or issued without a choice."""
    return rows_of(
        """
        select batch.code, coalesce(candidate.debtor_id, notice.debtor_id) as debtor
        from enforcement_candidate candidate
        join enforcement_batch batch on batch.id = candidate.batch_id and batch.state = 'issued'
        left join enforcement_notice notice
            on notice.batch_id = batch.id and notice.debtor_id = candidate.debtor_id
        where (candidate.choice = 'in') <> (notice.id is not null)
        """
    )


@query("enforcement.printed_parts_are_whole", _("Parts whose notices are not all there"))
def parts_against_notices() -> Rows:
    """Compare what each part says it holds with its notices."""
    return rows_of(
        """
        select part.batch_id, part.number, part.notices_count, count(notice.id) as notices
        from enforcement_part part left join enforcement_notice notice on notice.part_id = part.id
        where part.state <> 'waiting' group by part.id
        having part.notices_count is distinct from count(notice.id)
            or (part.state = 'set' and part.file_id is null and part.notices_count > 0)
        """
    )


@query("enforcement.numbers_have_no_gap", _("Notices or measures whose numbers have gaps"))
def number_gaps() -> Rows:
    """Find series whose numbers are not 1 to their count, as their counter says."""
    return rows_of(
        """
        select series, numbers.year, count, first, numbers.last, counter.last as counter
        from (
            select 'enforcement:' || kind as series, year, count(*), min(number) as first,
                max(number) as last from enforcement_notice group by kind, year
            union all
            select 'enforcement:measure', year, count(*), min(number), max(number)
            from enforcement_measure group by year
        ) numbers left join kernel_counter counter using (series, year)
        where first <> 1 or numbers.last <> count or counter.last is distinct from numbers.last
        """
    )


@query("enforcement.service_has_its_delivery", _("Served notices without a delivery that says so"))
def served_against_deliveries() -> Rows:
    """Find notices called served that no delivery proves, and the other way round."""
    return rows_of(
        """
        select notice.kind, notice.number, notice.year, notice.served_on
        from enforcement_notice notice left join enforcement_delivery delivery
            on delivery.notice_id = notice.id and delivery.state = 'served'
        where (notice.state = 'served') <> (delivery.id is not null)
            or notice.served_on is distinct from delivery.deemed_on
        """
    )


@query("enforcement.measures_were_allowed", _("Measures taken before the law allowed them"))
def early_measures() -> Rows:
    """Find seizures in the debtor's hands without an overdue notice whose days had passed."""
    return rows_of(
        """
        select measure.number, measure.year, line.charge_id
        from enforcement_measure measure
        join enforcement_measurecharge line on line.measure_id = measure.id
        left join enforcement_notice notice on notice.id = line.notice_id
        where measure.kind in ('movables', 'immovables') and measure.taken_on is not null
            and (notice.measures_from is null or notice.measures_from > measure.taken_on)
        """
    )
