"""The staff screens: who may open them, what they do, with how many questions."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from backoffice.audit.models import Entry
from backoffice.business_fees import services
from backoffice.business_fees.models import Category, Declaration, Establishment, Receiver
from tests.factories.signin import make_user, sign_in_staff

from . import town as t
from .town import at

NAME = "business_fees:"
SCREENS = {
    "overview": "view_expectedperiod",
    "declarations": "view_declaration",
    "register": "view_establishment",
    "new": "add_establishment",
    "import": "add_establishment",
    "aade": "import_aade",
}
FORM = {
    "afm": t.AFM,
    "business_name": "ΔΟΚΙΜΑΣΤΙΚΗ ΑΕ",
    "business_kind": "legal",
    "trade_name": "Δωμάτια (δοκιμαστικά)",
    "branch_no": "0",
    "street": "Ακτής 2",
    "postcode": "71000",
    "place": "Μινώα",
    "books": "double",
    "vat_liable": "on",
    "valid_from": "2026-03-01",
}


def staff(*rights, email="staff@example.org"):
    """Return a browser of somebody with rights of this office."""
    user = make_user(email, is_staff=True)
    names = ["access_admin", *rights]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    sign_in_staff(client, user)
    client.user = user
    return client


def url(name, *args):
    """Return the address of a screen."""
    return reverse(NAME + name, args=args)


@pytest.mark.parametrize(("name", "right"), SCREENS.items())
def test_each_screen_asks_for_its_right(hotel, name, right):
    assert staff(right).get(url(name)).status_code == 200
    others = [other for other in SCREENS.values() if other != right]
    assert staff(*others, email="other@example.org").get(url(name)).status_code == 302
    assert Client().get(url(name)).status_code == 302


def test_rows_are_not_there_without_the_right(hotel, officer):
    held = t.declare(hotel, "1.00", actor=officer)
    client = staff("import_aade")
    for name, key in (
        ("establishment", hotel.code),
        ("change", hotel.code),
        ("declaration", held.code),
        ("finding", hotel.periods.first().pk),
    ):
        answer = client.get(url(name, key), follow=True)
        assert answer.status_code == 404 or answer.request["PATH_INFO"] == "/cms/"
    allowed = staff("view_establishment", "view_declaration", email="v@example.org")
    assert allowed.get(url("establishment", hotel.code)).status_code == 200
    assert allowed.get(url("declaration", held.code)).status_code == 200
    assert allowed.get(url("establishment", "X"), follow=True).status_code == 404


def test_the_overview_filters_exports_and_asks_a_constant_number_of_questions(
    hotel, officer, django_assert_max_num_queries
):
    for number in range(30):
        t.make_establishment("rooms", trade_name=f"=Κατάλυμα {number}", branch_no=number, zone="b")
    t.declare(hotel, "48000.00", actor=officer)
    client = staff("view_expectedperiod", "invite_missing")
    client.get(url("overview"))
    with django_assert_max_num_queries(24):
        shown = client.get(url("overview"), {"period": "2026-03", "zone": "b", "category": "rooms"})
    assert len(shown.context["page"]) == 30
    found = client.get(url("overview"), {"q": "ακτη", "state": "filed"})
    assert [row.establishment for row in found.context["page"]] == [hotel]
    late = client.get(url("overview"), {"state": "late", "period": "2026-03"})
    assert late.context["page"].paginator.count == 30
    query = {"export": "csv", "period": "2026-03"}
    table = b"".join(client.get(url("overview"), query).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert len(rows) == 32
    assert any(row[3].startswith("'=Κατάλυμα") for row in rows)
    book = load_workbook(
        io.BytesIO(client.get(url("overview"), query | {"export": "xlsx"}).getvalue())
    )
    assert 240 in [row[8] for row in book.active.iter_rows(values_only=True)]


def test_inviting_asks_once_more(hotel):
    client = staff("view_expectedperiod", "invite_missing")
    row = hotel.periods.get(period="2026-03")
    assert client.get(url("invite")).status_code == 302
    asked = client.post(url("invite"), {"expected": [row.pk]})
    assert asked.status_code == 200
    row.refresh_from_db()
    assert row.state == "expected"
    data = {"expected": [row.pk], "confirmed": "1", "days_to_answer": "10"}
    assert client.post(url("invite"), data).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.invitation_no) == ("invited", 1)
    assert client.post(url("invite"), data).status_code == 200
    bad = client.post(url("invite"), {"expected": ["1; drop"], "confirmed": "1"})
    assert bad.status_code == 200


def test_a_finding_goes_from_one_officer_to_another(hotel, officer):
    row = hotel.periods.get(period="2026-03")
    services.invite_missing(
        expected_ids=[row.pk], days_to_answer=5, actor=officer, at=at(2026, 6, 1)
    )
    rights = ("view_expectedperiod", "view_declaration", "assess_missing", "certify_finding")
    first = staff(*rights)
    shown = first.get(url("finding", row.pk))
    key = shown.context["form"].initial["key"]
    data = {"amount_0": "48000,00", "reason": "Έλεγχος", "key": key}
    assert first.post(url("finding", row.pk), data | {"amount_0": "x"}).status_code == 422
    done = first.post(url("finding", row.pk), data)
    finding = Declaration.objects.get()
    assert done.url == url("declaration", finding.code)
    assert first.post(done.url, {"action": "certify"}).status_code == 422
    second = staff(*rights, email="second@example.org")
    assert second.post(done.url, {"action": "certify"}).status_code == 302
    finding.refresh_from_db()
    assert (finding.state, t.charges(finding)[0].total) == ("filed", 240)
    assert second.post(done.url, {"action": "nonsense"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "filed"


def test_dropping_a_finding_asks_for_the_reason(hotel, officer):
    row = hotel.periods.get(period="2026-03")
    services.invite_missing(
        expected_ids=[row.pk], days_to_answer=5, actor=officer, at=at(2026, 6, 1)
    )
    finding = services.assess_missing(
        expected_id=row.pk,
        bases=t.bases(hotel, t.MARCH, "1.00"),
        reason="-",
        actor=officer,
        at=at(2026, 7, 1),
        key="f",
    )
    client = staff("view_declaration", "assess_missing")
    page = url("declaration", finding.code)
    assert client.post(page, {"action": "drop"}).status_code == 422
    assert client.post(page, {"action": "certify"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "proposed"
    assert client.post(page, {"action": "drop", "reason": "Λάθος"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "dropped"


def test_an_establishment_is_entered_changed_and_closed(town):
    client = staff("view_establishment", "add_establishment", "change_establishment")
    hotel = Category.objects.get(key="hotel").pk
    bar = Category.objects.get(key="bar").pk
    data = FORM | {"categories": [hotel]}
    wrong = client.post(url("new"), data | {"afm": "123456789", "postcode": "1"})
    assert set(wrong.context["form"].errors) == {"afm", "postcode"}
    mixed = client.post(url("new"), data | {"categories": [hotel, bar]})
    assert mixed.status_code == 422
    unknown = client.post(url("new"), data | {"business_name": ""})
    assert unknown.status_code == 422
    assert client.post(url("new"), data).status_code == 302
    made = Establishment.objects.get()
    assert made.party.afm == t.AFM
    assert client.get(url("change", made.code)).status_code == 200
    changed = {k: v for k, v in data.items() if k not in {"afm", "business_name", "business_kind"}}
    client.post(url("change", made.code), changed | {"trade_name": "Νέο όνομα"})
    made.refresh_from_db()
    assert made.trade_name == "Νέο όνομα"
    early = client.post(url("close", made.code), {"on": "2025-01-01", "reason": "-"})
    assert early.status_code == 422
    client.post(url("close", made.code), {"on": "2026-04-30", "reason": "Έκλεισε"})
    made.refresh_from_db()
    assert str(made.valid_until) == "2026-04-30"
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {
        f"business_fees.establishment.{v}" for v in ("registered", "changed", "closed")
    } <= actions


def test_the_register_comes_back_as_it_went(hotel):
    client = staff("view_establishment", "add_establishment")
    table = b"".join(client.get(url("register"), {"export": "csv"}).streaming_content)
    again = SimpleUploadedFile("register.csv", table)
    answer = client.post(url("import"), {"file": again})
    assert answer.status_code == 302
    assert Establishment.objects.count() == 1
    fresh = table.replace(hotel.trade_name.encode(), "Άλλο".encode())
    assert (
        client.post(url("import"), {"file": SimpleUploadedFile("r.csv", fresh)}).status_code == 302
    )
    assert set(Establishment.objects.values_list("trade_name", flat=True)) == {
        hotel.trade_name,
        "Άλλο",
    }
    broken = fresh.replace(b"71000", b"7")
    answer = client.post(url("import"), {"file": SimpleUploadedFile("r.csv", broken)})
    assert answer.status_code == 422
    assert answer.context["wrong"][0][0] == 2


def test_a_file_of_aade_is_brought_in_and_its_errors_given_back(hotel):
    client = staff("import_aade")
    content = (
        "ΑΦΜ;Κωδικός δήμου;Περίοδος;Βάση;Τέλος;Πληρωθέν;Αριθμός δήλωσης\n"
        f"{t.AFM};1;2026-03;1;1;1;A-1\n=cmd;1;2026-03;1;1;1;A-2\n"
    ).encode()
    done = client.post(url("aade"), {"file": SimpleUploadedFile("a.csv", content)})
    assert done.status_code == 302
    assert client.get(done.url).status_code == 200
    errors = b"".join(client.get(done.url, {"export": "csv"}).streaming_content).decode()
    assert "'=cmd" in errors
    assert client.get(url("aade")).status_code == 200
    refused = client.post(url("aade"), {"file": SimpleUploadedFile("a.csv", b"\0")})
    assert refused.status_code == 422


def test_the_law_is_changed_through_services_that_leave_a_trace(town):
    client = staff("view_category", "change_category", "add_receiver", "view_receiver")
    category = Category.objects.get(key="bar")
    page = reverse("fee_categories:edit", args=[category.pk])
    assert client.get(page).status_code == 200
    data = {f.name: getattr(category, f.name) for f in Category._meta.concrete_fields}
    client.post(page, {k: v for k, v in data.items() if v is not False} | {"name_el": "Μπαρ"})
    category.refresh_from_db()
    assert category.name_el == "Μπαρ"
    row = Entry.objects.get(action="business_fees.category.changed")
    assert (row.before["name_el"], row.after["name_el"]) == ("Μπαρ, ζυθοπωλείο", "Μπαρ")
    client.post(
        reverse("fee_receivers:add"),
        {"valid_from": "2026-01-01", "who": "town", "legal_basis": "Απόφαση"},
    )
    assert Receiver.objects.get().who == "town"


def test_staff_declare_at_the_counter_with_the_same_form(hotel):
    client = staff("declare_for_others", "view_declaration")
    base = f"/el/services/tourist-fee/{hotel.code}/2026-03"
    client.post(f"{base}/")
    client.post(f"{base}/receipts/", {"had_receipts": "no"})
    client.post(f"{base}/files/", {"action": "go"})
    checked = client.get(f"{base}/check/")
    key = checked.context["journey"].draft.submission_key
    client.post(f"{base}/check/", {"key": key})
    held = Declaration.objects.get()
    assert (held.origin, held.declared_by, held.on_behalf_of_id) == (
        "counter",
        client.user,
        hotel.party_id,
    )
    assert staff("view_declaration", email="v@example.org").get(f"{base}/").status_code == 404
    assert timezone.now() >= held.declared_at
