"""The staff screens: who may open them, what they do, with how many questions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.audit.models import Entry
from backoffice.identity import services as identity
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.procedures import services, shipped
from backoffice.procedures.models import Case, Incident, Version
from tests.factories.signin import make_staff, make_user, sign_in_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
KEY = "council-decision"
LISTS = {
    "definitions": "view_definition",
    "cases": "view_case",
    "incidents": "solve_incident",
    "new": "draw_definition",
}
PAGES = {
    "definition": "view_definition",
    "compare": "view_definition",
    "heat": "view_definition",
    "draw": "draw_definition",
    "migrate": "migrate_cases",
}


def url(name, *args):
    return reverse(f"procedures:{name}", args=args)


def staff(*rights, email="staff@example.org"):
    """Return a browser of somebody with rights of the procedures."""
    user = make_user(email, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
    client = Client()
    sign_in_staff(client, user)
    client.user = user
    return client


@pytest.fixture
def drawn(db):
    drawing = next(d for d in shipped.drawings() if d.key == KEY)
    draft = services.save_draft(
        key=KEY, xml=drawing.xml, name_el=drawing.name_el, actor=None, at=NOW
    )
    return services.publish_version(version_id=draft.pk, actor=None, at=NOW)


@pytest.fixture
def unit(db):
    identity.load_departments(at=NOW)
    return departments_as_tree(NOW.date())[0][1]


def begin(number="1", department=None, days_ago=1, title="Υπόθεση"):
    return services.start_case(
        process=KEY,
        subject=Source("tests.screens", number),
        facts={},
        title=f"{title} {number}",
        department_id=department.pk if department else None,
        actor=None,
        at=NOW - timedelta(days=days_ago),
    )


@pytest.mark.parametrize(("name", "right"), LISTS.items())
def test_each_list_asks_for_its_right(drawn, name, right):
    assert staff(right).get(url(name)).status_code == 200
    others = [other for other in LISTS.values() if other != right]
    assert staff(*others, email="other@example.org").get(url(name)).status_code == 302
    assert Client().get(url(name)).status_code == 302


@pytest.mark.parametrize(("name", "right"), PAGES.items())
def test_each_page_of_a_procedure_asks_for_its_right(drawn, name, right):
    client = staff(right)
    assert client.get(url(name, KEY)).status_code == 200
    assert client.get(url(name, "none")).status_code == 404
    stranger = staff(email="other@example.org")
    assert stranger.get(url(name, KEY)).status_code == 302


def test_the_wrong_person_finds_no_case_and_no_task(drawn, unit):
    case = begin(department=unit)
    task = case.tasks.get()
    stranger = staff()
    assert stranger.get(url("case", case.code)).status_code == 404
    assert stranger.get(url("case_drawing", case.code)).status_code == 404
    assert stranger.get(url("task", task.pk)).status_code == 404
    assert stranger.post(url("task", task.pk), {"action": "claim"}).status_code == 404
    assert task.case.tasks.get().state == "ready"


def clerk_of(unit, email="clerk@example.org"):
    user = make_staff("clerk", email, unit.code)
    client = Client()
    sign_in_staff(client, user)
    client.user = user
    return client


def test_a_clerk_takes_gives_back_and_completes_a_task(drawn, unit):
    case = begin(department=unit)
    client, task = clerk_of(unit), case.tasks.get()
    page = client.get(url("work"))
    assert task.name in page.content.decode()
    assert client.get(url("task", task.pk)).status_code == 200
    client.post(url("task", task.pk), {"action": "claim"})
    task.refresh_from_db()
    assert task.claimed_by == client.user
    client.post(url("task", task.pk), {"action": "release"})
    task.refresh_from_db()
    assert task.state == "ready"
    empty = client.post(url("task", task.pk), {"action": "complete"})
    assert empty.status_code == 422
    answer = client.post(url("task", task.pk), {"action": "complete", "proposal_text": "Κείμενο"})
    assert answer.status_code == 302
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", {"proposal_text": "Κείμενο"})
    assert case.tasks.filter(state="ready").get().element == "review"
    assert client.get(url("case", case.code)).status_code == 200


def test_a_head_hands_a_task_over(drawn, unit):
    case = begin(department=unit)
    clerk, head = clerk_of(unit), staff("view_case", "assign_task")
    task = case.tasks.get()
    sent = {"action": "assign", "to_user_id": clerk.user.pk}
    assert head.post(url("task", task.pk), sent).status_code == 302
    task.refresh_from_db()
    assert task.claimed_by == clerk.user
    wrong = {"action": "assign", "to_user_id": head.user.pk}
    assert head.post(url("task", task.pk), wrong).status_code == 422


def test_a_case_is_suspended_resumed_and_cancelled_with_a_reason(drawn, unit):
    case, head = begin(department=unit), staff("view_case", "steer_case")
    assert head.post(url("suspend", case.code), {"reason": ""}).status_code == 422
    assert head.post(url("suspend", case.code), {"reason": "ελλιπής φάκελος"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "suspended"
    head.post(url("resume", case.code))
    case.refresh_from_db()
    assert case.state == "running"
    head.post(url("cancel", case.code), {"reason": "ανακλήθηκε"})
    case.refresh_from_db()
    assert (case.state, case.closing_note) == ("cancelled", "ανακλήθηκε")
    page = head.get(url("case", case.code)).content.decode()
    assert "ανακλήθηκε" in page
    assert Entry.objects.filter(action="procedures.case.cancelled").count() == 1


def test_the_case_page_tells_history_and_marks(drawn, unit):
    case = begin(department=unit)
    page = staff("view_case").get(url("case", case.code))
    blocks = {block["key"]: block for block in page.context["blocks"]}
    assert blocks["drawing"]["marks"]["draft"] == "current"
    assert blocks["drawing"]["marks"]["start"] == "done"
    assert 'id="case-marks"' in page.content.decode()
    told = [line.what for line in blocks["history"]["lines"]]
    assert told == ["Έγινε: «Ζητήθηκε απόφαση»"]


def test_an_incident_is_shown_and_tried_again(db):
    """A town without departments cannot register: the step fails, and again when tried."""
    drawing = next(d for d in shipped.drawings() if d.key == "certificate-at-once")
    draft = services.save_draft(key=drawing.key, xml=drawing.xml, actor=None, at=NOW)
    services.publish_version(version_id=draft.pk, actor=None, at=NOW)
    case = services.start_case(
        process=drawing.key, subject=Source("tests.screens", "1"), facts={}, actor=None, at=NOW
    )
    errand = case.errands.get()
    services.run_service_step(errand_id=errand.pk, at=NOW)
    incident, head = Incident.objects.get(), staff("view_case", "solve_incident")
    assert incident.error in head.get(url("incidents")).content.decode()
    assert incident.error in head.get(url("case", case.code)).content.decode()
    assert head.post(url("retry", incident.pk)).status_code == 302
    incident.refresh_from_db()
    errand.refresh_from_db()
    assert (incident.state, errand.state) == ("solved", "waiting")


def test_lists_keep_to_their_questions(drawn, unit, django_assert_max_num_queries):
    head, clerk = staff("view_case", "view_definition"), clerk_of(unit)
    for number in range(3):
        begin(str(number), unit)
    counts = {}
    for client, name in ((head, "cases"), (head, "definitions"), (clerk, "work")):
        client.get(url(name))
        with django_assert_max_num_queries(60) as few:
            client.get(url(name))
        counts[name] = len(few)
    for number in range(3, 23):
        begin(str(number), unit)
    for client, name in ((head, "cases"), (head, "definitions"), (clerk, "work")):
        with django_assert_max_num_queries(counts[name]):
            client.get(url(name))


def test_cases_are_searched_filtered_and_taken_along(drawn, unit):
    head = staff("view_case")
    late, new = begin("1", unit, days_ago=60, title="Παλιά"), begin("2", unit, days_ago=0)
    rows = head.get(url("cases")).context["page"].object_list
    assert [row.code for row in rows] == [late.code, new.code]
    only = head.get(url("cases"), {"trouble": "overdue"}).context["page"].object_list
    assert [row.code for row in only] == [late.code]
    found = head.get(url("cases"), {"q": "παλιά"}).context["page"].object_list
    assert [row.code for row in found] == [late.code]
    table = b"".join(head.get(url("cases"), {"export": "csv"}).streaming_content).decode()
    assert late.code in table
    assert new.code in table
    assert head.get(url("cases"), {"export": "xlsx"}).status_code == 200
    assert Case.objects.count() == 2


def test_the_heat_map_counts_and_times_steps(drawn, unit):
    case, clerk = begin(department=unit, days_ago=3), clerk_of(unit)
    task = case.tasks.get()
    services.complete_task(
        task_id=task.pk, outcome={"proposal_text": "x"}, actor=clerk.user, at=NOW
    )
    page = staff("view_definition").get(url("heat", KEY))
    row = next(row for row in page.context["rows"] if row.element == "draft")
    assert (row.count, row.shade, row.median) == (1, 5, "3 ημέρες")
    assert page.context["marks"]["draft"] == "heat-5"


def test_running_cases_move_only_after_a_preview(drawn, unit):
    case, owner = begin(department=unit), staff("view_definition", "migrate_cases")
    xml = drawn.xml.replace("Σύνταξη εισήγησης", "Σύνταξη σχεδίου")
    draft = services.save_draft(key=KEY, xml=xml, actor=None, at=NOW)
    new = services.publish_version(version_id=draft.pk, actor=None, at=NOW)
    sent = {"from_version": drawn.pk, "to_version": new.pk, "mapping": ""}
    preview = owner.post(url("migrate", KEY), sent)
    assert preview.context["report"].moved == [case.code]
    case.refresh_from_db()
    assert case.version_id == drawn.pk
    owner.post(url("migrate", KEY), {**sent, "confirmed": "1"})
    case.refresh_from_db()
    assert case.version_id == new.pk
    bad = owner.post(url("migrate", KEY), {**sent, "mapping": "nothing"})
    assert bad.status_code == 422


def test_a_step_that_is_called_otherwise_is_named_as_it_is_drawn(drawn, unit):
    case, owner = begin(department=unit), staff("view_definition", "migrate_cases")
    xml = drawn.xml.replace("Σύνταξη εισήγησης", "Σύνταξη σχεδίου")
    xml = xml.replace('"draft"', '"sketch"').replace(">draft<", ">sketch<")
    draft = services.save_draft(key=KEY, xml=xml, actor=None, at=NOW)
    new = services.publish_version(version_id=draft.pk, actor=None, at=NOW)
    sent = {"from_version": drawn.pk, "to_version": new.pk}
    alone = owner.post(url("migrate", KEY), {**sent, "mapping": ""})
    assert list(alone.context["report"].refused) == [case.code]
    assert f"Έκδοση {new.number} (σε ισχύ)" in alone.content.decode()
    for said in ("σύνταξη εισήγησης = Σύνταξη σχεδίου", "draft = sketch"):
        preview = owner.post(url("migrate", KEY), {**sent, "mapping": said})
        assert preview.context["report"].moved == [case.code], said
    unknown = owner.post(url("migrate", KEY), {**sent, "mapping": "draft = Σύνταξη πρακτικού"})
    assert unknown.status_code == 422
    assert "«Σύνταξη πρακτικού»" in unknown.content.decode()


def test_drawings_come_in_the_readers_language(drawn):
    client = staff("view_definition")
    greek = client.get(url("drawing", KEY, 1) + "?picture").content.decode()
    assert 'name="Σύνταξη εισήγησης"' in greek
    client.user.language = "en"
    client.user.save()
    assert client.get(url("drawing", KEY, 1)).content.decode() == drawn.xml
    assert Version.objects.count() == 1
