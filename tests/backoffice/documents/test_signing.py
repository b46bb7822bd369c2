"""Number, then seal: one of each, whatever fails between them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from backoffice.documents import queries, sealing, services
from backoffice.documents.models import Entry, Issue
from backoffice.documents.refusals import KeyNotSet, NotRepeatable, WhyMissing
from backoffice.documents.services import FileFacts
from integrations.signing import TimestampUnavailable, sign_pdf
from tests.integrations.signing import letter as any_letter
from tests.integrations.signing import pdfsig, signing_desk, signing_process

from . import desk
from .desk import now
from .sealed import town_seal

__all__ = ["signing_desk", "signing_process", "town_seal"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


def seal(issue):
    return services.seal_issue(issue_id=issue.pk, at=now())


def test_numbered_then_sealed_with_the_time_and_poppler_accepts(staff, town_seal, tmp_path):
    row = desk.incoming(staff)
    services.start_clock(
        entry_id=row.pk, rule="general", complete_on=now().date(), actor=None, at=now()
    )
    issue = desk.issued(staff, answers_id=row.pk)
    assert (issue.entry.direction, issue.file) == ("outgoing", None)
    row.refresh_from_db()
    assert (row.state, row.clock.state) == ("answered", "stopped")
    sealed = seal(issue)
    assert sealed.stamped_at is not None
    assert sealed.sealed_by.startswith("Δήμος Μινώας Ακτής")
    content = queries.content_of(sealed.file)
    said = pdfsig(content, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    (report,) = sealing.check(content)
    assert (report.verdict, report.time_source) == ("valid", "timestamp")
    assert issue.entry.attachments.get().file_id == sealed.file_id


def test_sealed_once_however_often_it_is_asked(staff, town_seal):
    issue = desk.issued(staff)
    first = seal(issue)
    again = seal(issue)
    assert again.file_id == first.file_id
    assert issue.entry.attachments.count() == 1
    with pytest.raises(DatabaseError, match="sealed_once"), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(trouble="x")


def test_a_silent_timestamp_authority_leaves_the_number_and_another_try_mends(staff, town_seal):
    issue = desk.issued(staff)
    number = issue.entry.label
    town_seal.server.fail("status:503", match="/tsa", times=2)
    with pytest.raises(TimestampUnavailable):
        seal(issue)
    issue.refresh_from_db()
    assert (issue.file_id, issue.tries) == (None, 1)
    assert issue.trouble
    town_seal.server.reset()
    assert seal(issue).entry.label == number


def test_without_a_key_the_document_waits(staff, settings):
    settings.SIGNING_PKCS12 = ""
    issue = desk.issued(staff)
    with pytest.raises(KeyNotSet):
        seal(issue)
    assert list(queries.unsealed()) == [issue]
    assert services.order_missing_seals(before=now() + timedelta(minutes=1)) == 1


def test_a_rolled_back_issue_takes_no_number(staff):
    made = desk.signed(staff)
    before = Entry.objects.filter(direction="own").count()
    with transaction.atomic():
        services.issue_document(draft_id=made.pk, actor=staff.registry, at=now())
        transaction.set_rollback(True)
    made.refresh_from_db()
    assert (made.state, Entry.objects.filter(direction="own").count()) == ("signed", before)


def test_a_repetition_keeps_the_number_and_says_what_changed(staff, town_seal, client):
    issue = desk.issued(staff)
    seal(issue)
    with pytest.raises(WhyMissing):
        services.repeat_document(
            draft_id=issue.draft_id, change_note="", actor=staff.clerk, at=now()
        )
    again = services.repeat_document(
        draft_id=issue.draft_id, change_note="Διόρθωση ονόματος", actor=staff.clerk, at=now()
    )
    with pytest.raises(NotRepeatable):
        services.repeat_document(
            draft_id=issue.draft_id, change_note="x", actor=staff.clerk, at=now()
        )
    services.send_for_cosign(draft_id=again.pk, actor=staff.clerk, at=now())
    for who in (staff.head, staff.director):
        services.cosign(draft_id=again.pk, seen_version=1, actor=who, at=now())
    services.sign_document(draft_id=again.pk, seen_version=1, actor=staff.mayor, at=now())
    second = services.issue_document(draft_id=again.pk, actor=staff.registry, at=now())
    assert second.entry_id == issue.entry_id
    assert "Διόρθωση ονόματος" in second.content["repetition"]
    seal(second)
    assert issue.entry.attachments.count() == 2
    assert queries.later_repetition(issue) == second
    page = client.get(reverse("verify", args=[issue.verification]))
    assert "αντικαταστάθηκε" in page.content.decode().lower() or page.context["state"] == "replaced"


def test_the_public_page_says_valid_then_cancelled_and_names_nobody(staff, town_seal, client):
    issue = desk.issued(staff)
    assert client.get(reverse("verify", args=[issue.verification])).status_code == 404
    seal(issue)
    page = client.get(reverse("verify", args=[issue.verification]))
    assert page.context["state"] == "valid"
    assert "Δοκιμάκης" not in page.content.decode()
    services.cancel_document(draft_id=issue.draft_id, reason="Λάθος", actor=staff.mayor, at=now())
    page = client.get(reverse("verify", args=[issue.verification]))
    assert page.context["state"] == "cancelled"
    assert client.get(reverse("verify", args=["NOTHING"])).status_code == 404


def test_incoming_signatures_are_read_and_kept(staff, town_seal):
    signed = sign_pdf(any_letter(), town_seal.person, town_seal.timestamper)
    file = services.keep_file(content=signed, name="αίτηση.pdf", actor=staff.registry, at=now())
    row = desk.incoming(staff, files=[FileFacts(file)])
    attachment = row.attachments.get()
    assert services.check_signatures(attachment_id=attachment.pk, at=now()) == 1
    attachment.refresh_from_db()
    (kept,) = attachment.signatures
    assert kept["verdict"] == "valid"
    assert kept["signer"].startswith("Ειρήνη Δοκιμάκη")
