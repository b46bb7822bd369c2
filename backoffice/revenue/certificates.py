"""What revenue certifies: clearance, what is owed, what was paid, the position of property duty."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.certificates import figures
from backoffice.certificates.facts import Fact
from backoffice.certificates.figures import Figures
from backoffice.certificates.kinds import Finding, Ground, Kind, Table, stated
from backoffice.kernel.money import ZERO
from backoffice.kernel.sql import run
from theme.formatting import day, euro

from .models import Allocation
from .queries.clearance import Overdue, clearance_of, hold_still
from .queries.debts import debts_of

LANGUAGE = "el"
FIGURES = figures.read(Path(__file__).parent / "data" / "certificate_figures.json")
PROPERTY_FEE = "property_fee"
# Whoever pays or reverses waits until a certificate about these debts is committed.
LOCK_ALL = "select id from revenue_charge where debtor_id = %s order by id for share"


def find_clearance(party_id: int, on: date) -> Finding:
    """Say that nothing overdue stands against a licence, or exactly what does."""
    found = clearance_of(party_id, on)
    if found.overdue:
        return Finding(grounds=tuple(_ground(row) for row in found.overdue))
    if not found.excepted:
        words = _("The holder has no overdue debts to the municipality.")
        return Finding(paragraphs=(words,), summary=words)
    words = _(
        "The holder has no overdue debts to the municipality other than these, which the law lets "
        "pass because they are under arrangement or before a court."
    )
    table = Table(
        _("Debts that are let pass"),
        (_("Ground"), _("Debt"), _("Amount")),
        [(row.hold.reason, row.number, euro(row.total)) for row in found.excepted],
        (2,),
    )
    return Finding(paragraphs=(words,), tables=(table,), summary=words)


def _ground(row: Overdue) -> Ground:
    late = ngettext("%(count)s day late", "%(count)s days late", row.days) % {"count": row.days}
    text = _("%(label)s, number %(number)s, due %(due)s, %(late)s") % {
        "label": row.label(LANGUAGE),
        "number": row.number,
        "due": day(row.due_on),
        "late": late,
    }
    mend = _("Pay it now, or arrange it in instalments; then go on here.")
    return Ground(text, row.code, euro(row.total), mend)


def is_clear(party_id: int, on: date) -> bool:
    """Tell whether a clearance would still be given."""
    return not clearance_of(party_id, on).overdue


def find_debts(party_id: int, on: date) -> Finding:
    """Certify what is owed on a day, due or not, with surcharges."""
    debts = debts_of([party_id], on)
    total = sum((debt.total for debt in debts), ZERO)
    words = _("On %(day)s the holder owed the municipality %(total)s in all.") % {
        "day": day(on),
        "total": euro(total),
    }
    if not debts:
        return Finding(paragraphs=(words,), summary=words)
    table = Table(
        _("Debts"),
        (_("For"), _("Number"), _("Due"), _("Debt"), _("Surcharge"), _("Total")),
        [
            (
                f"{debt.label(LANGUAGE)} {debt.period}".strip(),
                debt.number,
                day(debt.due_on),
                euro(debt.principal_open),
                euro(debt.surcharge),
                euro(debt.total),
            )
            for debt in debts
        ],
        (3, 4, 5),
        euro(total),
    )
    return Finding(paragraphs=(words,), tables=(table,), summary=words)


def find_payments(party_id: int, on: date) -> Finding:
    """Certify what was paid on the holder's debts since the first day of last year."""
    first = date(on.year - 1, 1, 1)
    rows = _paid(party_id, first, on)
    total = sum((row["paid"] for row in rows), ZERO)
    words = _("From %(first)s to %(last)s %(total)s was paid on the holder's debts.") % {
        "first": day(first),
        "last": day(on),
        "total": euro(total),
    }
    if not rows:
        return Finding(paragraphs=(words,), summary=words)
    table = Table(
        _("Payments"),
        (_("Receipt"), _("Day"), _("Amount")),
        [(_number(row), day(row["receipt__on"]), euro(row["paid"])) for row in rows],
        (2,),
        euro(total),
    )
    return Finding(paragraphs=(words,), tables=(table,), summary=words)


def _number(row: dict[str, Any]) -> str:
    return f"{row['receipt__series']}-{row['receipt__year']}-{row['receipt__number']:06d}"


def _paid(party_id: int, first: date, last: date) -> list[dict[str, Any]]:
    rows = (
        Allocation.objects.filter(
            charge__debtor_id=party_id, receipt__on__gte=first, receipt__on__lte=last
        )
        .order_by("receipt__on", "receipt_id")
        .values("receipt_id", "receipt__series", "receipt__year", "receipt__number", "receipt__on")
        .annotate(paid=Sum("amount"))
    )
    return [dict(row) for row in rows]


def hold_all(party_id: int, on: date) -> None:
    """Keep all debts of a debtor as they are until the transaction ends, due or not."""
    run(LOCK_ALL, [party_id])


