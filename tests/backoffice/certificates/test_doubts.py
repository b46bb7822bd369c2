"""A certificate whose approval fell away: in force, examined anew, judged by somebody."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.audit.models import Entry
from backoffice.certificates import access, queries, services
from backoffice.certificates.errors import AlreadyRevoked, NotInDoubt, SecondNeeded, WhyMissing
from backoffice.certificates.models import Certificate
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff

from .test_attested import RESIDENCE
from .test_replacing import give, issue, state

pytestmark = pytest.mark.django_db
WHY = "Αίτηση 12/2026: η έγκρισή της δεν ισχύει πλέον"


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of
    from tests.eservices.payments.till import make_party

    return party_of(citizen) or make_party(afm="100000090")


@pytest.fixture
def head(town) -> Any:
    return make_staff("head", "head@example.org", "administrative")


def doubt(certificate: Certificate, why: str = WHY) -> Certificate:
    return services.doubt_certificate(
        certificate_id=certificate.pk, why=why, actor=None, at=timezone.now()
    )


def judge(certificate: Certificate, actor: Any, reason: str = "Ισχύει") -> Certificate:
    return services.uphold_certificate(
        certificate_id=certificate.pk, reason=reason, actor=actor, at=timezone.now()
    )


def verified(certificate: Certificate) -> str:
    headers = {"accept-language": "el"}
    page = Client().get(f"/verify/{certificate.verification}/", headers=headers)
    return page.content.decode()


def test_everybody_reads_that_it_is_examined_and_nobody_reads_whose_it_is(party, citizen) -> None:
    given = give(party, citizen)
    assert "Επανεξετάζεται" not in verified(given)
    doubt(given)
    page = verified(given)
    assert "Επανεξετάζεται από" in page
    assert "Ρωτήστε μας" in page
    for secret in (party.name, party.afm, "12/2026", given.content["title"] + party.name):
        assert secret not in page
    assert queries.state_of(Certificate.objects.get(pk=given.pk)) == "in_review"
    visitor = Client()
    sign_in(visitor, citizen)
    own = visitor.get(f"/el/account/certificates/{given.application.code}/").content.decode()
    assert "επανεξετάζεται" in own
    assert "επανεξετάζεται" in visitor.get("/el/account/certificates/").content.decode()
    answer = visitor.get(f"/api/v1/certificates/{given.application.code}/").json()
    assert answer["state"] == "in_review"


def test_a_doubt_is_noted_once_for_each_cause(party, citizen) -> None:
    given = give(party, citizen)
    first = doubt(given).doubted_at
    doubt(given)
    again = doubt(given, "άλλος λόγος")
    assert (again.doubted_at, again.doubted_why) == (first, f"{WHY} · άλλος λόγος")
    noted = Entry.objects.filter(action="certificates.certificate.doubted")
    assert noted.count() == 2
    with pytest.raises(WhyMissing):
        doubt(give(party, citizen, "k2"), " ")


def test_it_stands_by_a_decision_with_a_reason(party, citizen, head) -> None:
    given = give(party, citizen)
    with pytest.raises(NotInDoubt):
        judge(given, head)
    doubt(given)
    with pytest.raises(WhyMissing):
        judge(given, head, " ")
    upheld = judge(given, head)
    assert (upheld.doubted_at, queries.state_of(upheld)) == (None, "valid")
    assert "Επανεξετάζεται" not in verified(given)
    assert Entry.objects.get(action="certificates.certificate.upheld").note == "Ισχύει"


def test_the_page_of_judging_says_what_is_judged_and_why(party, citizen, head) -> None:
    given = give(party, citizen)
    doubt(given)
    desk = Client()
    sign_in_staff(desk, head)
    page = desk.get(reverse("certificates:judge", args=[given.code])).content.decode()
    back = reverse("certificates:application", args=[given.application.code])
    for told in (WHY, party.full_name, str(given), f'href="{back}"'):
        assert told in page


def test_revoked_it_is_judged_and_is_doubted_no_more(party, citizen, head) -> None:
    given = give(party, citizen)
    doubt(given)
    who: dict[str, Any] = {"certificate_id": given.pk, "actor": head, "at": timezone.now()}
    ended = services.revoke_certificate(reason="η αίτηση απορρίφθηκε", **who)
    assert (ended.doubted_at, ended.doubted_why) == (None, "")
    assert queries.state_of(ended) == "cancelled"
    assert doubt(given).doubted_at is None
    with pytest.raises(AlreadyRevoked):
        services.revoke_certificate(reason="ξανά", **who)
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=given.pk).update(doubted_at=timezone.now(), doubted_why="x")


def test_whoever_issued_it_does_not_judge_what_asks_for_two(party, citizen, head) -> None:
    clerk = make_staff("clerk", "clerk@example.org", "civil-status")
    given = issue(state(party, clerk, RESIDENCE), head)
    doubt(given)
    assert not access.to_judge(head).exists()
    with pytest.raises(SecondNeeded):
        judge(given, head)
    other = make_staff("head", "other@example.org", "administrative")
    assert list(access.to_judge(other)) == [given]
    assert judge(given, other).doubted_at is None
    assert not access.to_judge(clerk).exists()


def test_it_waits_on_the_worklist_and_its_page_judges_it(party, citizen, head) -> None:
    given = give(party, citizen)
    page = reverse("certificates:judge", args=[given.code])
    desk = Client()
    sign_in_staff(desk, head)
    assert desk.get(page).status_code == 404
    doubt(given)
    waiting = desk.get(reverse("desk:work"), {"kind": "certificates.doubt"})
    assert page in waiting.content.decode()
    assert "12/2026" in desk.get(page).content.decode()
    assert desk.post(page, {"verdict": "stands", "reason": ""}).status_code == 422
    assert desk.post(page, {"verdict": "revoked", "reason": "Απορρίφθηκε"}).status_code == 302
    given.refresh_from_db()
    assert (given.reason, given.revoked_by_id) == ("Απορρίφθηκε", head.pk)
    assert desk.get(page).status_code == 404
    again = give(party, citizen, "k2")
    doubt(again)
    shown = desk.get(reverse("certificates:application", args=[again.application.code]))
    other = reverse("certificates:judge", args=[again.code])
    assert other in shown.content.decode()
    assert desk.post(other, {"verdict": "stands", "reason": "Ορθή"}).status_code == 302
    again.refresh_from_db()
    assert queries.state_of(again) == "valid"
