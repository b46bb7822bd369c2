"""One PDF for each notice of a batch: kept once, whatever dies in the middle."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from backoffice.documents import services as documents
from backoffice.documents.models import StoredFile
from backoffice.documents.queries import content_of
from backoffice.enforcement import queries, services
from backoffice.enforcement.errors import NotIssued
from backoffice.enforcement.models import Notice
from backoffice.enforcement.queries.left import papers_left, parts_left
from backoffice.enforcement.services import batches, papers
from tests.factories import signin

from .test_batches import text_of
from .town import AT, choose, debtor, issue

pytestmark = pytest.mark.django_db


LATER = timedelta(hours=2)


class Killed(BaseException):
    """What a worker that dies leaves nobody to catch."""


@pytest.fixture
def four(officer, monkeypatch):
    """Return an issued batch of four notices in two parts."""
    monkeypatch.setattr(batches, "PART", 2)
    monkeypatch.setattr(papers, "TOGETHER", 1)
    for number in range(1, 5):
        debtor(number)
    return issue(officer)


def jobs(name):
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(
        ProcrastinateJob.objects.filter(task_name=name)
        .order_by("id")
        .values_list("args", flat=True)
    )


def held_by_nobody(task):
    """Leave jobs as a worker leaves them that was killed and swept away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = null where task_name = %s",
            [task],
        )


def work(batch):
    for part in batch.parts.order_by("number"):
        services.keep_papers(part_id=part.pk, at=AT)


def test_each_notice_gets_its_own_words_and_is_kept_once(four, officer):
    services.order_papers(batch_id=four.pk, actor=officer, at=AT)
    services.order_papers(batch_id=four.pk, actor=officer, at=AT)
    parts = [part.pk for part in four.parts.order_by("number")]
    assert jobs("enforcement.keep_papers") == [{"part_id": pk} for pk in parts]
    work(four)
    work(four)
    rows = list(four.notices.select_related("file"))
    assert len({row.file.sha256 for row in rows}) == len(rows) == 4
    for row in rows:
        words = " ".join(text_of(content_of(row.file)).split())
        assert row.content["name"] in words
        assert sum(other.content["name"] in words for other in rows) == 1
    assert StoredFile.objects.count() == 4 + 2
    progress = queries.progress_of(four)
    assert (progress.papers, progress.papers_wanted, progress.papers_share) == (4, 4, 100)


def test_a_worker_that_dies_leaves_no_double_and_nothing_out(four, officer, monkeypatch):
    services.order_papers(batch_id=four.pk, actor=officer, at=AT)
    part = four.parts.order_by("number")[0]
    named, deaths = papers._named_as_set, iter([False, True])

    def dies_before_the_second_is_named(*given):
        if next(deaths):
            raise Killed
        named(*given)

    monkeypatch.setattr(papers, "_named_as_set", dies_before_the_second_is_named)
    with pytest.raises(Killed):
        services.keep_papers(part_id=part.pk, at=AT)
    monkeypatch.setattr(papers, "_named_as_set", named)
    assert [row.file_id is None for row in part.notices.order_by("position")] == [False, True]
    both = sorted(four.parts.values_list("pk", flat=True))
    # Both wait in the queue; once a dead worker held them, both are found.
    assert papers_left(AT) == []
    held_by_nobody("enforcement.keep_papers")
    assert papers_left(AT) == both
    before = StoredFile.objects.count()
    assert services.keep_papers(part_id=part.pk, at=AT) == 1
    assert StoredFile.objects.count() == before
    work(four)
    assert papers_left(AT) == []
    assert not four.notices.filter(file=None).exists()


def test_a_part_that_is_ready_later_follows_by_itself(officer, monkeypatch):
    monkeypatch.setattr(batches, "PART", 1)
    for number in (1, 2):
        debtor(number)
    batch = choose(officer)
    with pytest.raises(NotIssued):
        services.order_papers(batch_id=batch.pk, actor=officer, at=AT)
    services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    first, second = batch.parts.order_by("number")
    services.set_part(part_id=first.pk, at=AT)
    services.order_papers(batch_id=batch.pk, actor=officer, at=AT)
    assert jobs("enforcement.keep_papers") == [{"part_id": first.pk}]
    services.set_part(part_id=second.pk, at=AT)
    assert jobs("enforcement.keep_papers") == [{"part_id": first.pk}, {"part_id": second.pk}]


def test_what_left_already_and_what_was_withdrawn_stay_as_they_are(four, officer):
    gone, left = four.notices.order_by("pk")[:2]
    services.withdraw_notice(notice_id=gone.pk, reason="Λάθος", actor=officer, at=AT)
    services.keep_paper(notice_id=left.pk, actor=officer, at=AT)
    kept = Notice.objects.get(pk=left.pk).file_id
    work(four)
    assert Notice.objects.get(pk=gone.pk).file_id is None
    assert Notice.objects.get(pk=left.pk).file_id == kept
    assert queries.progress_of(four).papers_share == 100


def test_files_the_town_set_are_read_only_once_an_entry_encloses_them(four):
    work(four)
    file = four.notices.first().file
    assert jobs("documents.read_file") == []
    assert file.text_state == StoredFile.Text.WAITING
    again = documents.keep_made({"again.pdf": content_of(file)}, actor=None, at=AT)
    assert again["again.pdf"].pk == file.pk


def test_the_page_leads_to_all_of_them_packed(town, client):
    clerk = signin.make_staff("revenue_officer")
    signin.sign_in_staff(client, clerk)
    debtor(1)
    debtor(2)
    batch = issue(clerk, moment=timezone.now())
    page, packed = (
        reverse("enforcement:batch", args=[batch.code]),
        reverse("enforcement:papers", args=[batch.code, 1]),
    )
    assert client.get(packed).status_code == 404
    client.post(reverse("enforcement:order_papers", args=[batch.code]))
    assert "0 " in client.get(page).content.decode()
    assert packed not in client.get(page).content.decode()
    assert client.get(packed).status_code == 404
    work(batch)
    assert packed in client.get(page).content.decode()
    body = b"".join(client.get(packed).streaming_content)
    with ZipFile(io.BytesIO(body)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert len(held) == 2
    for notice in batch.notices.all():
        name = f"{notice.content['postcode']}-{notice.year}-{notice.number:06d}.pdf"
        assert held[name] == content_of(notice.file)


def test_parts_are_taken_up_again_when_nobody_holds_them(officer):
    debtor(1)
    batch = choose(officer)
    services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    (part,) = batch.parts.all()
    assert parts_left(AT) == []
    held_by_nobody("enforcement.set_part")
    assert parts_left(AT) == [part.pk]
    services.set_part(part_id=part.pk, at=AT)
    assert parts_left(AT) == []


def test_a_part_that_a_living_worker_holds_is_left_to_it_for_an_hour(officer):
    debtor(1)
    batch = choose(officer)
    services.issue_batch(batch_id=batch.pk, actor=officer, at=AT)
    (part,) = batch.parts.all()
    with connection.cursor() as cursor:
        cursor.execute(
            "with alive as (insert into procrastinate_workers (last_heartbeat) values (%s)"
            " returning id) update procrastinate_jobs set status = 'doing',"
            " worker_id = (select id from alive) where task_name = 'enforcement.set_part'",
            [AT],
        )
    assert parts_left(AT + timedelta(seconds=30)) == []
    assert parts_left(AT + timedelta(minutes=2)) == [part.pk]
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = %s", [AT + LATER])
    assert parts_left(AT + LATER) == [part.pk]