def check_property(facts: Mapping[str, Any], on: date, law: Figures) -> dict[str, str]:
    """Refuse a period that ends before it begins, no area, and shares that are none."""
    wrong = {}
    if facts.get("first_day", "") > facts.get("last_day", "9999"):
        wrong["last_day"] = _("The last day of the period comes before its first.")
    if "area" in facts and not Decimal(facts["area"]):
        wrong["area"] = _("State the area in square metres.")
    for _name, share in facts.get("owners", ()):
        if not _is_share(share):
            wrong["owners"] = _("Write each share as 50 % or 1/2, at most the whole.")
    return wrong


def _is_share(text: str) -> bool:
    words = text.replace(" ", "").replace(",", ".")
    try:
        part = Fraction(words[:-1]) / 100 if words.endswith("%") else Fraction(words)
    except (ValueError, ZeroDivisionError):
        return False
    return 0 < part <= 1


def attest_property(party_id: int, facts: Mapping[str, Any], on: date) -> Finding:
    """Certify that no property duty is owed, or say what has to be paid in one sum first.

    Legal source: ν.2130/1993 άρθρο 24. An arrangement does not suffice.
    """
    owed = property_grounds(party_id, on)
    if owed:
        return Finding(grounds=owed)
    words = _(
        "For the property below no property duty (ΤΑΠ) is owed to the municipality for the period "
        "%(first)s to %(last)s. It is given for this reason: %(reason)s."
    ) % {
        "first": day(date.fromisoformat(facts["first_day"])),
        "last": day(date.fromisoformat(facts["last_day"])),
        "reason": dict(REASONS)[facts["reason"]],
    }
    return stated(TAP_POSITION, facts, [words])


def property_grounds(party_id: int, on: date) -> tuple[Ground, ...]:
    """Return every open property duty of somebody, due or not, arranged or not."""
    owed = [debt for debt in debts_of([party_id], on) if debt.kind == PROPERTY_FEE and debt.total]
    return tuple(_property_ground(debt) for debt in owed)


def _property_ground(debt: Any) -> Ground:
    text = _("%(label)s, number %(number)s, is open") % {
        "label": f"{debt.label(LANGUAGE)} {debt.period}".strip(),
        "number": debt.number,
    }
    mend = _("Pay all of it in one sum; an arrangement does not suffice here. Then go on.")
    return Ground(text, debt.code, euro(debt.total), mend, in_one_sum=True)


REASONS = (
    ("sale", gettext_lazy("sale")),
    ("gift", gettext_lazy("gift or parental grant")),
    ("inheritance", gettext_lazy("inheritance")),
    ("partition", gettext_lazy("partition or exchange")),
    ("other", gettext_lazy("other deed")),
)
TAP_POSITION = Kind(
    code="tap-position",
    name=gettext_lazy("Certificate of property duty (ΤΑΠ)"),
    about=gettext_lazy("That no property duty is owed for a property, for the deed."),
    legal_basis=gettext_lazy("Law 2130/1993 art. 24"),
    facts=(
        Fact("property", "text", gettext_lazy("Number of the property")),
        Fact("supply", "text", gettext_lazy("Number of the electricity supply")),
        Fact("address", "text", gettext_lazy("Address")),
        Fact("area", "number", gettext_lazy("Area in m²")),
        Fact(
            "owners",
            "rows",
            gettext_lazy("Owners"),
            hint=gettext_lazy("One line each: name; share as 50 % or 1/2."),
            columns=(gettext_lazy("Owner"), gettext_lazy("Share")),
        ),
        Fact("first_day", "date", gettext_lazy("Period from"), is_listed=False),
        Fact("last_day", "date", gettext_lazy("Period to"), is_listed=False),
        Fact(
            "reason", "choice", gettext_lazy("Reason of the deed"), options=REASONS, is_listed=False
        ),
        Fact("notary", "text", gettext_lazy("Notary"), required=False),
    ),
    check=check_property,
    attest=attest_property,
    grounds=property_grounds,
    hold=hold_all,
    needs_second=True,
    roles=("revenue_officer", "treasurer"),
    order=13,
)
CLEARANCE = Kind(
    code="clearance",
    name=gettext_lazy("Municipal clearance"),
    about=gettext_lazy("That you have no overdue debts to the municipality, for any licence."),
    find=find_clearance,
    legal_basis="Κώδικας Δήμων και Κοινοτήτων (ν. 3463/2006), άρθρο 285",
    hold=hold_still,
    still_true=is_clear,
    figures=FIGURES["clearance"],
    order=1,
)
DEBT_STATEMENT = Kind(
    code="debt-statement",
    name=gettext_lazy("Certificate of debts"),
    about=gettext_lazy("What you owe on this day, with surcharges, debt by debt."),
    find=find_debts,
    legal_basis="ν. 2690/1999 (Κώδικας Διοικητικής Διαδικασίας), άρθρο 5",
    hold=hold_still,
    order=2,
)
PAYMENT_PROOF = Kind(
    code="payment-proof",
    name=gettext_lazy("Certificate of payments"),
    about=gettext_lazy("What was paid on your debts this year and last, receipt by receipt."),
    find=find_payments,
    legal_basis="ν. 2690/1999 (Κώδικας Διοικητικής Διαδικασίας), άρθρο 5",
    order=3,
)
ALL = (CLEARANCE, DEBT_STATEMENT, PAYMENT_PROOF, TAP_POSITION)
