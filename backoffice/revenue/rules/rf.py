"""Payment codes: ISO 11649 creditor references, 25 characters as Greek banks take them.

Layout: RF, two check digits, five digits of the beneficiary, one digit that says what is paid,
fifteen digits of the debt.
"""

import re

from django.utils.translation import gettext_lazy as _
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from backoffice.kernel.errors import DomainError

LENGTH = 25
PER_DEBT = "1"
DEBT_DIGITS = 15
BENEFICIARY = re.compile(r"^\d{5}$")


class BadCreditorCode(DomainError):
    """The town's code at DIAS has five digits."""

    code = "bad_creditor_code"


def make_rf(beneficiary: str, debt: int) -> str:
    """Return the payment code of a debt.

    :param beneficiary: the town's five digits
    :param debt: up to fifteen digits
    :raises BadCreditorCode: if the beneficiary has not five digits
    """
    if not BENEFICIARY.match(beneficiary):
        raise BadCreditorCode(
            _("The beneficiary code must have five digits. Correct the setting RF_CREDITOR_CODE.")
        )
    if not 0 <= debt < 10**DEBT_DIGITS:
        raise ValueError("a debt has up to fifteen digits")
    body = f"{beneficiary}{PER_DEBT}{debt:0{DEBT_DIGITS}d}"
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def check_rf(text: str) -> str | None:
    """Return a typed payment code without spaces, or nothing if it cannot be one."""
    code = iso11649.compact(text)
    if len(code) == LENGTH and iso11649.is_valid(code):
        return code
    return None


def group_rf(code: str) -> str:
    """Return a payment code in groups of four, as it is printed."""
    return iso11649.format(code)
