"""How the number of a charge is written: 12/2026, or 3-12/2026 for the twelfth of list 3."""

import re

NUMBER = re.compile(r"^(?:(\d{1,9})-)?(\d{1,9})/(\d{4})$")


def charge_number(series: str, number: int, year: int) -> str:
    """Return the number of a charge as everybody reads it.

    :param series: the number of its list, or nothing for a charge outside lists
    """
    return f"{series}-{number}/{year}" if series else f"{number}/{year}"


def parse_charge_number(text: str) -> tuple[str, int, int] | None:
    """Return series, number and year of a typed number, or nothing if it is none."""
    found = NUMBER.match(text.strip())
    return found and (found[1] or "", int(found[2]), int(found[3]))
