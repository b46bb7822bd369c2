"""What the database refuses about budgets; nothing here computes a value."""

import pgtrigger

from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate

VOTED_STAYS = """
    select state into found_state from budget_budgetyear
        where id = coalesce(old.budget_id, new.budget_id) for share;
    if found_state in ('draft_service', 'draft_committee', 'observatory_opinion') then
        return coalesce(new, old);
    end if;
    if tg_op = 'INSERT' and found_state = 'executing' and new.initial = 0 then
        return new;
    end if;
    if tg_op = 'UPDATE' and found_state <> 'closed'
        and (new.budget_id, new.side, new.ale, new.initial)
        is not distinct from (old.budget_id, old.side, old.ale, old.initial) then
        return new;
    end if;
    raise exception 'what the council voted changes only by an amendment'
        using errcode = '23514', constraint = 'voted_line_stays';
"""

AMENDMENT_IS_FINAL = """
    if old.state in ('effective', 'rejected') then
        raise exception 'amendment % is final', old.id
            using errcode = '23514', constraint = 'amendment_is_final';
    end if;
    if new.state <> 'effective' then
        return new;
    end if;
    select coalesce(sum(case line.side when 'revenue' then change.delta else -change.delta end), 0),
        count(*) into gap, changes
        from budget_amendmentline change join budget_line line on line.id = change.line_id
        where change.amendment_id = new.id;
    if gap <> 0 or changes = 0 then
        raise exception 'amendment % has % lines and sides that differ by %', new.id, changes, gap
            using errcode = '23514', constraint = 'amendment_balances';
    end if;
    return new;
"""

NOT_BELOW_ZERO = """
    if exists (select from budget_amendmentline mine
        join budget_line line on line.id = mine.line_id
        where mine.amendment_id = new.id and line.initial + (
            select sum(change.delta) from budget_amendmentline change
            join budget_amendment amendment on amendment.id = change.amendment_id
            where change.line_id = line.id and amendment.state = 'effective') < 0) then
        raise exception 'amendment % takes more from a line than it has', new.id
            using errcode = '23514', constraint = 'line_is_not_below_zero';
    end if;
    return null;
"""

CHANGES_WHILE_PROPOSED = """
    perform from budget_amendment
        where id = coalesce(new.amendment_id, old.amendment_id) and state = 'proposed' for share;
    if not found or (tg_op = 'UPDATE' and new.amendment_id <> old.amendment_id) then
        raise exception 'the lines of an amendment change only while it is proposed'
            using errcode = '23514', constraint = 'amendment_lines_while_proposed';
    end if;
    return coalesce(new, old);
"""


def budget_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a closed budget closed."""
    return [
        Protect(
            name="closed_budget_stays_closed",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__state="closed"),
        ),
        Protect(name="budget_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("budgets_are_never_emptied"),
    ]


def line_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a voted line as it was voted."""
    return [
        Trigger(
            name="voted_line_stays",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            declare=[("found_state", "text")],
            func=VOTED_STAYS,
        ),
        refuse_truncate("budget_lines_are_never_emptied"),
    ]


def amendment_triggers() -> list[pgtrigger.Trigger]:
    """Return what an amendment must be when it takes effect, and that it stays."""
    return [
        Trigger(
            name="amendment_takes_effect_balanced",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            declare=[("gap", "numeric"), ("changes", "integer")],
            func=AMENDMENT_IS_FINAL,
        ),
        Trigger(
            name="line_is_not_below_zero",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(new__state="effective"),
            func=NOT_BELOW_ZERO,
        ),
        Trigger(
            name="amendment_is_born_proposed",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=~pgtrigger.Q(new__state="proposed"),
            func="raise exception 'an amendment begins as a proposal' "
            "using errcode = '23514', constraint = 'amendment_is_born_proposed';",
        ),
        Protect(name="amendment_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("amendments_are_never_emptied"),
    ]


def change_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps an amendment's lines once it left the proposer."""
    return [
        Trigger(
            name="amendment_lines_while_proposed",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=CHANGES_WHILE_PROPOSED,
        ),
        refuse_truncate("changes_are_never_emptied"),
    ]
