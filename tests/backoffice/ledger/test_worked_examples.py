"""The journal templates of a municipality's revenue, posted as they stand.

Source of the cases: the finance reference, section 4.2; the accounts are those of ΠΔ 54/2018.
"""

from datetime import date
from decimal import Decimal

import pytest

from backoffice.kernel.actors import Source
from backoffice.ledger import queries, reconcile, services
from backoffice.ledger.models import Entry

from .builders import DAY, NOW, cr, dr, post

pytestmark = pytest.mark.django_db

TEMPLATES = {
    "R1 assess cleaning fee": ("REV", dr("48401", "1000.00"), cr("14209", "1000.00")),
    "R2 assess property fee": ("REV", dr("48101", "300.00"), cr("11301", "300.00")),
    "R3 impose traffic fine": ("REV", dr("48601", "80.00"), cr("15609", "80.00")),
    "R5 late surcharge": ("REV", dr("48601", "12.34"), cr("15601", "12.34")),
    "R6 collection at desk": ("COL", dr("42101", "1000.00"), cr("48401", "1000.00")),
    "R7 collection by card": ("COL", dr("49301", "1000.00"), cr("48401", "1000.00")),
    "R15 cancellation, same year": ("REV", dr("14209", "1000.00"), cr("48401", "1000.00")),
    "R17 refund of sum paid wrongly": ("GEN", dr("27901", "90.00"), cr("58701", "90.00")),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_balances_and_hits_its_accounts(year, name):
    journal, debit, credit = TEMPLATES[name]
    entry = post(debit, credit, journal=journal, text=name)
    moved = {row.code: (row.debit, row.credit) for row in queries.trial_balance(on=DAY)}
    zero = Decimal("0.00")
    assert moved == {
        debit.account: (debit.debit, zero),
        credit.account: (zero, credit.credit),
    }
    assert entry.label == f"{journal}-2026-000001"
    assert list(reconcile.unbalanced_entries()) == []


def test_charge_collected_cancelled_and_refunded_leaves_receivables_at_zero(year):
    charge = post(dr("48401", "1000.00"), cr("14209", "1000.00"), journal="REV")
    post(dr("49301", "1000.00"), cr("48401", "1000.00"), journal="COL")
    assert queries.balance("484", on=DAY) == 0
    services.reverse(entry_id=charge.pk, on=DAY, reason="Wrong debtor", actor=None, at=NOW)
    assert queries.balance("484", on=DAY) == Decimal("-1000.00")
    assert queries.balance("1", on=DAY) == 0
    assert queries.balance("4", on=date(2026, 3, 1)) == 0


def test_n1_number_of_a_rolled_back_entry_is_given_again(year):
    fine = services.EntrySpec("REV", DAY, TEMPLATES["R3 impose traffic fine"][1:], Source("t", "1"))
    late = services.EntrySpec(
        "REV", date(2030, 1, 1), TEMPLATES["R5 late surcharge"][1:], Source("t", "2")
    )
    with pytest.raises(services.PeriodClosed):
        services.post_many([fine, late], actor=None, at=NOW)
    assert not Entry.objects.exists()
    numbers = [post(*TEMPLATES["R3 impose traffic fine"][1:]).number for _ in range(2)]
    assert numbers == [1, 2]
    assert list(reconcile.number_gaps()) == []


def test_n2_first_of_january_begins_at_one_with_the_new_year(year):
    services.open_year(year=2027, actor=None, at=NOW)
    lines = TEMPLATES["R1 assess cleaning fee"][1:]
    labels = [
        post(*lines, journal="REV", on=on).label
        for on in (date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 31))
    ]
    assert labels == ["REV-2026-000001", "REV-2027-000001", "REV-2026-000002"]
