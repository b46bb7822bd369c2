"""A paper from the counter to the archive: returned once, signed by delegation, sealed."""

import pytest
from django.core import mail

from backoffice.documents import queries, services
from backoffice.documents.models import Dispatch
from backoffice.documents.queries import choices
from backoffice.documents.services import DraftFacts, To
from backoffice.kernel import reconcile
from backoffice.kernel.dates import athens_day
from tests.backoffice.documents import desk
from tests.backoffice.documents.desk import now
from tests.backoffice.documents.office import open_town, unit
from tests.backoffice.documents.sealed import town_seal
from tests.integrations.signing import pdfsig, signing_desk, signing_process

__all__ = ["signing_desk", "signing_process", "town_seal"]
BODY = "Για την αίτησή σας **{{ incoming_number }}** σας γνωρίζουμε ότι έγινε δεκτή."


@pytest.mark.django_db
def test_from_the_counter_to_the_archive(town_seal, tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path
    open_town()
    services.load_circulation()
    staff = desk.people()
    desk.delegate(staff, "vice", scopes=["correspondence"], amount_limit=desk.MONEY)

    entry = desk.incoming(
        staff,
        subject="Αίτηση για άδεια κατάληψης πεζοδρομίου",
        sender=services.Correspondent("Δοκιμάκης Ιωάννης", "citizen@example.org"),
    )
    today = athens_day(now())
    services.start_clock(
        entry_id=entry.pk, rule="general", complete_on=today, actor=staff.registry, at=now()
    )
    held = services.assign_entry(
        entry_id=entry.pk,
        department_id=unit("revenue").pk,
        user_id=staff.clerk.pk,
        inform=[unit("treasury").pk],
        actor=staff.director,
        at=now(),
    )
    services.accept_assignment(assignment_id=held.pk, actor=staff.clerk, at=now())

    draft = desk.draft(
        staff,
        answers_id=entry.pk,
        body=BODY,
        facts=DraftFacts(scope="correspondence"),
        to=[
            To("Δοκιμάκης Ιωάννης", "email", email="citizen@example.org"),
            To("Αποκεντρωμένη Διοίκηση", "kshde", "notification"),
        ],
    )
    act = {"draft_id": draft.pk, "at": now()}
    services.send_for_cosign(actor=staff.clerk, **act)
    services.return_draft(seen_version=1, remarks="Γράψτε το ποσό", actor=staff.head, **act)
    services.save_draft(
        seen_version=1, subject="Απάντηση", body=f"{BODY}\n\nΤέλος: 50 €", actor=staff.clerk, **act
    )
    services.send_for_cosign(actor=staff.clerk, **act)
    services.cosign(seen_version=2, actor=staff.head, **act)
    services.cosign(seen_version=2, actor=staff.director, **act)
    final = services.sign_document(seen_version=2, actor=staff.vice, **act)
    assert final.printed[0] == "Με εντολή Δημάρχου"

    issue = services.issue_document(actor=staff.registry, **act)
    entry.refresh_from_db()
    assert (entry.state, entry.clock.state, entry.clock.stopped_on) == (
        "answered",
        "stopped",
        today,
    )
    sealed = services.seal_issue(issue_id=issue.pk, at=now())
    said = pdfsig(queries.content_of(sealed.file), tmp_path)
    assert "Signature is Valid." in said
    assert sealed.stamped_at is not None

    assert services.mail_copies(draft_id=draft.pk, at=now()) == 1
    assert [m.to for m in mail.outbox if m.attachments] == [["citizen@example.org"]]
    copy = Dispatch.objects.get(addressee__way="kshde")
    services.dispatch_document(
        dispatch_id=copy.pk,
        state="delivered",
        reference="ΚΣΗΔΕ-123",
        receipt_number="987/2026",
        actor=staff.registry,
        at=now(),
    )
    services.archive_entry(classification=choices.subjects()[-1][0], actor=staff.registry, **act)
    draft.refresh_from_db()
    entry.refresh_from_db()
    assert (draft.state, entry.state) == ("archived", "archived")
    assert draft.entry.label.startswith("ΕΞ 2/")

    (figure,) = queries.answer_times(on=today)
    assert (figure.count, figure.median_days, figure.share_in_time) == (1, 0.0, 100)
    wrong = [f for f in reconcile.run_all() if f.name.startswith("documents.") and f.rows]
    assert [f.name for f in wrong if f.name != "documents.attached_content_exists"] == []
