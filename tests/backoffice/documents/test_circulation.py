"""Assigned, drafted, co-signed in order, signed: what may follow what, and what never may."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from backoffice.documents import access, services
from backoffice.documents.models import Assignment, Draft, Signature, Version
from backoffice.documents.refusals import (
    AddresseeMissing,
    AssignedAlready,
    CosignersMissing,
    NotACosigner,
    NotEditable,
    NotInUnit,
    NotYours,
    NotYourTurn,
    TextChanged,
    TextRefused,
    WhyMissing,
)
from backoffice.documents.rules import letters
from backoffice.documents.services import Cosigner, To
from backoffice.documents.steps import (
    ASSIGNMENT_MOVES,
    DISPATCH_MOVES,
    DRAFT_MOVES,
    AssignmentState,
    DispatchState,
    DraftState,
)
from backoffice.kernel.states import IllegalMove, unreachable

from . import desk
from .desk import now
from .office import unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


def assign(staff, row, department="revenue", **facts):
    return services.assign_entry(
        entry_id=row.pk,
        department_id=unit(department).pk,
        actor=facts.pop("actor", staff.director),
        at=now(),
        **facts,
    )


@pytest.mark.parametrize(
    ("moves", "start", "states"),
    [
        (DRAFT_MOVES, DraftState.DRAFT, DraftState),
        (ASSIGNMENT_MOVES, AssignmentState.WAITING, AssignmentState),
        (DISPATCH_MOVES, DispatchState.WAITING, DispatchState),
    ],
)
def test_every_state_has_its_moves(moves, start, states):
    assert set(moves) == set(states)
    assert not unreachable(moves, start)


def test_nothing_leads_back_over_the_signature():
    before = {DraftState.DRAFT, DraftState.IN_COSIGN, DraftState.RETURNED, DraftState.WITHDRAWN}
    for state in set(DraftState) - before:
        assert not before & set(DRAFT_MOVES[state])


def test_one_acts_and_others_are_informed(staff):
    row = desk.incoming(staff)
    assign(staff, row, user_id=staff.clerk.pk, inform=[unit("treasury").pk], note="Επείγον")
    assert {a.purpose for a in row.assignments.all()} == {"action", "information"}
    with pytest.raises(AssignedAlready, match="Αργυρώ"):
        assign(staff, row, "accounting")
    row.refresh_from_db()
    assert row.state == "assigned"


def test_assignment_opens_the_entry_to_whoever_has_it(staff):
    row = desk.incoming(staff, department_id=unit("civil-status").pk, confidentiality="restricted")
    assert not access.entries_for(staff.clerk).filter(pk=row.pk).exists()
    assign(staff, row, user_id=staff.clerk.pk, actor=staff.registry)
    assert access.entries_for(staff.clerk).filter(pk=row.pk).exists()


def test_accepted_by_its_holder_alone(staff):
    row = desk.incoming(staff)
    held = assign(staff, row, user_id=staff.clerk.pk)
    with pytest.raises(NotYours):
        services.accept_assignment(assignment_id=held.pk, actor=staff.registry, at=now())
    services.accept_assignment(assignment_id=held.pk, actor=staff.clerk, at=now())
    row.refresh_from_db()
    assert row.state == "in_progress"
    with pytest.raises(IllegalMove):
        services.accept_assignment(assignment_id=held.pk, actor=staff.clerk, at=now())


def test_returned_with_its_reason_the_entry_waits_again(staff):
    row = desk.incoming(staff)
    held = assign(staff, row, user_id=staff.clerk.pk)
    with pytest.raises(WhyMissing):
        services.return_assignment(assignment_id=held.pk, reason="", actor=staff.clerk, at=now())
    services.return_assignment(
        assignment_id=held.pk, reason="Αναρμόδιο τμήμα", actor=staff.clerk, at=now()
    )
    row.refresh_from_db()
    assert row.state == "registered"
    assert assign(staff, row, "accounting")


def test_down_the_chart_from_directorate_to_clerk(staff):
    row = desk.incoming(staff)
    first = assign(staff, row, "financial", actor=staff.registry, due_on=date(2026, 12, 1))
    second = services.pass_on_assignment(
        assignment_id=first.pk, department_id=unit("revenue").pk, actor=staff.director, at=now()
    )
    third = services.pass_on_assignment(
        assignment_id=second.pk,
        department_id=unit("revenue").pk,
        user_id=staff.clerk.pk,
        actor=staff.head,
        at=now(),
    )
    assert (third.after_id, third.due_on) == (second.pk, date(2026, 12, 1))
    states = row.assignments.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["passed_on", "passed_on", "waiting"]


def test_a_person_works_where_he_is_given_work(staff):
    row = desk.incoming(staff)
    with pytest.raises(NotInUnit):
        assign(staff, row, "treasury", user_id=staff.clerk.pk)


def test_a_deputy_accepts_for_the_absent(staff):
    row = desk.incoming(staff)
    held = assign(staff, row, user_id=staff.head.pk)
    services.enter_substitution(
        absent_id=staff.head.pk,
        deputy_id=staff.deputy.pk,
        order_number="9/2026",
        valid_from=now().date() - timedelta(days=1),
        valid_until=now().date() + timedelta(days=3),
        actor=staff.registry,
        at=now(),
    )
    services.accept_assignment(assignment_id=held.pk, actor=staff.deputy, at=now())
    held.refresh_from_db()
    assert (held.state, held.answered_by_id) == ("accepted", staff.deputy.pk)


def test_the_database_keeps_assignments(staff):
    held = assign(staff, desk.incoming(staff))
    with pytest.raises(DatabaseError, match="assignment_keeps_its_terms"), transaction.atomic():
        Assignment.objects.filter(pk=held.pk).update(note="x")
    with pytest.raises(DatabaseError, match="assignment_is_never_deleted"), transaction.atomic():
        Assignment.objects.filter(pk=held.pk).delete()


def test_a_saving_is_a_version_and_the_same_text_is_none(staff):
    made = desk.draft(staff)
    save(staff, made, body="Άλλο κείμενο")
    save(staff, made, body="Άλλο κείμενο", seen_version=2)
    assert [v.number for v in made.versions.all()] == [2, 1]
    with pytest.raises(TextChanged):
        save(staff, made, body="Τρίτο", seen_version=1)


def save(staff, made, **facts):
    stated = {"subject": "Θέμα", "body": "Κείμενο", "seen_version": 1} | facts
    return services.save_draft(draft_id=made.pk, actor=staff.clerk, at=now(), **stated)


def test_two_versions_side_by_side():
    rows = letters.side_by_side("α\nβ\nγ", "α\nδ\nγ\nε")
    assert [(r.kind, r.left, r.right) for r in rows] == [
        ("same", "α", "α"),
        ("changed", "β", "δ"),
        ("same", "γ", "γ"),
        ("added", "", "ε"),
    ]


@pytest.mark.parametrize("body", ["{{ secret }}", "{{ settings.SECRET_KEY }}", "{{ }}", " "])
def test_unknown_fields_and_empty_texts_are_refused(staff, body):
    with pytest.raises(TextRefused):
        desk.draft(staff, body=body)


def test_what_a_name_holds_is_never_a_mark():
    blocks = letters.blocks("Προς {{ recipient }}", {"recipient": "**α** {{ unit }} *β*"})
    assert blocks == [
        {
            "kind": "paragraph",
            "runs": [{"text": "Προς **α** {{ unit }} *β*", "bold": False, "italic": False}],
        }
    ]


def test_marks_become_blocks():
    text = "## Τίτλος\nα\nβ\n\n- ένα **δύο**\n- τρία\n1. πρώτο\n2. δεύτερο"
    kinds = [block["kind"] for block in letters.blocks(text, {})]
    assert kinds == ["heading", "paragraph", "list", "numbers"]
    assert letters.blocks(text, {})[1]["runs"][0]["text"] == "α β"


def test_the_way_of_a_document_with_one_return(staff):
    made = desk.draft(staff)
    send(staff, made)
    services.return_draft(
        draft_id=made.pk, seen_version=1, remarks="Λείπει η νομική βάση", actor=staff.head, at=now()
    )
    made.refresh_from_db()
    assert made.state == "returned"
    save(staff, made, body="Με νομική βάση")
    send(staff, made)
    for who in (staff.head, staff.director):
        services.cosign(draft_id=made.pk, seen_version=2, actor=who, at=now())
    services.sign_document(draft_id=made.pk, seen_version=2, actor=staff.mayor, at=now())
    made.refresh_from_db()
    assert (made.state, made.round) == ("signed", 2)
    kinds = list(made.signatures.values_list("kind", flat=True))
    assert kinds == ["return", "cosign", "cosign", "final"]


def send(staff, made):
    return services.send_for_cosign(draft_id=made.pk, actor=staff.clerk, at=now())


def test_a_return_tells_the_writer(staff, django_capture_on_commit_callbacks):
    from backoffice.documents import notices

    made = desk.draft(staff)
    send(staff, made)
    row = services.return_draft(
        draft_id=made.pk, seen_version=1, remarks="Όχι", actor=staff.head, at=now()
    )
    assert notices.mail_return(row.pk) == 1
    assert mail.outbox[-1].to == ["clerk@example.org"]
    assert "Όχι" not in mail.outbox[-1].body


def test_the_order_is_held(staff):
    made = desk.draft(staff)
    send(staff, made)
    with pytest.raises(NotYourTurn, match="Ειρήνη"):
        services.cosign(draft_id=made.pk, seen_version=1, actor=staff.director, at=now())
    with pytest.raises(NotACosigner):
        services.cosign(draft_id=made.pk, seen_version=1, actor=staff.clerk, at=now())
    with pytest.raises(CosignersMissing, match="Γεώργιος"):
        services.sign_document(draft_id=made.pk, seen_version=1, actor=staff.mayor, at=now())


def test_a_differing_opinion_stays_with_the_document(staff):
    from backoffice.documents import letter

    made = desk.draft(staff)
    send(staff, made)
    with pytest.raises(WhyMissing):
        services.dissent(draft_id=made.pk, seen_version=1, remarks="", actor=staff.head, at=now())
    services.dissent(
        draft_id=made.pk, seen_version=1, remarks="Διαφωνώ", actor=staff.head, at=now()
    )
    services.cosign(draft_id=made.pk, seen_version=1, actor=staff.director, at=now())
    services.sign_document(draft_id=made.pk, seen_version=1, actor=staff.mayor, at=now())
    made = Draft.objects.get(pk=made.pk)
    printed = letter.content(made, None, now())
    assert len(printed["cosigners"]) == 2
    assert printed["signer"] == ["Δήμαρχος", "Αντώνιος Δημάρχου"]


def test_a_text_with_the_cosigners_is_not_edited(staff):
    made = desk.draft(staff)
    send(staff, made)
    with pytest.raises(NotEditable):
        save(staff, made, body="x")
    with pytest.raises(TextChanged):
        services.cosign(draft_id=made.pk, seen_version=7, actor=staff.head, at=now())


def test_somebody_must_receive_it(staff):
    made = desk.draft(staff, to=[])
    with pytest.raises(AddresseeMissing):
        send(staff, made)


def test_without_cosigners_the_signature_comes_at_once(staff):
    made = desk.signed(staff, cosigners=[])
    assert made.state == "signed"


def test_withdrawn_before_the_signature_never_after(staff):
    made = desk.draft(staff)
    services.withdraw_draft(
        draft_id=made.pk, reason="Άνευ αντικειμένου", actor=staff.clerk, at=now()
    )
    done = desk.signed(staff)
    with pytest.raises(IllegalMove):
        services.withdraw_draft(draft_id=done.pk, reason="x", actor=staff.clerk, at=now())


@pytest.mark.parametrize(
    ("rows", "change", "trigger"),
    [
        (Version, {"body": "x"}, "version_is_fixed"),
        (Signature, {"remarks": "x"}, "signature_is_fixed"),
        (Draft, {"state": "draft"}, "signed_draft_keeps_its_text"),
        (Draft, {"amount": 5}, "signed_draft_keeps_its_text"),
        (Draft, {"drafter_id": None}, "draft_keeps_its_origin"),
    ],
)
def test_the_database_keeps_what_was_signed(staff, rows, change, trigger):
    desk.signed(staff)
    with pytest.raises(DatabaseError, match=trigger), transaction.atomic():
        rows.objects.update(**change)


def test_the_database_holds_the_order_against_every_client(staff):
    made = desk.draft(staff)
    send(staff, made)
    made.refresh_from_db()
    forged = {
        "draft": made,
        "version": made.current,
        "round": 1,
        "signer": staff.director,
        "digest": "0",
        "at": now(),
    }
    for kind, position in (("cosign", 2), ("final", None)):
        with (
            pytest.raises(DatabaseError, match="signatures_keep_their_order"),
            transaction.atomic(),
        ):
            Signature.objects.create(kind=kind, position=position, **forged)
    with pytest.raises(DatabaseError, match="not this person"), transaction.atomic():
        Signature.objects.create(kind="cosign", position=1, **forged)


def test_the_database_takes_no_text_or_recipient_after_sending(staff):
    made = desk.draft(staff)
    send(staff, made)
    with pytest.raises(DatabaseError, match="no_version_after_signature"), transaction.atomic():
        Version.objects.create(
            draft=made, number=9, subject="x", body="x", made_by=staff.clerk, made_at=now()
        )
    with pytest.raises(DatabaseError, match="addressees_are_fixed"), transaction.atomic():
        made.addressees.update(name="x")
    with pytest.raises(DatabaseError, match="order_of_cosigning_is_fixed"), transaction.atomic():
        made.places.all().delete()


def test_drafting_takes_the_entry_up(staff):
    row = desk.incoming(staff)
    desk.draft(staff, answers_id=row.pk, to=[To("Δ. Ιωάννης", "post", address="Οδός 1")])
    row.refresh_from_db()
    assert row.state == "in_progress"
    with pytest.raises(NotInUnit):
        desk.draft(staff, department_id=unit("treasury").pk)


def test_places_name_people_once(staff):
    with pytest.raises(DatabaseError, match="one_place_per_cosigner"), transaction.atomic():
        desk.draft(staff, cosigners=[Cosigner(staff.head.pk), Cosigner(staff.head.pk)])
