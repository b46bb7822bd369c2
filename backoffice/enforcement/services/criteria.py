"""Who is chosen for notices: kept with the batch, read again at every rehearsal."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backoffice.enforcement.states import NoticeKind
from backoffice.kernel.money import ZERO
from backoffice.party.queries import find_parties
from backoffice.revenue.queries import OpenCharge, open_charges


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which debts of which debtors; everything left out chooses more.

    :param charge_kind: the code of a kind of charge
    :param due_to: the latest due day (overdue since)
    :param least: euros of open debt that a debtor must have
    :param text: a debtor's AFM or name
    :param debtor_ids: these debtors, as ticked on a list
    :param charge_ids: these debts
    :param list_code: the debts of a certified list, by its code
    """

    charge_kind: str = ""
    due_to: date | None = None
    least: Decimal = ZERO
    text: str = ""
    debtor_ids: tuple[int, ...] = ()
    charge_ids: tuple[int, ...] = ()
    list_code: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the criteria as the batch keeps them."""
        return {
            "charge_kind": self.charge_kind,
            "due_to": self.due_to.isoformat() if self.due_to else "",
            "least": str(self.least),
            "text": self.text,
            "debtor_ids": list(self.debtor_ids),
            "charge_ids": list(self.charge_ids),
            "list_code": self.list_code,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Criteria":
        """Return the criteria that a batch keeps."""
        due_to = kept.get("due_to", "")
        return cls(
            charge_kind=kept.get("charge_kind", ""),
            due_to=date.fromisoformat(due_to) if due_to else None,
            least=Decimal(kept.get("least", "0")),
            text=kept.get("text", ""),
            debtor_ids=tuple(kept.get("debtor_ids", ())),
            charge_ids=tuple(kept.get("charge_ids", ())),
            list_code=kept.get("list_code", ""),
        )


def charges_chosen(criteria: Criteria, kind: str, on: date) -> list[OpenCharge]:
    """Return the open charges that a kind of notice may be about, by debtor.

    An overdue notice is about what is late only.
    """
    last = criteria.due_to
    if kind == NoticeKind.OVERDUE:
        yesterday = on - timedelta(days=1)
        last = min(last, yesterday) if last else yesterday
    return open_charges(
        on=on,
        kind=criteria.charge_kind,
        due_to=last,
        debtor_ids=_debtors(criteria),
        charge_ids=criteria.charge_ids or None,
        list_code=criteria.list_code,
    )


def _debtors(criteria: Criteria) -> list[int] | None:
    if criteria.debtor_ids:
        return list(criteria.debtor_ids)
    if criteria.text.strip():
        return list(find_parties(criteria.text).values_list("pk", flat=True))
    return None
