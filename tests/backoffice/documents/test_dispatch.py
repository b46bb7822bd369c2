"""Every copy by its way, with what proves that it left and arrived; then the archive."""

import pytest
from django.core import mail

from backoffice.documents import services
from backoffice.documents.models import Dispatch, Draft
from backoffice.documents.refusals import (
    DispatchesOpen,
    NotSealedYet,
    PlanMissing,
    ProofMissing,
)
from backoffice.documents.services import To
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import IllegalMove
from tests.integrations.signing import signing_desk, signing_process

from . import desk
from .desk import now
from .sealed import town_seal

__all__ = ["signing_desk", "signing_process", "town_seal"]
pytestmark = pytest.mark.django_db

WAYS = [
    To("Με ταχυδρομείο", "post", address="Οδός 1"),
    To("Με e-mail", "email", "notification", "citizen@example.org"),
    To("Υπουργείο", "kshde"),
    To("Πολίτης", "eepidosi"),
    To("Εντός", "inside", "inside"),
]


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


@pytest.fixture
def copies(staff, town_seal):
    issue = desk.issued(staff, to=WAYS)
    services.seal_issue(issue_id=issue.pk, at=now())
    return {d.addressee.way: d for d in Dispatch.objects.select_related("addressee")}


def write(staff, copy, state="sent", **facts):
    return services.dispatch_document(
        dispatch_id=copy.pk, state=state, actor=staff.registry, at=now(), **facts
    )


def test_nothing_leaves_before_its_seal(staff):
    issue = desk.issued(staff)
    copy = issue.draft.dispatches.get()
    with pytest.raises(NotSealedYet):
        write(staff, copy)
    with pytest.raises(NotSealedYet):
        services.mail_document(dispatch_id=copy.pk, at=now())


def test_mail_really_leaves_once_with_the_sealed_file(staff, copies):
    copy = copies["email"]
    assert services.mail_document(dispatch_id=copy.pk, at=now())
    assert not services.mail_document(dispatch_id=copy.pk, at=now())
    (sent,) = [m for m in mail.outbox if m.to == ["citizen@example.org"]]
    (attached,) = sent.attachments
    assert attached[1].startswith(b"%PDF-")
    assert b"ETSI.CAdES.detached" in attached[1]
    copy.refresh_from_db()
    assert copy.state == "sent"
    assert copy.reference == sent.extra_headers["Message-ID"]


def test_a_mail_server_that_is_away_leaves_the_copy_waiting(staff, copies, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    with pytest.raises(OSError, match="refused"):
        services.mail_document(dispatch_id=copies["email"].pk, at=now())
    copies["email"].refresh_from_db()
    assert copies["email"].state == "waiting"


@pytest.mark.parametrize("way", ["post", "kshde", "eepidosi"])
def test_a_way_that_leaves_a_proof_needs_it(staff, copies, way):
    with pytest.raises(ProofMissing):
        write(staff, copies[way])
    assert write(staff, copies[way], reference="RR123456789GR").state == "sent"


def test_an_uploaded_proof_is_kept(staff, copies):
    from django.core.files.base import ContentFile

    proof = ContentFile(b"Date;Receipt\n22/11/2026;ok\n", name="receipt.txt")
    held = services.dispatch_with_proof(
        dispatch_id=copies["post"].pk,
        proof=proof,
        state="delivered",
        actor=staff.registry,
        at=now(),
    )
    assert held.proof.name == "receipt.txt"
    assert held.delivered_on is not None


def test_t3_7_eepidosi_is_deemed_served_after_ten_working_days(staff, copies):
    held = write(staff, copies["eepidosi"], reference="E-1")
    assert held.deemed_served_on == LegalCalendar().add_working_days(athens_day(held.sent_at), 10)


def test_delivered_is_the_end_and_failed_is_tried_again(staff, copies):
    copy = copies["inside"]
    write(staff, copy, "failed", note="απουσίαζε")
    write(staff, copy, "delivered")
    with pytest.raises(IllegalMove):
        write(staff, copy, "failed")


def test_dispatched_when_every_copy_has_left_then_archived(staff, copies):
    draft_id = next(iter(copies.values())).draft_id
    with pytest.raises(DispatchesOpen):
        archive(staff, draft_id)
    for way, copy in copies.items():
        if way == "email":
            services.mail_document(dispatch_id=copy.pk, at=now())
        else:
            write(staff, copy, reference="1")
    made = Draft.objects.get(pk=draft_id)
    assert made.state == "dispatched"
    with pytest.raises(PlanMissing):
        archive(staff, draft_id, "")
    archive(staff, draft_id)
    made.refresh_from_db()
    assert made.state == "archived"
    assert made.entry.state == "archived"
    assert made.entry.classification is not None


def archive(staff, draft_id, code=None):
    from backoffice.documents.queries import choices

    plan = choices.subjects()[-1][0] if code is None else code
    return services.archive_entry(
        draft_id=draft_id, classification=plan, actor=staff.registry, at=now()
    )
