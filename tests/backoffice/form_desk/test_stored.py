"""Versions, parts, steps of a draft, and what is shipped."""

import pytest
from django.db import DatabaseError, connection, transaction

from backoffice.audit.models import Entry
from backoffice.forms import editing, queries, services
from backoffice.forms.errors import (
    ChangedMeanwhile,
    KeyTaken,
    NoStep,
    NotFit,
    UnknownForm,
    VersionStays,
)
from backoffice.forms.models import Definition, Part, PartVersion, Replay, Version
from tests.factories.signin import make_user

from .papers import FORM, KEY, NOW, PART, SHIPPED, document, field, page, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def draft_of(paper, key=KEY, **more):
    return services.save_draft(key=key, document=paper, actor=None, at=NOW, **more)


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_published_form_holds_its_parts_and_stays(shipped) -> None:
    found = queries.form_in_force(KEY)
    assert list(found.form.fields) == ["surname", "phone", "own", "count", "why"]
    draft_of(document(page("one", field("other"))))
    assert list(queries.form_of(found.version_id).fields) == list(found.form.fields)
    row = Version.objects.get(pk=found.version_id)
    assert row.linked == {"applicant": 1}
    refused(f"update service_forms_version set document = '{{}}' where id = {row.pk}")
    refused(f"update service_forms_version set expanded = '{{}}' where id = {row.pk}")
    refused(f"update service_forms_version set state = 'draft' where id = {row.pk}")
    refused(f"delete from service_forms_version where id = {row.pk}")
    refused(f"update service_forms_definition set key = 'x' where key = '{KEY}'")
    refused("update service_forms_partversion set document = '{}'")
    refused("update service_forms_part set key = 'x'")
    for name in ("definition", "version", "part", "partversion"):
        refused(f"truncate service_forms_{name} cascade")


def test_one_draft_and_one_version_in_force(shipped) -> None:
    first = queries.form_in_force(KEY)
    draft = draft_of(document(page("one", field("other"))))
    assert draft.number == 2
    assert draft_of(document(page("one", field("another")))).pk == draft.pk
    second = services.publish_version(version_id=draft.pk, actor=None, at=NOW, note="why")
    assert queries.form_in_force(KEY).version_id == second.pk
    services.restore_version(version_id=first.version_id, actor=None, at=NOW)
    assert queries.form_in_force(KEY).number == 1
    services.retire(version_id=first.version_id, actor=None, at=NOW)
    with pytest.raises(UnknownForm):
        queries.form_in_force(KEY)
    with pytest.raises(VersionStays):
        services.publish_version(version_id=first.version_id, actor=None, at=NOW)
    acts = set(Entry.objects.values_list("action", flat=True))
    assert {"forms.version.drafted", "forms.version.published", "forms.version.restored"} <= acts


def test_a_form_with_faults_does_not_come_in_force(db) -> None:
    draft = draft_of(document(page("one", field("a", **{"if": "nobody = 1"}))))
    assert [one.path for one in queries.faults_of_version(draft)] == ["pages.0.fields.0.if"]
    with pytest.raises(NotFit):
        services.publish_version(version_id=draft.pk, actor=None, at=NOW)
    services.discard_draft(version_id=draft.pk, actor=None, at=NOW)
    assert not Version.objects.exists()


def test_steps_are_undone_and_done_again(shipped) -> None:
    user = make_user("editor@example.org", is_staff=True)
    draft = draft_of(editing.remove(FORM, (1, 2)), what="field_removed")
    services.undo(version=draft, actor=user, at=NOW)
    assert draft.document == FORM
    services.redo(version=draft, actor=user, at=NOW)
    assert len(draft.document["pages"][1]["fields"]) == 2
    with pytest.raises(NoStep):
        services.redo(version=draft, actor=user, at=NOW)
    services.undo(version=draft, actor=user, at=NOW)
    draft_of(editing.remove(FORM, (0,)))
    draft.refresh_from_db()
    with pytest.raises(NoStep):
        services.redo(version=draft, actor=user, at=NOW)


def test_two_editors_do_not_overwrite_each_other(shipped) -> None:
    seen = draft_of(editing.remove(FORM, (1, 2))).checksum
    draft_of(editing.remove(FORM, (1, 1)), base=seen)
    with pytest.raises(ChangedMeanwhile):
        draft_of(FORM, base=seen)


