"""Lists of charges: drawn up, rehearsed, looked up, certified once, undone or corrected."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from stdnum import iso11649

from backoffice.kernel.codes import ALPHABET
from backoffice.kernel.explanation import from_json
from backoffice.kernel.states import IllegalMove
from backoffice.ledger.posting import PeriodClosed
from backoffice.revenue import assessors, feeders, services
from backoffice.revenue.models import (
    Charge,
    ChargeLine,
    ChargeList,
    FactsRow,
    StagedCharge,
    StagedLine,
)
from backoffice.revenue.rules import Assessment, Line, sample_size
from backoffice.revenue.services import staging
from backoffice.revenue.services.charges import tariff_table
from backoffice.revenue.states import LIST_MOVES, RUN_MOVES, ListState, RunState
from backoffice.kernel.states import unreachable

from .listing import (
    DUE,
    afm_of,
    certify,
    checked,
    draft,
    feed_numbers,
    look_up,
    officers,
    rehearse,
    set_tariff,
    staged,
    table,
)
from .town import AT, TODAY, balances, disagreements, lines_of, make_party, pay, verbs

D = Decimal
pytestmark = pytest.mark.django_db
THREE = table([(1, "Π1", "90", ""), (2, "Π2", "", "24,46"), (3, "Π3", "0,01", "")])


@pytest.fixture
def law(town):
    set_tariff()
    return officers()


def test_a_file_becomes_one_certified_list_with_one_entry(law):
    drafter, certifier = law
    held = certify(checked(THREE, drafter), certifier)
    assert (str(held), held.rows, held.total) == ("1/2026", 3, D("168.48"))
    charges = list(Charge.objects.order_by("number"))
    assert [str(charge) for charge in charges] == ["1-1/2026", "1-2/2026", "1-3/2026"]
    assert {charge.entry_id for charge in charges} == {held.entry_id}
    kind = held.kind
    assert lines_of(held.entry_id) == [
        (kind.receivable_account, D("168.48"), D(0), kind.ale),
        (kind.income_account, D(0), D("168.48"), kind.ale),
    ]
    assert held.certified_by == certifier
    assert {charge.due_on for charge in charges} == {DUE}
    assert staged() == StagedLine.objects.count() == 0
    assert disagreements() == []
    assert verbs()[-1] == "revenue.list.certified"


def test_example_3_7_1_flat_of_90_square_metres(law):
    drafter, certifier = law
    certify(checked(table([(1, "Π1", "90", "")]), drafter), certifier)
    charge = Charge.objects.get()
    assert charge.principal == D("144.00")
    (line,) = ChargeLine.objects.all()
    assert (line.base, line.rate, line.amount) == (90, D("1.6"), D("144.00"))
    assert line.tariff_key == "cleaning.home"


def test_every_charge_is_what_the_python_assessor_makes_of_its_facts(law):
    drafter, certifier = law
    rows = [(n, f"Π{n}", f"{n},{n % 10}5", "") for n in range(1, 40)]
    held = certify(checked(table(rows), drafter), certifier)
    tariffs = tariff_table(held.kind)
    for charge in Charge.objects.all():
        made = assessors.get("revenue.by_tariff")(charge.facts, tariffs)
        assert made.total == charge.principal
        assert made.explanation.to_json() == charge.explanation
        assert from_json(charge.explanation) == made.explanation


def test_codes_made_by_the_server_are_like_those_made_in_python(law):
    drafter, certifier = law
    rows = [(1, f"Π{n}", "10", "") for n in range(60)]
    certify(checked(table(rows), drafter), certifier)
    charges = list(Charge.objects.all())
    for charge in charges:
        assert iso11649.is_valid(charge.rf_code)
        assert re.fullmatch(r"RF\d{23}", charge.rf_code)
        assert set(charge.code) <= set(ALPHABET)
        assert len(charge.code) == 12
    assert len({c.rf_code for c in charges}) == len({c.code for c in charges}) == 60


def test_a_select_hands_over_charges_of_several_lines(law):
    drafter, certifier = law
    make_party()
    if "test.numbers" not in feeders.kinds():
        feeders.register("test.numbers", feeders.Feeder("numbers", feed_numbers))
    held = checked(b"", drafter, feeder="test.numbers", options={"count": 4})
    certify(held, certifier)
    charge = Charge.objects.get(source_kind="test.supply", source_id="2")
    # 20.5 × 1.60 by the town's general tariff, as none is set for the area; 3.005 is rounded up.
    assert [line.amount for line in charge.lines.all()] == [D("32.80"), D("3.01")]
    assert charge.principal == D("35.81")
    assert charge.facts["supply"] == 2
    assert [child.amount for child in from_json(charge.explanation).children] == [
        D("32.80"),
        D("3.01"),
    ]
    assert disagreements() == []


def test_python_rows_are_taken_in_batches(law, monkeypatch):
    drafter, certifier = law
    party = make_party()
    monkeypatch.setattr(staging, "BATCH", 3)

    def feed(ask):
        for number in range(7):
            lines = (Line("Γραμμή", "Line", D(number)), Line("Άλλη", "Other", D("0.50")))
            total = sum(line.amount for line in lines)
            tree = assessors.assess_as_stated(
                {"lines": [{"label_el": "Γ", "label_en": "L", "amount": str(total)}]}, None
            ).explanation
            yield feeders.FeedRow(
                party.pk, "test.row", str(number), {"n": number}, Assessment(lines, total, tree)
            )

    if "test.rows" not in feeders.kinds():
        feeders.register("test.rows", feeders.Feeder("rows", lambda ask: feeders.RowFeed(feed(ask))))
    certify(checked(b"", drafter, feeder="test.rows"), certifier)
    assert Charge.objects.count() == 7
    assert disagreements() == []
