"""Asking for a credit back and objecting to a charge, on pages and for programs."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from backoffice.identity.services import load_departments
from backoffice.revenue import queries, services
from backoffice.revenue.models import Act, Objection
from tests.factories.signin import make_citizen, sign_in

JSON = "application/json"
IBAN = "GR1601101250000000012300695"


@pytest.fixture
def credit(charge):
    """Six euros more than was owed."""
    now = timezone.now()
    payment = services.start_payment(
        payer=None, items=[(charge.pk, None)], method="card", key="k", at=now
    )
    more = services.PaymentReport(payment.code, payment.amount + Decimal(6), "pi_6", now, "test")
    services.record_payment(more, at=now)
    return queries.credits_of([charge.debtor_id])[0]["id"]


def test_a_credit_is_asked_back(browser, credit):
    translation.activate("el")
    assert "6,00" in browser.get(reverse("debts:requests")).content.decode()
    address = reverse("debts:refund", args=[credit])
    wrong = browser.post(address, {"iban": IBAN[:-1], "payee": "Μ. Παπαδάκη"})
    assert (wrong.status_code, "27" in wrong.content.decode()) == (422, True)
    sent = browser.post(address, {"iban": IBAN, "payee": "Μ. Παπαδάκη"})
    act = Act.objects.get()
    assert sent["Location"].endswith(reverse("debts:refund_state", args=[act.code]))
    assert (act.state, act.amount) == ("asked", Decimal(6))
    assert IBAN in browser.get(sent["Location"]).content.decode()


def test_a_charge_is_objected_to_and_the_objection_taken_back(browser, charge):
    load_departments(at=timezone.now())
    address = reverse("debts:object", args=[charge.code])
    assert browser.post(address, {"reasons": "", "key": "a"}).status_code == 422
    assert browser.post(address, {"reasons": "Λάθος πρόσωπο", "key": "a"}).status_code == 302
    objection = Objection.objects.get()
    shown = browser.get(reverse("debts:objection", args=[objection.code])).content.decode()
    assert objection.entry.label in shown
    again = browser.post(address, {"reasons": "Λάθος πρόσωπο", "key": "b"})
    assert again.status_code == 422
    browser.post(reverse("debts:objection_withdraw", args=[objection.code]))
    assert Objection.objects.get().state == "withdrawn"


def test_the_same_for_programs(browser, credit, charge):
    load_departments(at=timezone.now())
    (row,) = browser.get("/api/v1/credits/").json()
    assert (row["id"], row["left"]) == (credit, "6.00")
    sent = browser.post(f"/api/v1/credits/{credit}/refund/", {"iban": "GR1", "payee": "Μ."}, JSON)
    assert (sent.status_code, sent.json()["code"]) == (409, "bad_iban")
    sent = browser.post(f"/api/v1/credits/{credit}/refund/", {"iban": IBAN, "payee": "Μ."}, JSON)
    assert sent.json()["state"] == "asked"
    assert browser.get(f"/api/v1/refunds/{sent.json()['code']}/").json()["amount"] == "6.00"
    facts = {"reasons": "Λάθος πρόσωπο", "key": "12345678"}
    sent = browser.post(f"/api/v1/debts/{charge.code}/objection/", facts)
    assert sent.status_code == 201
    code = sent.json()["code"]
    assert browser.get(f"/api/v1/objections/{code}/").json()["state"] == "lodged"


def test_a_stranger_finds_nothing(credit, charge):
    stranger = Client()
    sign_in(stranger, make_citizen("100000181", "stranger@example.org"))
    for name, arg in (("refund", credit), ("object", charge.code)):
        assert stranger.get(reverse(f"debts:{name}", args=[arg])).status_code == 404
    assert (
        stranger.post(f"/api/v1/credits/{credit}/refund/", {"iban": IBAN}, JSON).status_code == 404
    )


@pytest.fixture
def late(charge):
    """A debt late enough to bear a surcharge, beside the one on time."""
    from backoffice.party.models import Party
    from tests.eservices.payments.till import bill

    return bill(Party.objects.get(pk=charge.debtor_id), "500.00", source="late", due_in=-70)


def test_a_waiver_of_the_surcharge_is_asked_for_and_taken_up(browser, charge, late):
    translation.activate("el")
    address = reverse("debts:waiver", args=[late.code])
    assert address in browser.get(reverse("debts:detail", args=[late.code])).content.decode()
    assert browser.post(address, {"cause": "not_served", "reason": " "}).status_code == 422
    assert browser.post(address, {"cause": "no_estate", "reason": "x"}).status_code == 422
    asked = {"cause": "not_served", "reason": "Δεν έλαβα ειδοποίηση"}
    sent = browser.post(address, asked)
    act = Act.objects.get()
    assert sent["Location"].endswith(reverse("debts:waiver_state", args=[act.code]))
    assert (act.kind, act.state, act.reason) == ("waiver", "asked", asked["reason"])
    assert browser.post(address, asked)["Location"] == sent["Location"]  # still one
    assert str(act) in browser.get(sent["Location"]).content.decode()
    assert str(act) in browser.get(reverse("debts:requests")).content.decode()
    clerk = make_citizen("900000773", "clerk@example.org")
    taken = services.take_up(
        act_id=act.pk, reason="Δεν βρέθηκε επίδοση", actor=clerk, at=timezone.now()
    )
    assert (taken.state, taken.proposer, taken.requester.email != clerk.email) == (
        "proposed",
        clerk,
        True,
    )
    # What is on time bears no surcharge to waive.
    on_time = reverse("debts:waiver", args=[charge.code])
    assert browser.post(on_time, asked).status_code == 422


def test_a_waiver_for_programs(browser, late):
    address = reverse("api_waiver_ask", args=[late.code])
    assert browser.post(address, {"cause": "x", "reason": "y"}, JSON).status_code == 400
    facts = {"cause": "force_majeure", "reason": "Πλημμύρα"}
    sent = browser.post(address, facts, JSON)
    assert (sent.status_code, sent.json()["state"]) == (201, "asked")
    read = browser.get(reverse("api_waiver", args=[sent.json()["code"]])).json()
    assert read["amount"] == sent.json()["amount"]
    stranger = Client()
    sign_in(stranger, make_citizen("900000773", "stranger@example.org"))
    assert stranger.get(reverse("api_waiver", args=[sent.json()["code"]])).status_code == 404
    assert stranger.post(address, facts, JSON).status_code == 404