def test_a_part_brings_the_forms_that_follow_it_up_to_date(shipped) -> None:
    publish("other", document(page("p", {"part": "applicant", "mode": "link"})))
    publish("third", document(page("p", {"part": "applicant", "mode": "copy"})))
    assert [row.key for row in queries.used_in("applicant")] == ["other", KEY]
    kept = draft_of(editing.remove(FORM, (1, 2)))
    wider = {"fields": [*PART["fields"], field("email", "email")]}
    draft = services.save_part(key="applicant", document=wider, actor=None, at=NOW)
    made = services.publish_part(version_id=draft.pk, forms=[KEY], actor=None, at=NOW)
    assert [row.definition.key for row in made] == [KEY]
    assert "email" in queries.form_in_force(KEY).form.fields
    assert "email" not in queries.form_in_force("other").form.fields
    assert "email" not in queries.form_in_force("third").form.fields
    kept.refresh_from_db()
    assert (kept.state, kept.number, made[0].number) == ("draft", 3, 2)


def test_a_part_that_a_form_does_not_bear_changes_nothing(shipped) -> None:
    twice = {"fields": [field("own")]}
    draft = services.save_part(key="applicant", document=twice, actor=None, at=NOW)
    with pytest.raises(NotFit):
        services.publish_part(version_id=draft.pk, forms=[KEY], actor=None, at=NOW)
    assert PartVersion.objects.get(pk=draft.pk).state == "draft"


def test_a_page_becomes_a_part(shipped) -> None:
    user = make_user("editor@example.org", is_staff=True)
    draft = draft_of(editing.remove(FORM, (0,)))
    facts = {"key": "tree", "title_el": "Δέντρο", "title_en": "", "actor": user, "at": NOW}
    services.make_part_of_page(version_id=draft.pk, page=0, **facts)
    draft.refresh_from_db()
    assert draft.document["pages"][0]["fields"] == [{"part": "tree", "mode": "link"}]
    services.publish_version(version_id=draft.pk, actor=user, at=NOW)
    assert list(queries.form_in_force(KEY).form.fields) == ["own", "count", "why"]
    with pytest.raises(KeyTaken):
        services.make_part_of_page(version_id=draft.pk, page=0, **facts)


def test_what_is_shipped_never_overwrites_the_towns_own(shipped) -> None:
    assert services.load_shipped(SHIPPED, at=NOW) == []
    newer = document(page("one", field("new")))
    changed = [services.Shipped("form", KEY, "Άδεια", "Permit", newer)]
    assert [row.number for row in services.load_shipped(changed, at=NOW)] == [2]
    assert services.load_shipped(SHIPPED, at=NOW) == []
    user = make_user("editor@example.org", is_staff=True)
    draft = services.save_draft(key=KEY, document=FORM, actor=user, at=NOW)
    latest = [services.Shipped("form", KEY, "Α", "P", document(page("one", field("z"))))]
    assert services.load_shipped(latest, at=NOW) == []
    services.publish_version(version_id=draft.pk, actor=user, at=NOW)
    assert services.load_shipped(latest, at=NOW) == []
    assert queries.form_in_force(KEY).number == 3


def test_a_shipped_part_brings_only_shipped_forms_along(shipped) -> None:
    publish("own", document(page("p", {"part": "applicant", "mode": "link"})))
    wider = {"fields": [*PART["fields"], field("email", "email")]}
    part = services.Shipped("part", "applicant", "Αιτών", "Applicant", wider)
    services.load_shipped([part, SHIPPED[0]], at=NOW)
    assert "email" in queries.form_in_force(KEY).form.fields
    assert "email" not in queries.form_in_force("own").form.fields


def test_keys_and_lists_are_read_with_few_questions(shipped, django_assert_num_queries) -> None:
    assert queries.keys_in_force() == {KEY}
    version_id = queries.form_in_force(KEY).version_id
    with django_assert_num_queries(0):
        queries.form_of(version_id)
    assert (Definition.objects.count(), Part.objects.count(), Replay.objects.count()) == (1, 1, 0)
