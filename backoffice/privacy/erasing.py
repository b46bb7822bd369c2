"""How a table lets rows go that stay otherwise: by an erasure to which two people agreed."""

import pgtrigger

# Read by `privacy_erasing`, which asks the table of erasures whether what is named is approved.
NAMED = "select set_config('loggia.erasure', %s, true)"


def erased_alone(eraser: str, since: str = "") -> pgtrigger.Condition:
    """Return the condition of a trigger that refuses every delete but that of an approved erasure.

    :param since: the column that says how old a row is; without one any age passes
    """
    age = f'OLD."{since}"' if since else "NULL"
    return pgtrigger.Condition(f"NOT privacy_erasing('{eraser}', {age})")
