"""Staff screens: who may open them, what they show, what their buttons do, how many queries."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.ledger.services import open_year
from backoffice.revenue import services
from backoffice.revenue.models import Act, BankOrder, Charge, Credit, EarlyRule, Receipt, Tariff
from backoffice.revenue.queries import office
from backoffice.revenue.services import Item

from .listing import certify, checked, draft, look_up, officers, rehearse, set_tariff, table
from .town import AT, IBAN, TODAY, approve, make_charge, make_party, make_user, pay, propose

D = Decimal
pytestmark = pytest.mark.django_db
LISTS = {
    "charges": "view_charge",
    "aged": "view_charge",
    "uncertified": "view_charge",
    "set_early": "add_tariff",
    "payments": "view_payment",
    "receipts": "view_receipt",
    "credits": "view_credit",
    "tariffs": "view_tariff",
    "set_tariff": "add_tariff",
    "kinds": "view_chargekind",
    "reconciliation": "view_reconciliation",
}
ALL_RIGHTS = {
    "view_charge",
    "cancel_charge",
    "take_cash",
    "view_payment",
    "reverse_payment",
    "view_receipt",
    "view_credit",
    "refund_credit",
    "propose_act",
    "view_act",
    "carry_out_act",
    "view_bankorder",
    "view_objection",
    "view_tariff",
    "add_tariff",
    "view_chargekind",
    "view_reconciliation",
}


def staff(*rights, name="staff"):
    user = make_user(name, is_staff=True)
    names = {"access_admin", *rights}
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def desk(client, second_factor):
    second_factor(client, staff(*ALL_RIGHTS, "view_entry"))
    return client


@pytest.fixture
def second_factor():
    """Sign in the way a session with a second factor looks."""
    from django_otp.plugins.otp_static.models import StaticDevice

    def sign_in(client, user):
        from django_otp import DEVICE_ID_SESSION_KEY

        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        device = StaticDevice.objects.create(user=user, name="test")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()

    return sign_in


def page(client, name, *args, **query):
    return client.get(reverse(f"revenue:{name}", args=args), query)


def gone(client, name, *args, **query):
    """Tell whether a page is not there, in any language."""
    answer = client.get(reverse(f"revenue:{name}", args=args), query, follow=True)
    return answer.status_code == 404


@pytest.mark.parametrize(("name", "right"), LISTS.items())
def test_each_list_needs_its_right(town, client, second_factor, name, right):
    second_factor(client, staff(*(ALL_RIGHTS - {right})))
    assert page(client, name).status_code in {302, 403}
    second_factor(client, staff(right, name="right"))
    assert page(client, name).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_nobody_sees_a_list(town, client, name):
    assert page(client, name).status_code == 302


def test_charges_are_found(party, desk):
    charge = make_charge(party)
    other = make_charge(make_party(2), "20.00", kind="rent", source="2")
    pay(other, "5.00")
    both = page(desk, "charges").content.decode()
    assert "ΔΟΚΙΜΑΣΤΙΚΟΣ 1" in both
    assert "15,00" in both or "15.00" in both
    for query in (
        {"text": "1/2026"},
        {"text": charge.rf_code},
        {"text": party.afm},
        {"text": "δοκιμαστικος 1"},
        {"kind": "fine"},
    ):
        found = list(page(desk, "charges", **query).context["page"])
        assert found == [charge], query
    assert list(page(desk, "charges", state="settled").context["page"]) == []
    assert len(page(desk, "charges", due="overdue").context["page"]) == 2
    assert len(page(desk, "charges", due="coming").context["page"]) == 0


def _clean(party, source):
    services.raise_charge(
        kind="cleaning_fee",
        facts={"lines": [{"key": "cleaning.home", "base": "90", "on": TODAY.isoformat()}]},
        debtor_id=party.pk,
        source=Source("test.home", source),
        on=TODAY,
        due_on=TODAY,
        actor=None,
        at=AT,
    )


@pytest.mark.parametrize("singly", [True, False])
@pytest.mark.parametrize("in_list", [True, False])
def test_charges_of_a_kind_are_found_in_lists_and_outside(party, in_list, singly):
    make_charge(party, source="other")
    drafter, certifier = officers()
    set_tariff()
    for period in ("2025", "2026") if in_list else ():
        rows = [(number, f"Π{number}", "", "20.00") for number in range(1, 4)]
        certify(checked(table(rows), drafter, period=period), certifier)
        if singly:
            _clean(party, period)
    make_charge(party, source="another")
    if singly:
        _clean(party, "last")
    wanted = Charge.objects.filter(kind__code="cleaning_fee").order_by("-id")
    assert wanted.count() == (6 if in_list else 0) + singly * (3 if in_list else 1)
    assert list(office.charges(kind="cleaning_fee", on=TODAY)) == list(wanted)
    assert list(office.charges(kind="rent", on=TODAY)) == []


def test_charges_of_a_list_that_was_drawn_up_first_and_rehearsed_last_are_found(town):
    drafter, certifier = officers()
    set_tariff()
    content = table([(1, "Π1", "", "20.00")])
    early = draft(drafter, content, period="2025")
    certify(checked(content, drafter), certifier)
    look_up(rehearse(early, drafter), drafter)
    services.check_list(list_id=early.pk, actor=drafter, at=AT)
    certify(early, certifier)
    found = office.charges(kind="cleaning_fee", on=TODAY)
    assert next(charge.list_id for charge in found) == early.pk
    assert len(found) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["charges", "payments", "receipts", "tariffs", "aged"])
def test_lists_are_taken_as_files(charge, desk, name, kind):
    pay(charge, "10.00")
    answer = page(desk, name, export=kind, first="2026-01-01", last="2026-12-31")
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    body = answer.getvalue() if answer.streaming else answer.content
    assert len(body) > 50


def test_charges_list_is_flat_in_queries(party, desk, django_assert_max_num_queries):
    for number in range(3):
        make_charge(party, source=str(number))
    page(desk, "charges")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        page(desk, "charges")
    for number in range(3, 30):
        make_charge(make_party(number), source=str(number))
    with CaptureQueriesContext(connection) as many:
        page(desk, "charges")
    assert len(many) == len(few)


def test_charge_page_explains_and_links_to_the_books(charge, desk):
    receipt = pay(charge, "44.00")
    text = page(desk, "charge", charge.code).content.decode()
    assert "1560901001" not in text
    assert str(receipt) in text
    assert reverse("ledger:entry", args=["REV", 2026, 1]) in text
    assert "Οφειλή" in text


def test_cash_at_the_counter_and_the_button_pressed_twice(charge, desk):
    from django.utils import timezone

    open_year(year=timezone.now().year, actor=None, at=AT)
    form = page(desk, "cash", charge.code).context["form"]
    sent = {"amount": "", "key": str(form["key"].value())}
    address = reverse("revenue:cash", args=[charge.code])
    first, second = desk.post(address, sent), desk.post(address, sent)
    receipt = Receipt.objects.get()
    assert first.url == second.url == reverse("revenue:receipt", args=[receipt.code])
    assert receipt.issued_by.email == "staff@example.org"
    assert "A-" in desk.get(first.url).content.decode()
    assert Charge.objects.get().state == "settled"


def test_too_much_cash_is_refused_with_its_reason(charge, desk):
    sent = {"amount": "9999", "key": "k"}
    answer = desk.post(reverse("revenue:cash", args=[charge.code]), sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Receipt.objects.count() == 0


def test_a_wrong_charge_is_corrected_by_an_act(charge, desk):
    """Nobody makes a debt vanish alone: the page proposes, another person decides."""
    address = reverse("revenue:propose", args=[charge.code, "correction"])
    assert desk.post(address, {"cause": "error"}).status_code == 422
    assert desk.post(address, {"cause": "error", "reason": "Λάθος πρόσωπο"}).status_code == 302
    assert (Act.objects.get().state, Charge.objects.get().state) == ("proposed", "open")
    assert desk.get(reverse("revenue:propose", args=[charge.code, "refund"])).status_code == 404
    shown = desk.get(reverse("revenue:charge", args=[charge.code])).content.decode()
    assert address in shown


def test_reverse_a_payment(charge, desk):
    from django.utils import timezone

    open_year(year=timezone.now().year, actor=None, at=AT)
    payment = pay(charge).payment
    assert page(desk, "payment", payment.code).context["may_reverse"]
    answer = desk.post(
        reverse("revenue:reverse", args=[payment.code]),
        {"reason": "Αμφισβήτηση", "amount": "44,00", "bank_reference": "dp_1"},
    )
    counter = Receipt.objects.get(series="AK")
    assert answer.url == reverse("revenue:receipt", args=[counter.code])
    assert counter.amount == D(44)
    assert str(counter) in page(desk, "receipts", text=str(counter)).content.decode()


def test_refund_a_credit(charge, desk):
    """From the proposal to the bank's word, each step by its own screen."""
    from django.utils import timezone

    now = timezone.now()
    open_year(year=now.year, actor=None, at=AT)
    pay(charge, came="150.00")
    credit = Credit.objects.get()
    assert "6,00" in page(desk, "credits").content.decode()
    sent = {"cause": "not_owed", "reason": "Διπλή πληρωμή", "iban": IBAN, "payee": "Δοκιμαστικός"}
    wrong = desk.post(reverse("revenue:refund", args=[credit.pk]), sent | {"iban": "GR00"})
    assert (wrong.status_code, "27" in wrong.content.decode()) == (422, True)
    assert desk.post(reverse("revenue:refund", args=[credit.pk]), sent).status_code == 302
    act = Act.objects.get()
    shown = desk.get(reverse("revenue:act", args=[act.code])).content.decode()
    assert ("58701" in shown, "5990101" in shown) == (True, True)
    draft = desk.get(reverse("revenue:act_draft", args=[act.code])).content
    assert draft.startswith(b"%PDF")
    approve(act, now)
    assert desk.post(reverse("revenue:act_carry_out", args=[act.code])).status_code == 302
    assert list(page(desk, "credits").context["page"]) == []
    today = athens_day(now).isoformat()
    order = {"acts": [act.pk], "pay_on": today}
    assert desk.post(reverse("revenue:new_order"), order).status_code == 302
    made = BankOrder.objects.get()
    file = desk.get(reverse("revenue:order", args=[made.code]), {"export": "xml"}).content
    assert IBAN.encode() in file
    said = {"bank_reference": "BANK-1", "paid_on": today}
    assert desk.post(reverse("revenue:paid", args=[made.code, 1]), said).status_code == 302
    assert made.transfers.get().state == "executed"


