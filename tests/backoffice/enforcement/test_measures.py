"""The ladder over real debts, and measures in two hands."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from backoffice.enforcement import queries, services
from backoffice.enforcement.errors import (
    BelowFloor,
    DebtHeld,
    MeasureTooEarly,
    NobodyChosen,
    ProofMissing,
    ReasonMissing,
    SamePerson,
)
from backoffice.enforcement.models import Measure
from backoffice.kernel.actors import Source
from backoffice.kernel.states import IllegalMove
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Charge
from tests.backoffice.revenue.town import make_user, pay

from .town import AT, TODAY, D, at, debtor, disagreements, issue, proof, serve_by_hand

pytestmark = pytest.mark.django_db
RIPE = TODAY + timedelta(days=31)


@pytest.fixture
def head(town):
    return make_user("head", is_staff=True)


@pytest.fixture
def ripe(officer):
    """A debtor whose overdue notice was served on its day."""
    party = debtor(1, amounts=("600.00",))
    serve_by_hand(issue(officer).notices.get(), TODAY, officer)
    return party


def propose(party, actor, *, kind="movables", moment=None, **more):
    charges = list(Charge.objects.filter(debtor=party).values_list("pk", flat=True))
    return services.propose_measure(
        debtor_id=party.pk,
        charge_ids=charges,
        kind=kind,
        target="Όχημα",
        actor=actor,
        at=moment or at(RIPE),
        **more,
    )


def step(on):
    return [row.step.value for row in queries.ladder(on=on)]


def test_a_debt_climbs_the_ladder(officer, django_assert_max_num_queries):
    party = debtor(1, amounts=("600.00",))
    assert step(TODAY) == ["notice"]
    issue(officer, kind="individual")
    assert step(TODAY) == ["overdue_notice"]
    notice = issue(officer).notices.get()
    assert step(TODAY) == ["serve_overdue"]
    serve_by_hand(notice, TODAY, officer)
    assert step(RIPE - timedelta(days=1)) == ["wait"]
    with django_assert_max_num_queries(5):
        assert step(RIPE) == ["measures"]
    propose(party, officer)
    assert step(RIPE) == ["measure_open"]
    pay(Charge.objects.get(), moment=at(RIPE))
    assert step(RIPE) == []


def test_the_worklist_is_narrowed(officer):
    debtor(1, amounts=("600.00",))
    small = debtor(2, amounts=("60.00",))
    assert [r.debtor_id for r in queries.ladder(on=TODAY)] == [r.pk for r in _parties()]
    assert len(queries.ladder(on=TODAY, least=D("100.00"))) == 1
    assert [r.debtor_id for r in queries.ladder(on=TODAY, text=small.afm)] == [small.pk]
    assert queries.ladder(on=TODAY, step="measures") == []
    assert queries.ladder(on=TODAY, kind="cleaning_fee") == []


def _parties():
    from backoffice.party.models import Party

    return Party.objects.order_by("pk")


def test_another_person_decides_and_the_report_follows(ripe, officer, head):
    measure = propose(ripe, officer)
    assert (measure.state, measure.amount) == ("proposed", D("600.00"))
    facts = {"measure_id": measure.pk, "at": at(RIPE)}
    with pytest.raises(SamePerson):
        services.decide_measure(verdict="approved", decision="7/2026", actor=officer, **facts)
    with pytest.raises(ReasonMissing):
        services.decide_measure(verdict="approved", decision=" ", actor=head, **facts)
    services.decide_measure(verdict="approved", decision="7/2026", actor=head, **facts)
    with pytest.raises(ProofMissing):
        services.take_measure(on=RIPE, proof=None, actor=head, **facts)
    taken = services.take_measure(on=RIPE, proof=proof(), actor=head, **facts)
    assert taken.state == "taken"
    with pytest.raises(ReasonMissing):
        services.lift_measure(reason="", actor=head, **facts)
    assert services.lift_measure(reason="Εξόφληση", actor=head, **facts).state == "lifted"
    with pytest.raises(IllegalMove):
        services.lift_measure(reason="Πάλι", actor=head, **facts)
    assert disagreements() == []


def test_the_database_refuses_one_pair_of_hands(ripe, officer):
    measure = propose(ripe, officer)
    attempts = (
        {"state": "approved", "decided_by": officer, "decided_at": AT, "decision": "7"},
        {"amount": D("1.00")},
        {"debtor": debtor(9)},
        {"state": "approved"},
    )
    for change in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(**change)


def test_too_early_for_movables_but_not_in_third_hands(ripe, officer):
    early = at(RIPE - timedelta(days=1))
    with pytest.raises(MeasureTooEarly):
        propose(ripe, officer, moment=early)
    assert propose(ripe, officer, kind="bank", moment=early).state == "proposed"
    # A seizure in third hands does not open the door of the debtor.
    with pytest.raises(MeasureTooEarly):
        propose(ripe, officer, moment=early)
    assert propose(ripe, officer).state == "proposed"


def test_below_the_floor_of_500_euros(officer):
    party = debtor(1, amounts=("499.99",))
    serve_by_hand(issue(officer).notices.get(), TODAY, officer)
    for kind in ("movables", "immovables"):
        with pytest.raises(BelowFloor):
            propose(party, officer, kind=kind)
    assert propose(party, officer, kind="third_party").state == "proposed"


def test_what_is_arranged_bears_no_measure(ripe, officer, head):
    measure = propose(ripe, officer)
    services.decide_measure(
        measure_id=measure.pk, verdict="approved", decision="7", actor=head, at=at(RIPE)
    )
    revenue.place_hold(
        charge_ids=[Charge.objects.get().pk],
        kind="arranged",
        source=Source("test.hold", "1"),
        first=RIPE,
        reason="Ρύθμιση",
        actor=None,
        at=at(RIPE),
    )
    with pytest.raises(DebtHeld):
        services.take_measure(
            measure_id=measure.pk, on=RIPE, proof=proof(), actor=head, at=at(RIPE)
        )
    with pytest.raises(DebtHeld):
        propose(ripe, officer, kind="bank")
    assert step(RIPE) == ["held"]


def test_the_debt_of_another_is_no_ground(ripe, officer):
    other = debtor(2, amounts=("900.00",))
    with pytest.raises(NobodyChosen):
        services.propose_measure(
            debtor_id=other.pk,
            charge_ids=[Charge.objects.get(debtor=ripe).pk],
            kind="bank",
            target="Τράπεζα",
            actor=officer,
            at=at(RIPE),
        )
