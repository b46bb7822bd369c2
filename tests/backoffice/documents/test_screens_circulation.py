"""The screens of circulation: the way of a letter by pages, lists flat in questions, doors shut."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice.documents import services
from backoffice.documents.models import Assignment, Draft
from backoffice.documents.queries import open_counts
from backoffice.kernel.dates import athens_day
from config.demo import circulation as demonstration
from config.demo import staff as demonstration_staff
from tests.factories import signin

from . import desk
from .desk import now
from .office import unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


def browser(user):
    client = Client()
    signin.sign_in_staff(client, user)
    return client


def page(name, *arguments):
    return reverse(f"circulation:{name}", args=arguments)


def table(prefix, rows, count):
    data = {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_the_way_of_a_letter_by_pages(staff):
    row = desk.incoming(staff)
    registry, clerk = browser(staff.registry), browser(staff.clerk)
    sent = registry.post(
        page("assign", row.code),
        {"department": unit("revenue").pk, "user": staff.clerk.pk, "purpose": "action"},
    )
    assert sent.status_code == 302
    held = Assignment.objects.get()
    assert row.label in clerk.get(page("assignments")).content.decode()
    assert clerk.post(page("accept", held.code)).status_code == 302

    form = clerk.get(page("new") + f"?answers={row.code}")
    assert "{{ incoming_number }}" in form.content.decode()
    facts = {
        "department": unit("revenue").pk,
        "subject": "Απάντηση",
        "body": "Η αίτηση {{ incoming_number }} έγινε δεκτή.",
        "confidentiality": "public",
        "scope": "correspondence",
        "seen_version": 0,
    }
    to = table("to", [{"name": "Δοκιμάκης", "way": "post", "role": "action"}], 2)
    order = table("order", [{"user": staff.head.pk}], 2)
    sent = clerk.post(page("new") + f"?answers={row.code}", facts | to | order)
    assert sent.status_code == 302, sent.context["form"].errors
    made = Draft.objects.get()
    assert clerk.get(page("draft", made.code)).status_code == 200
    pdf = clerk.get(page("preview", made.code))
    assert pdf.content.startswith(b"%PDF-")
    assert clerk.post(page("send", made.code)).status_code == 302

    head = browser(staff.head)
    act = {"act": "return", "seen_version": 1, "remarks": ""}
    assert head.post(page("cosign", made.code), act).status_code == 422
    assert head.post(page("cosign", made.code), act | {"remarks": "Ποσό;"}).status_code == 302
    to_edit = clerk.get(page("edit", made.code))
    assert to_edit.status_code == 200
    changed = facts | {"body": "Δεκτή, 50 €.", "seen_version": 1}
    assert clerk.post(page("edit", made.code), changed | to | order).status_code == 302
    assert "50" in clerk.get(page("compare", made.code)).content.decode()
    clerk.post(page("send", made.code))
    act = {"act": "cosign", "seen_version": 2, "remarks": ""}
    assert head.post(page("cosign", made.code), act).status_code == 302

    mayor = browser(staff.mayor)
    read = mayor.get(page("sign", made.code))
    assert "Αντώνιος Δημάρχου" in read.content.decode()
    assert mayor.post(page("sign", made.code), {"seen_version": 2}).status_code == 302
    assert registry.post(page("issue", made.code)).status_code == 302
    made.refresh_from_db()
    assert made.state == "numbered"
    assert made.entry.label in registry.get(page("dispatches")).content.decode()


def test_a_stale_signature_asks_for_a_fresh_proof(staff):
    made = desk.cosigned(staff)
    client = Client()
    signin.sign_in_staff(client, staff.mayor, seconds_ago=3600)
    answer = client.post(page("sign", made.code), {"seen_version": 1})
    assert "confirm" in answer.headers["Location"]
    made.refresh_from_db()
    assert made.state == "in_cosign"


def test_doors_are_shut_to_those_whose_turn_it_is_not(staff):
    made = desk.draft(staff)
    services.send_for_cosign(draft_id=made.pk, actor=staff.clerk, at=now())
    assert browser(staff.director).get(page("cosign", made.code)).status_code == 404
    assert browser(staff.head).get(page("cosign", made.code)).status_code == 200
    assert browser(staff.deputy).get(page("draft", made.code)).status_code == 404
    assert browser(staff.clerk).get(page("edit", made.code)).status_code == 404


@pytest.mark.parametrize("name", ["assignments", "drafts", "overdue", "dispatches"])
def test_lists_ask_the_same_however_long(staff, name):
    client = browser(staff.registry if name == "dispatches" else staff.clerk)
    address = page(name) + ("?pile=all" if name in ("drafts", "overdue") else "")
    fill(staff, 1)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200
    fill(staff, 5)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def fill(staff, count):
    for _number in range(count):
        row = desk.incoming(staff)
        services.start_clock(
            entry_id=row.pk, rule="general", complete_on=athens_day(now()), actor=None, at=now()
        )
        services.assign_entry(
            entry_id=row.pk,
            department_id=unit("revenue").pk,
            user_id=staff.clerk.pk,
            actor=staff.director,
            at=now(),
        )
        desk.issued(staff, cosigners=[])


def test_the_entry_shows_its_clock_and_lets_it_be_suspended(staff):
    row = desk.incoming(staff)
    client = browser(staff.clerk)
    assert client.get(page("start_clock", row.code)).status_code == 200
    facts = {"rule": "general", "complete_on": athens_day(now()).isoformat(), "service": "Άδειες"}
    assert client.post(page("start_clock", row.code), facts).status_code == 302
    sent = client.post(page("move_clock", row.code, "suspend"), {"reason": "Λείπει σχέδιο"})
    assert sent.status_code == 302
    shown = client.get(reverse("documents:entry", args=[row.code])).content.decode()
    assert "Λείπει σχέδιο" in shown
    assert client.get(page("move_clock", row.code, "nonsense")).status_code == 404


def test_delegations_and_substitutions_by_pages(staff):
    mayor = browser(staff.mayor)
    day = athens_day(now()).isoformat()
    facts = {
        "decision_number": "7/2026",
        "giver": staff.mayor.pk,
        "to_user": staff.vice.pk,
        "scopes": ["permits"],
        "valid_from": day,
    }
    assert mayor.post(page("delegation"), facts).status_code == 302
    both = facts | {"to_post": unit("revenue").pk}
    assert mayor.post(page("delegation"), both).status_code == 422
    away = {
        "absent": staff.head.pk,
        "deputy": staff.deputy.pk,
        "order_number": "1",
        "valid_from": day,
        "valid_until": day,
    }
    assert mayor.post(page("substitution"), away).status_code == 302
    shown = mayor.get(page("authority")).content.decode()
    assert "7/2026" in shown
    assert "Κώστας" in shown


def test_a_desk_counts_what_waits(staff):
    made = desk.draft(staff)
    services.send_for_cosign(draft_id=made.pk, actor=staff.clerk, at=now())
    on = athens_day(now())
    assert open_counts(staff.head, on)["cosign"] == 1
    assert open_counts(staff.director, on)["cosign"] == 0
    services.cosign(draft_id=made.pk, seen_version=1, actor=staff.head, at=now())
    services.cosign(draft_id=made.pk, seen_version=1, actor=staff.director, at=now())
    assert open_counts(staff.mayor, on)["sign"] == 1
    assert open_counts(staff.vice, on)["sign"] == 0


def test_the_demonstration_fills_its_desks_once(town):
    services.load_circulation()
    demonstration_staff.make_staff(now())
    assert demonstration.fill_desks(at=now()) == 3
    assert demonstration.fill_desks(at=now()) == 0
    states = list(Draft.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["in_cosign", "in_cosign", "numbered"]
