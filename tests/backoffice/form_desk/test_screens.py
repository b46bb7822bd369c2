"""The staff screens and the schema for programs: what they show, do and refuse."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from backoffice.forms import queries, services
from backoffice.forms.models import Definition, PartVersion, Version

from .papers import EDITOR, FORM, KEY, NOW, PART, PUBLISHER, document, field, page, publish, staff

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"service_forms:{name}", args=args)


def draft(key=KEY):
    return Version.objects.get(definition__key=key, state="draft")


def step(client, do, key=KEY, base="", name="step"):
    return client.post(url(name, key), {"do": do, "base": base})


ALWAYS = {"when": "always", "join": "and", **{f"sign_{at}": "is" for at in range(3)}}


def test_every_page_opens_and_says_what_stands_there(shipped) -> None:
    services.save_draft(key=KEY, document=FORM, actor=None, at=NOW)
    services.save_part(key="applicant", document=PART, actor=None, at=NOW)
    client = staff(*PUBLISHER)
    texts = {
        url("list"): "Άδεια δέντρου",
        url("parts"): "Αιτών",
        url("new"): "csrf",
        url("part_new"): "csrf",
        url("page", KEY): "applicant 1",
        url("edit", KEY): "Ερώτηση own",
        url("choose", KEY, "1.0"): "add/1.0/yes_no/",
        url("add", KEY, "1.0", "choice"): 'name="options"',
        url("add", KEY, "1.0", "link"): 'name="part"',
        url("add", KEY, "2", "page"): 'name="title_el"',
        url("at", KEY, "1.1"): "own",
        url("at", KEY, "0.0"): "applicant",
        url("at", KEY, "1"): "Σελίδα tree",
        url("share", KEY, "1"): "csrf",
        url("compare", KEY): "option",
        url("publish", KEY): "note",
        url("part_page", "applicant"): "Άδεια δέντρου",
        url("part_edit", "applicant"): "Ερώτηση surname",
        url("part_at", "applicant", "0.0"): "surname",
        url("part_compare", "applicant"): "option",
        url("part_publish", "applicant"): KEY,
    }
    for address, text in texts.items():
        response = client.get(address)
        assert response.status_code == 200, address
        assert text in response.content.decode(), address


@pytest.mark.parametrize("place", ["9", "0.9", "x", "1.0.0", "0.0.0.0"])
def test_a_place_that_is_not_there_is_not_found(shipped, place) -> None:
    assert staff(*EDITOR).get(url("at", KEY, place)).status_code == 404


def test_the_list_asks_a_fixed_number_of_questions(shipped, django_assert_max_num_queries) -> None:
    client = staff("view_definition")
    client.get(url("list"))
    for number in range(12):
        publish(f"form-{number}", document(page("one", field("a"))))
    with django_assert_max_num_queries(22):
        response = client.get(url("list") + "?q=form-1&state=in_force")
    assert len(response.context["rows"]) == 3
    assert len(client.get(url("list") + "?part=applicant").context["rows"]) == 1


def test_a_new_form_is_made_edited_and_put_in_force(db) -> None:
    client = staff(*PUBLISHER)
    names = {"key": "cat-licence", "title_el": "Άδεια γάτας", "title_en": "Cat licence"}
    assert client.post(url("new"), names).url == url("edit", "cat-licence")
    assert client.post(url("new"), names).status_code == 422
    new_page = {"title_el": "Η γάτα", "title_en": "The cat", **ALWAYS}
    assert client.post(url("add", "cat-licence", "0", "page"), new_page).status_code == 302
    wanted = {"label_el": "Χρώμα", "required": "yes", "options": "Μαύρη | Black\nΆλλο", **ALWAYS}
    assert client.post(url("add", "cat-licence", "0.0", "choice"), wanted).status_code == 302
    number = {"label_el": "Πόσες", "required": "no", **ALWAYS}
    number |= {"when": "choices", "field_0": "chroma", "value_0": "μαυρη"}
    assert client.post(url("add", "cat-licence", "0.1", "number"), number).status_code == 302
    fields = draft("cat-licence").document["pages"][0]["fields"]
    assert [one["key"] for one in fields] == ["chroma", "poses"]
    assert fields[0]["options"][0] == {
        "value": "black",
        "label": {"el": "Μαύρη", "en": "Black"},
    }
    assert fields[1]["if"] == 'chroma = "black"'
    publishing = client.post(url("publish", "cat-licence"), {"note": "Πρώτη"})
    assert publishing.url == url("page", "cat-licence")
    assert list(queries.form_in_force("cat-licence").form.fields) == ["chroma", "poses"]


def test_a_field_keeps_its_settings_when_nothing_is_changed(shipped) -> None:
    client = staff(*EDITOR)
    rich = [
        field("n", "number", min="1", max="9", decimals=0, unit={"el": "τεμ."}, required=True),
        field("d", "date", min="today-18y"),
        field("f", "file", accept=["pdf"], max_mb=5, max_files=2, ex_officio=True),
        field("g", "group", max_rows=3, fields=[field("inner", required="recommended")]),
        field("c", "calculated", formula="n * 2", decimals=1),
        field("k", "consent", text={"el": "Δέχομαι", "en": "I accept"}, required=True),
        field("t", pattern="[A-Z]{2}", purpose={"el": "Γιατί"}, prefill="party.afm"),
    ]
    publish("rich", document(page("one", *rich)))
    for place, was in [(f"0.{at}", one) for at, one in enumerate(rich)]:
        form = client.get(url("at", "rich", place)).context["form"]
        data = {name: box.value() for name, box in ((n, form[n]) for n in form.fields)}
        sent = {n: value for n, value in data.items() if value is not None and value is not False}
        response = client.post(url("at", "rich", place), sent)
        assert response.status_code == 302, response.context["form"].errors
        assert draft("rich").document["pages"][0]["fields"][int(place[2:])] == was


def test_steps_by_buttons_and_back(shipped) -> None:
    client = staff(*EDITOR)
    base = queries.version_of(KEY, 1).checksum
    # What brings up a fault leads to the faults, anything else to where it happened.
    assert step(client, "up:1.1", base=base).url.endswith("#fe-faults")
    assert next(one["key"] for one in draft().document["pages"][1]["fields"]) == "count"
    page_of = client.get(url("edit", KEY))
    assert page_of.context["faults"][0]["url"] == url("at", KEY, "1.0")
    step(client, "undo")
    assert draft().document == FORM
    step(client, "redo")
    assert step(client, "to:1.0:2").url.endswith("#place-1-0")
    step(client, "double:1.2")
    step(client, "detach:0.0")
    step(client, "remove:1")
    assert [one.get("key") for one in draft().document["pages"][0]["fields"]] == [
        "surname",
        "phone",
    ]
    step(client, "remove:0", base="0" * 64)
    assert len(draft().document["pages"]) == 1
    step(client, "explode:0")
    assert len(draft().document["pages"]) == 1


def test_a_key_that_changes_is_followed(shipped) -> None:
    client = staff(*EDITOR)
    sent = {"label_el": "Δικό σας;", "required": "yes", "key": "mine", "type": "yes_no", **ALWAYS}
    client.post(url("at", KEY, "1.0"), sent)
    assert draft().document["pages"][1]["fields"][1]["if"] == "mine = true"
    sent["key"] = "count"
    assert client.post(url("at", KEY, "1.0"), sent).status_code == 422
    sent |= {"key": "own", "type": "choice"}
    assert client.post(url("at", KEY, "1.0"), sent).url == url("at", KEY, "1.0")


def test_a_part_is_changed_once_for_its_forms(shipped) -> None:
    client = staff(*PUBLISHER)
    sent = {"label_el": "Ηλ. διεύθυνση", "key": "email", "required": "no", **ALWAYS}
    assert client.post(url("part_add", "applicant", "0.2", "email"), sent).status_code == 302
    client.post(url("part_publish", "applicant"), {"note": "Και e-mail", "forms": [KEY]})
    assert "email" in queries.form_in_force(KEY).form.fields
    assert PartVersion.objects.get(state="in_force").number == 2
    response = client.post(url("part_act", "applicant"), {"do": "restore:1"})
    assert response.status_code == 302
    assert PartVersion.objects.get(state="in_force").number == 1


def test_going_back_and_throwing_away(shipped) -> None:
    client = staff(*PUBLISHER)
    step(client, "remove:1.2")
    client.post(url("act", KEY), {"do": "discard:2"})
    assert Version.objects.count() == 1
    client.post(url("act", KEY), {"do": "retire:1"})
    client.post(url("act", KEY), {"do": "restore:1"})
    assert queries.form_in_force(KEY).number == 1
    client.post(url("act", KEY), {"do": "burn:1"})
    client.post(url("act", KEY), {"do": "retire:9"})
    assert queries.form_in_force(KEY).number == 1


def test_faults_keep_a_draft_from_coming_in_force(shipped) -> None:
    client = staff(*PUBLISHER)
    step(client, "remove:1.0")
    assert client.get(url("publish", KEY)).context["faults"]
    assert client.post(url("publish", KEY), {"note": "x"}).status_code == 422
    assert queries.form_in_force(KEY).number == 1


def test_a_replay_is_asked_for_and_shown(shipped) -> None:
    client = staff(*PUBLISHER)
    step(client, "remove:1.2")
    response = client.post(url("replays", KEY))
    assert "Refresh" in client.get(response.url).headers
    services.run_replay(replay_id=int(response.url.rstrip("/").split("/")[-1]), at=NOW)
    assert "Refresh" not in client.get(response.url).headers


def test_an_editor_does_not_publish(shipped) -> None:
    client = staff(*EDITOR)
    step(client, "remove:1.2")
    for name in ("publish", "act"):
        client.post(url(name, KEY), {"note": "x", "do": "retire:1"})
    assert queries.form_in_force(KEY).number == 1


def test_the_preview_checks_trial_answers_and_keeps_nothing(shipped) -> None:
    client = staff("view_definition")
    assert "iframe" in client.get(url("preview", KEY)).content.decode()
    frame = url("preview_frame", KEY, "en")
    first = client.get(frame)
    assert first.status_code == 200
    assert first.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Question surname" in first.content.decode()
    assert "Ερώτηση surname" in client.get(url("preview_frame", KEY, "el")).content.decode()
    wrong = client.post(f"{frame}?version=1&page=who", {"phone": "2810000000"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors
    on = client.post(f"{frame}?version=1&page=who", {"surname": "Trial"})
    assert on.url.endswith("page=tree")
    done = client.post(on.url, {"own": "false"})
    assert done.url.endswith("page=check")
    assert "Trial" in client.get(done.url).content.decode()
    assert client.get(url("preview_frame", KEY, "fr")).status_code == 404
    step(staff(*EDITOR, email="e@example.org"), "remove:1.0")
    assert client.get(f"{frame}?version=2").context["faults"]


def test_programs_read_the_schema(shipped) -> None:
    cache.clear()
    client = Client()
    schema = client.get(f"/api/v1/forms/{KEY}/schema/?language=en").json()
    assert schema["properties"]["surname"]["title"] == "Question surname"
    services.save_draft(key=KEY, document=FORM, actor=None, at=NOW)
    (row,) = client.get(f"/api/v1/forms/{KEY}/versions/").json()
    assert client.get(row["schema"]).json()["required"] == schema["required"]
    assert client.get(f"/api/v1/forms/{KEY}/versions/2/schema/").status_code == 404
    assert client.get("/api/v1/forms/nothing/schema/").status_code == 404
    assert client.get("/api/v1/forms/nothing/versions/").status_code == 404
    assert Definition.objects.count() == 1
