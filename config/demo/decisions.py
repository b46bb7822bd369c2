"""The demonstration's decisions: an act of most kinds, each at another step; an objection."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_by_afm
from backoffice.revenue import queries
from backoffice.revenue import services as revenue

from .people import Person

SOURCE = "demo.decisions"
IBAN = "GR1601101250000000012300695"


def decide_some(
    people: Sequence[Person],
    *,
    citizen: User,
    clerk: User,
    head: User,
    cashier: User,
    at: datetime,
) -> None:
    """Make acts at every step between asking and the bank; done once, again it changes nothing.

    No debt of the demonstration is old enough to have lapsed, so that kind is left out.
    """
    parties = [party_by_afm(person.afm) for person in people]
    ids = [party.pk for party in parties if party is not None]
    if queries.charges_of_source([Source(SOURCE, "0")]):
        return
    debts = [_charge(number, pk, clerk, at) for number, pk in enumerate(ids)]
    office = {"clerk": clerk, "head": head, "cashier": cashier, "at": at}
    _propose("write_off", "no_estate", "Αποποίηση όλων των κληρονόμων", debts[1], clerk, at)
    waiver = _propose("waiver", "not_served", "Η ειδοποίηση γύρισε πίσω", debts[2], clerk, at)
    revenue.give_opinion(
        act_id=waiver.pk, opinion="Σύμφωνη γνώμη: δεν υπάρχει αποδεικτικό.", actor=cashier, at=at
    )
    _done(_propose("correction", "double", "Διπλή εγγραφή", debts[3], clerk, at), office)
    _overpaid(debts[4], "120.00", at)
    _overpaid(debts[0], "35.00", at)
    mine = queries.credits_of([ids[0]])[-1]
    revenue.ask_refund(
        credit_id=mine["id"], amount=None, iban=IBAN, payee=str(citizen), actor=citizen, at=at
    )
    other = queries.credits_of([ids[4]])[-1]
    _refund(other["id"], office)
    _set_off(other["id"], _charge(90, ids[4], clerk, at), office)
    objected = _charge(91, ids[0], clerk, at)
    revenue.object_to_charge(
        charge_id=objected,
        reasons="Το πρόστιμο αφορά όχημα που είχα πουλήσει δύο μήνες νωρίτερα.",
        key="demo-objection",
        actor=citizen,
        at=at,
    )


def _charge(number: int, debtor: int, clerk: User, at: datetime) -> int:
    today = athens_day(at)
    line = {"label_el": "Πρόστιμο ΚΟΚ", "label_en": "Traffic fine", "amount": "80.00"}
    return revenue.raise_charge(
        kind="fine",
        facts={"lines": [line]},
        debtor_id=debtor,
        source=Source(SOURCE, str(number)),
        on=today - timedelta(days=100),
        due_on=today - timedelta(days=60),
        actor=clerk,
        at=at,
    ).pk


def _propose(kind: str, cause: str, reason: str, charge: int, clerk: User, at: datetime) -> Any:
    items = [revenue.Item(charge_id=charge)]
    return revenue.propose_act(
        kind=kind, cause=cause, items=items, reason=reason, actor=clerk, at=at
    )


def _done(act: Any, office: dict[str, Any]) -> Any:
    at = office["at"]
    revenue.approve_act(
        act_id=act.pk,
        decision_number=f"{act.number + 40}/{act.year}",
        decision_on=athens_day(at),
        actor=office["head"],
        at=at,
    )
    return revenue.carry_out_act(act_id=act.pk, actor=office["cashier"], at=at)


def _overpaid(charge: int, more: str, at: datetime) -> None:
    payment = revenue.start_payment(
        payer=None, items=[(charge, None)], method="card", key=f"demo-over-{charge}", at=at
    )
    came = payment.amount + Decimal(more)
    revenue.record_payment(
        revenue.PaymentReport(payment.code, came, f"demo-{payment.code}", at, "card"), at=at
    )


def _refund(credit: int, office: dict[str, Any]) -> None:
    act = revenue.propose_act(
        kind="refund",
        cause="not_owed",
        items=[revenue.Item(credit_id=credit, amount=Decimal("40.00"))],
        reason="Πληρώθηκε διπλά",
        iban=IBAN,
        payee="Δοκιμαστικός Δικαιούχος",
        actor=office["clerk"],
        at=office["at"],
    )
    _done(act, office)
    revenue.make_order(
        act_ids=[act.pk],
        pay_on=athens_day(office["at"]),
        actor=office["cashier"],
        at=office["at"],
    )


def _set_off(credit: int, charge: int, office: dict[str, Any]) -> None:
    act = revenue.propose_act(
        kind="set_off",
        cause="ex_officio",
        items=[revenue.Item(charge, credit)],
        reason="Συμψηφισμός με βεβαιωμένη οφειλή",
        actor=office["clerk"],
        at=office["at"],
    )
    _done(act, office)
