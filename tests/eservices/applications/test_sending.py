"""Sending: one transaction, once; what stands in the way leaves the draft as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.documents.queries import clock_of, clocks_of
from backoffice.kernel.dates import athens_day
from backoffice.procedures.models import Case
from backoffice.revenue import queries as revenue
from eservices.applications import errors, rules, services
from eservices.applications.models import Application, Draft, Upload
from eservices.applications.states import MOVES, ApplicationState
from eservices.catalogue.models import Service

from . import counter


def test_sending_registers_charges_and_keeps_the_content(citizen, party):
    draft = counter.filled(citizen)
    made = counter.send(draft, citizen)
    assert made.state == ApplicationState.AWAITING_PAYMENT
    assert made.entry.label
    assert made.entry.source_id == made.code
    assert made.entry.attachments.count() == 2
    assert made.snapshot["answers"]["height"] == "7"
    assert made.digest == rules.digest_of(made.snapshot)
    assert (made.party_id, made.user_id) == (party.pk, citizen.pk)
    debt = revenue.debt_of(made.charge_id, athens_day(timezone.now()))
    assert debt.total == Decimal("12.50")
    clock = clocks_of([made.entry_id])[made.entry_id]
    assert (clock.state, clock.rule.days) == ("incomplete", 30)
    assert not Draft.objects.exists()
    assert Upload.objects.filter(application=made, sent_at__isnull=False).count() == 2
    moves = list(made.events.values_list("old", "new"))
    assert moves == [
        ("draft", "submitted"),
        ("submitted", "registered"),
        ("registered", "awaiting_payment"),
    ]


def test_a_paid_fee_sets_the_work_going_once(citizen):
    counter.with_case()
    made = counter.sent(citizen)
    assert made.case_id is None
    for _again in range(2):
        services.note_fee_paid(
            application_id=made.pk, charge_code=made.charge.code, at=timezone.now()
        )
    made.refresh_from_db()
    assert made.state == ApplicationState.IN_PROGRESS
    assert made.case.facts["protocol_number"] == made.entry.label
    assert made.case.facts["kind"] == "Ελιά"
    assert clocks_of([made.entry_id])[made.entry_id].state == "running"
    assert made.events.filter(kind="paid").count() == 1


def test_without_a_fee_the_case_begins_at_once(citizen):
    counter.make_free()
    counter.with_case()
    made = counter.sent(citizen)
    assert made.state == ApplicationState.REGISTERED
    assert made.case.subject_id == made.code
    assert made.case.department_id == made.department_id
    clock = clock_of(made.entry, athens_day(timezone.now()))
    assert clock is not None
    assert Case.objects.count() == 1


def test_a_second_click_sends_nothing(citizen):
    draft = counter.filled(citizen)
    key = draft.submission_key
    first = counter.send(draft, citizen, key)
    again = counter.send(draft, citizen, key)
    assert first == again
    assert Application.objects.count() == 1


def test_a_key_that_sent_another_draft_is_refused(citizen):
    first = counter.filled(citizen)
    counter.send(first, citizen, "mine")
    second = counter.filled(citizen)
    with pytest.raises(errors.KeyReused):
        counter.send(second, citizen, "mine")
    assert Draft.objects.count() == 1


def test_what_was_sent_never_changes(citizen):
    made = counter.sent(citizen)
    with (
        pytest.raises(DatabaseError, match="Cannot update"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=made.pk).update(snapshot={})
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Application.objects.filter(pk=made.pk).delete()
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        made.events.update(text="x")
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        made.uploads.all().delete()


def test_wrong_answers_are_kept_and_told(citizen):
    at = timezone.now()
    draft = services.open_draft(service=counter.TREE, user=citizen, at=at)
    typed = {"kind": "", "height": "ψηλό", "danger": True}
    checked = services.save_page(draft_id=draft.pk, page="tree", raw=typed, at=at)
    assert set(checked.errors) == {"kind", "height", "danger_text"}
    draft.refresh_from_db()
    assert draft.answers["height"] == "ψηλό"
    assert draft.pages_seen == []
    with pytest.raises(errors.DraftIncomplete):
        counter.send(draft, citizen)
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_draft_is_gone_on_with_on_another_device(citizen):
    first = counter.filled(citizen)
    again = services.open_draft(service=counter.TREE, user=citizen, at=timezone.now())
    assert again == first


def test_a_window_that_closed_meanwhile_keeps_the_draft(citizen, english):
    draft = counter.filled(citizen)
    closed = timezone.now() - timedelta(hours=1)
    tree = Service.objects.get(code=counter.TREE)
    tree.windows.create(opens_at=closed - timedelta(days=30), closes_at=closed, decision="1/2026")
    Service.objects.filter(code=counter.TREE).update(availability="window")
    with pytest.raises(errors.ServiceClosed, match="what you wrote is kept"):
        counter.send(draft, citizen)
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not Application.objects.exists()


def changed_form():
    pages = counter.DOCUMENT["pages"]
    more = {"key": "trees", "type": "number", "label": counter.words("Πόσα;"), "required": True}
    fields = [one for one in pages[0]["fields"] if one["key"] != "height"]
    first = {**pages[0], "fields": [*fields, more]}
    return {"pages": [first, pages[1]]}


def test_questions_that_changed_are_told_and_nothing_is_retyped(citizen):
    draft = counter.filled(citizen)
    counter.load_forms(changed_form())
    with pytest.raises(errors.FormChanged) as told:
        counter.send(draft, citizen)
    assert told.value.changes == [("new", "Πόσα;"), ("gone", "Ύψος")]
    changes = services.follow_form(draft_id=draft.pk, language="el", at=timezone.now())
    assert changes == told.value.changes
    draft.refresh_from_db()
    assert draft.answers["kind"] == "Ελιά"
    assert draft.pages_seen == ["papers"]
    services.save_page(draft_id=draft.pk, page="tree", raw={"trees": "2"}, at=timezone.now())
    assert counter.send(draft, citizen).snapshot["answers"]["trees"] == "2"


def test_a_missing_paper_is_accepted_and_asked_for(citizen):
    counter.make_free()
    draft = counter.filled(citizen, photo=False)
    at = timezone.now()
    services.add_upload(
        draft_id=draft.pk, field="photo", upload=counter.file(), actor=citizen, at=at
    )
    made = counter.send(draft, citizen)
    assert made.state == ApplicationState.NEEDS_INFO
    (ask,) = made.asks.all()
    assert [item["key"] for item in ask.items] == ["title_deed"]
    assert clocks_of([made.entry_id])[made.entry_id].state == "incomplete"


def test_an_account_without_taxisnet_is_refused_and_keeps_its_draft(citizen):
    draft = counter.filled(citizen)
    citizen.identities.all().delete()
    with pytest.raises(errors.NeedsStrongerIdentity):
        counter.send(draft, citizen)
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_nobody_signed_in_applies_where_the_service_allows():
    at = timezone.now()
    draft = services.open_draft(service=counter.FREE, user=None, at=at)
    answers = {"full_name": "Δοκιμάκη Άννα", "text": "Πότε ασφαλτοστρώνεται;"}
    services.save_draft(draft_id=draft.pk, answers=answers, at=at)
    made = counter.send(draft, None)
    assert (made.name, made.party_id, made.state) == ("Δοκιμάκη Άννα", None, "registered")


def test_every_state_has_its_moves_and_can_be_reached():
    from backoffice.kernel.states import unreachable

    assert set(MOVES) == set(ApplicationState)
    assert unreachable(MOVES, ApplicationState.DRAFT) == set()
    assert MOVES[ApplicationState.WITHDRAWN] == MOVES[ApplicationState.FORWARDED] == set()


def test_sending_takes_few_statements(citizen):
    counter.make_free()
    counter.with_case()
    counter.sent(citizen)
    draft = counter.filled(citizen)
    with CaptureQueriesContext(connection) as asked:
        counter.send(draft, citizen)
    spent = [one["sql"] for one in asked.captured_queries]
    assert len(spent) <= 50, "\n".join(sql[:160] for sql in spent)


def test_nothing_points_to_a_draft_that_was_sent():
    # Hidden relations too.
    every = Draft._meta.get_fields(include_hidden=True)
    ours = [one for one in every if one.auto_created and not one.concrete]
    known = {(one.related_model.__name__, one.field.name) for one in ours}
    assert known == {("Upload", "draft"), ("Quarantine", "draft"), ("CoSignature", "draft")}
