"""A bank order as the file that the bank takes, and as a table."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.dates import ATHENS
from backoffice.kernel.town import letterhead
from integrations.banks import pain001

from .models import BankOrder
from .queries.acts import transfers_of

COLUMNS = (
    _("Position"),
    _("Payee"),
    _("IBAN"),
    _("Amount"),
    pgettext_lazy("decision", "Act"),
    _("State"),
)


def reference_of(order: BankOrder) -> str:
    """Return the order's own name, which no other order ever bears."""
    return f"RF-{order.year}-{order.number:05d}-{order.code}"[:35]


def xml_of(order: BankOrder) -> bytes:
    """Return an order as ISO 20022 `pain.001.001.09`; the same order gives the same file."""
    return pain001.write(
        pain001.Order(
            reference_of(order),
            order.made_at.astimezone(ATHENS).replace(tzinfo=None, microsecond=0),
            order.pay_on,
            letterhead("el")["name"],
            order.iban,
            settings.BANK_ORDER_BIC,
            [
                pain001.CreditTransfer(
                    f"{order.year}-{order.number}-{row.position}-{row.act.code}"[:35],
                    row.amount,
                    row.payee,
                    row.iban,
                    f"Επιστροφή {row.act} {row.act.decision_number}",
                )
                for row in transfers_of(order)
            ],
        )
    )


def table_of(order: BankOrder) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
    """Return an order as rows of a file, for banks that take no XML."""
    return COLUMNS, [
        (row.position, row.payee, row.iban, row.amount, str(row.act), row.get_state_display())
        for row in transfers_of(order)
    ]