def test_worklist_takes_the_same_queries_for_any_number(party, desk, django_assert_max_num_queries):
    for number in range(12):
        propose("write_off", Item(make_charge(party, source=str(number)).pk))
    with django_assert_max_num_queries(30):
        assert len(page(desk, "acts").context["page"]) == 12


def test_tariffs_of_a_day_and_the_next_one(town, desk):
    sent = {
        "kind": "stay_fee",
        "key": "stay.hotel",
        "label_el": "Ξενοδοχεία",
        "label_en": "Hotels",
        "rate": "0,0075",
        "unit": "",
        "valid_from": "10/05/2026",
        "legal_basis": "ν.5143/2024",
        "decision": "12/2026",
        "ada": "ΨΨΨΨ",
        "published_on": "2026-02-11",
    }
    address = reverse("revenue:set_tariff")
    assert desk.post(address, sent).status_code == 422
    assert desk.post(address, sent | {"published_on": "2026-02-10"}).status_code == 302
    assert Tariff.objects.get(key="stay.hotel", valid_until=None).rate == D("0.0075")
    before = page(desk, "tariffs", on="2026-05-09").content.decode()
    after = page(desk, "tariffs", on="2026-05-10").content.decode()
    assert "0,75%" not in before
    assert "0,75%" in after


