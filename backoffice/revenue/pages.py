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


def act_page(name: str) -> str:
    """Return the address of an act, by its code and the place of its item."""
    return reverse("revenue:act", args=[name.partition(":")[0]])


def orders_page(_name: str) -> str:
    """Return where bank orders are seen."""
    return reverse("revenue:orders")


OF_SOURCES = {
    "revenue.list": list_page,
    "revenue.act": act_page,
    "revenue.transfer": orders_page,
    "revenue.charge": charge_page,
    "revenue.receipt": receipt_page,
    "revenue.relief": credits_page,
    "revenue.credit": credits_page,
}
