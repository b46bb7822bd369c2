"""Declaring and correcting, with the worked examples of domain/revenue.md §2.7."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from backoffice.audit.models import Entry
from backoffice.business_fees import errors, queries, services
from backoffice.business_fees.models import Declaration, DeclarationLine, ExpectedPeriod
from backoffice.kernel.dates import TaxPeriod
from backoffice.revenue import services as revenue
from backoffice.revenue.queries import credits_of, debts_of

from . import town as t
from .town import APRIL, IN_TIME, MARCH, at

D = Decimal


def test_example_1_a_hotel_declares_march_and_owes_240_by_the_end_of_april(hotel, officer):
    held = t.declare(hotel, "48000.00", actor=officer)
    (charge,) = t.charges(held)
    assert held.fee_total == charge.total == D("240.00")
    assert charge.due_on == date(2026, 4, 30)
    assert charge.kind == "stay_fee"
    assert t.state(hotel) == "filed"
    assert held.receipt == "ΔΤ-2026-000001"


def test_example_2_three_months_late_cost_14_40(hotel, officer):
    t.declare(hotel, "48000.00", actor=officer, when=at(2026, 7, 30))
    found = t.debt(hotel, date(2026, 7, 30))
    assert (found.surcharge, found.total) == (D("14.40"), D("254.40"))


def test_example_3_the_surcharge_stops_at_the_fee(hotel, officer):
    t.declare(hotel, "48000.00", actor=officer, when=at(2031, 4, 29))
    assert t.debt(hotel, date(2031, 4, 29)).surcharge == D("240.00")


def test_example_4_a_decision_binds_after_three_months_and_may_not_be_entered_earlier(
    hotel, officer
):
    rate = {
        "kind": "stay_fee",
        "key": "stay.hotel",
        "rate": D("0.0075"),
        "label_el": "Ξενοδοχεία",
        "label_en": "Hotels",
        "legal_basis": "ν.5143/2024 άρθρο 30 §3",
        "decision": "12/2026",
        "ada": "ΩΔΟΚΙΜΗ-001",
        "published_on": date(2026, 2, 10),
        "actor": None,
        "at": at(2026, 2, 11),
    }
    with pytest.raises(revenue.TariffTooEarly):
        revenue.set_tariff(valid_from=date(2026, 5, 9), **rate)
    revenue.set_tariff(valid_from=date(2026, 5, 10), **rate)
    may = TaxPeriod(2026, "month", 5)
    held = t.declare(hotel, "9000.00", "22000.00", actor=officer, period=may, when=at(2026, 6, 10))
    (charge,) = t.charges(held)
    assert [line.fee for line in held.lines.order_by("pk")] == [D("45.00"), D("165.00")]
    assert charge.total == D("210.00")
    assert "ΩΔΟΚΙΜΗ-001" in held.lines.order_by("pk")[1].decision


def test_example_5_the_fee_is_rounded_once(town, officer):
    revenue.set_tariff(
        kind="stay_fee",
        key="stay.hotel@beach",
        rate=D("0.0075"),
        label_el="Ξενοδοχεία παραλίας",
        label_en="Beach hotels",
        valid_from=date(2026, 1, 1),
        published_on=date(2025, 9, 1),
        legal_basis="ν.5143/2024 άρθρο 30 §3",
        actor=None,
        at=at(2026, 1, 2),
    )
    beach = t.make_establishment(zone="beach")
    assert t.declare(beach, "130000.50", actor=officer).fee_total == D("975.00")


def test_example_6_a_night_club_pays_five_per_cent(town, officer):
    club = t.make_establishment("night-club", trade_name="Κέντρο (δοκιμαστικό)")
    held = t.declare(club, "31200.00", actor=officer)
    (charge,) = t.charges(held)
    assert (charge.total, charge.kind) == (D("1560.00"), "gross_receipts_fee")


def test_example_8_a_take_away_window_is_neither_expected_nor_certified(town, officer):
    window = t.make_establishment("restaurant", has_tables=False, trade_name="Παράθυρο καφέ")
    assert not window.periods.exists()
    with pytest.raises(errors.NotLiable):
        services.declare(
            establishment_id=window.pk,
            period=MARCH,
            bases={},
            actor=officer,
            at=IN_TIME,
            key="window",
        )
    assert debts_of({window.party_id}, date(2026, 4, 10)) == []


def test_the_explanation_names_base_rate_law_and_period_in_both_languages(hotel, officer):
    t.declare(hotel, "48000.00", actor=officer)
    root = t.debt(hotel, date(2026, 4, 10)).explanation
    texts = str(root.to_json())
    assert "Τέλος διαμονής παρεπιδημούντων, Μάρτιος 2026" in texts
    assert "Stay fee, March 2026" in texts
    assert "'base': '48000.00'" in texts
    assert "'rate': '0.0050000'" in texts
    # A code, which each reader's language writes out.
    assert "'formula': 'base_rate'" in texts
    assert "ν.5143/2024 άρθρο 30 §1" in texts


def test_a_zero_declaration_raises_no_charge_and_settles_the_period(hotel, officer):
    held = t.declare(hotel, "0.00", actor=officer)
    assert t.charges(held) == []
    assert held.settlement == "nothing"
    assert t.state(hotel) == "paid"


def test_payment_settles_the_period(hotel, officer):
    held = t.declare(hotel, "48000.00", actor=officer)
    (charge,) = t.charges(held)
    t.pay(charge, "100.00")
    assert t.state(hotel) == "filed"
    (charge,) = t.charges(held)
    t.pay(charge)
    assert t.state(hotel) == "paid"
    services.mark_settled(declaration_id=held.pk, at=IN_TIME)
    assert Entry.objects.filter(action="business_fees.declaration.settled").count() == 1


def test_the_same_key_returns_the_same_declaration(hotel, officer):
    first = t.declare(hotel, "48000.00", actor=officer)
    again = t.declare(hotel, "48000.00", actor=officer)
    assert again.pk == first.pk
    assert Declaration.objects.count() == 1
    with pytest.raises(errors.KeyUsedOtherwise):
        t.declare(hotel, "48000.01", actor=officer)


def test_a_period_is_declared_once(hotel, officer):
    first = t.declare(hotel, "48000.00", actor=officer)
    with pytest.raises(errors.PeriodAlreadyDeclared) as refused:
        t.declare(hotel, "48000.00", actor=officer, key="other")
    assert refused.value.declaration_code == first.code
    assert first.receipt in str(refused.value)


def test_a_period_opens_the_day_after_its_end_in_athens(hotel, officer):
    with pytest.raises(errors.PeriodNotOpenYet):
        t.declare(hotel, "1.00", actor=officer, when=at(2026, 3, 31, 20))
    # 31 March, 21:30 UTC is 1 April in Athens.
    held = t.declare(hotel, "1.00", actor=officer, when=at(2026, 3, 31, 21))
    assert held.fee_total == D("0.01")


def test_periods_that_nobody_expects_are_refused(hotel, officer):
    for period in (TaxPeriod(2026, "month", 2), TaxPeriod(2026, "quarter", 1)):
        with pytest.raises(errors.PeriodNotExpected):
            services.declare(
                establishment_id=hotel.pk,
                period=period,
                bases={},
                actor=officer,
                at=IN_TIME,
                key="x",
            )


def test_a_period_whose_row_is_not_there_yet_is_expected_on_the_spot(hotel, officer):
    assert not ExpectedPeriod.objects.filter(establishment=hotel, period="2026-05").exists()
    may = TaxPeriod(2026, "month", 5)
    t.declare(hotel, "100.00", actor=officer, period=may, when=at(2026, 6, 2))
    assert t.state(hotel, may) == "filed"


@pytest.mark.parametrize("amount", ["-0.01", "1.005", "100000000000.00", "NaN", "Infinity"])
def test_bad_amounts_are_refused_and_nothing_is_written(hotel, officer, amount):
    with pytest.raises(errors.BaseRefused):
        t.declare(hotel, amount, actor=officer)
    assert not Declaration.objects.exists()


def test_each_amount_must_be_given_and_no_other(hotel, officer):
    for given in ({}, {"hotel:2026-03-01": D(1), "bar:2026-03-01": D(1)}, {"hotel:x": D(1)}):
        with pytest.raises(errors.BasesIncomplete):
            services.declare(
                establishment_id=hotel.pk,
                period=MARCH,
                bases=given,
                actor=officer,
                at=IN_TIME,
                key="k",
            )


def test_a_category_without_a_rate_says_so(town, officer):
    shop = t.make_establishment("tourist-goods", trade_name="Είδη δώρων (δοκιμαστικό)")
    with pytest.raises(errors.NoRate):
        queries.slots_for(shop, MARCH)


def test_a_business_with_several_categories_declares_each(town, officer):
    place = t.make_establishment("restaurant", "night-club", trade_name="Πολυχώρος")
    slots = queries.slots_for(place, MARCH)
    rates = {slot.category.key: slot.tariff.rate for slot in slots}
    assert rates == {"restaurant": D("0.0050000"), "night-club": D("0.0500000")}
    amounts = ["10000.00" if s.category.key == "restaurant" else "1000.00" for s in slots]
    assert t.declare(place, *amounts, actor=officer).fee_total == D("100.00")


def test_lodging_and_shops_are_two_establishments(town):
    with pytest.raises(errors.CategoriesMixed):
        t.make_establishment("hotel", "restaurant")


def test_with_aade_as_receiver_the_town_refuses_and_links(hotel, officer):
    services.set_receiver(
        who="aade",
        valid_from=date(2026, 4, 1),
        legal_basis="ν.5143/2024 άρθρο 30 §7",
        link="https://example.org/aade",
        actor=officer,
        at=IN_TIME,
    )
    t.declare(hotel, "1.00", actor=officer)
    with pytest.raises(errors.ReceiverIsAade) as refused:
        t.declare(hotel, "1.00", actor=officer, period=APRIL, when=at(2026, 5, 5), key="k")
    assert refused.value.link == "https://example.org/aade"


def test_springs_pay_the_town_whoever_receives_the_rest(town, officer):
    revenue.set_tariff(
        kind="gross_receipts_fee",
        key="receipts.springs",
        rate=D("0.10"),
        label_el="Ιαματικές πηγές",
        label_en="Springs",
        valid_from=date(2026, 1, 1),
        published_on=date(2025, 9, 1),
        legal_basis="ν.5143/2024 άρθρο 30 §8",
        actor=None,
        at=at(2026, 1, 2),
    )
    services.set_receiver(
        who="aade",
        valid_from=date(2025, 1, 1),
        legal_basis="ν.5143/2024 άρθρο 30 §7",
        link="https://example.org/aade",
        actor=officer,
        at=IN_TIME,
    )
    spring = t.make_establishment("springs", trade_name="Λουτρά (δοκιμαστικά)")
    assert t.declare(spring, "100.00", actor=officer).fee_total == D("10.00")


class TestCorrections:
    """Each way a correction can meet the debt."""

    def test_an_unpaid_charge_is_replaced_and_stays_due_as_before(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        second = t.correct(first, "50000.00", actor=officer, when=at(2026, 5, 20))
        (charge,) = t.charges(second)
        assert (charge.total, charge.due_on) == (D("250.00"), date(2026, 4, 30))
        assert second.settlement == "replaced"
        assert t.debt(hotel, date(2026, 5, 20)).surcharge == D("5.00")

    def test_an_unpaid_charge_corrected_to_zero_is_cancelled(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        second = t.correct(first, "0.00", actor=officer)
        assert t.charges(second) == []
        assert t.state(hotel) == "paid"

    def test_a_zero_declaration_corrected_upwards_is_charged(self, hotel, officer):
        first = t.declare(hotel, "0.00", actor=officer)
        second = t.correct(first, "1000.00", actor=officer)
        (charge,) = t.charges(second)
        assert (charge.total, t.state(hotel)) == (D("5.00"), "filed")

    def test_a_paid_charge_corrected_upwards_brings_the_difference_alone(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        t.pay(t.charges(first)[0])
        second = t.correct(first, "50000.00", actor=officer)
        assert second.difference == D("10.00")
        assert [c.total for c in t.charges(second)] == [D("240.00"), D("10.00")]
        assert t.state(hotel) == "filed"
        assert first.receipt in str(t.debt(hotel, date(2026, 4, 10)).explanation.to_json())
        t.pay(t.charges(second)[1])
        assert t.state(hotel) == "paid"

    def test_a_paid_charge_corrected_downwards_reduces_other_debts_then_stays_as_credit(
        self, hotel, officer
    ):
        march = t.declare(hotel, "48000.00", actor=officer)
        t.pay(t.charges(march)[0])
        april = t.declare(
            hotel, "6000.00", actor=officer, period=APRIL, when=at(2026, 5, 4), key="april"
        )
        second = t.correct(march, "38000.00", actor=officer, when=at(2026, 5, 5))
        assert (second.difference, second.settlement) == (D("-50.00"), "credited")
        assert t.charges(april)[0].principal_open == D("0.00")
        assert t.state(hotel, MARCH) == "paid"
        assert t.state(hotel, APRIL) == "filed"
        assert services.settle_quietly(at=at(2026, 5, 6)) == 1
        assert t.state(hotel, APRIL) == "paid"
        assert services.settle_quietly(at=at(2026, 5, 6)) == 0

    def test_paid_late_and_corrected_downwards_the_surcharge_of_the_difference_goes_back(
        self, hotel, officer
    ):
        march = t.declare(hotel, "48000.00", actor=officer)
        late = at(2026, 6, 10)  # two months begun since 30 April
        t.pay(t.charges(march)[0], when=late)
        t.correct(march, "38000.00", actor=officer, when=at(2026, 6, 11))
        party = hotel.party_id
        # 50.00 of the fee, and 2 % of it for each of two months: 9.60 were paid, 7.60 were owed.
        assert {row["left"] for row in credits_of([party])} == {D("50.00"), D("2.00")}

    def test_a_partly_paid_charge_corrected_downwards_shrinks_first(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        t.pay(t.charges(first)[0], "100.00")
        second = t.correct(first, "30000.00", actor=officer)
        assert t.charges(second)[0].principal_open == D("50.00")
        assert t.state(hotel) == "filed"

    def test_a_third_version_follows_the_second(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        t.pay(t.charges(first)[0])
        second = t.correct(first, "50000.00", actor=officer)
        third = t.correct(second, "49000.00", actor=officer, key="key-3")
        assert third.difference == D("-5.00")
        assert [c.principal_open for c in t.charges(third)] == [D("0.00"), D("5.00")]
        assert [v.version for v in queries.declaration_view(third).versions] == [3, 2, 1]

    def test_only_the_version_in_force_is_corrected(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        second = t.correct(first, "50000.00", actor=officer)
        with pytest.raises(errors.DeclarationReplaced, match=second.receipt):
            t.correct(first, "1.00", actor=officer, key="key-3")

    def test_a_correction_must_change_something(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        with pytest.raises(errors.NothingChanged):
            t.correct(first, "48000.00", actor=officer)

    def test_sending_a_correction_twice_corrects_once(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        second = t.correct(first, "50000.00", actor=officer)
        assert t.correct(first, "50000.00", actor=officer).pk == second.pk

    def test_a_correction_asks_for_the_categories_declared_then(self, hotel, officer):
        first = t.declare(hotel, "48000.00", actor=officer)
        services.change_establishment(
            establishment_id=hotel.pk, facts=t.facts("rooms"), actor=officer, at=IN_TIME
        )
        assert [s.category.key for s in queries.slots_to_correct(first)] == ["hotel"]


class TestWhatTheDatabaseRefuses:
    """Around the ORM."""

    @pytest.mark.parametrize(
        "sql",
        [
            "update business_fees_declaration set fee_total = 1",
            "update business_fees_declaration set declared_at = now()",
            "delete from business_fees_declaration",
            "truncate business_fees_declaration cascade",
            "update business_fees_declarationline set base = 1",
            "delete from business_fees_declarationline",
            "delete from business_fees_expectedperiod",
            "delete from business_fees_establishment",
        ],
    )
    def test_what_was_declared_stays(self, hotel, officer, sql):
        t.declare(hotel, "48000.00", actor=officer)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            with (
                pytest.raises(DatabaseError, match=r"pgtrigger|never_emptied"),
                transaction.atomic(),
            ):
                cursor.execute(sql)
        assert DeclarationLine.objects.get().base == D("48000.00")

    def test_two_declarations_in_force(self, hotel, officer):
        held = t.declare(hotel, "48000.00", actor=officer)
        held.pk, held.code, held.number, held.version = None, "X", 2, 2
        held.submission_key = "other"
        with (
            pytest.raises(IntegrityError, match="one_declaration_in_force_per_period"),
            transaction.atomic(),
        ):
            held.save(force_insert=True)


def test_every_verb_leaves_one_audit_row_on_behalf_of_the_business(hotel, officer):
    held = t.declare(hotel, "48000.00", actor=officer)
    row = Entry.objects.get(action="business_fees.declaration.declared")
    assert (row.user, row.on_behalf_of) == (officer, hotel.party_id)
    assert row.after["fee"] == "240.00"
    assert row.label == held.receipt
