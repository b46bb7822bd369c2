"""Words of money on screen: periods, and why a bank refused a card."""

from django.utils.translation import gettext as _

from backoffice.kernel.dates import TaxPeriod


def period(text: str, language: str) -> str:
    """Return a period as people say it: «Μάρτιος 2026»; other texts stay as they are."""
    try:
        return TaxPeriod.parse(text).label(language)
    except ValueError:
        return text


def refusal(code: str) -> str:
    """Return what the gateway's word for a refusal means; an empty text for no refusal.

    Words that would tell a thief that a card was reported stolen read like any other refusal.
    """
    if not code:
        return ""
    reasons = {
        "insufficient_funds": _("The card has not enough money. Try another card."),
        "expired_card": _("The card has expired. Try another card."),
        "incorrect_cvc": _("The security code on the back of the card was wrong."),
        "processing_error": _("Something went wrong at the bank. Try again in a few minutes."),
        "authentication_required": _("The payment was not confirmed at the bank."),
        "payment_intent_authentication_failure": _("The payment was not confirmed at the bank."),
    }
    return reasons.get(code, _("The bank refused the card. Try another one, or ask your bank."))
