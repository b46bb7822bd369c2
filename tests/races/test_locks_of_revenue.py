"""Objections, bank orders, tariffs, lists, payments: two at once, first without the lock."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from backoffice.kernel.actors import Source
from backoffice.kernel.states import IllegalMove
from backoffice.revenue import services
from backoffice.revenue.models import Charge, Credit, Hold, Objection, PayTerm, Tariff, Transfer
from backoffice.revenue.services import Item, runs
from tests.backoffice.enforcement import town as notices
from tests.backoffice.revenue import listing
from tests.backoffice.revenue.town import (
    AT,
    TODAY,
    approve,
    carry_out,
    disagreements,
    make_charge,
    pay,
    person,
    propose,
    refund,
    report,
    start,
)

from .pressing import Verb, fresh, meanwhile, numbers, press, unlocked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(400)]
D = Decimal
WAITER = {"actor": None, "at": AT}


@pytest.fixture
def town(transactional_db: Any) -> None:
    notices.open_town()


# objections


def lodging(charge: Charge | None = None, key: str = "") -> Verb:
    """Lodge an objection by a form of its own, or by one with a key."""
    about, citizen = charge or fresh(), person("citizen")
    return lambda: services.object_to_charge(
        charge_id=about.pk,
        reasons="Το όχημα είχε πουληθεί.",
        key=key or f"objection-{next(numbers)}",
        actor=citizen,
        at=AT,
    )


def lodged() -> dict[str, Any]:
    objection = lodging()()
    return {"objection_id": objection.pk, "actor": person("proposer"), "at": AT}


def rejecting() -> Verb:
    facts = lodged()
    return lambda: services.reject_objection(answer="Δεν αποδεικνύεται.", **facts)


def accepting() -> Verb:
    facts = lodged()
    return lambda: services.accept_objection(answer="Δικαιώνεται.", **facts)


def withdrawing() -> Verb:
    facts = lodged()
    return lambda: services.withdraw_objection(**facts)


def objections_end_once() -> None:
    press("revenue.objection.rejected", rejecting)
    press("revenue.objection.withdrawn", withdrawing)
    press("revenue.act.proposed", accepting)


def one_objection_against_a_charge() -> None:
    charge = fresh()
    refused = meanwhile(lodging(charge), unlocked(lodging(charge)))
    # Without the lock it saw no objection; only the table refused a second one.
    assert isinstance(refused, DatabaseError)
    charge = fresh()
    assert isinstance(meanwhile(lodging(charge), lodging(charge)), services.ObjectionOpen)
    assert Objection.objects.filter(charge=charge).count() == 1
    charge = fresh()
    act = lodging(charge, key="the-same-form")
    assert meanwhile(act, act).key == "the-same-form"


def not_rejected_while_its_correction_is_carried_out() -> None:
    facts = lodged()
    act = approve(services.accept_objection(answer="Δικαιώνεται.", **facts))
    refused = meanwhile(
        lambda: carry_out(act), lambda: services.reject_objection(answer="Όχι.", **facts)
    )
    assert isinstance(refused, services.ActDoesNotFit)
    assert Objection.objects.get(pk=facts["objection_id"]).state == "accepted"


def test_objections(town: None) -> None:
    objections_end_once()
    one_objection_against_a_charge()
    not_rejected_while_its_correction_is_carried_out()
    assert disagreements() == []


# refunds and the bank


def refunded() -> Any:
    charge = fresh()
    pay(charge, came="150.00", key=f"p{charge.pk}")
    return refund(Credit.objects.get(party_id=charge.debtor_id, of=None), "6.00")


def ordering() -> Verb:
    act, treasurer = refunded(), person("treasurer")
    return lambda: services.make_order(act_ids=[act.pk], pay_on=TODAY, actor=treasurer, at=AT)


def ordered() -> dict[str, Any]:
    transfer = Transfer.objects.get(order=ordering()())
    return {"transfer_id": transfer.pk, "actor": person("treasurer"), "at": AT}


def paid_by_the_bank() -> Verb:
    facts = ordered()
    reference = f"BANK-{facts['transfer_id']}"
    return lambda: services.note_paid(bank_reference=reference, paid_on=TODAY, **facts)


def returned_by_the_bank() -> Verb:
    facts = ordered()
    return lambda: services.note_returned(reason="κλειστός", returned_on=TODAY, **facts)


def withdrawing_an_act() -> Verb:
    act, proposer = propose("write_off", Item(fresh().pk)), person("proposer")
    return lambda: services.withdraw_act(act_id=act.pk, reason="λάθος", actor=proposer, at=AT)


def refusing_an_act() -> Verb:
    act, approver = propose("write_off", Item(fresh().pk)), person("approver")
    return lambda: services.refuse_act(act_id=act.pk, reason="Όχι", actor=approver, at=AT)


def test_bank_orders_and_acts(town: None) -> None:
    press("revenue.order.made", ordering)
    press("revenue.transfer.paid", paid_by_the_bank)
    press("revenue.transfer.returned", returned_by_the_bank)
    press("revenue.act.withdrawn", withdrawing_an_act)
    press("revenue.act.refused", refusing_an_act)
    assert disagreements() == []


# tariffs


def tariff(key: str, rate: str, first: date) -> Verb:
    return lambda: services.set_tariff(
        kind="cleaning_fee",
        key=key,
        rate=D(rate),
        label_el="Κατοικίες",
        label_en="Homes",
        unit="m²",
        valid_from=first,
        legal_basis="συνθετικός συντελεστής",
        decision=f"{rate}/2026",
        **WAITER,
    )


def two_tariffs_end_the_one_before_once() -> None:
    """What the second ends was ended by the first: it must not be dated anew by an old look."""
    spring, autumn = date(2027, 4, 1), date(2027, 10, 1)
    for key, lock in (("lost", unlocked), ("kept", lambda act: act)):
        tariff(key, "1.60", date(2026, 1, 1))()
        second = lock(tariff(key, "1.80", autumn))
        refused = meanwhile(tariff(key, "1.70", spring), second)
        rows = Tariff.objects.filter(key=key).order_by("valid_from")
        assert [row.valid_until for row in rows] == [date(2027, 3, 31), None]
        # Unlocked, only a trigger stood in the way, and its words are nobody's.
        assert isinstance(refused, services.TariffOverlaps) is (key == "kept"), refused


# money


def taking_back_twice() -> Verb:
    charge = fresh()
    receipt = pay(charge, came="200.00", key=f"p{charge.pk}")
    return lambda: services.reverse_payment(
        reference=receipt.payment.code,
        amount=D(200),
        reason="Επιστροφή",
        bank_reference=f"re-{next(numbers)}",
        **WAITER,
    )


def ended(verb: Callable[..., Any], **more: Any) -> Verb:
    charge = fresh()
    reference = start(charge, key=f"p{charge.pk}").code
    return lambda: verb(reference=reference, at=AT, **more)


def with_a_page() -> Verb:
    charge = fresh()
    payment = start(charge, key=f"p{charge.pk}")
    session = f"cs_{charge.pk}"
    return lambda: services.attach_session(
        payment_id=payment.pk, session_id=session, expires_at=AT, at=AT
    )


def mailing() -> Verb:
    charge = fresh()
    payment = start(charge, key=f"p{charge.pk}", email="payer@example.org")
    receipt = services.record_payment(report(payment, ref=f"pi_{payment.code}"), at=AT)
    return lambda: services.send_receipt(receipt_id=receipt.pk, at=AT)


def giving_income_back(charge: Charge) -> Verb:
    source = Source("test.correction", str(charge.pk))
    return lambda: services.credit_debtor(
        debtor_id=charge.debtor_id,
        amount=D(44),
        kinds=["fine"],
        source=source,
        reason="διόρθωση",
        **WAITER,
    )


def unnamed(charge: Charge) -> Verb:
    return lambda: services.record_unnamed(
        debtor_id=charge.debtor_id,
        amount=D(144),
        method="bank",
        bank_reference=f"bank-{charge.pk}",
        paid_at=AT,
        channel="test",
        **WAITER,
    )


MONEY = {
    "revenue.payment.reversed": taking_back_twice,
    "revenue.payment.failed": lambda: ended(services.fail_payment, reason="declined"),
    "revenue.payment.abandoned": lambda: ended(services.abandon_payment),
    "revenue.payment.session": with_a_page,
    "revenue.receipt.mailed": mailing,
}


def paying(charge: Charge) -> Verb:
    payment = start(charge, key=f"paying-{charge.pk}")
    return lambda: services.record_payment(report(payment, ref=f"pi_{payment.code}"), at=AT)


def nobody_orders_to_pay_what_is_being_paid() -> None:
    charge = fresh()
    ordered = meanwhile(paying(charge), unlocked(lambda: start(charge, key="second")))
    assert ordered.amount == D(144)
    charge = fresh()
    refused = meanwhile(paying(charge), lambda: start(charge, key="third"))
    assert isinstance(refused, services.NothingOwed)


def nothing_is_held_that_is_being_paid() -> None:
    def arranging(charge: Charge) -> Verb:
        return lambda: services.place_hold(
            charge_ids=[charge.pk],
            kind="arranged",
            source=Source("test.plan", str(charge.pk)),
            first=TODAY,
            reason="ρύθμιση",
            **WAITER,
        )

    charge = fresh()
    meanwhile(paying(charge), unlocked(arranging(charge)))
    assert Hold.objects.get(charge=charge).charge.state == "settled"
    charge = fresh()
    assert isinstance(meanwhile(paying(charge), arranging(charge)), services.HoldRefused)


def income_is_not_given_back_on_what_is_being_paid() -> None:
    charge = fresh()
    # Unlocked it meant to take from the debt what was paid already; the table refused.
    refused = meanwhile(paying(charge), unlocked(giving_income_back(charge)))
    assert isinstance(refused, DatabaseError)
    charge = fresh()
    meanwhile(paying(charge), giving_income_back(charge))
    assert Credit.objects.get(party_id=charge.debtor_id).amount == D(44)
    charge = fresh()
    act = giving_income_back(charge)
    assert meanwhile(act, act).debtor_id == charge.debtor_id


def money_without_a_name_goes_past_what_is_being_paid() -> None:
    for lock in (unlocked, lambda act: act):
        first = fresh()
        second = make_charge(first.debtor, source=f"second-{first.pk}")
        meanwhile(paying(first), lock(unnamed(first)))
        second.refresh_from_db()
        # Unlocked it still chose the oldest debt, which was paid meanwhile.
        assert second.state == ("open" if lock is unlocked else "settled")


def a_source_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from backoffice.revenue import settled

    told: list[str] = []
    monkeypatch.setitem(
        settled._registry._handlers, "test.decision", lambda *facts: told.append("x")
    )

    def telling() -> Verb:
        charge = fresh()
        receipt = pay(charge, key=f"p{charge.pk}")
        return lambda: services.tell_sources(receipt_id=receipt.pk, at=AT)

    act = telling()
    meanwhile(act, unlocked(act))
    assert told == ["x", "x"]
    act = telling()
    meanwhile(act, act)
    assert told == ["x"] * 3


def test_money(town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for verb, make in MONEY.items():
        press(verb, make)
    nobody_orders_to_pay_what_is_being_paid()
    income_is_not_given_back_on_what_is_being_paid()
    money_without_a_name_goes_past_what_is_being_paid()
    a_source_is_told_once(monkeypatch)
    assert disagreements() == []
    # Without the lock a settled debt was arranged; the queries would tell of it.
    nothing_is_held_that_is_being_paid()


# lists


def drawn_up() -> Any:
    number = next(numbers)
    rows = [(number * 10 + row, f"Π{number}-{row}", "90", "") for row in range(3)]
    drafter = person("drafter")
    return listing.draft(drafter, listing.table(rows), period=f"2026-{number}")


def ordering_a_run() -> Verb:
    held, drafter = drawn_up(), person("drafter")
    return lambda: services.order_run(list_id=held.pk, actor=drafter, at=AT)


def rehearsing() -> Verb:
    run = ordering_a_run()()
    return lambda: services.rehearse_run(run_id=run.pk, at=AT)


def undoing() -> Verb:
    run, drafter = rehearsing()(), person("drafter")
    return lambda: services.undo_run(run_id=run.pk, reason="λάθος", actor=drafter, at=AT)


def checked() -> Any:
    run, drafter = rehearsing()(), person("drafter")
    listing.look_up(run, drafter)
    return run.list


def checking() -> Verb:
    held, drafter = checked(), person("drafter")
    return lambda: services.check_list(list_id=held.pk, actor=drafter, at=AT)


def certified() -> Any:
    held = checking()()
    return listing.certify(held, person("certifier"))


def closing() -> Verb:
    held, drafter = certified(), person("drafter")
    return lambda: services.close_list(list_id=held.pk, actor=drafter, at=AT)


def correcting(held: Any = None) -> Verb:
    original = held or certified()
    made = services.draft_correction(
        list_id=original.pk, reason="λάθος", actor=person("drafter"), at=AT
    )
    certifier = person("certifier")
    return lambda: listing.certify(made, certifier)


LISTS = {
    "revenue.run.ordered": ordering_a_run,
    "revenue.run.rehearsed": rehearsing,
    "revenue.run.undone": undoing,
    "revenue.list.checked": checking,
    "revenue.list.closed": closing,
}


def verbs_of_lists() -> None:
    for verb, make in LISTS.items():
        press(verb, make)


def a_list_is_not_corrected_while_it_is_paid() -> None:
    for lock in (unlocked, lambda act: act):
        held = certified()
        charge = Charge.objects.filter(list=held).order_by("pk")[0]
        refused = meanwhile(paying(charge), lock(correcting(held)))
        # Unlocked it saw no money on the list; the table kept the paid charge from being cancelled.
        assert isinstance(refused, services.ListCarriesMoney) is (lock is not unlocked), refused


def a_correction_is_certified_once() -> None:
    act = correcting()
    # Unlocked, the second officer waited for the number only, and was told of an illegal move.
    assert isinstance(meanwhile(act, unlocked(act)), IllegalMove)
    act = correcting()
    assert meanwhile(act, act).state == "certified"


def a_rehearsal_under_way_is_not_ordered_again() -> None:
    for lock in (unlocked, lambda act: act):
        run = ordering_a_run()()
        again = lock(lambda: runs.order_again(before=AT.replace(year=2027)))
        found = meanwhile(lambda run=run: services.rehearse_run(run_id=run.pk, at=AT), again)
        assert (run.pk in found) is (lock is unlocked)


def ending_a_reduction() -> Verb:
    rule = services.set_early_rule(
        kind="rent",
        share=D("0.1"),
        days=10,
        months=0,
        valid_from=date(2030 + next(numbers), 1, 1),
        valid_until=None,
        legal_basis="συνθετικός",
        **WAITER,
    )
    last = rule.valid_from.replace(month=12, day=31)
    return lambda: services.end_early_rule(rule_id=rule.pk, last=last, **WAITER)


def pay_term(kind: str, months: int, first: date) -> Verb:
    return lambda: services.set_pay_term(
        kind=kind,
        days=0,
        months=months,
        regime="kede",
        valid_from=first,
        legal_basis="συνθετικός",
        **WAITER,
    )


def ending_a_term() -> Verb:
    term = pay_term("rent", 2, date(2030 + next(numbers), 1, 1))()
    last = term.valid_from.replace(month=12, day=31)
    return lambda: services.end_pay_term(term_id=term.pk, last=last, **WAITER)


def two_terms_end_the_one_before_once() -> None:
    spring, autumn = date(2027, 4, 1), date(2027, 10, 1)
    for kind, lock in (("administrative_fee", unlocked), ("application_fee", lambda act: act)):
        pay_term(kind, 1, date(2026, 1, 1))()
        refused = meanwhile(pay_term(kind, 2, spring), lock(pay_term(kind, 3, autumn)))
        rows = PayTerm.objects.filter(kind__code=kind).order_by("valid_from")
        assert [row.valid_until for row in rows] == [date(2027, 3, 31), None]
        # Unlocked, only a trigger stood in the way, and its words are nobody's.
        assert isinstance(refused, services.PayTermRefused) is (kind == "application_fee"), refused


def test_lists_and_tariffs(town: None) -> None:
    listing.set_tariff()
    verbs_of_lists()
    a_list_is_not_corrected_while_it_is_paid()
    a_correction_is_certified_once()
    a_rehearsal_under_way_is_not_ordered_again()
    two_tariffs_end_the_one_before_once()
    press("revenue.early.ended", ending_a_reduction)
    two_terms_end_the_one_before_once()
    press("revenue.term.ended", ending_a_term)
    assert disagreements() == []
