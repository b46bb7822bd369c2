"""Choosing, rehearsing, issuing: who gets a notice, what it says, what stays sealed."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from backoffice.documents.models import Entry
from backoffice.documents.queries import content_of
from backoffice.enforcement import services
from backoffice.enforcement.errors import NobodyChosen, RehearsedEarlier
from backoffice.enforcement.models import Candidate, Notice, NoticeLine, Part
from backoffice.enforcement.queries import page_data, printed
from backoffice.enforcement.services import batches
from backoffice.enforcement.services.parts import digest_of
from backoffice.kernel.actors import Source
from backoffice.kernel.states import IllegalMove
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Charge
from tests.backoffice.revenue.town import pay

from .town import AT, TODAY, D, at, choose, debtor, disagreements, issue

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def hold(charge, kind="suspended"):
    revenue.place_hold(
        charge_ids=[charge.pk],
        kind=kind,
        source=Source("test.hold", str(charge.pk)),
        first=TODAY - timedelta(days=5),
        reason="Δοκιμή",
        actor=None,
        at=AT,
    )


def choices(batch):
    return dict(batch.candidates.values_list("debtor_id", "choice"))


def test_a_rehearsal_says_who_gets_a_notice_and_who_does_not(officer):
    one, two = debtor(1, amounts=("144.00", "60.00")), debtor(2, addresses=())
    held, small = debtor(3), debtor(4, amounts=("5.00",))
    hold(Charge.objects.get(debtor=held))
    batch = choose(officer, least=D("10.00"))
    assert batch.state == "rehearsed"
    assert choices(batch) == {one.pk: "in", two.pk: "in", held.pk: "held", small.pk: "small"}
    found = batch.findings
    assert (found["in"], found["held"], found["small"], found["debts"]) == (2, 1, 1, 3)
    assert (found["amount"], found["held_amount"]) == ("348.00", "144.00")
    assert (found["no_address"], found["no_email"]) == (1, 2)
    assert not Notice.objects.exists()


def test_a_debt_held_beside_a_free_one_is_left_out_of_the_notice(officer):
    debtor(1, amounts=("144.00", "60.00"))
    hold(Charge.objects.get(principal=D("60.00")))
    issue(officer)
    (line,) = NoticeLine.objects.all()
    assert line.principal == D("144.00")


def test_what_was_notified_lately_is_not_notified_again(officer):
    party = debtor(1)
    issue(officer)
    again = choose(officer, moment=at(TODAY + timedelta(days=29)))
    assert choices(again) == {party.pk: "lately"}
    assert again.candidates.get().notified_on == TODAY
    later = choose(officer, moment=at(TODAY + timedelta(days=30)))
    assert choices(later) == {party.pk: "in"}
    # The individual notice is another notice.
    assert choices(choose(officer, kind="individual")) == {party.pk: "in"}


def test_an_overdue_notice_is_about_what_is_late_only(officer):
    party = debtor(1)
    on_time = at(Charge.objects.get().due_on)
    assert choices(choose(officer, moment=on_time)) == {}
    assert choices(choose(officer, kind="individual", moment=on_time)) == {party.pk: "in"}
    assert choices(choose(officer, moment=on_time + timedelta(days=1))) == {party.pk: "in"}


def test_issued_is_numbered_registered_and_set_in_the_order_of_post_codes(officer):
    for number in range(1, 5):
        debtor(number)
    batch = issue(officer)
    assert batch.state == "issued"
    assert [n.content["postcode"] for n in batch.notices.order_by("position")] == [
        "70008",
        "70014",
        "71202",
        "71202",
    ]
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    entry = Entry.objects.get()
    assert batch.entry == entry
    assert (entry.direction, entry.source_kind, entry.source_id) == (
        "outgoing",
        "enforcement.batch",
        batch.code,
    )
    assert disagreements() == []


def test_the_notice_says_what_the_law_wants(officer):
    party = debtor(1, amounts=("500.00",))
    (notice,) = issue(officer).notices.all()
    words = " ".join(text_of(content_of(notice.part.file)).split())
    charge = Charge.objects.get()
    wanted = (
        party.full_name,
        party.afm,
        "500,00",
        f"{charge.number}/{charge.year}",
        "10/04/2026",
        "30/04/2026",
        "10/06/2026",
        charge.rf_code[:4],
        "30 ημερών",
        notice.batch.entry.label,
    )
    assert [word for word in wanted if word not in words] == []
    # Two started months at 0.73 % (ν.4978/2022 άρθρο 6).
    (line,) = notice.lines.all()
    assert (line.principal, line.interest, notice.total) == (D("500.00"), D("7.30"), D("507.30"))
    assert "507,30" in words


def test_parts_hold_their_notices_with_a_sheet_before_each_post_code(officer, monkeypatch):
    monkeypatch.setattr(batches, "PART", 3)
    for number in range(1, 6):
        debtor(number)
    batch = issue(officer)
    first, second = batch.parts.order_by("number")
    assert (first.notices_count, second.notices_count) == (3, 2)
    assert first.file.pages == first.pages
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content_of(first.file))).pages]
    sheets = [page for page in pages if "×" in page and "ΔΟΚΙΜΑΣΤΙΚΟΣ" not in page]
    assert len(sheets) == 2
    assert sum("Σελίδα 1" in " ".join(page.split()) for page in pages) == 3


def test_the_same_words_and_day_give_the_same_bytes_and_what_left_stays(officer):
    debtor(1)
    (notice,) = issue(officer).notices.select_related("batch")
    assert printed(notice) == printed(notice)
    kept = services.keep_paper(notice_id=notice.pk, actor=None, at=AT)
    pay(Charge.objects.get(), moment=AT)
    assert services.keep_paper(notice_id=notice.pk, actor=None, at=AT) == kept
    notice.refresh_from_db()
    assert notice.digest == digest_of(notice.content)
    assert page_data(notice.batch, [notice])["notices"][0]["total"] in text_of(kept)


def test_issued_twice_or_from_an_old_rehearsal_is_refused(officer):
    debtor(1)
    batch = choose(officer)
    with pytest.raises(RehearsedEarlier):
        services.issue_batch(batch_id=batch.pk, actor=officer, at=at(TODAY + timedelta(days=1)))
    services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    with pytest.raises(IllegalMove):
        services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    with pytest.raises(IllegalMove):
        services.rehearse_batch(batch_id=batch.pk, actor=officer, at=AT)
    assert Entry.objects.count() == 1


def test_nobody_chosen_is_not_issued(officer):
    batch = choose(officer)
    with pytest.raises(NobodyChosen):
        services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    services.cancel_batch(batch_id=batch.pk, actor=officer, at=AT)
    with pytest.raises(IllegalMove):
        services.rehearse_batch(batch_id=batch.pk, actor=officer, at=AT)


def test_who_pays_between_rehearsal_and_issue_gets_no_notice(officer):
    payer, other = debtor(1), debtor(2)
    batch = choose(officer)
    services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    pay(Charge.objects.get(debtor=payer), moment=AT)
    for part in batch.parts.all():
        services.set_part(part_id=part.pk, at=AT)
    assert [n.debtor_id for n in batch.notices.all()] == [other.pk]
    assert choices(batch)[payer.pk] == Candidate.Choice.SETTLED
    assert disagreements() == []


def test_a_part_set_again_changes_nothing(officer):
    debtor(1)
    batch = issue(officer)
    part = batch.parts.get()
    services.set_part(part_id=part.pk, at=AT)
    assert Notice.objects.count() == 1
    assert Part.objects.get().file_id == part.file_id


def test_the_database_keeps_what_was_issued(officer):
    debtor(1)
    batch = issue(officer)
    notice = batch.notices.get()
    attempts = (
        lambda: Notice.objects.filter(pk=notice.pk).update(total=D("1.00")),
        lambda: Notice.objects.filter(pk=notice.pk).update(content={}),
        lambda: notice.lines.update(principal=D("1.00")),
        lambda: notice.lines.all()._raw_delete("default"),
        lambda: batch.parts.update(pages=9),
        lambda: type(batch).objects.filter(pk=batch.pk).update(frame={}),
        lambda: type(batch).objects.filter(pk=batch.pk).update(state="rehearsed"),
        lambda: Notice.objects.filter(pk=notice.pk)._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_every_verb_leaves_its_row(officer):
    from backoffice.audit.models import Entry as Row

    debtor(1)
    issue(officer)
    told = Row.objects.filter(action__startswith="enforcement.").order_by("pk")
    assert list(told.values_list("action", flat=True)) == [
        "enforcement.batch.chosen",
        "enforcement.batch.rehearsed",
        "enforcement.batch.issuing",
        "enforcement.part.written",
        "enforcement.batch.issued",
    ]