def test_books_that_agree_and_books_that_do_not(charge, desk):
    services.cancel_charge(charge_id=charge.pk, reason="Λάθος", actor=None, at=AT)
    text = page(desk, "reconciliation")
    assert "revenue.open_equals_receivable" in text.content.decode()
    wrong = text.context["wrong"]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update revenue_charge set number = 7")
        cursor.execute("set local session_replication_role = origin")
    assert page(desk, "reconciliation").context["wrong"] == wrong + 1
    answer = page(desk, "reconciliation", export="revenue.numbers_have_no_gap")
    assert b"revenue:charge" in answer.getvalue()
    assert gone(desk, "reconciliation", export="no.such")


def test_rows_that_are_not_there(town, desk):
    for name, arg in (("charge", "NONE"), ("payment", "NONE"), ("receipt", "NONE"), ("refund", 0)):
        assert gone(desk, name, arg)


def test_day_of_the_town_is_used():
    assert TODAY.isoformat() == "2026-04-10"


def test_a_reduction_is_entered_and_ended_on_the_pages(town, desk):
    facts = {
        "kind": "rent",
        "share": "0,2",
        "months": "12",
        "days": "0",
        "valid_from": "2026-01-01",
        "legal_basis": "ν.4315/2014 άρθρο 2 §3",
    }
    assert desk.post(reverse("revenue:set_early"), facts).status_code == 302
    rule = EarlyRule.objects.get(kind__code="rent")
    page = desk.get(reverse("revenue:kinds")).content.decode()
    assert reverse("revenue:end_early", args=[rule.pk]) in page
    wrong = desk.post(reverse("revenue:set_early"), facts | {"valid_from": "2026-02-01"})
    assert wrong.status_code == 422
    ended = desk.post(reverse("revenue:end_early", args=[rule.pk]), {"last": "2026-12-31"})
    assert ended.status_code == 302
    rule.refresh_from_db()
    assert str(rule.valid_until) == "2026-12-31"
    charge = make_charge(make_party(), "100.00", kind="rent")
    shown = desk.get(reverse("revenue:charge", args=[charge.code])).content.decode()
    assert "20,00" in shown
    assert "4315/2014" in shown


def test_what_no_list_certified_is_listed_summed_and_taken_as_a_file(town, desk):
    for number in range(3):
        make_charge(make_party(number), "100.00", source=str(number))
    address = reverse("revenue:uncertified")
    page = desk.get(address).content.decode()
    assert "300,00" in page
    assert desk.get(address, {"state": "collected"}).content.decode().count("300,00") == 0
    rows = desk.get(address, {"export": "csv"}).getvalue().decode()
    assert rows.count("test.decision") == 3
