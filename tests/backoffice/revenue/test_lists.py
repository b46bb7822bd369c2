"""Lists of charges: drawn up, rehearsed, looked up, certified once, undone or corrected."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.db.transaction import atomic
from stdnum import iso11649

from backoffice.kernel.actors import Source
from backoffice.kernel.codes import ALPHABET
from backoffice.kernel.explanation import from_json
from backoffice.kernel.states import IllegalMove, unreachable
from backoffice.ledger.posting import PeriodClosed
from backoffice.revenue import assessors, feeders, services
from backoffice.revenue.models import (
    Charge,
    ChargeLine,
    ChargeList,
    FactsRow,
    StagedCharge,
    StagedLine,
    StagedShape,
)
from backoffice.revenue.queries import lists
from backoffice.revenue.rules import Assessment, Line, sample_size
from backoffice.revenue.services import staging
from backoffice.revenue.services.charges import tariff_table
from backoffice.revenue.states import LIST_MOVES, RUN_MOVES, ListState, RunState

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
from .town import AT, balances, disagreements, lines_of, make_party, pay, verbs

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
    # Many of one size share their tree, under both spellings of the size.
    rows += [(n, f"Κ{n}", "90" if n % 2 else "90,00", "") for n in range(1, 25)]
    held = certify(checked(table(rows), drafter), certifier)
    tariffs = tariff_table(held.kind)
    assert Charge.objects.count() == len(rows)
    for charge in Charge.objects.all():
        made = assessors.get("revenue.by_tariff")(charge.facts, tariffs)
        assert made.total == charge.principal
        assert made.explanation.to_json() == charge.explanation
        assert from_json(charge.explanation) == made.explanation
        (line,) = charge.lines.all()
        (theirs,) = made.lines
        assert (line.label_el, line.tariff_key, line.base, line.rate, line.amount) == (
            theirs.label_el,
            theirs.tariff_key,
            theirs.base,
            theirs.rate,
            theirs.amount,
        )


def test_what_many_share_is_kept_once_and_stands_on_each_row(law):
    drafter, certifier = law
    make_party()
    homes = """
        select (select min(id) from party_party) as debtor_id, 'test.home' as source_kind,
            number::text as source_id, 1 as position, 'cleaning.home' as tariff_key,
            case number when 13 then 91 else 90 end as base, null::numeric as amount,
            null as label_el, null as label_en, jsonb_build_object('supply', number) as facts
        from generate_series(1, 13) number
    """
    if "test.homes" not in feeders.kinds():
        feeders.register(
            "test.homes", feeders.Feeder("homes", lambda ask: feeders.SqlFeed(homes, {}))
        )
    held = checked(b"", drafter, feeder="test.homes")
    assert (StagedShape.objects.count(), StagedLine.objects.count()) == (1, 1)
    run = held.runs.get()
    trees = [lists.staged_row(run, place).explanation for place in (1, 12, 13)]
    assert trees[0] == trees[1] != trees[2]
    certify(held, certifier)
    made = list(Charge.objects.order_by("number"))
    assert [charge.explanation for charge in (made[0], made[11], made[12])] == trees
    assert [charge.facts["supply"] for charge in made] == list(range(1, 14))
    assert {len(charge.facts["lines"]) for charge in made} == {1}
    assert ChargeLine.objects.count() == 13
    assert StagedShape.objects.count() == 0
    assert disagreements() == []


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
        feeders.register(
            "test.rows", feeders.Feeder("rows", lambda ask: feeders.RowFeed(feed(ask)))
        )
    certify(checked(b"", drafter, feeder="test.rows"), certifier)
    assert Charge.objects.count() == 7
    assert disagreements() == []


def test_wrong_rows_are_kept_and_left_out(law):
    drafter, _certifier = law
    content = (
        "afm;name;reference;key;base;amount;label\n"
        f"{afm_of(1)};Α;Π1;cleaning.home;10;;\n"
        f"{afm_of(1)[:8]}x;Α;Π2;cleaning.home;10;;\n"
        f"{afm_of(2)};;Π3;cleaning.home;10;;\n"
        f"{afm_of(1)};Α;Π4;cleaning.home;δέκα;;\n"
        f"{afm_of(1)};Α;;cleaning.home;10;;\n"
        f"{afm_of(1)};Α;Π5;;;12;\n"
        f"{afm_of(3)};Β;Π1;cleaning.home;10;;\n"
    ).encode()
    held = draft(drafter)
    entered = services.enter_facts(list_id=held.pk, content=content, actor=drafter, at=AT)
    assert (entered.right, entered.wrong) == (1, 6)
    errors = dict(FactsRow.objects.exclude(error="").values_list("row", "error"))
    assert set(errors) == {3, 4, 5, 6, 7, 8}
    assert "δέκα" in errors[5]
    assert FactsRow.objects.get(row=5).cells["base"] == "δέκα"
    assert rehearse(held, drafter).rows == 1
    with pytest.raises(services.RunBusy):
        services.enter_facts(list_id=held.pk, content=content, actor=drafter, at=AT)


def test_a_file_without_its_columns_is_refused(law):
    drafter, _certifier = law
    held = draft(drafter)
    for content in (b"", b"afm;base\n1;2", b"\0\1\2", b"PK\x03\x04nonsense"):
        with pytest.raises(services.FileUnreadable):
            services.enter_facts(list_id=held.pk, content=content, actor=drafter, at=AT)


def test_a_missing_tariff_fails_the_run_and_says_which(law):
    drafter, _certifier = law
    content = table([(1, "Π1", "10", "")]).replace(b"cleaning.home", b"cleaning.shop")
    run = rehearse(draft(drafter, content), drafter)
    assert run.state == "failed"
    assert "cleaning.shop" in run.error
    assert staged() == 0


def test_what_comes_to_nothing_is_shown_and_not_charged(law):
    drafter, certifier = law
    held = draft(drafter, table([(1, "Π1", "0", ""), (2, "Π2", "10", "")]))
    run = rehearse(held, drafter)
    assert (run.rows, run.total) == (1, D("16.00"))
    assert StagedCharge.objects.get(flag=StagedCharge.Flag.ZERO).source_id == "Π1"
    look_up(run, drafter)
    services.check_list(list_id=held.pk, actor=drafter, at=AT)
    certify(held, certifier)
    assert Charge.objects.get().source_id == "Π2"
    assert ChargeLine.objects.count() == 1
    assert disagreements() == []


def test_a_rehearsal_is_compared_with_the_last_list(law):
    drafter, certifier = law
    before = [(n, f"Π{n}", "100", "") for n in range(1, 5)]
    certify(checked(table(before), drafter, period="2025"), certifier)
    now = [(1, "Π1", "300", ""), (2, "Π2", "33", ""), (3, "Π3", "110", ""), (9, "Π9", "5", "")]
    run = rehearse(draft(drafter, table(now)), drafter)
    flags = dict(StagedCharge.objects.values_list("source_id", "flag"))
    flag = StagedCharge.Flag
    assert flags == {"Π1": flag.LARGER, "Π2": flag.SMALLER, "Π3": flag.USUAL, "Π9": flag.NEW}
    assert run.summary["vanished"] == [1, "160.00"]
    assert run.summary["previous"]["rows"] == 4
    shown = lists.comparison(run)
    assert [line.flag for line in shown] == [flag.LARGER, flag.SMALLER, flag.NEW, flag.USUAL, None]
    assert [row.source_id for row in lists.staged(run, show="outstanding")] == ["Π1", "Π2", "Π9"]
    assert [charge.source_id for charge in lists.vanished(run)] == ["Π4"]
    assert [charge.source_id for charge in lists.staged(run, text="Π3")] == ["Π3"]
    assert (
        sum(bar.now for bar in lists.bars(run)) == sum(bar.before for bar in lists.bars(run)) == 4
    )


def test_what_another_list_of_the_period_charged_has_not_vanished(law):
    drafter, certifier = law
    last = [(n, f"Π{n}", "100", "") for n in range(1, 5)]
    certify(checked(table(last), drafter, period="2025"), certifier)
    certify(checked(table(last[:1]), drafter), certifier)
    run = rehearse(draft(drafter, table(last[:2])), drafter)
    assert (run.rows, run.summary["known"]) == (1, 1)
    assert run.summary["vanished"] == [2, "320.00"]
    assert sum(before for _limit, _now, before in run.summary["classes"]) == 4
    assert sum(now for _limit, now, _before in run.summary["classes"]) == 1


def test_undone_nothing_is_left_and_the_list_begins_anew(law):
    drafter, certifier = law
    held = checked(THREE, drafter)
    run = held.runs.get()
    with pytest.raises(services.ReasonMissing):
        services.undo_run(run_id=run.pk, reason=" ", actor=drafter, at=AT)
    services.undo_run(run_id=run.pk, reason="λάθος συντελεστής", actor=drafter, at=AT)
    assert staged() == StagedLine.objects.count() == Charge.objects.count() == 0
    held.refresh_from_db()
    assert (held.state, held.checked_by) == ("drafted", None)
    with pytest.raises(IllegalMove):
        certify(held, certifier)
    with pytest.raises(IllegalMove):
        services.undo_run(run_id=run.pk, reason="πάλι", actor=drafter, at=AT)
    rehearse(held, drafter)
    assert staged() == 3


def test_four_eyes(law):
    drafter, certifier = law
    other = certify(checked(THREE, drafter), certifier)
    held = checked(table([(5, "Π5", "10", "")]), drafter)
    with pytest.raises(services.SamePerson):
        certify(held, drafter)
    with pytest.raises(IntegrityError, match="list_certifier_did_not_draw_it_up"), atomic():
        ChargeList.objects.filter(pk=held.pk).update(
            certified_by=drafter,
            certified_at=AT,
            number=9,
            on=other.on,
            entry=other.entry,
            state="certified",
        )
    certify(held, certifier)


def test_the_sample_is_looked_up_before_anything_is_signed(law):
    drafter, _certifier = law
    held = draft(drafter, THREE)
    with pytest.raises(services.NotRehearsed):
        services.check_list(list_id=held.pk, actor=drafter, at=AT)
    run = rehearse(held, drafter)
    assert run.sample.count() == 3
    with pytest.raises(services.SampleNotLookedUp):
        services.check_list(list_id=held.pk, actor=drafter, at=AT)
    look_up(run, drafter)
    row = run.sample.first()
    facts = {"run_id": run.pk, "charge_id": row.charge_id, "verdict": "wrong"}
    with pytest.raises(services.ReasonMissing):
        services.look_up_row(**facts, actor=drafter, at=AT)
    services.look_up_row(**facts, note="άλλα τετραγωνικά", actor=drafter, at=AT)
    with pytest.raises(services.SampleNotLookedUp):
        services.check_list(list_id=held.pk, actor=drafter, at=AT)


def test_pressed_twice_it_is_one_set(law):
    drafter, certifier = law
    held = checked(THREE, drafter)
    first, second = certify(held, certifier), certify(held, certifier)
    assert first.pk == second.pk
    assert first.number == second.number
    assert Charge.objects.count() == 3
    assert services.rehearse_run(run_id=held.runs.get().pk, at=AT).state == "certified"


def test_what_is_charged_already_is_left_out_and_counted(law):
    drafter, certifier = law
    certify(checked(THREE, drafter), certifier)
    more = THREE + b"\n" + table([(4, "Π4", "10", "")]).split(b"\n")[1]
    run = rehearse(draft(drafter, more), drafter)
    assert (run.rows, run.summary["known"]) == (1, 3)


def test_a_source_charged_since_the_rehearsal_stops_all_of_it(law):
    drafter, certifier = law
    one, other = checked(THREE, drafter), checked(THREE, drafter)
    certify(one, certifier)
    with pytest.raises(services.RehearsalLost):
        certify(other, certifier)
    assert Charge.objects.count() == 3
    other.refresh_from_db()
    assert (other.state, other.number) == ("checked", None)
    assert staged() == 3


def test_a_rehearsal_that_lost_rows_is_not_certified(law):
    drafter, certifier = law
    held = checked(THREE, drafter)
    StagedCharge.objects.filter(source_id="Π1").delete()
    with pytest.raises(services.RehearsalLost):
        certify(held, certifier)
    assert Charge.objects.count() == 0


def test_a_closed_period_takes_no_list(law):
    drafter, certifier = law
    held = checked(THREE, drafter)
    with pytest.raises(PeriodClosed):
        services.certify_list(
            list_id=held.pk,
            decision=services.Decision(),
            on=date(2025, 12, 31),
            actor=certifier,
            at=AT,
        )


def test_a_listed_charge_is_paid_and_cancelled_like_any_other(law):
    drafter, certifier = law
    certify(checked(THREE, drafter), certifier)
    paid, cancelled, open_one = Charge.objects.order_by("number")
    pay(paid)
    services.cancel_charge(charge_id=cancelled.pk, reason="διπλή", actor=drafter, at=AT)
    paid.refresh_from_db()
    cancelled.refresh_from_db()
    assert (paid.state, cancelled.state) == ("settled", "cancelled")
    assert disagreements() == []
    receivable = open_one.kind.receivable_account
    assert balances()[receivable] == open_one.principal


def test_a_list_is_corrected_as_a_whole_by_a_second_person(law):
    drafter, certifier = law
    held = certify(checked(THREE, drafter), certifier)
    services.cancel_charge(
        charge_id=Charge.objects.get(source_id="Π3").pk, reason="μόνη", actor=drafter, at=AT
    )
    made = services.draft_correction(list_id=held.pk, reason="άκυρη", actor=drafter, at=AT)
    with pytest.raises(services.RunBusy):
        services.draft_correction(list_id=held.pk, reason="πάλι", actor=certifier, at=AT)
    with pytest.raises(services.SamePerson):
        certify(made, drafter)
    made = certify(made, certifier)
    held.refresh_from_db()
    assert (held.state, made.rows, made.total) == ("corrected", 2, D("168.46"))
    assert set(Charge.objects.values_list("state", flat=True)) == {"cancelled"}
    assert balances() == {}
    assert disagreements() == []
    # The period may be charged again, once.
    again = certify(checked(THREE, drafter), certifier)
    assert str(again) == "3/2026"
    assert Charge.objects.filter(state="open").count() == 3
    assert disagreements() == []


def test_a_list_that_carries_money_is_not_cancelled_as_a_whole(law):
    drafter, certifier = law
    held = certify(checked(THREE, drafter), certifier)
    pay(Charge.objects.get(source_id="Π1"), "1.00")
    made = services.draft_correction(list_id=held.pk, reason="άκυρη", actor=drafter, at=AT)
    with pytest.raises(services.ListCarriesMoney):
        certify(made, certifier)
    services.withdraw_list(list_id=made.pk, reason="πληρώθηκε", actor=drafter, at=AT)
    services.draft_correction(list_id=held.pk, reason="αργότερα", actor=drafter, at=AT)


def test_withdrawn_and_closed(law):
    drafter, certifier = law
    held = checked(THREE, drafter)
    with pytest.raises(services.RunBusy):
        services.withdraw_list(list_id=held.pk, reason="x", actor=drafter, at=AT)
    services.undo_run(run_id=held.runs.get().pk, reason="x", actor=drafter, at=AT)
    assert services.withdraw_list(list_id=held.pk, reason="x", actor=drafter, at=AT).number is None
    other = certify(checked(THREE, drafter), certifier)
    assert str(other) == "1/2026"
    assert services.close_list(list_id=other.pk, actor=certifier, at=AT).state == "closed"
    with pytest.raises(IllegalMove):
        services.draft_correction(list_id=other.pk, reason="x", actor=drafter, at=AT)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("update revenue_chargelist set title = 'x'", "certified_list_is_sealed"),
        ("update revenue_chargelist set state = 'drafted'", "certified_list_is_sealed"),
        ("delete from revenue_chargelist", "charge_list_is_never_deleted|Cannot delete"),
        ("truncate revenue_chargelist cascade", "never_emptied"),
        ("truncate party_party cascade", "never_emptied"),
        ("update party_party set id = -id", "party_keeps_its_key|Cannot update"),
        ("update revenue_chargekind set id = -id", "Cannot update"),
        ("delete from revenue_chargekind", "Cannot delete"),
        ("truncate revenue_chargekind cascade", "never_emptied"),
        ("update revenue_charge set list_id = null, series = ''", "Cannot update"),
        (
            "update revenue_charge set corrected_by_id = list_id, state = 'cancelled', "
            "cancelled_on = now(), reason = 'x'",
            "not of the list that is corrected",
        ),
        (
            "insert into revenue_charge select (jsonb_populate_record(charge, "
            "jsonb_build_object('id', -1, 'debtor_id', -1, 'code', 'x', 'rf_code', 'x', "
            "'number', 99, 'source_id', 'x'))).* from revenue_charge charge limit 1",
            "that is not there",
        ),
        (
            "insert into revenue_chargeline (charge_id, position, label_el, label_en, "
            "tariff_key, amount) values (-1, 1, '', '', '', 1)",
            "which is not there",
        ),
    ],
)
def test_the_database_refuses_whoever_asks(law, statement, name):
    drafter, certifier = law
    certify(checked(THREE, drafter), certifier)
    with connection.cursor() as cursor:
        # What waits for the commit is looked at now, or it would refuse before our triggers do.
        cursor.execute("set constraints all immediate")
        with pytest.raises(DatabaseError, match=name), atomic():
            cursor.execute(statement)


def test_unlisted_revenue_is_certified_and_collected_at_once(law):
    drafter, _certifier = law
    party = make_party()
    facts = {"lines": [{"label_el": "Παράβολο", "label_en": "Fee", "amount": "12.00"}]}
    asked = {
        "kind": "fine",
        "facts": facts,
        "debtor_id": party.pk,
        "source": Source("test.counter", "1"),
        "key": "unlisted-1",
        "actor": drafter,
        "at": AT,
    }
    receipt = services.collect_unlisted(**asked)
    assert services.collect_unlisted(**asked) == receipt
    charge = Charge.objects.get()
    assert (charge.state, charge.list, str(charge)) == ("settled", None, "1/2026")
    assert disagreements() == []


@pytest.mark.parametrize(
    ("rows", "drawn"), [(0, 0), (1, 1), (40, 40), (59, 59), (60, 59), (1_000_000, 59)]
)
def test_the_size_of_a_sample(rows, drawn):
    assert sample_size(rows, confidence=D("0.95"), tolerable=D("0.05")) == drawn


def test_every_state_is_reached():
    assert unreachable(LIST_MOVES, ListState.DRAFTED) == set()
    assert unreachable(RUN_MOVES, RunState.COMPUTING) == set()
