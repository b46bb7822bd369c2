"""Accounts at banks, as somebody typed them."""

from django.utils.translation import gettext_lazy as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from .act_errors import BadIban


def checked_iban(text: str) -> str:
    """Return an account number without blanks.

    :raises BadIban: if its country, length or check digits are wrong
    """
    try:
        return str(IBAN(text))
    except SchwiftyException:
        raise BadIban(
            _("This is not a valid IBAN. Greek ones begin with GR and have 27 characters.")
        ) from None


def holder(payee: str) -> str:
    """Return the holder of an account.

    :raises BadIban: if there is none
    """
    if not payee.strip():
        raise BadIban(_("Enter the name of the account's holder, as the bank writes it."))
    return payee.strip()[:140]
