"""Copies for their person alone, looks once an hour, consents as given, erasure by two."""

import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone

from backoffice.party.queries import party_of
from backoffice.privacy import access, queries, registries, services
from backoffice.privacy.errors import (
    AskedAlready,
    NothingToErase,
    PeriodUnknown,
    ReasonMissing,
    SecondPersonNeeded,
)
from backoffice.privacy.models import Consent, Erasure, Sight
from tests.factories import signin

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - timedelta(days=900)


@pytest.fixture
def citizen() -> Any:
    return signin.make_citizen()


@pytest.fixture
def clerk() -> Any:
    return signin.make_staff("clerk", "clerk@example.org", "revenue")


def ask(user: Any, kind: str = "access", key: str = "1") -> Any:
    return services.ask(user=user, kind=kind, text="Λάθος διεύθυνση", key=key, at=NOW)


def test_a_copy_holds_what_every_module_knows(citizen: Any, clerk: Any) -> None:
    asked = ask(citizen)
    parcel = services.make_parcel(request_id=asked.pk, at=NOW)
    assert services.make_parcel(request_id=asked.pk, at=NOW).pk == parcel.pk
    with zipfile.ZipFile(services.fetch_parcel(parcel=parcel, at=NOW)) as copy:
        contents = json.loads(copy.read("contents.json"))["contents"]
        person = json.loads(copy.read("person.json"))
    assert {row["file"] for row in contents} == {
        f"{name}.json" for name in registries.EXPORTERS.kinds()
    }
    assert all(row["purpose"] for row in contents)
    assert person[0]["afm"] == "100000090"
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert access.parcel_for(citizen, asked.code) == parcel
    for stranger in (clerk, signin.make_citizen("090000045", "other@example.org")):
        with pytest.raises(Http404):
            access.parcel_for(stranger, asked.code)
    assert services.destroy_old_parcels(at=NOW + timedelta(days=15)) == 1
    with pytest.raises(Http404):
        access.parcel_for(citizen, asked.code)


def test_one_open_request_of_a_kind_and_answers_stay(citizen: Any, clerk: Any) -> None:
    asked = ask(citizen, "correction")
    assert ask(citizen, "correction").pk == asked.pk
    with pytest.raises(AskedAlready):
        ask(citizen, "correction", "2")
    who = {"request_id": asked.pk, "actor": clerk, "at": NOW}
    with pytest.raises(ReasonMissing):
        services.refuse_request(answer=" ", **who)
    due = asked.due_on
    asked = services.extend_request(reason="Πολλά αρχεία", **who)
    assert asked.due_on > due
    services.refuse_request(answer="Ο νόμος το ζητά", **who)
    with pytest.raises(DatabaseError), transaction.atomic():
        queries.requests().filter(pk=asked.pk).update(answer="άλλο")


def test_looks_are_noted_once_a_day(citizen: Any, clerk: Any) -> None:
    party = party_of(citizen)
    assert party is not None
    facts = {"party_id": party.pk, "what": "debts", "actor": clerk}
    for at in (NOW, NOW, NOW + timedelta(days=1)):
        services.note_sight(at=at, **facts)
    assert queries.sights_of(party.pk).count() == 2


def test_erased_after_a_second_person_agreed(citizen: Any, clerk: Any) -> None:
    party = party_of(citizen)
    assert party is not None
    with pytest.raises(NothingToErase):
        services.propose_erasure(eraser="looks", actor=clerk, at=NOW)
    for days in range(3):
        at = OLD - timedelta(days=days)
        services.note_sight(party_id=party.pk, what="debts", actor=clerk, at=at)
    services.note_sight(party_id=party.pk, what="debts", actor=clerk, at=NOW)
    made = services.propose_erasure(eraser="looks", actor=clerk, at=NOW)
    assert made.counted == 3
    with pytest.raises(SecondPersonNeeded):
        services.approve_erasure(erasure_id=made.pk, actor=clerk, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.filter(pk=made.pk).update(
            state="approved", decided_by=clerk, decided_at=NOW
        )
    head = signin.make_staff("head", "head@example.org", "financial")
    services.approve_erasure(erasure_id=made.pk, actor=head, at=NOW)
    for _again in range(2):
        done = services.carry_out(erasure_id=made.pk, at=NOW)
    assert (done.state, done.erased, Sight.objects.count()) == ("done", 3, 1)


def test_periods_are_the_towns(clerk: Any) -> None:
    facts = {"eraser": "looks", "legal_basis": "απόφαση 1/2026", "actor": clerk, "at": NOW}
    with pytest.raises(PeriodUnknown):
        services.set_period(months=0, valid_from=NOW.date(), **facts)
    services.set_period(months=12, valid_from=NOW.date() + timedelta(days=1), **facts)
    eraser = registries.ERASERS.get("looks")
    assert queries.months_of(eraser, NOW.date())[0] == eraser.months
    later = queries.months_of(eraser, NOW.date() + timedelta(days=2))
    assert later == (12, "απόφαση 1/2026")


def test_a_consent_keeps_its_words(citizen: Any) -> None:
    purpose = registries.Purpose("test", "Δοκιμή", "Συμφωνώ")
    if "test" not in registries.PURPOSES.kinds():
        registries.register_purpose(purpose)
    try:
        for _again in range(2):
            services.give_consent(user=citizen, purpose="test", language="el", at=NOW)
        assert queries.has_consent(citizen, "test")
        assert services.withdraw_consent(user=citizen, purpose="test", at=NOW)
        assert not services.withdraw_consent(user=citizen, purpose="test", at=NOW)
        (row,) = Consent.objects.all()
        assert row.text == "Συμφωνώ"
        with pytest.raises(DatabaseError), transaction.atomic():
            Consent.objects.update(text="άλλο")
    finally:
        registries.PURPOSES._handlers.pop("test")
