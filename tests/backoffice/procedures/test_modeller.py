"""Drawing and putting in force: what the modeller sends, what is found, what is asked before."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from backoffice.procedures import blank, panel, services, shipped, validation
from backoffice.procedures.engine import reading
from backoffice.procedures.models import Definition, Version

from .test_screens import KEY, staff, url

pytestmark = pytest.mark.django_db
NOW = timezone.now()
RIGHTS = ("view_definition", "draw_definition", "publish_version")
NEW = {"key": "bench-request", "name_el": "Αίτημα για παγκάκι", "name_en": "Bench request"}


@pytest.fixture
def xml():
    return next(d for d in shipped.drawings() if d.key == KEY).xml


def test_a_new_procedure_begins_with_a_pool_a_lane_and_a_start():
    client = staff(*RIGHTS)
    assert client.post(url("new"), NEW).url == url("draw", NEW["key"])
    version = Version.objects.get(definition__key=NEW["key"])
    net = reading.read(version.xml)[0]
    assert [e.kind for e in net.elements.values()] == ["startEvent"]
    assert [lane.name for lane in net.lanes.values()] == ["Τμήμα"]
    again = client.post(url("new"), NEW)
    assert again.status_code == 422
    bad = client.post(url("new"), {**NEW, "key": "Παγκάκι"})
    assert bad.status_code == 422


def test_saving_answers_with_the_findings_of_each_element(xml):
    client = staff(*RIGHTS)
    client.post(url("new"), {**NEW, "key": KEY})
    broken = xml.replace('loggia:role="council_secretary"', 'loggia:role="wizard"')
    told = client.post(url("save", KEY), {"xml": broken}).json()
    assert [(f["element"], f["severity"]) for f in told["findings"]] == [
        ("lane_secretary", "error")
    ]
    assert told["findings"][0]["mend"]
    refused = client.post(url("save", KEY), {"xml": "<nothing"})
    assert refused.status_code == 422
    assert refused.json()["error"]
    assert Version.objects.count() == 1


def test_nothing_with_a_doctype_or_too_large_is_kept():
    client = staff(*RIGHTS)
    client.post(url("new"), NEW)
    evil = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><definitions>&a;</definitions>'
    assert client.post(url("save", NEW["key"]), {"xml": evil}).status_code == 422
    assert client.post(url("save", NEW["key"]), {"xml": "x" * 2_200_000}).status_code in (400, 413)


def test_publishing_says_what_changes_and_asks_once_more(xml):
    client = staff(*RIGHTS)
    services.save_draft(key=KEY, xml=xml, name_el="Απόφαση", actor=None, at=NOW)
    first = client.get(url("publish", KEY))
    assert first.context["errors"] == []
    assert client.post(url("publish", KEY)).status_code == 302
    assert client.get(url("publish", KEY)).status_code == 404
    changed = xml.replace("Σύνταξη εισήγησης", "Σύνταξη σχεδίου")
    services.save_draft(key=KEY, xml=changed, actor=None, at=NOW)
    page = client.get(url("publish", KEY))
    assert page.context["counts"] == {"added": 0, "changed": 1, "removed": 0}
    assert client.post(url("publish", KEY)).status_code == 302
    states = list(Version.objects.order_by("number").values_list("state", flat=True))
    assert states == ["retired", "published"]
    compared = client.get(url("compare", KEY), {"old": 1, "new": 2})
    assert compared.context["new_marks"] == {"draft": "changed"}


def test_a_faulty_drawing_is_not_put_in_force():
    client = staff(*RIGHTS)
    client.post(url("new"), NEW)
    page = client.get(url("publish", NEW["key"]))
    assert page.context["errors"]
    assert client.post(url("publish", NEW["key"])).status_code == 422
    assert Version.objects.get().state == "draft"


def test_whoever_draws_may_not_always_publish(xml):
    services.save_draft(key=KEY, xml=xml, name_el="Απόφαση", actor=None, at=NOW)
    drawer = staff("view_definition", "draw_definition")
    assert drawer.post(url("publish", KEY)).status_code == 302
    assert Version.objects.get().state == "draft"
    assert 'id="bp-publish"' not in drawer.get(url("draw", KEY)).content.decode()


def test_the_panel_describes_every_kind_that_is_supported():
    told = panel.describe(NOW.date())
    of = {kind for row in told["fields"] for kind in row["of"]}
    assert {"bpmn:UserTask", "bpmn:ServiceTask", "bpmn:Lane", "bpmn:SequenceFlow", "timer"} <= of
    names = {operation["name"] for operation in told["operations"]}
    assert {"documents.register", "revenue.raise_charge", "procedures.tell_applicant"} <= names
    choices = {name for row in told["fields"] for f in row["fields"] for name in [f["name"]]}
    assert {"role", "department", "called", "decision"} <= choices & set(told["choices"])
    json.dumps(told)


def test_the_first_drawing_opens_and_its_findings_name_what_to_do():
    drawing = blank.first_drawing("x", "Χ", "X")
    found = validation.check(drawing)
    assert found
    assert all(finding.mend for finding in found)
    assert blank.in_language(drawing, "en").count('name="Application filed"') == 1


def test_a_decision_table_is_shown_as_a_table():
    table = next(d for d in shipped.drawings() if d.key == "fault-triage")
    draft = services.save_draft(
        key=table.key, xml=table.xml, kind="decision", name_el="Βλάβες", actor=None, at=NOW
    )
    services.publish_version(version_id=draft.pk, actor=None, at=NOW)
    page = staff("view_definition").get(url("definition", table.key))
    assert page.status_code == 200
    assert len(page.context["table"].rules) == 6
    assert Definition.objects.get().key in reverse("procedures:definition", args=[table.key])
