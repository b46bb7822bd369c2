"""What is owed and why, for oneself and for those one stands for; nobody else sees it."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader
from rest_framework import serializers

from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.party.services import give_mandate
from backoffice.revenue import queries
from backoffice.revenue import services as revenue
from eservices.debts.api import DebtSerializer, ExplainedDebtSerializer
from eservices.debts.forms import PartForm, RfForm, StatementForm
from tests.eservices.payments.till import bill, make_party
from tests.factories.signin import make_citizen, make_user, sign_in

DEBTS = "/el/account/debts/"


def shown(client: Client, path: str = DEBTS, **query: str) -> str:
    """Return a page as text, its spaces plain."""
    answer = client.get(path, query)
    assert answer.status_code == 200, answer
    return answer.content.decode().replace("\xa0", " ")


def stand_for(principal, agent, scope="pay", days=30):
    """Let somebody act for somebody else from yesterday on."""
    today = athens_day(timezone.now())
    give_mandate(
        principal_id=principal.pk,
        agent_id=agent.pk,
        scope=scope,
        valid_from=today - timedelta(days=1),
        valid_until=today + timedelta(days=days),
        actor=None,
        at=timezone.now(),
    )


def test_everything_that_is_owed(browser, party, charge):
    bill(party, "56.00", source="2", due_in=10)
    text = shown(browser)
    assert "Οφείλονται σήμερα: <strong>200,00 €</strong>" in text
    assert text.index("56,00") < text.index("144,00")
    assert text.count('name="charge"') == 2
    assert "ληξιπρόθεσμη" not in text


def test_what_is_late_says_so(browser, party):
    late = bill(party, "100.00", due_in=-40)
    text = shown(browser)
    assert "ληξιπρόθεσμη" in text
    assert "ληξιπρόθεσμα" in text
    detail = shown(browser, f"{DEBTS}{late.code}/")
    assert "Προσαύξηση" in detail or "Τόκοι" in detail


def test_why_it_is_that_amount(browser, party, charge):
    text = shown(browser, f"{DEBTS}{charge.code}/")
    assert "Πώς προκύπτει το ποσό" in text
    assert "Πρόστιμο" in text
    assert "144,00 €" in text
    assert party.full_name in text


def test_a_debt_that_was_paid_offers_nothing_to_pay(browser, charge):
    revenue.take_cash(items=[(charge.pk, None)], key="c", actor=None, at=timezone.now())
    assert "Δεν οφείλεται ποσό" in shown(browser, f"{DEBTS}{charge.code}/")
    assert "Δεν υπάρχουν οφειλές" in shown(browser)


def test_debts_of_those_one_stands_for(browser, party, charge):
    company = make_party(5)
    foreign = bill(company, "77.00", source="company")
    assert "77,00" not in shown(browser)
    assert browser.get(f"{DEBTS}{foreign.code}/").status_code == 404
    stand_for(company, party)
    text = shown(browser)
    assert "77,00" in text
    assert text.index(party.full_name) < text.index(company.full_name)
    assert browser.get(f"{DEBTS}{foreign.code}/").status_code == 200


@pytest.mark.parametrize("scope", ["declare"])
def test_a_mandate_for_something_else_opens_nothing(browser, party, charge, scope):
    company = make_party(5)
    foreign = bill(company, "77.00", source="company")
    stand_for(company, party, scope)
    assert "77,00" not in shown(browser)
    assert browser.get(f"{DEBTS}{foreign.code}/").status_code == 404


def test_the_wrong_person_finds_nothing(charge):
    other = Client()
    sign_in(other, make_citizen("094014201", "other@example.org"))
    for code in (charge.code, "NOTHERE12345"):
        assert other.get(f"{DEBTS}{code}/").status_code == 404
    assert "144,00" not in shown(other)
    for path in ("statement/", "statement/statement.csv", "statement/statement.pdf"):
        answer = other.get(f"{DEBTS}{path}", {"debtor": charge.debtor.code})
        assert answer.status_code == 404, path


def test_nobody_is_sent_to_sign_in(charge):
    for path in ("", f"{charge.code}/", "statement/", "statement/statement.pdf"):
        answer = Client().get(f"{DEBTS}{path}")
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]


def test_whoever_is_not_known_is_told_how_to_become_known(town):
    client = Client()
    sign_in(client, make_user("unknown@example.org"))
    assert "TAXISnet" in shown(client)
    assert client.get(f"{DEBTS}statement/statement.pdf").status_code == 404
    assert client.get(f"{DEBTS}statement/statement.csv").status_code == 404
    assert client.get(f"{DEBTS}statement/").status_code == 200


def test_the_statement_as_of_a_day(browser, charge):
    today = athens_day(timezone.now())
    revenue.take_cash(items=[(charge.pk, Decimal("44.00"))], key="c", actor=None, at=timezone.now())
    text = shown(browser, f"{DEBTS}statement/")
    assert "44,00 €" in text
    assert "100,00 €" in text
    before = shown(browser, f"{DEBTS}statement/", on=(today - timedelta(days=1)).isoformat())
    assert "44,00" not in before
    assert "Καμία κίνηση" in before
    coming = shown(browser, f"{DEBTS}statement/", on=(today + timedelta(days=9)).isoformat())
    assert f"{today:%d/%m/%Y}" in coming


def test_the_statement_as_csv(browser, charge):
    answer = browser.get(f"{DEBTS}statement/statement.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Ημέρα;Κίνηση;Περίοδος;Αριθμός;Χρέωση;Πίστωση;Υπόλοιπο"
    assert lines[1].endswith(";144,00;0;144,00") or lines[1].endswith(";144,00;0,00;144,00")


def test_the_statement_as_pdf(browser, party, charge):
    answer = browser.get(f"{DEBTS}statement/statement.pdf")
    words = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert answer["Content-Type"] == "application/pdf"
    assert "144,00" in words
    assert party.name in words


@pytest.mark.parametrize("path", ["", "statement/"])
def test_lists_ask_a_constant_number_of_queries(browser, party, path):
    counts = []
    bill(party, "10.00", source="late", due_in=-40)
    shown(browser, DEBTS + path)
    for number in (1, 7):
        for n in range(number):
            bill(party, "10.00", source=f"{number}-{n}", due_in=-40 + n * 9)
        with CaptureQueriesContext(connection) as caught:
            shown(browser, DEBTS + path)
        # The frame around the page keeps its own parts for a moment; they are not counted here.
        ours = [q for q in caught if "revenue_" in q["sql"] or "party_" in q["sql"]]
        counts.append(len(ours))
    assert counts[0] == counts[1]


def test_programs_get_what_the_fields_say(party):
    """Each debt is written by hand; the declared fields are what programs are told."""
    charge = bill(party, "10.00", source="late", due_in=-40)
    facts = {"reason": "δοκιμή", "actor": None, "at": timezone.now()}
    revenue.charge_expenses(charge_id=charge.pk, amount=Decimal(25), **facts)
    source, today = Source("test.plan", "1"), athens_day(timezone.now())
    revenue.place_hold(charge_ids=[charge.pk], kind="disputed", source=source, first=today, **facts)
    debt = queries.debt_of(charge.pk, today)
    for kind in (DebtSerializer, ExplainedDebtSerializer):
        assert kind(debt).data == serializers.Serializer.to_representation(kind(), debt)
    assert kind(debt).data["holds"] == ["disputed"]


def test_english_too(browser, charge):
    text = shown(browser, "/en/account/debts/")
    assert "What you owe" in text
    assert "€144.00" in text


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [
        ("RF89902018000000000000123", True),
        ("rf89 9020 1800 0000 0000 0012 3", True),
        ("RF88902018000000000000123", False),
        ("902018000000000000123", False),
        ("", False),
    ],
)
def test_rf_codes_are_checked_before_anything_else(typed, is_good):
    form = RfForm({"rf": typed})
    assert form.is_valid() is is_good
    if is_good:
        assert form.cleaned_data["rf"] == "RF89902018000000000000123"


@pytest.mark.parametrize(
    ("typed", "owed", "amount"),
    [
        ("44,00", "144.00", "44.00"),
        ("144,00", "144.00", "144.00"),
        ("0,50", "0.50", "0.50"),
        ("0,50", "144.00", None),
        ("144,01", "144.00", None),
        ("44,001", "144.00", None),
        ("", "144.00", None),
    ],
)
def test_parts_lie_between_one_euro_and_all(typed, owed, amount):
    form = PartForm({"amount": typed}, owed=Decimal(owed))
    assert form.is_valid() is (amount is not None)
    if amount:
        assert form.cleaned_data["amount"] == Decimal(amount)


def test_a_day_that_cannot_be_read_counts_as_today():
    today = athens_day(timezone.now())
    assert StatementForm({"on": "yesterday"}, debtors=[], today=today).day == today
    assert StatementForm(None, debtors=[], today=today).day == today
