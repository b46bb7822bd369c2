"""What was sent leaves after the archive's clearance, by two people: all of one, or nothing."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from backoffice.audit.models import Entry as Trail
from backoffice.documents import blobs
from backoffice.documents import services as documents
from backoffice.documents.models import Entry, StoredFile
from backoffice.privacy import queries as privacy
from backoffice.privacy import registries
from backoffice.privacy import services as erasures
from backoffice.privacy.erasing import NAMED
from backoffice.privacy.errors import KeptByLaw, NothingToErase
from backoffice.procedures import services as procedures
from backoffice.procedures.models import Message
from eservices.applications import errors, services
from eservices.applications.models import Application, Draft, Event, Upload
from eservices.applications.replayed import SENT
from eservices.applications.services import erasing
from tests.backoffice.documents.corpus import pdf
from tests.factories.copies import copy_of
from tests.factories.signin import make_staff, sign_in_staff

from . import counter

TODAY = now()
#: The file plan keeps routine papers for five years, the town what was sent for sixty months.
LATER = TODAY + timedelta(days=7 * 366)
NAME = "sent_applications"


@pytest.fixture
def drawer():
    return make_staff("registry", "registry@example.org", "registry")


@pytest.fixture
def head():
    return make_staff("head", "head@example.org", "revenue")


@pytest.fixture
def second():
    return make_staff("head", "second@example.org", "administrative")


def corrected(citizen, key="c", **choices):
    """Return an application to which something was added, with a file of its own."""
    made = counter.sent(citizen, **choices)
    add_file(made, citizen, key)
    services.correct(
        application_id=made.pk, text=f"Κρυφά λόγια {key}", key=key, actor=citizen, at=now()
    )
    return made


def add_file(made, citizen, key, field="correction"):
    return services.add_later_upload(
        application_id=made.pk,
        field=field,
        upload=counter.file(f"{key}.pdf", pdf(text=f"own {key}")),
        actor=citizen,
        at=now(),
    )


def ended(citizen, key="c"):
    """Return an application that was refused, and whose free fee was never asked."""
    made = corrected(citizen, key)
    services.decide(
        application_id=made.pk,
        approved=False,
        reason="Δεν συντρέχουν λόγοι.",
        remedies="Ένσταση.",
        actor=None,
        at=now(),
    )
    made.refresh_from_db()
    return made


def clear(drawer, second):
    """Let the archive destroy every paper whose time is over, as law and committee say."""
    for one in Entry.objects.exclude(state__in=["archived", "cancelled"]):
        documents.archive_under(
            entry_id=one.pk, classification="1.2", reason="Τέλος", actor=drawer, at=now()
        )
    year = LATER.year
    drawn = documents.draw_clearance(
        year=year, cut_on=date(year - 1, 12, 31), actor=drawer, at=LATER
    )
    documents.approve_clearance(
        clearance_id=drawn.pk,
        decision="12/2033",
        decided_on=date(year, 2, 20),
        archives_invited_on=date(year, 2, 3),
        actor=second,
        at=LATER,
    )
    documents.destroy_cleared(clearance_id=drawn.pk, actor=drawer, at=LATER)


def approved(drawer, second):
    made = erasures.propose_erasure(eraser=NAME, actor=drawer, at=LATER)
    return erasures.approve_erasure(erasure_id=made.pk, actor=second, at=LATER)


def erase(drawer, second):
    return erasures.carry_out(erasure_id=approved(drawer, second).pk, at=LATER)


def waiting():
    eraser = registries.ERASERS.get(NAME)
    return eraser.count(privacy.horizon_of(eraser, LATER))


def dying(*_args, **_facts):
    """End as a killed program ends."""
    raise SystemExit


def is_whole(made):
    made = Application.objects.get(pk=made.pk)
    return (
        made.erased_at is None
        and made.snapshot["answers"]["kind"] == "Ελιά"
        and made.uploads.count() == 3
        and "Κρυφά" in made.supplements.get().content["text"]
    )


def test_all_of_it_goes_and_the_record_stays(citizen, drawer, head, second):
    counter.make_free()
    counter.with_case()
    made = corrected(citizen)
    case = made.case
    task = case.tasks.get(state="ready")
    procedures.complete_task(task_id=task.pk, outcome={}, actor=head, at=now())
    services.decide(
        application_id=made.pk,
        approved=False,
        reason="Δεν συντρέχουν λόγοι.",
        remedies="Ένσταση.",
        actor=head,
        at=now(),
    )
    services.object_to(
        application_id=made.pk, text="Κρυφή ένσταση", key="o", actor=citizen, at=now()
    )
    objection = made.objections.get()
    services.decide_objection(
        objection_id=objection.pk, upheld=False, answer="Όχι, γιατί…", actor=head, at=now()
    )
    made = Application.objects.get(pk=made.pk)
    history = made.events.count()
    mine = StoredFile.objects.get(application_uploads__name="c.pdf")
    assert "Ελιά" in str(made.case.facts)
    clear(drawer, second)
    done = erase(drawer, second)
    assert (done.state, done.erased, waiting()) == ("done", 1, 0)
    made = Application.objects.get(pk=made.pk)
    assert (made.snapshot, made.email) == ({"answers": {}, "files": []}, "")
    assert (made.erasure_id, made.erased_at is not None) == (done.pk, True)
    assert not Upload.objects.filter(application=made).exists()
    supplement, objection = made.supplements.get(), made.objections.get()
    assert (supplement.content["text"], objection.text, objection.files) == ("", "", [])
    case = made.case
    assert (case.facts, case.state, case.tasks.count()) == ({}, "completed", 1)
    assert not Message.objects.filter(correlation=case.subject_id).exclude(payload={}).exists()
    assert "Κρυφ" not in "".join(Event.objects.values_list("text", flat=True))
    # The record: number, hash, decision, answer to the objection, history, trail.
    assert made.entry.label
    assert len(made.digest) == 64
    assert (made.state, made.reason) == ("rejected", "Δεν συντρέχουν λόγοι.")
    assert (objection.answer, made.events.count()) == ("Όχι, γιατί…", history)
    assert Trail.objects.filter(action="applications.application.erased").count() == 1
    mine.refresh_from_db()
    assert mine.destroyed_at is not None


def test_nothing_goes_before_the_archive_cleared_every_paper(citizen, drawer, second):
    counter.make_free()
    made = ended(citizen)
    assert waiting() == 0
    later = made.supplements.get().entry
    documents.hold_entry(entry_id=later.pk, reason="Δίκη 7/2030", actor=drawer, at=now())
    clear(drawer, second)
    made.refresh_from_db()
    assert made.entry.destroyed_at is not None
    assert waiting() == 0
    with pytest.raises(NothingToErase):
        approved(drawer, second)
    documents.release_entry(entry_id=later.pk, actor=drawer, at=LATER)
    # The next list of the archive takes what the hold kept.
    year = LATER.year + 1
    drawn = documents.draw_clearance(
        year=year, cut_on=date(year - 1, 12, 31), actor=drawer, at=LATER + timedelta(days=366)
    )
    documents.approve_clearance(
        clearance_id=drawn.pk,
        decision="3/2034",
        decided_on=date(year, 2, 20),
        archives_invited_on=date(year, 2, 3),
        actor=second,
        at=LATER + timedelta(days=366),
    )
    documents.destroy_cleared(clearance_id=drawn.pk, actor=drawer, at=LATER + timedelta(days=366))
    assert waiting() == 1
    # Something happened lately: somebody still needs it.
    Event.objects.create(application=made, kind="note", text="…", at=LATER)
    assert waiting() == 0


def test_an_unpaid_fee_an_open_case_or_an_objection_keeps_it(citizen, drawer, second):
    unpaid = corrected(citizen, "unpaid")
    counter.make_free()
    objected = ended(citizen, "objected")
    counter.with_case()
    open_case = corrected(citizen, "case")
    for one in (unpaid, open_case):
        services.decide(
            application_id=one.pk,
            approved=True,
            reason="",
            remedies="",
            actor=None,
            at=now(),
        )
        services.complete(
            application_id=one.pk, issue_id=None, output_url="/x/", actor=None, at=now()
        )
        one.refresh_from_db()
    assert (unpaid.charge.state, open_case.case.state) == ("open", "running")
    services.object_to(application_id=objected.pk, text="Όχι", key="o", actor=citizen, at=now())
    clear(drawer, second)
    assert {unpaid.state, open_case.state, objected.state} == {"completed", "rejected"}
    assert waiting() == 0
    procedures.cancel_case(case_id=open_case.case_id, reason="x", actor=None, at=now())
    assert waiting() == 1
    services.withdraw_objection(objection_id=objected.objections.get().pk, actor=citizen, at=now())
    clear_again = Entry.objects.filter(destroyed_at__isnull=True).count()
    assert (clear_again, waiting()) == (0, 2)


def test_killed_in_the_middle_one_is_gone_whole_and_the_other_is_whole(
    citizen, drawer, second, monkeypatch
):
    counter.make_free()
    first, other = ended(citizen, "a"), ended(citizen, "b")
    clear(drawer, second)
    held = approved(drawer, second)
    monkeypatch.setattr("backoffice.privacy.services.erasing.BATCH", 1)
    real, calls = documents.discard_files, []

    def dies(**facts):
        calls.append(facts)
        if len(calls) == 2:
            raise SystemExit
        return real(**facts)

    monkeypatch.setattr(erasing.documents, "discard_files", dies)
    with pytest.raises(SystemExit):
        erasures.carry_out(erasure_id=held.pk, at=LATER)
    monkeypatch.setattr(erasing.documents, "discard_files", real)
    first.refresh_from_db()
    assert first.erasure_id == held.pk
    assert is_whole(other)
    done = erasures.carry_out(erasure_id=held.pk, at=LATER)
    assert (done.state, done.erased, waiting()) == ("done", 2, 0)
    assert Trail.objects.filter(action="applications.application.erased").count() == 2
    again = erasures.carry_out(erasure_id=held.pk, at=LATER)
    assert (again.erased, again.done_at) == (2, done.done_at)


def test_a_part_that_dies_takes_nothing_of_any(citizen, drawer, second, monkeypatch):
    counter.make_free()
    made = ended(citizen)
    clear(drawer, second)
    held = approved(drawer, second)
    for step in ("_erase_words", "_erase_cases", "trail"):
        with monkeypatch.context() as patch:
            patch.setattr(erasing, step, dying)
            with pytest.raises(SystemExit):
                erasures.carry_out(erasure_id=held.pk, at=LATER)
        assert is_whole(made), step
    assert erasures.carry_out(erasure_id=held.pk, at=LATER).erased == 1


def test_contents_are_removed_by_an_order_of_the_same_transaction(citizen, drawer, second):
    counter.make_free()
    made = ended(citizen)
    unsent = add_file(made, citizen, "never", "objection")
    lonely = StoredFile.objects.get(application_uploads=unsent)
    # The same content in somebody's draft stays theirs.
    shared = add_file(made, citizen, "both", "objection")
    draft = services.open_draft(service=counter.TREE, user=citizen, choice="self", at=now())
    services.add_upload(
        draft_id=draft.pk,
        field="title_deed",
        upload=counter.file("both.pdf", pdf(text="own both")),
        actor=citizen,
        at=now(),
    )
    common = StoredFile.objects.get(application_uploads=shared)
    clear(drawer, second)
    before = ProcrastinateJob.objects.filter(task_name="documents.remove_contents").count()
    erase(drawer, second)
    job = ProcrastinateJob.objects.filter(task_name="documents.remove_contents").latest("id")
    assert ProcrastinateJob.objects.filter(task_name=job.task_name).count() == before + 1
    assert job.args == {"file_ids": [lonely.pk]}
    assert blobs.store().exists(lonely.path)
    assert documents.remove_contents(**job.args) == 1
    assert not blobs.store().exists(lonely.path)
    assert documents.remove_contents(**job.args) == 1
    common.refresh_from_db()
    assert (common.destroyed_at, blobs.store().exists(common.path)) == (None, True)
    # What comes again is not taken by an order of before.
    documents.keep_file(content=pdf(text="own never"), name="x.pdf", actor=None, at=now())
    assert documents.remove_contents(**job.args) == 0
    assert blobs.store().exists(lonely.path)
    assert Draft.objects.get(pk=draft.pk).uploads.count() == 1


CHANGES = {
    "content": lambda made: Application.objects.filter(pk=made.pk).update(snapshot={}),
    "mark": lambda made: Application.objects.filter(pk=made.pk).update(erased_at=now()),
    "event": lambda made: made.events.update(text="άλλο"),
    "later paper": lambda made: made.supplements.update(content={}),
    "objection": lambda made: made.objections.update(text=""),
    "upload": lambda made: made.uploads.filter(sent_at__isnull=False).delete(),
    "case": lambda made: type(made.case).objects.filter(pk=made.case_id).update(facts={}),
}


def changed_naming(code, made, change):
    """Change something by hand, with an erasure named as the queue names it."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [code])
    change(made)


