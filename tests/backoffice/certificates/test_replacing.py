"""Certificates replaced by others, figures by day, and applications that wait for two people."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from backoffice.certificates import given as followers
from backoffice.certificates import queries, services, stating
from backoffice.certificates.errors import (
    FactsRefused,
    FigureUnfit,
    NotAtOnce,
    NotReplaceable,
    SecondNeeded,
    Settled,
    StandsAgainst,
    StatementNeeded,
    WhyMissing,
)
from backoffice.certificates.kinds import Finding
from backoffice.certificates.models import Application, Certificate, Figure, Statement
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from tests.backoffice.documents.sealed import town_seal
from tests.eservices.payments.till import bill, make_party
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff
from tests.integrations.signing import signing_desk, signing_process

from .test_attested import RESIDENCE, SEMINAR, STREET, posted

__all__ = ["signing_desk", "signing_process", "town_seal"]
pytestmark = pytest.mark.django_db
PAGES, SCREENS = "/el/account/certificates/", "/cms/certificates/"


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of

    return party_of(citizen) or make_party(afm="100000090")


@pytest.fixture
def clerk(town) -> Any:
    return make_staff("clerk", "clerk@example.org", "civil-status")


@pytest.fixture
def head(town) -> Any:
    return make_staff("head", "head@example.org", "administrative")


def give(party: Any, actor: Any, key: str = "k") -> Certificate:
    made = services.obtain(
        kind="clearance", party_id=party.pk, key=key, actor=actor, at=timezone.now()
    )
    return Certificate.objects.get(application=made)


def replace(old: Certificate, actor: Any, key: str = "r", reason: str = "λάθος χρήση") -> Any:
    made = services.replace_certificate(
        certificate_id=old.pk, reason=reason, key=key, actor=actor, at=timezone.now()
    )
    return Certificate.objects.get(application=made)


def state(party: Any, actor: Any, facts: dict[str, Any], key: str = "k", **more: Any) -> Statement:
    return stating.state_facts(
        kind="permanent-residence",
        party_id=party.pk,
        facts=facts,
        key=key,
        actor=actor,
        at=timezone.now(),
        **more,
    )


def issue(statement: Statement, actor: Any) -> Certificate:
    made = stating.issue_stated(statement_id=statement.pk, actor=actor, at=timezone.now())
    return Certificate.objects.get(application=made)


def desk(user: Any) -> Client:
    client = Client()
    sign_in_staff(client, user)
    return client


# replaced


def test_the_new_one_takes_the_place_and_everybody_is_told(
    party, citizen, head, town_seal, code_key
) -> None:
    old = give(party, citizen)
    new = replace(old, head)
    old = Certificate.objects.get(pk=old.pk)
    assert (new.replaces_id, old.reason, old.revoked_by_id) == (old.pk, "λάθος χρήση", head.pk)
    assert (queries.state_of(old), queries.state_of(new)) == ("replaced", "valid")
    page = Client().get(f"/verify/{old.verification}/").content.decode()
    assert "αντικαταστάθηκε" in page
    assert new.entry.label in page
    assert party.name not in page
    assert new.verification not in page
    visitor = Client()
    sign_in(visitor, citizen)
    page = visitor.get(f"{PAGES}{old.application.code}/").content.decode()
    assert f"{PAGES}{new.application.code}/" in page
    answer = visitor.get(f"/api/v1/certificates/{old.application.code}/").json()
    assert (answer["state"], answer["replaced_by"]) == ("replaced", new.application.code)
    answer = visitor.get(f"/api/v1/certificates/{new.application.code}/").json()
    assert (answer["state"], answer["replaces"]) == ("valid", old.application.code)
    said = queries.codes.read(new.content["qr"], queries.public_keys())
    assert said.replaces == old.verification


def test_what_was_revoked_is_handed_out_with_that_word_across_it(
    party, citizen, head, town_seal
) -> None:
    old = give(party, citizen)
    assert b"/ByteRange" in queries.file_of(old).content
    replace(old, head)
    shown = queries.file_of(Certificate.objects.get(pk=old.pk)).content
    assert b"/ByteRange" not in shown
    assert "ΑΝΤΙΚΑΤΑΣΤΑΘΗΚΕ" in words_of(shown)
    kept = Certificate.objects.get(pk=old.pk)
    assert b"/ByteRange" in queries.content_of(kept.file)


def words_of(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_replaced_once_and_only_by_what_is_true_now(party, citizen, head) -> None:
    old = give(party, citizen)
    with pytest.raises(WhyMissing):
        replace(old, head, reason=" ")
    new = replace(old, head)
    assert replace(old, head).pk == new.pk
    with pytest.raises(NotReplaceable):
        replace(old, head, key="again")
    bill(party, due_in=-5)
    with pytest.raises(StandsAgainst):
        replace(new, head, key="owes")
    assert queries.state_of(Certificate.objects.get(pk=new.pk)) == "valid"


def test_one_that_was_revoked_first_is_replaced_later(party, citizen, head) -> None:
    old = give(party, citizen)
    services.revoke_certificate(
        certificate_id=old.pk, reason="πρώτα αυτό", actor=head, at=timezone.now()
    )
    replace(old, head)
    assert Certificate.objects.get(pk=old.pk).reason == "πρώτα αυτό"


def test_the_database_refuses_a_replacement_of_another_holder(party, citizen, head) -> None:
    old, second = give(party, citizen), give(party, citizen, "k2")
    other = make_party(afm="123456783")
    made = Application.objects.create(
        key="x", kind="clearance", party=other, made_at=timezone.now(), tried_at=timezone.now()
    )
    row = {name: getattr(second, name) for name in ("kind", "on", "issued_at", "content")}
    for change in ({"party": other}, {"party": party}):
        # Another holder; and one that was not revoked before.
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.create(
                **row, **change, application=made, entry=second.entry, replaces=old
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=second.pk).update(replaces=old)
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(replaces=old, replaces_why="x")


def test_stated_facts_are_corrected_by_two_people(party, clerk, head, town_seal) -> None:
    old = issue(state(party, clerk, RESIDENCE), head)
    with pytest.raises(NotAtOnce):
        replace(old, head)
    counter, office = desk(clerk), desk(head)
    page = office.get(f"{SCREENS}asked/{old.application.code}/").content.decode()
    address = f"{SCREENS}state/permanent-residence/?replaces={old.code}"
    assert address in page
    assert "Πλαγιά 3" in counter.get(address).content.decode()
    right = RESIDENCE | {"address": "Πλαγιά 5, 81100 Δοκιμή"}
    assert counter.post(address, posted(right)).status_code == 422
    sent = counter.post(address, posted(right, replaces_why="λάθος αριθμός"))
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    # Until the second person issues it, the old one holds.
    assert queries.state_of(Certificate.objects.get(pk=old.pk)) == "valid"
    assert counter.post(sent.url).status_code == 404
    assert office.post(sent.url).status_code == 302
    old = Certificate.objects.get(pk=old.pk)
    assert queries.state_of(old) == "replaced"
    assert (old.reason, old.revoked_by_id) == ("λάθος αριθμός", head.pk)
    assert "Πλαγιά 5" in old.replaced_by.content["paragraphs"][0]
    assert counter.get(address).status_code == 404


def test_whoever_issued_an_attested_one_does_not_revoke_it_alone(party, clerk, head) -> None:
    given = issue(state(party, clerk, RESIDENCE), head)
    act = {"certificate_id": given.pk, "reason": "λάθος", "at": timezone.now()}
    with pytest.raises(SecondNeeded):
        services.revoke_certificate(actor=head, **act)
    other = make_staff("head", "other@example.org", "administrative")
    services.revoke_certificate(actor=other, **act)


def test_a_head_replaces_on_a_screen_and_a_clerk_does_not(party, citizen, head, clerk) -> None:
    old = give(party, citizen)
    address = f"{SCREENS}{old.code}/replace/"
    assert desk(clerk).get(address).status_code == 404
    office = desk(head)
    assert office.get(address).status_code == 200
    sent = office.post(address, {"reason": "άλλη χρήση", "key": "f"}, follow=True)
    assert old.entry.label in sent.content.decode()
    assert office.post(address, {"reason": "πάλι", "key": "g"}).status_code == 422


# figures


def test_the_town_sets_how_many_sessions_are_needed(party, clerk, head) -> None:
    act = {"kind": "seminar-attendance", "key": "attended_share", "actor": head}
    act["at"] = timezone.now()
    today = athens_day(act["at"])
    services.set_figure(value="3/4", valid_from=today, basis="Απόφαση 5/2026", **act)
    facts = SEMINAR | {"attended": 9, "ended_on": today.isoformat()}
    facts_of = {"kind": "seminar-attendance", "party_id": party.pk, "actor": clerk}
    stating.state_facts(facts=facts, key="nine", at=timezone.now(), **facts_of)
    with pytest.raises(FactsRefused, match="75 %"):
        stating.state_facts(
            facts=facts | {"attended": 8}, key="eight", at=timezone.now(), **facts_of
        )
    with pytest.raises(FigureUnfit):
        services.set_figure(value="0.5", valid_from=today, basis="άλλη", **act)
    for wrong in ({"value": "-1"}, {"value": "x"}, {"key": "valid_days", "value": "1"}):
        with pytest.raises(FigureUnfit):
            services.set_figure(**{**act, "valid_from": date(2030, 1, 1), "basis": "b", **wrong})
    with pytest.raises(DatabaseError), transaction.atomic():
        Figure.objects.update(value="1")


def test_a_head_sees_and_sets_figures(town, head) -> None:
    office = desk(head)
    page = office.get(f"{SCREENS}figures/").content.decode()
    assert "ν. 3463/2006, άρθρο 96" in page
    sent = {"figure": "seminar-attendance.passing_grade", "value": "6", "basis": "Απόφαση 6/2026"}
    answer = office.post(f"{SCREENS}figures/", sent | {"valid_from": "2026-01-01"}, follow=True)
    assert "Απόφαση 6/2026" in answer.content.decode()


# drawings


@pytest.fixture
def held() -> list[tuple[str, int]]:
    """Who was asked to lock what waits, and how many certificates there were then."""
    return []


@pytest.fixture
def told(held) -> Any:
    heard: list[tuple[str, str]] = []
    followers.register(
        "test.source",
        lambda code, certificate, at: heard.append((code, certificate)),
        lambda code: held.append((code, Certificate.objects.count())),
    )
    yield heard
    followers.GIVEN._handlers.pop("test.source")
    followers.HOLDS._handlers.pop("test.source")


def wait(party: Any, kind: str = "permanent-residence") -> Any:
    return services.await_certificate(
        kind=kind,
        party_id=party.pk,
        source=Source("test.source", "A1"),
        title="Αίτηση 1/2026",
        purpose="σχολείο",
        facts={"address": "Πλαγιά 3", "unknown": "x"},
        at=timezone.now(),
    )


def test_a_drawing_issues_no_attested_kind_by_itself(party, head) -> None:
    for kind in ("permanent-residence", "street-number", "tap-position", "seminar-attendance"):
        with pytest.raises(StatementNeeded):
            services.issue_checked(
                kind=kind,
                party_id=party.pk,
                finding=Finding(paragraphs=["Μένει εκεί."]),
                key=f"case:{kind}",
                actor=head,
                at=timezone.now(),
            )
    assert Certificate.objects.count() == 0


def test_a_drawing_certifies_what_registers_say_and_nothing_else(party, head) -> None:
    act = {"kind": "clearance", "party_id": party.pk, "actor": head, "at": timezone.now()}
    finding = Finding(paragraphs=["Δεν οφείλει τίποτε, το είπε ο ίδιος."])
    given = services.issue_checked(finding=finding, key="one", **act)
    assert "ίδιος" not in given.content["paragraphs"][0]
    bill(party, due_in=-5)
    with pytest.raises(StandsAgainst):
        services.issue_checked(finding=finding, key="two", **act)


def test_it_waits_for_facts_and_the_second_person(party, clerk, head, told, held) -> None:
    row = wait(party)
    assert wait(party).pk == row.pk
    assert row.facts == {"address": "Πλαγιά 3"}
    source = Source("test.source", "A1")
    assert queries.is_awaited(source)
    counter = desk(clerk)
    assert "Αίτηση 1/2026" in counter.get(f"{SCREENS}stated/").content.decode()
    address = f"{SCREENS}state/permanent-residence/?for={row.code}"
    assert "Πλαγιά 3" in counter.get(address).content.decode()
    alone = posted(RESIDENCE | {"evidence": ["solemn-declaration"]})
    assert counter.post(address, alone).status_code == 422
    sent = counter.post(address, posted(RESIDENCE))
    assert sent.status_code == 302
    assert counter.post(address, posted(RESIDENCE, key="again")).status_code == 422
    made = Statement.objects.get()
    with pytest.raises(SecondNeeded):
        issue(made, clerk)
    assert told == []
    given = issue(made, head)
    assert told == [("A1", given.code)]
    # Locked before the certificate is written and takes its number, never after.
    assert held == [("A1", 0)]
    assert (queries.is_awaited(source), queries.given_for(source)) == (False, given)
    assert counter.get(address).status_code == 404


def test_after_a_withdrawal_nobody_waits(party, clerk, head, told) -> None:
    row = wait(party)
    services.await_no_longer(source=Source("test.source", "A1"), at=timezone.now())
    with pytest.raises(Settled):
        state(party, clerk, RESIDENCE, awaited=row)
    row.refresh_from_db()
    for change in ({"dropped_at": None}, {"title": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
    with pytest.raises(NotAtOnce):
        wait(party, "clearance")
    assert STREET
