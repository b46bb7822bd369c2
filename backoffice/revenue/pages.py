"""Where staff see what a journal entry of revenue came from."""

from django.urls import reverse


def charge_page(code: str) -> str:
    """Return the address of a charge."""
    return reverse("revenue:charge", args=[code])


def receipt_page(code: str) -> str:
    """Return the address of a receipt."""
    return reverse("revenue:receipt", args=[code])


def credits_page(_code: str) -> str:
    """Return where reductions and refunds are seen: with the credits."""
    return reverse("revenue:credits")


def list_page(code: str) -> str:
    """Return the address of a list of charges."""
    return reverse("revenue:list", args=[code])


OF_SOURCES = {
    "revenue.list": list_page,
    "revenue.charge": charge_page,
    "revenue.receipt": receipt_page,
    "revenue.relief": credits_page,
    "revenue.credit": credits_page,
}
