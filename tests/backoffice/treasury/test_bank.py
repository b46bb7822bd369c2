"""Sums at the bank: entered from its report, matched and undone by two people, booked once."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from backoffice.privacy.models import Sight
from backoffice.revenue.models import Credit, Receipt
from backoffice.revenue.services import BankReferenceUsed, NothingOwed, UnknownCharge
from backoffice.treasury import queries, services
from backoffice.treasury.errors import MatchRefused, SecondPersonNeeded, SumRefused, WrongAmount
from backoffice.treasury.models import BankMatch, BankSum
from backoffice.treasury.reconcile import sums_against_books
from tests.backoffice.revenue.test_screens import second_factor  # noqa: F401 - a fixture
from tests.backoffice.revenue.town import (
    AT,
    TODAY,
    balances,
    disagreements,
    make_charge,
    make_party,
    make_user,
    pay,
    person,
)

DAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def town(opened_revenue):
    """An open town."""


def arrive(amount="150.00", reference="DIAS-77", **more):
    more.setdefault("paid_on", DAY)
    return services.enter_sum(
        bank_reference=reference, amount=D(amount), actor=person("clerk"), at=AT, **more
    )


def propose(held, party, **more):
    return services.propose_match(
        sum_id=held.pk,
        party_id=party.pk,
        note="Τηλεφώνημα του πληρωτή",
        actor=person("clerk"),
        at=AT,
        **more,
    )


def approve(match, who="treasurer"):
    return services.approve_match(match_id=match.pk, actor=person(who), at=AT)


def undo(match, who="treasurer", *, really=True):
    services.ask_undo(match_id=match.pk, reason="Λάθος άτομο", actor=person("clerk"), at=AT)
    return services.decide_undo(match_id=match.pk, undo=really, actor=person(who), at=AT)


def agreed():
    return disagreements() == [] and list(sums_against_books()) == []


def test_a_sum_rests_until_somebody_knows_whose_it_is():
    held = arrive()
    assert balances() == {"49301": D(150), "5990103": D(-150)}
    assert queries.resting() == queries.Resting(1, D(150))
    assert [row.pk for row in queries.bank_sums(state="waiting")] == [held.pk]
    assert agreed()


def test_example_11_4_1_more_than_the_debt_leaves_six_euros_of_credit():
    party = make_party()
    charge = make_charge(party, "144.00")
    match = approve(propose(arrive(), party))
    charge.refresh_from_db()
    assert (charge.state, Credit.objects.get().amount) == ("settled", D("6.00"))
    assert balances()["49301"] == D(150)
    assert "5990103" not in balances()
    assert match.payment.bank_reference == "DIAS-77"
    assert agreed()


def test_example_11_4_3_the_same_line_twice_is_one_sum_and_one_receipt():
    party = make_party()
    make_charge(party, "144.00")
    held = arrive()
    assert arrive() == held
    match = propose(held, party)
    assert approve(match) == approve(match)
    assert (BankSum.objects.count(), Receipt.objects.count()) == (1, 1)
    with pytest.raises(SumRefused):
        arrive("20.00")


def test_what_is_booked_as_a_payment_is_not_entered_again():
    charge = make_charge(make_party())
    pay(charge, ref="DIAS-1")
    with pytest.raises(SumRefused):
        arrive(reference="DIAS-1")


def test_booked_elsewhere_meanwhile_it_is_not_booked_again():
    party = make_party()
    charge = make_charge(party, "144.00")
    make_charge(party, "20.00", source="2")
    match = propose(arrive(), party)
    pay(charge, ref="DIAS-77")
    with pytest.raises(BankReferenceUsed):
        approve(match)
    match.refresh_from_db()
    assert match.state == "proposed"


def test_a_named_debt_is_paid_before_older_ones():
    party = make_party()
    old = make_charge(party, "100.00", source="old", due_on=TODAY)
    named = make_charge(party, "50.00", source="named")
    approve(propose(arrive("50.00"), party, charge_id=named.pk))
    named.refresh_from_db()
    old.refresh_from_db()
    assert (named.state, old.state) == ("settled", "open")
    other = make_charge(make_party(2), "5.00", source="x")
    second = propose(arrive("5.00", "DIAS-78"), party, charge_id=other.pk)
    with pytest.raises(UnknownCharge):
        approve(second)


def test_the_day_of_the_payer_stops_the_surcharge():
    party = make_party()
    charge = make_charge(party, "100.00", due_on=DAY)
    approve(propose(arrive("100.00"), party))
    charge.refresh_from_db()
    assert charge.state == "settled"


def test_four_eyes_on_booking_and_on_undoing():
    party = make_party()
    make_charge(party, "144.00")
    match = propose(arrive(), party)
    with pytest.raises(SecondPersonNeeded):
        approve(match, "clerk")
    booked = approve(match)
    with pytest.raises(SecondPersonNeeded):
        undo(booked, "clerk")
    with pytest.raises(IntegrityError), transaction.atomic():
        BankMatch.objects.filter(pk=match.pk).update(
            state="undone", undone_by=person("clerk"), undo_by=person("clerk")
        )


def test_the_database_refuses_a_booking_by_one_person():
    match = propose(arrive(), make_party())
    with pytest.raises(IntegrityError), transaction.atomic():
        BankMatch.objects.filter(pk=match.pk).update(decided_by=person("clerk"))
    with pytest.raises(IntegrityError), transaction.atomic():
        BankMatch.objects.filter(pk=match.pk).update(state="booked", decided_by=person("head"))
    with pytest.raises(ProgrammingError), transaction.atomic():
        BankMatch.objects.filter(pk=match.pk).update(party=make_party(2))


def test_undone_the_debt_is_open_and_the_money_rests_again():
    party, right = make_party(), make_party(2)
    charge = make_charge(party, "150.00")
    other = make_charge(right, "150.00", source="2")
    held = arrive()
    match = undo(approve(propose(held, party)))
    charge.refresh_from_db()
    assert (match.state, charge.state) == ("undone", "open")
    assert queries.resting().total == D(150)
    assert balances()["5990103"] == D(-150)
    assert agreed()
    again = approve(propose(held, right))
    other.refresh_from_db()
    assert (other.state, again.payment.bank_reference) == ("settled", "DIAS-77#2")
    assert agreed()


def test_an_undoing_refused_leaves_it_booked():
    party = make_party()
    make_charge(party, "150.00")
    match = undo(approve(propose(arrive(), party)), really=False)
    assert (match.state, match.undo_reason, Receipt.objects.count()) == ("booked", "", 1)


def test_one_match_at_a_time_refused_or_withdrawn_ones_apart():
    party = make_party()
    held = arrive()
    match = propose(held, party)
    with pytest.raises(MatchRefused):
        propose(held, party)
    services.refuse_match(match_id=match.pk, actor=person("treasurer"), at=AT)
    second = propose(held, party)
    services.refuse_match(match_id=second.pk, actor=person("clerk"), at=AT)
    states = BankMatch.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["refused", "withdrawn"]
    with pytest.raises(ProgrammingError), transaction.atomic():
        BankMatch.objects.filter(pk=match.pk).update(undo_reason="x")


def test_of_whom_owes_nothing_it_can_be_kept_as_credit():
    party = make_party()
    held = arrive()
    nothing = propose(held, party)
    with pytest.raises(NothingOwed):
        approve(nothing)
    services.refuse_match(match_id=nothing.pk, actor=person("treasurer"), at=AT)
    match = approve(propose(held, party, as_credit=True))
    assert (match.credit.amount, match.credit.party_id) == (D(150), party.pk)
    assert balances() == {"49301": D(150), "5990101": D(-150)}
    assert agreed()
    with pytest.raises(MatchRefused):
        services.ask_undo(match_id=match.pk, reason="x", actor=person("clerk"), at=AT)


@pytest.mark.parametrize("wrong", ["0", "-5.00", "1.001"])
def test_an_amount_is_above_zero_in_whole_cents(wrong):
    with pytest.raises(WrongAmount):
        arrive(wrong)


def test_a_sum_never_changes():
    held = arrive()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update treasury_banksum set amount = 1 where id = %s", [held.pk])


# --- whose it may be ----------------------------------------------------------------------------


def test_a_payment_code_or_an_afm_in_the_text_is_a_hint():
    party = make_party()
    charge = make_charge(party, "150.00")
    code = charge.rf_code
    spaced = " ".join(code[n : n + 4] for n in range(0, 25, 4))
    (hint,) = queries.hints(arrive(text=f"ΕΝΑΝΤΙ {spaced} ΕΥΧΑΡΙΣΤΩ"), TODAY)
    assert hint.debt.charge_id == charge.pk
    (hint,) = queries.hints(arrive(reference="b", text=f"ΑΦΜ {party.afm}"), TODAY)
    assert (hint.party_id, hint.debt.charge_id) == (party.pk, charge.pk)
    assert queries.hints(arrive(reference="c", text="ΤΕΛΗ 2026"), TODAY) == []
    # One wrong digit: no code of ours.
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert queries.hints(arrive(reference="d", text=wrong), TODAY) == []


def test_the_link_of_a_hint_names_no_number_and_the_look_is_noted(
    client,
    second_factor,  # noqa: F811
):
    party = make_party()
    charge = make_charge(party, "150.00")
    user = staff("matcher", "match_sum")
    second_factor(client, user)
    for reference, said in (("a", f"ΑΦΜ {party.afm}"), ("b", charge.rf_code)):
        held = arrive(reference=reference, text=said)
        page = client.get(reverse("treasury:bank_sum", args=[held.code])).content.decode()
        (hint,) = queries.hints(held, TODAY)
        link = f"{reverse('treasury:bank_match', args=[held.code])}?hint={hint.code}"
        assert link in page
        assert f"={party.afm}" not in page
        assert not Sight.objects.filter(user=user, subject=str(held)).exists()
        filled = client.get(link).context["form"].initial
        assert filled["afm"] == hint.afm
        assert hint.afm == party.afm or filled["debt"] == charge.rf_code
        assert Sight.objects.filter(user=user, party=party, subject=str(held)).exists()
        strange = client.get(link[:-3] + "xyz")
        assert strange.context["form"].initial == {}


def test_a_debt_is_named_in_the_readers_language(client, second_factor):  # noqa: F811
    charge = make_charge(make_party(), "150.00")
    held = arrive(text=charge.rf_code)
    (hint,) = queries.hints(held, TODAY)
    assert hint.debt.label_el != hint.debt.label_en
    second_factor(client, staff("matcher", "match_sum"))
    for spoken, name in (("el", hint.debt.label_el), ("en", hint.debt.label_en)):
        client.cookies["django_language"] = spoken
        page = client.get(reverse("treasury:bank_sum", args=[held.code])).content.decode()
        assert f"· {name} " in page


# --- the report as a file -----------------------------------------------------------------------

REPORT = """Ημερομηνία;Ποσό;Αναφορά;Πληρωτής;Αιτιολογία
09/04/2026;1.234,56;R-1;ΔΟΚΙΜΑΣΤΙΚΟΣ;ΤΕΛΗ
2026-04-08;20,00;R-2;;
09/04/2026;20,00;R-2;;
09/04/2026;πολλά;R-3;;
31/02/2026;5,00;R-4;;
09/04/2026;-7,00;R-5;;
"""


def test_a_report_enters_good_lines_and_tells_what_is_wrong_with_the_others():
    done = services.enter_report(content=REPORT.encode(), actor=person("clerk"), at=AT)
    assert (done.new, done.known) == (2, 0)
    assert [line for line, _why in done.refused] == [4, 5, 6, 7]
    assert BankSum.objects.get(bank_reference="R-1").amount == D("1234.56")
    again = services.enter_report(content=REPORT.encode(), actor=person("clerk"), at=AT)
    assert (again.new, again.known, BankSum.objects.count()) == (0, 2, 2)
    assert agreed()


# --- the pages ----------------------------------------------------------------------------------


def staff(name, *rights):
    user = make_user(name, is_staff=True)
    names = {"access_admin", "view_banksum", "view_entry", "view_payment", *rights}
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


def test_the_way_by_the_pages(client, second_factor):  # noqa: F811
    party = make_party()
    charge = make_charge(party, "150.00")
    second_factor(client, staff("matcher", "match_sum"))
    file = SimpleUploadedFile("report.csv", REPORT.encode())
    assert client.post(reverse("treasury:bank_report"), {"file": file}).status_code == 302
    new = {
        "paid_on": "2026-04-09",
        "amount": "150,00",
        "bank_reference": "R-9",
        "text": charge.rf_code,
    }
    assert client.post(reverse("treasury:bank_new"), new).status_code == 302
    listed = client.get(reverse("treasury:bank")).content.decode()
    assert "R-9" in listed
    held = BankSum.objects.get(bank_reference="R-9")
    page = reverse("treasury:bank_sum", args=[held.code])
    assert charge.rf_code in client.get(page).content.decode()
    match = reverse("treasury:bank_match", args=[held.code])
    wrong = client.post(match, {"debt": "RF34912341000000000012345", "note": "x"})
    assert wrong.status_code == 422  # example 11.4.4: its check digits are wrong
    assert client.post(match, {"debt": charge.rf_code, "note": "Κωδικός"}).status_code == 302
    verdict = reverse("treasury:bank_verdict", args=[held.code])
    assert client.post(verdict, {"verdict": "yes"}).status_code in (302, 403)
    charge.refresh_from_db()
    assert charge.state == "open"
    second_factor(client, staff("second", "approve_sum"))
    assert client.post(verdict, {"verdict": "yes"}).status_code == 302
    charge.refresh_from_db()
    assert charge.state == "settled"
    assert (
        client.get(reverse("treasury:bank"), {"export": "csv", "state": "all"}).status_code == 200
    )
    second_factor(client, staff("third", "match_sum"))
    ask = reverse("treasury:bank_ask_undo", args=[held.code])
    assert client.post(ask, {"reason": "Λάθος"}).status_code == 302
    second_factor(client, staff("fourth", "approve_sum"))
    done = reverse("treasury:bank_undo", args=[held.code])
    assert client.post(done, {"verdict": "yes"}).status_code == 302
    charge.refresh_from_db()
    assert charge.state == "open"


def test_the_list_asks_as_much_for_many_as_for_one(
    client,
    second_factor,  # noqa: F811
    django_assert_max_num_queries,
):
    second_factor(client, staff("matcher", "match_sum"))
    for number in range(12):
        arrive(reference=f"R-{number}")
    client.get(reverse("treasury:bank"))
    with django_assert_max_num_queries(20):
        client.get(reverse("treasury:bank"))


def test_two_tiles_tell_what_waits():
    party = make_party()
    make_charge(party, "10.00")
    propose(arrive("10.00"), party)
    assert queries.matches_waiting(person("treasurer")) == 1
    assert queries.matches_waiting(person("clerk")) == 0