def test_the_database_lets_go_only_by_an_approved_erasure(citizen, drawer, second):
    counter.make_free()
    counter.with_case()
    made = ended(citizen)
    procedures.cancel_case(case_id=made.case_id, reason="x", actor=None, at=now())
    services.object_to(application_id=made.pk, text="Όχι", key="o", actor=citizen, at=now())
    objection = made.objections.get()
    services.withdraw_objection(objection_id=objection.pk, actor=citizen, at=now())
    clear(drawer, second)
    proposed = erasures.propose_erasure(eraser=NAME, actor=drawer, at=LATER)
    let_go = []
    for what, change in CHANGES.items():
        for code in ("", proposed.code):
            try:
                with transaction.atomic():
                    changed_naming(code, made, change)
            except DatabaseError:
                continue
            let_go.append((what, code))
    assert let_go == []


def test_both_sides_read_when_and_by_which_decisions(citizen, browser, drawer, head, second):
    counter.make_free()
    made = ended(citizen)
    clear(drawer, second)
    assert 'id="messages"' in browser.get(f"/el/account/applications/{made.code}/").text
    done = erase(drawer, second)
    made.refresh_from_db()
    page = browser.get(f"/el/account/applications/{made.code}/").content.decode()
    api = browser.get(f"/api/v1/applications/{made.code}/").json()
    desk = Client()
    sign_in_staff(desk, head)
    office = desk.get(reverse("applications_office:application", args=[made.code]))
    for shown in (page, office.content.decode()):
        assert "Διαγράφηκαν στις" in shown
        assert done.code in shown
        assert "12/2033" in shown
        assert made.entry.label in shown
        assert "Ελιά" not in shown
    assert "object/" not in page
    assert 'id="messages"' not in page
    assert (api["content"], api["erasure"]) == ({"answers": {}, "files": []}, done.code)
    assert api["erased_at"]
    with pytest.raises(errors.ObjectionRefused):
        services.object_to(application_id=made.pk, text="x", key="z", actor=citizen, at=now())
    (row,) = [one for one in copy_of(citizen, "applications") if one.get("number")]
    assert (row["content"]["answers"], bool(row["erased_at"])) == ({}, True)
    assert SENT.latest(counter.TREE, 10) == []
    sign_in_staff(desk, drawer)
    register = desk.get(reverse("documents:entry", args=[made.entry.code])).content.decode()
    assert "12/2033" in register
    with pytest.raises(KeptByLaw, match="2690/1999"):
        erasures.propose_erasure(eraser="application_records", actor=drawer, at=LATER)
