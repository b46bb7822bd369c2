"""Notices, measures, arrangements, cash desks: two at once, first without the lock."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from backoffice.arrangements import services as arrangements
from backoffice.arrangements.errors import AlreadyArranged, NoSecondChance
from backoffice.arrangements.models import Terms
from backoffice.documents import services as documents
from backoffice.enforcement import services as enforcement
from backoffice.enforcement.models import Delivery, Notice
from backoffice.enforcement.queries.notices import printed
from backoffice.enforcement.services import papers
from backoffice.revenue.models import Charge
from backoffice.treasury import services as treasury
from backoffice.treasury.errors import TillTooLow
from backoffice.treasury.models import Session
from backoffice.treasury.states import CancellationState
from tests.backoffice.arrangements import town as plans
from tests.backoffice.enforcement import town as notices
from tests.backoffice.revenue.town import AT, make_party, open_town, person
from tests.backoffice.treasury import till

from .pressing import Verb, fresh, meanwhile, numbers, press, unlocked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(400)]
D = Decimal
TODAY = notices.TODAY
RIPE = TODAY + timedelta(days=31)


@pytest.fixture
def town(transactional_db: Any) -> None:
    notices.open_town()


# notices and their deliveries


def issued() -> Notice:
    """Return a notice of a debtor of its own."""
    party = notices.debtor(next(numbers), amounts=("600.00",), email="debtor@example.org")
    return notices.issue(person("officer"), debtor_ids=(party.pk,)).notices.get()


def about(verb: Callable[..., Any], **facts: Any) -> Verb:
    notice, officer = issued(), person("officer")
    return lambda: verb(notice_id=notice.pk, actor=officer, at=notices.at(TODAY), **facts)


def handing() -> Verb:
    notice, officer = issued(), person("officer")
    moment = notices.at(TODAY)
    return lambda: enforcement.record_handing(
        notice_id=notice.pk, on=TODAY, proof=notices.proof(), actor=officer, at=moment
    )


def posting() -> Verb:
    return about(enforcement.record_posting, on=TODAY, tracking=f"RE{next(numbers)}GR")


def coming_back() -> Verb:
    delivery, officer = posting()(), person("officer")
    return lambda: enforcement.record_return(
        delivery_id=delivery.pk,
        delivered_on=None,
        reason="άγνωστος",
        actor=officer,
        at=notices.at(TODAY),
    )


def arriving() -> Verb:
    delivery, officer = posting()(), person("officer")
    return lambda: enforcement.record_return(
        delivery_id=delivery.pk, delivered_on=TODAY, actor=officer, at=notices.at(TODAY)
    )


def keeping() -> Verb:
    notice = issued()
    # Its content is in the store already, so the first thing that both write is the notice.
    documents.keep_file(content=printed(notice), name="notice.pdf", actor=None, at=AT)
    return lambda: enforcement.keep_paper(notice_id=notice.pk, actor=None, at=AT)


def keeping_as_set() -> Verb:
    notice = issued()
    files = documents.keep_made({f"{notice.code}.pdf": printed(notice)}, actor=None, at=AT)
    return lambda: papers._named_as_set([notice.pk], files, None, AT)


def ordering_papers() -> Verb:
    batch, officer = issued().batch, person("officer")
    return lambda: enforcement.order_papers(batch_id=batch.pk, actor=officer, at=AT)


def giving_up() -> Verb:
    notices.debtor(next(numbers))
    batch, officer = notices.choose(person("officer")), person("officer")
    return lambda: enforcement.cancel_batch(batch_id=batch.pk, actor=officer, at=notices.AT)


def a_batch_is_ordered_to_be_sent_once() -> None:
    def ordering() -> Verb:
        batch, officer = issued().batch, person("officer")
        return lambda: enforcement.order_deliveries(
            batch_id=batch.pk, way="email", actor=officer, at=notices.at(TODAY)
        )

    act = ordering()
    refused = meanwhile(act, unlocked(act))
    # Both chose every notice; only the key of the delivery kept the letter from going out twice.
    assert not isinstance(refused, int)
    act, before = ordering(), Delivery.objects.count()
    assert meanwhile(act, act) == 0
    assert Delivery.objects.count() == before + 1


def deemed() -> Verb:
    delivery = posting()()
    Delivery.objects.filter(pk=delivery.pk).update(deemed_on=RIPE)
    return lambda: enforcement.mark_deemed(on=RIPE, at=notices.at(RIPE))


# measures


def proposed() -> Any:
    officer = person("officer")
    notice = notices.serve_by_hand(issued(), TODAY, officer)
    charges = Charge.objects.filter(debtor=notice.debtor_id).values_list("pk", flat=True)
    return enforcement.propose_measure(
        debtor_id=notice.debtor_id,
        charge_ids=list(charges),
        kind="movables",
        target="Όχημα",
        actor=officer,
        at=notices.at(RIPE),
    )


def deciding() -> Verb:
    facts = {"measure_id": proposed().pk, "actor": person("head"), "at": notices.at(RIPE)}
    return lambda: enforcement.decide_measure(verdict="approved", decision="7/2026", **facts)


def taking() -> Verb:
    facts = {"measure_id": deciding()().pk, "actor": person("head"), "at": notices.at(RIPE)}
    return lambda: enforcement.take_measure(on=RIPE, proof=notices.proof(), **facts)


def lifting() -> Verb:
    facts = {"measure_id": taking()().pk, "actor": person("head"), "at": notices.at(RIPE)}
    return lambda: enforcement.lift_measure(reason="Εξόφληση", **facts)


NOTICES = {
    "enforcement.delivery.ordered": lambda: about(enforcement.order_delivery, way="email"),
    "enforcement.notice.withdrawn": lambda: about(enforcement.withdraw_notice, reason="λάθος"),
    "enforcement.notice.kept": keeping,
    "enforcement.papers.ordered": ordering_papers,
    "enforcement.batch.given_up": giving_up,
}
DELIVERIES = [
    ("enforcement.notice.kept", keeping_as_set),
    ("enforcement.notice.served", handing),
    ("enforcement.delivery.moved", posting),
    ("enforcement.delivery.moved", coming_back),
    ("enforcement.notice.served", arriving),
    ("enforcement.notice.served", deemed),
]
MEASURES = {
    "enforcement.measure.approved": deciding,
    "enforcement.measure.taken": taking,
    "enforcement.measure.lifted": lifting,
}


def test_notices_deliveries_and_measures(town: None) -> None:
    for verb, make in [*NOTICES.items(), *DELIVERIES, *MEASURES.items()]:
        press(verb, make)
    a_batch_is_ordered_to_be_sent_once()
    assert notices.disagreements() == []


# arrangements


@pytest.fixture
def schemes(transactional_db: Any) -> None:
    open_town()
    plans.open_schemes()


def arranged(amount: str = "600.00", number: int = 6) -> Any:
    place = next(numbers)
    party = make_party(place)
    plans.owe(party, amount, source=f"plan-{place}")
    return plans.arrange(party, number, key=f"a{place}")


def giving_a_reward() -> Verb:
    arrangement = arranged("3000.00", 3)
    for row in arrangement.instalments.all():
        plans.pay_next(arrangement, row.due_on)
    after = date(2026, 8, 3)
    plans.judge(after)
    facts = {"arrangement_id": arrangement.pk, "at": plans.at(after)}
    arrangements.propose_reward(actor=person("one"), **facts)
    other = person("other")
    return lambda: arrangements.give_reward(actor=other, **facts)


def asking() -> Verb:
    arrangement = arranged()
    first = arrangement.instalments.get(number=2).due_on
    plans.pay_next(arrangement, plans.START)
    return lambda: arrangements.ask_next(
        arrangement_id=arrangement.pk, actor=None, at=plans.at(first)
    )


def reviving() -> Verb:
    arrangement = arranged()
    plans.judge(date(2026, 9, 20))
    return lambda: arrangements.revive(
        arrangement_id=arrangement.pk,
        number=3,
        key=f"r{next(numbers)}",
        actor=None,
        at=plans.at(date(2026, 9, 21)),
    )


def a_second_chance_is_given_once() -> None:
    act = reviving()
    # Unlocked, the look at the chance did not help; the debts were arranged already.
    assert isinstance(meanwhile(act, unlocked(act)), AlreadyArranged)
    act = reviving()
    assert isinstance(meanwhile(act, act), NoSecondChance)


def opening_longer_terms() -> Verb:
    terms = Terms.objects.order_by("pk")[0]
    wanted = not terms.able_is_open
    return lambda: arrangements.open_longer_term(
        terms_id=terms.pk, is_open=wanted, actor=None, at=plans.at(plans.START)
    )


def reminding() -> Verb:
    second = arranged().instalments.get(number=2).due_on
    moment = plans.at(second - timedelta(days=1))
    return lambda: arrangements.remind(at=moment)


def judging() -> Verb:
    arrangement = arranged()
    moment = plans.at(date(2026, 9, 20), 2)
    return lambda: arrangements.judge(arrangement_id=arrangement.pk, at=moment)


# Everybody is reminded at once: this comes first, while there is nobody else.
ARRANGEMENTS = {
    "arrangements.instalment.reminded": reminding,
    "arrangements.reward.given": giving_a_reward,
    "arrangements.instalment.charged": asking,
    "arrangements.term.opened": opening_longer_terms,
    "arrangements.arrangement.lost": judging,
}


def test_arrangements(schemes: None) -> None:
    for verb, make in ARRANGEMENTS.items():
        press(verb, make)
    a_second_chance_is_given_once()
    assert plans.disagreements() == []


# cash desks


def opened(name: str = "") -> tuple[Any, Session]:
    name = name or f"d{next(numbers)}"
    cashier = person(name)
    return cashier, till.open_desk(till.make_desk(name), cashier)


def of_yesterday() -> dict[str, Any]:
    """Return what to decide about a receipt of an earlier session."""
    cashier, session = opened()
    taken = till.take(fresh(), cashier, key=f"t{session.pk}")
    till.close(session, "244.00")
    tomorrow = {"pieces": till.pieces("244.00"), "slip": "", "key": f"next{session.pk}"}
    till.open_desk(session.desk, cashier, at=till.NEXT_DAY, **tomorrow)
    asked = treasury.cancel_receipt(
        receipt_id=taken.receipt_id, reason="λάθος", actor=cashier, at=till.NEXT_DAY
    )
    return {"cancellation_id": asked.pk, "at": till.NEXT_DAY, "cashier": cashier}


APPROVED = {"state": CancellationState.APPROVED}


def deciding_to_give_back() -> Verb:
    facts = of_yesterday()
    del facts["cashier"]
    treasurer = person("treasurer")
    return lambda: treasury.decide_cancellation(actor=treasurer, **APPROVED, **facts)


def handing_back() -> Verb:
    facts = of_yesterday()
    cashier = facts.pop("cashier")
    treasury.decide_cancellation(actor=person("treasurer"), **APPROVED, **facts)
    return lambda: treasury.hand_back(actor=cashier, **facts)


def counted() -> Session:
    _cashier, session = opened()
    return till.close(session, "60.00", reason="λείπουν")


def approving() -> Verb:
    session, treasurer = counted(), person("treasurer")
    return lambda: treasury.approve_close(session_id=session.pk, actor=treasurer, at=AT)


def counting_anew() -> Verb:
    session, treasurer = counted(), person("treasurer")
    return lambda: treasury.count_anew(session_id=session.pk, reason="ξανά", actor=treasurer, at=AT)


def closing() -> Verb:
    _cashier, session = opened()
    return lambda: till.close(session, "100.00")


def depositing() -> Verb:
    cashier, session = opened()
    return lambda: treasury.deposit_cash(
        amount=D(60), slip="ΚΑΤ-1", key=f"deposit-{session.pk}", actor=cashier, at=AT
    )


def matched() -> dict[str, Any]:
    """Return what says whose a sum at the bank is."""
    held = treasury.enter_sum(
        bank_reference=f"DIAS-{next(numbers)}",
        amount=D(144),
        paid_on=AT.date(),
        actor=person("clerk"),
        at=AT,
    )
    facts = {"party_id": fresh().debtor_id, "note": "Τηλεφώνημα", "actor": person("clerk")}
    return {"sum_id": held.pk, "at": AT} | facts


def proposing_a_match() -> Verb:
    facts = matched()
    return lambda: treasury.propose_match(**facts)


def approving_a_match() -> Verb:
    match, treasurer = proposing_a_match()(), person("treasurer")
    return lambda: treasury.approve_match(match_id=match.pk, actor=treasurer, at=AT)


def asking_to_undo_a_match() -> Verb:
    match, clerk = approving_a_match()(), person("clerk")
    return lambda: treasury.ask_undo(match_id=match.pk, reason="λάθος", actor=clerk, at=AT)


TREASURY = {
    "treasury.match.proposed": proposing_a_match,
    "treasury.match.booked": approving_a_match,
    "treasury.match.undo_asked": asking_to_undo_a_match,
    "treasury.cancellation.approved": deciding_to_give_back,
    "treasury.cancellation.done": handing_back,
    "treasury.session.closed": approving,
    "treasury.session.recounted": counting_anew,
    "treasury.cash.deposited": depositing,
}


def test_cash_desks(transactional_db: Any) -> None:
    open_town()
    for verb, make in TREASURY.items():
        press(verb, make)
    press("treasury.session.closed", closing)
    assert till.disagreements() == []
    a_till_does_not_give_what_it_gave()


def a_till_does_not_give_what_it_gave() -> None:
    """Two deposits of one till, under keys of their own: together they are more than it holds."""

    def both(lock: Callable[[Verb], Verb]) -> Any:
        cashier, session = opened()
        first, second = (
            partial(
                treasury.deposit_cash,
                amount=D(60),
                slip="ΚΑΤ-1",
                key=f"{place}-{session.pk}",
                actor=cashier,
                at=AT,
            )
            for place in (1, 2)
        )
        return meanwhile(first, lock(second))

    assert both(unlocked).amount == D(-60)
    assert isinstance(both(lambda act: act), TillTooLow)
