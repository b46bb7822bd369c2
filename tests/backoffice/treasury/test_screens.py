"""The counter as a cashier uses it, and what the treasurer sees of it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from backoffice.revenue import services as revenue
from backoffice.revenue.models import Charge, Receipt
from backoffice.treasury import queries, services
from backoffice.treasury.forms import AtOnceForm
from backoffice.treasury.models import Session, Taking
from tests.eservices.payments.till import bill, make_party
from tests.factories.signin import make_staff, sign_in_staff

from . import till
from .till import D

pytestmark = pytest.mark.django_db
CMS = "/cms/treasury/"


@pytest.fixture
def town(opened_till) -> None:
    till.make_desk()


def signed_in(role: str) -> tuple[Client, Any]:
    client, user = Client(), make_staff(role)
    sign_in_staff(client, user)
    return client, user


@pytest.fixture
def cashier(town) -> Client:
    return signed_in("cashier")[0]


@pytest.fixture
def charge(town) -> Charge:
    return bill(make_party(), due_in=-3)


def text(answer: Any) -> str:
    return answer.getvalue().decode().replace("\xa0", " ")


def opened(client: Client) -> Session:
    answer = client.post(
        f"{CMS}open/", {"desk": "t1", "pieces_50_00": "2", "slip": "ΑΝ-1", "key": "open"}
    )
    assert answer.status_code == 302, text(answer)
    return Session.objects.get()


def test_a_day_by_keyboard(cashier, charge) -> None:
    assert cashier.get(f"{CMS}counter/").url == f"{CMS}open/"
    session = opened(cashier)
    found = cashier.get(f"{CMS}counter/", {"q": charge.debtor.afm})
    assert charge.code in text(found)
    due = queries.find(charge.rf_code, timezone.localdate()).debts[0].total
    fields = {"charges": charge.code, "method": "cash", "handed": "200", "key": "k"}
    address = f"{CMS}counter/?q={charge.debtor.afm}"
    short = cashier.post(address, fields | {"handed": "1"})
    assert short.status_code == 422
    first, again = cashier.post(address, fields), cashier.post(address, fields)
    assert first.status_code == 302
    assert first.url == again.url
    receipt = Receipt.objects.get()
    page = text(cashier.get(first.url))
    assert "Ρέστα" in page or "Change" in page or str(receipt) in page
    assert cashier.get(f"{first.url}print/").content.startswith(b"%PDF")
    shown = text(cashier.get(f"{CMS}sessions/{session.code}/"))
    assert str(receipt) in shown
    refused = cashier.post(
        f"{CMS}sessions/{session.code}/close/", {"pieces_50_00": "2", "key": "c"}
    )
    assert refused.status_code == 422
    pieces = {f"pieces_{value}".replace(".", "_"): count for value, count in cash(D(100) + due)}
    closed = cashier.post(f"{CMS}sessions/{session.code}/close/", pieces | {"key": "c"})
    assert closed.status_code == 302, text(closed)
    session.refresh_from_db()
    assert session.state == "closed"
    assert cashier.get(f"{CMS}sessions/{session.code}/report/").content.startswith(b"%PDF")


def cash(amount: Any) -> Any:
    from backoffice.treasury.rules import pieces_of

    return pieces_of(amount).items()


def test_found_by_name_payment_code_and_number(cashier, charge) -> None:
    opened(cashier)
    other = make_party(2)
    for words in (charge.rf_code, str(charge), charge.debtor.name):
        page = text(cashier.get(f"{CMS}counter/", {"q": words}))
        assert charge.code in page or other.full_name in page
    assert charge.code in text(cashier.get(f"{CMS}counter/", {"charge": charge.code}))


def test_the_register_of_charges_leads_to_the_counter(charge) -> None:
    treasurer = signed_in("treasurer")[0]
    answer = treasurer.get(f"/cms/revenue/charges/{charge.code}/cash/")
    assert answer.url == f"{CMS}counter/?charge={charge.code}"


def test_a_receipt_is_cancelled_with_its_reason(cashier, charge) -> None:
    opened(cashier)
    fields = {"charges": charge.code, "method": "pos", "key": "k"}
    done = cashier.post(f"{CMS}counter/?charge={charge.code}", fields)
    answer = cashier.post(f"{done.url}cancel/", {"reason": "λάθος"})
    assert answer.status_code == 302
    assert Receipt.objects.filter(series="AK").count() == 1
    assert Taking.objects.count() == 2
    assert "λάθος" in text(cashier.get(f"{CMS}cancellations/"))


def test_the_treasurer_approves_and_sees_the_totals(cashier, charge) -> None:
    session = opened(cashier)
    cashier.post(
        f"{CMS}counter/?charge={charge.code}",
        {"charges": charge.code, "method": "cash", "key": "k"},
    )
    cashier.post(
        f"{CMS}sessions/{session.code}/close/",
        {"pieces_50_00": "2", "reason": "λείπουν", "key": "c"},
    )
    treasurer, _user = signed_in("treasurer")
    assert treasurer.get(f"{CMS}sessions/{session.code}/approve/").status_code == 200
    assert treasurer.post(f"{CMS}sessions/{session.code}/approve/").status_code == 302
    session.refresh_from_db()
    assert session.state == "closed"
    for extra in ("", "?export=csv", "?export=xlsx", "?export=pdf"):
        assert treasurer.get(f"{CMS}totals/{extra}").status_code == 200
    assert "T1" in text(treasurer.get(f"{CMS}sessions/?export=csv")).upper()


def test_desks_are_set_up_by_the_treasurer(town) -> None:
    treasurer, _user = signed_in("treasurer")
    facts = {
        "code": "t2",
        "name_el": "Ταμείο 2",
        "name_en": "Desk 2",
        "limit": "5",
        "bank_account": "42201",
    }
    assert treasurer.post(f"{CMS}desks/set-up/", facts).status_code == 302
    assert treasurer.post(f"{CMS}desks/set-up/", facts).status_code == 422
    assert treasurer.post(f"{CMS}desks/t2/change/", facts | {"limit": "7"}).status_code == 302
    assert treasurer.get(f"{CMS}desks/").status_code == 200


def test_a_cashier_sees_no_other_cashiers_session(town) -> None:
    _client, other = signed_in("cashier")
    session = services.open_session(
        desk_id=queries.desks()[0].pk, pieces={}, key="o", actor=other, at=timezone.now()
    )
    client = Client()
    user = make_staff("cashier", "second@example.org")
    sign_in_staff(client, user)
    assert client.get(f"{CMS}sessions/{session.code}/").status_code == 404


def test_a_sum_ticks_the_debts_it_goes_to(cashier, charge) -> None:
    opened(cashier)
    party = charge.debtor_id
    shown = text(cashier.get(f"{CMS}counter/?party={party}&sum=20,00"))
    assert f'value="{charge.code}"' in shown
    assert f'name="part_{charge.code}" value="20,00"' in shown.replace(" localized", "")
    assert 'name="sum"' in shown
    wrong = cashier.get(f"{CMS}counter/?party={party}&sum=x")
    assert wrong.status_code == 200


def test_prices_are_written_in_the_language_of_the_page(cashier) -> None:
    opened(cashier)
    for key, rate in (("cleaning.home", "10"), ("cleaning.shop", "1.355")):
        revenue.set_tariff(
            kind="cleaning_fee",
            key=key,
            rate=D(rate),
            label_el="Χώροι",
            label_en="Rooms",
            unit="m²",
            valid_from=date(2026, 1, 1),
            legal_basis="συνθετικός",
            actor=None,
            at=till.AT,
        )
    greek = text(cashier.get(f"{CMS}at-once/"))
    assert "Χώροι (10,00 € / m²)" in greek
    assert "Χώροι (1,355 € / m²)" in greek
    price = queries.prices(date(2026, 4, 10))[0]
    with override("en"):
        assert AtOnceForm.words_of(price).endswith("Rooms (10.00\xa0€ / m²)")
