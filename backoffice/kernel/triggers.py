"""Triggers that refuse. They never compute: a computed column would be a second program."""

import pgtrigger


def refuse_truncate(name: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to empty a table, which row triggers would not see."""
    refusal = (
        f"raise exception '{name}: % is never emptied', tg_table_name using errcode = '23514';"
    )
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=refusal,
    )
