"""What the database refuses about the books, whoever asks; nothing here computes a value.

Each refusal carries a name (`constraint` of the error), which `services` turns into its own error.
"""

import pgtrigger

from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate

# The period's row stays locked to the end of the transaction, so that nobody closes the month
# between this look and the commit.
MAY_TAKE_DATE = """
    select period.state into found_state from ledger_period period
        where period.year = new.year and period.month = extract(month from new."on") for share;
    if found_state is null or found_state = 'closed' or (found_state = 'soft_closed' and not exists
            (select from ledger_journal where code = new.journal_id and is_adjusting)) then
        raise exception 'entry of %: the period is closed or was never opened', new."on"
            using errcode = '23514', constraint = 'entry_date_in_open_period';
    end if;
"""

BORN_OPEN = """
    if new.posted_at is not null or new.number is not null then
        raise exception 'a journal entry is not born sealed'
            using errcode = '23514', constraint = 'entry_is_born_open';
    end if;
"""

SEALED_BALANCED = """
    if old.posted_at is not null then
        raise exception 'journal entry % is sealed', old.id
            using errcode = '23514', constraint = 'entry_is_sealed';
    end if;
    if new.posted_at is null or new.number is null
        or (new.id, new.journal_id, new.year, new."on", new.text, new.source_kind, new.source_id,
            new.purpose, new.reverses_id, new.actor_id)
        is distinct from (old.id, old.journal_id, old.year, old."on", old.text, old.source_kind,
            old.source_id, old.purpose, old.reverses_id, old.actor_id) then
        raise exception 'an open journal entry can only be sealed'
            using errcode = '23514', constraint = 'open_entry_is_only_sealed';
    end if;
    select coalesce(sum(debit - credit), 0), count(*) into gap, found_lines
        from ledger_line where entry_id = new.id;
    if gap <> 0 or found_lines < 2 then
        raise exception 'journal entry % has % lines and a difference of %',
            new.id, found_lines, gap
            using errcode = '23514', constraint = 'sealed_entry_balances';
    end if;
"""

SEALED_AT_COMMIT = """
    perform from ledger_entry where id = new.id and posted_at is null;
    if found then
        raise exception 'journal entry % was left open', new.id
            using errcode = '23514', constraint = 'entry_is_sealed_at_commit';
    end if;
    return null;
"""

# The entry's row is locked so that a seal under way is waited for, never overtaken.
LINES_FIT = """
    perform from ledger_entry where id in (select entry_id from new_lines) for share;
    select line.account_id, entry.id, entry.posted_at into bad
        from new_lines line
        left join ledger_entry entry on entry.id = line.entry_id
        left join ledger_account account on account.code = line.account_id
        left join ledger_journal journal on journal.code = entry.journal_id
        where entry.id is null or entry.posted_at is not null or line."on" <> entry."on"
            or account.code is null or not account.postable
            or entry."on" < account.valid_from or entry."on" > account.valid_until
            or (account.is_adjuster and not journal.is_adjusting)
        limit 1;
    if not found then
        return null;
    end if;
    if bad.id is null or bad.posted_at is not null then
        raise exception 'a sealed or missing journal entry takes no line'
            using errcode = '23514', constraint = 'sealed_entry_takes_no_line';
    end if;
    raise exception 'account % takes no line here', bad.account_id
        using errcode = '23514', constraint = 'line_on_postable_account';
"""

NO_CHILDREN = """
    if new.postable and exists (select from ledger_account child
            where child.parent_id = new.code and not child.is_adjuster) then
        raise exception 'account % is analysed further and takes no lines', new.code
            using errcode = '23514', constraint = 'postable_account_is_leaf';
    end if;
    if not new.is_adjuster and exists (select from ledger_account parent
            where parent.code = new.parent_id and parent.postable) then
        raise exception 'account % takes lines; it cannot be analysed further', new.parent_id
            using errcode = '23514', constraint = 'postable_account_is_leaf';
    end if;
    if not new.postable and exists (select from ledger_line where account_id = new.code) then
        raise exception 'account % has lines and stays a leaf', new.code
            using errcode = '23514', constraint = 'postable_account_is_leaf';
    end if;
    return null;
"""


def entry_triggers() -> list[pgtrigger.Trigger]:
    """Return what guards an entry from its birth to its seal and after."""
    state = ("found_state", "text")
    return [
        Trigger(
            name="entry_is_born_open",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            declare=[state],
            func=BORN_OPEN + MAY_TAKE_DATE + "return new;",
        ),
        Trigger(
            name="entry_is_sealed_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            declare=[state, ("gap", "numeric"), ("found_lines", "integer")],
            func=SEALED_BALANCED + MAY_TAKE_DATE + "return new;",
        ),
        Trigger(
            name="entry_is_sealed_at_commit",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            timing=pgtrigger.Deferred,
            func=SEALED_AT_COMMIT,
        ),
        Protect(name="entry_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("entries_are_never_emptied"),
    ]


def line_triggers() -> list[pgtrigger.Trigger]:
    """Return what guards a line; all lines of a statement are looked at together."""
    return [
        Trigger(
            name="lines_fit_their_entry",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_lines"),
            declare=[("bad", "record")],
            func=LINES_FIT,
        ),
        Protect(name="line_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
        refuse_truncate("lines_are_never_emptied"),
    ]


def account_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps lines on the leaves of the chart."""
    return [
        Trigger(
            name="postable_account_is_leaf",
            level=pgtrigger.Row,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update,
            timing=pgtrigger.Immediate,
            func=NO_CHILDREN,
        ),
    ]


def period_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a period closed."""
    return [
        Protect(
            name="closed_period_stays_closed",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__state="closed"),
        ),
        Protect(name="period_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("periods_are_never_emptied"),
    ]
