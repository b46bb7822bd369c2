"""Certificates given at once: applied for, issued, sealed, verified, revoked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from backoffice.certificates import queries, services
from backoffice.certificates.errors import AlreadyRevoked, KeyUsedOtherwise, WhyMissing
from backoffice.certificates.models import Application, Certificate
from backoffice.documents import sealing
from backoffice.documents.models import Entry
from backoffice.kernel.dates import athens_day
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Receipt
from tests.backoffice.documents.sealed import town_seal
from tests.eservices.payments.till import bill, make_party
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff
from tests.integrations.signing import pdfsig, signing_desk, signing_process

__all__ = ["signing_desk", "signing_process", "town_seal"]
pytestmark = pytest.mark.django_db
PAGES = "/el/account/certificates/"


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of

    return party_of(citizen) or make_party(afm="100000090")


@pytest.fixture
def client(citizen) -> Client:
    visitor = Client()
    sign_in(visitor, citizen)
    return visitor


def pay(charge: Any, key: str = "pay") -> None:
    revenue.take_cash(items=[(charge.pk, None)], key=key, actor=None, at=timezone.now())


def ask(party: Any, actor: Any, kind: str = "clearance", key: str = "k") -> Application:
    return services.obtain(
        kind=kind, party_id=party.pk, key=key, actor=actor, at=timezone.now(), purpose="άδεια"
    )


def certificate(made: Application) -> Certificate:
    return Certificate.objects.get(application=made)


def test_given_at_once_sealed_and_accepted_by_poppler(party, citizen, town_seal, tmp_path) -> None:
    given = certificate(ask(party, citizen))
    assert given.valid_until == given.on + timedelta(days=60)
    assert given.entry.subject_public == "Δημοτική ενημερότητα"
    content = queries.file_of(given).content
    said = pdfsig(content, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert sealing.check(content)[0].verdict == "valid"
    assert b"/StructTreeRoot" in content
    assert b"pdfaid" in content
    assert given.entry.attachments.get().file_id == given.file_id


def test_refused_with_reasons_then_paid_and_the_same_application_goes_on(party, citizen) -> None:
    charge = bill(party, due_in=-5)
    made = ask(party, citizen)
    (ground,) = made.grounds
    assert ground["charge"] == charge.code
    assert "5 ημέρες" in ground["text"]
    assert Entry.objects.count() == 0
    pay(charge)
    again = services.go_on(application_id=made.pk, actor=citizen, at=timezone.now())
    assert (again.pk, again.grounds) == (made.pk, [])
    first = certificate(made)
    services.go_on(application_id=made.pk, actor=citizen, at=timezone.now())
    assert Certificate.objects.get().pk == first.pk


def test_a_payment_lets_it_go_on_by_itself(party, citizen) -> None:
    charge = bill(party, due_in=-5)
    made = ask(party, citizen)
    assert revenue.resume_certificates(receipt_id=0, at=timezone.now()) == 0
    pay(charge)
    receipt = Receipt.objects.get()
    assert revenue.resume_certificates(receipt_id=receipt.pk, at=timezone.now()) == 1
    assert revenue.resume_certificates(receipt_id=receipt.pk, at=timezone.now()) == 0
    assert certificate(made).application_id == made.pk


def test_a_wish_of_long_ago_is_not_fulfilled_by_itself(party, citizen) -> None:
    charge = bill(party, due_in=-5)
    ask(party, citizen)
    pay(charge)
    later = timezone.now() + timedelta(days=31)
    assert services.resume(party_ids={party.pk}, at=later) == 0
    assert Certificate.objects.count() == 0


def test_the_same_form_gives_one_certificate(party, citizen) -> None:
    assert ask(party, citizen).pk == ask(party, citizen).pk
    assert Certificate.objects.count() == 1
    with pytest.raises(KeyUsedOtherwise):
        ask(party, citizen, kind="debt-statement")


def test_without_a_seal_now_the_queue_makes_it_later(party, citizen, settings, town_seal) -> None:
    key, settings.SIGNING_PKCS12 = settings.SIGNING_PKCS12, ""
    given = certificate(ask(party, citizen))
    assert given.file is None
    assert given.trouble
    settings.SIGNING_PKCS12 = key
    assert services.order_missing_seals(before=timezone.now()) == 1
    sealed = services.seal_certificate(certificate_id=given.pk, at=timezone.now())
    again = services.seal_certificate(certificate_id=given.pk, at=timezone.now())
    assert (sealed.file_id is not None, again.file_id) == (True, sealed.file_id)


def test_debts_and_payments_are_certified(party, citizen) -> None:
    charge, other = bill(party), bill(party, "60.00", source="2")
    pay(charge)
    owed = certificate(ask(party, citizen, kind="debt-statement"))
    (table,) = owed.content["tables"]
    assert [row[1] for row in table["rows"]] == [str(other)]
    assert owed.valid_until is None
    paid = certificate(ask(party, citizen, kind="payment-proof", key="k2"))
    assert paid.content["tables"][0]["total"].replace("\xa0", " ") == "144,00 €"


def test_the_database_keeps_what_a_certificate_says(party, citizen) -> None:
    given = certificate(ask(party, citizen))
    changes: tuple[dict[str, Any], ...] = (
        {"content": {}},
        {"valid_until": None},
        {"verification": "X"},
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=given.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=given.pk).delete()


def test_revoked_with_a_reason_and_told_to_whoever_checks(party, citizen) -> None:
    given = certificate(ask(party, citizen))
    page = Client().get(f"/verify/{sealing.spaced(given.verification)}/")
    assert "ισχύει" in page.content.decode()
    head = make_staff("head", department="financial")
    act = {"certificate_id": given.pk, "actor": head, "at": timezone.now()}
    with pytest.raises(WhyMissing):
        services.revoke_certificate(reason=" ", **act)
    services.revoke_certificate(reason="αντιλογισμός πληρωμής", **act)
    with pytest.raises(AlreadyRevoked):
        services.revoke_certificate(reason="x", **act)
    page = Client().get(f"/verify/{given.verification}/").content.decode()
    assert "ακυρώθηκε" in page
    assert party.name not in page


def test_a_receipt_can_be_checked_too(party, citizen) -> None:
    charge = bill(party)
    receipt = revenue.take_cash(items=[(charge.pk, None)], key="k", actor=None, at=timezone.now())
    page = Client().get(f"/verify/{receipt.code}/").content.decode()
    assert str(receipt) in page
    assert party.name not in page


def test_what_became_untrue_is_named(party, citizen) -> None:
    given = certificate(ask(party, citizen))
    today = athens_day(timezone.now())
    assert queries.no_longer_true(today) == []
    bill(party, due_in=-5)
    assert [row.pk for row in queries.no_longer_true(today)] == [given.pk]


def test_terms_are_data(party, citizen) -> None:
    head = make_staff("head", department="financial")
    services.set_terms(
        kind="clearance",
        valid_days=30,
        valid_from=athens_day(timezone.now()),
        decision="12/2026",
        actor=head,
        at=timezone.now(),
    )
    given = certificate(ask(party, citizen))
    assert given.valid_until == given.on + timedelta(days=30)


# the doors


def test_a_citizen_asks_reads_why_not_pays_and_goes_on(client, party, town_seal) -> None:
    charge = bill(party, due_in=-5)
    answer = client.post(PAGES, {"kind": "clearance", "key": "form", "purpose": ""})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    page = client.get(answer.url).content.decode()
    assert f"/payments/review/?charge={charge.code}" in page or charge.code in page
    pay(charge)
    client.post(f"{answer.url}go-on/")
    page = client.get(answer.url).content.decode()
    given = Certificate.objects.get()
    assert given.entry.label in page
    sent = client.get(f"{PAGES}{given.code}/certificate.pdf")
    assert sent.content.startswith(b"%PDF")
    listed = client.get(PAGES).content.decode()
    assert given.entry.label in listed


def test_a_stranger_learns_nothing(client, party, citizen) -> None:
    made = ask(party, citizen)
    stranger = Client()
    sign_in(stranger, make_citizen("900007713", "stranger@example.org"))
    for path in (f"{PAGES}{made.code}/", f"{PAGES}{certificate(made).code}/certificate.pdf"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{PAGES}{made.code}/go-on/").status_code == 404


def test_programs_do_the_same(client, party) -> None:
    charge = bill(party, due_in=-5)
    ask_for = {"kind": "clearance", "key": "api"}
    made = client.post("/api/v1/certificates/", ask_for, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["grounds"][0]["charge"] == charge.code
    pay(charge)
    path = f"/api/v1/certificates/{made.json()['code']}/"
    again = client.post(path, content_type="application/json").json()
    assert again["state"] == "valid"
    assert again["certificate"]["number"]
    assert client.get("/api/v1/certificates/").json()[0]["code"] == made.json()["code"]
    unknown = client.post(
        "/api/v1/certificates/", {"kind": "none", "key": "x"}, content_type="application/json"
    )
    assert unknown.status_code == 409


def test_staff_give_and_look_up(party, town_seal) -> None:
    desk = Client()
    sign_in_staff(desk, make_staff("treasurer"))
    answer = desk.post(
        "/cms/certificates/give/", {"kind": "clearance", "afm": party.afm, "key": "c"}
    )
    assert answer.status_code == 302
    given = certificate(Application.objects.get())
    assert given.entry.label in desk.get(answer.url).content.decode()
    assert desk.get("/cms/certificates/").status_code == 200
    nobody = desk.post("/cms/certificates/give/", {"kind": "clearance", "afm": "1", "key": "d"})
    assert nobody.status_code == 422
