"""Staff screens about late debts: cards, what lapses, tariffs that changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_static.models import StaticDevice

from backoffice.revenue import services
from backoffice.revenue.models import Exemption, Expense, LimitationEvent

from .town import AT, TODAY, make_charge, make_party, make_user, pay

RIGHTS = (
    "view_charge",
    "view_tariff",
    "view_exemption",
    "add_exemption",
    "charge_expense",
    "interrupt_limitation",
)


@pytest.fixture
def clerk(client, town):
    user = make_user("clerk", is_staff=True)
    granted = Permission.objects.filter(content_type__app_label="revenue", codename__in=RIGHTS)
    user.user_permissions.add(*granted, Permission.objects.get(codename="access_admin"))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    device = StaticDevice.objects.create(user=user, name="test")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def debtor(town):
    party = make_party()
    pay(make_charge(party, "100.00"), "30.00")
    return party


def test_the_card_and_its_files(clerk, debtor):
    assert debtor.afm in clerk.get(reverse("revenue:debtors"), {"text": "ΔΟΚΙΜ"}).content.decode()
    address = reverse("revenue:debtor", args=[debtor.code])
    page = clerk.get(address, {"on": "2026-12-31"}).content.decode()
    assert "70,00" in page
    assert "<svg" in page
    assert "style=" not in page.split("revenue-chart")[1].split("books-table")[0]
    known = clerk.get(address, {"on": "2026-12-31", "known_on": "2026-04-09"}).content.decode()
    assert "100,00" not in known
    only = clerk.get(address, {"on": "2026-12-31", "kinds": "payment", "export": "csv"})
    lines = b"".join(only.streaming_content).decode().splitlines()
    assert len(lines) == 2
    pdf = clerk.get(address, {"on": "2026-12-31", "export": "pdf"})
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert clerk.get(reverse("revenue:debtor", args=["N0SUCHR0W000"])).status_code == 404


def test_days_without_interest_by_form(clerk, debtor):
    facts = {"cause": "conscript", "began": "2026-05-04", "proof": "Στρατολογία 1/2026"}
    clerk.post(reverse("revenue:exempt", args=[debtor.code]), facts)
    row = Exemption.objects.get()
    clerk.post(reverse("revenue:end_exemption", args=[row.pk]), {"ended": "2026-06-05"})
    clerk.post(reverse("revenue:withdraw_exemption", args=[row.pk]), {"reason": "λάθος"})
    row.refresh_from_db()
    assert (row.last, row.withdraw_reason) == (date(2026, 9, 30), "λάθος")
    page = clerk.get(reverse("revenue:debtor", args=[debtor.code])).content.decode()
    assert "Στρατολογία 1/2026" in page


def test_expenses_and_interruption_by_form(clerk, debtor):
    charge = make_charge(debtor, source="2")
    clerk.post(
        reverse("revenue:expenses", args=[charge.code]),
        {"amount": "4,50", "reason": "επίδοση", "key": "k"},
    )
    clerk.post(
        reverse("revenue:interrupt", args=[charge.code]),
        {"kind": "seizure", "on": f"{TODAY}", "reference": "Κατάσχεση 1/2026", "key": "k"},
    )
    assert (Expense.objects.count(), LimitationEvent.objects.get().kind) == (1, "seizure")
    page = clerk.get(reverse("revenue:charge", args=[charge.code])).content.decode()
    assert "31/12/2036" in page
    assert "4,50" in page


def test_what_lapses_and_the_january_report(clerk, debtor):
    page = clerk.get(reverse("revenue:lapsing"), {"months": 12, "on": "2031-06-01"})
    assert "31/12/2031" in page.content.decode()
    sent = clerk.get(
        reverse("revenue:lapsing"), {"months": 12, "on": "2031-06-01", "export": "csv"}
    )
    assert len(b"".join(sent.streaming_content).splitlines()) == 2
    assert "70,00" in clerk.get(reverse("revenue:january"), {"year": 2030}).content.decode()


def test_tariffs_that_changed(clerk):
    for rate, first in (("1.20", date(2026, 1, 1)), ("1.50", date(2027, 1, 1))):
        services.set_tariff(
            kind="cleaning_fee", key="homes", rate=Decimal(rate), label_el="Κατοικίες",
            label_en="Homes",
            valid_from=first, legal_basis="ν.25/1975", unit="m²", actor=None, at=AT,
        )  # fmt: skip
    page = clerk.get(
        reverse("revenue:tariff_changes"), {"first": "2026-03-01", "last": "2027-03-01"}
    ).content.decode()
    assert "+25" in page
    assert "Κατοικίες" in page
