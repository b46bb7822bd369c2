"""Service by every way, results of the post, withdrawal, what the debtor sees."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from backoffice.enforcement import queries, services, tasks
from backoffice.enforcement.errors import (
    AlreadyUnderWay,
    NoSuchWay,
    NotServable,
    ProofMissing,
    ReasonMissing,
    WrongDay,
)
from backoffice.enforcement.models import Delivery, Notice
from backoffice.kernel.states import IllegalMove
from integrations.eepidosi.messages import EepidosiUnavailable
from tests.backoffice.revenue.town import make_user
from tests.integrations.servers import running

from .town import AT, TODAY, at, debtor, disagreements, issue, proof, serve_by_hand

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=5)


@pytest.fixture
def notice(officer):
    debtor(1, email="debtor@example.org")
    return issue(officer).notices.get()


@pytest.fixture(scope="module")
def eepidosi_process():
    with running("integrations.eepidosi.sandbox", "--token", "secret") as server:
        yield server


@pytest.fixture
def eepidosi(eepidosi_process, settings):
    eepidosi_process.reset()
    settings.EEPIDOSI_BASE_URL = eepidosi_process.url
    settings.EEPIDOSI_TOKEN = "secret"
    settings.EEPIDOSI_TIMEOUT = 20.0
    # The sandbox posts on the day of the notice, not on the day of the test.
    eepidosi_process.control("clock", {"now": AT.isoformat()})
    return eepidosi_process


def order(notice, actor, way="eepidosi"):
    return services.order_delivery(notice_id=notice.pk, way=way, actor=actor, at=AT)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_by_hand_it_is_served_that_day_with_its_proof(notice, officer):
    served = serve_by_hand(notice, LATER, officer)
    assert (served.state, served.served_on, served.served_by_way) == ("served", LATER, "hand")
    assert served.objection_until == date(2026, 7, 15)
    assert served.measures_from == LATER + timedelta(days=31)
    assert disagreements() == []


def test_by_hand_without_proof_or_on_a_wrong_day_is_refused(notice, officer):
    facts = {"notice_id": notice.pk, "actor": officer, "at": at(LATER)}
    with pytest.raises(ProofMissing):
        services.record_handing(on=LATER, proof=None, **facts)
    for day in (TODAY - timedelta(days=1), LATER + timedelta(days=1)):
        with pytest.raises(WrongDay):
            services.record_handing(on=day, proof=proof(), **facts)
    assert fresh(notice).state == "issued"


def test_posted_then_delivered(notice, officer):
    posted = services.record_posting(
        notice_id=notice.pk, on=TODAY, tracking="re1gr", actor=officer, at=AT
    )
    assert (posted.state, posted.reference, posted.deemed_on) == ("sent", "RE1GR", None)
    with pytest.raises(AlreadyUnderWay):
        order(notice, officer, "email")
    services.record_return(delivery_id=posted.pk, delivered_on=LATER, actor=officer, at=at(LATER))
    assert fresh(notice).served_on == LATER
    with pytest.raises(NotServable):
        order(notice, officer)


def test_what_came_back_is_tried_by_another_way(notice, officer):
    posted = services.record_posting(
        notice_id=notice.pk, on=TODAY, tracking="RE1GR", actor=officer, at=AT
    )
    with pytest.raises(ReasonMissing):
        services.record_return(delivery_id=posted.pk, delivered_on=None, actor=officer, at=AT)
    services.record_return(
        delivery_id=posted.pk, delivered_on=None, reason="Άγνωστος", actor=officer, at=AT
    )
    assert fresh(notice).state == "issued"
    serve_by_hand(notice, LATER, officer)
    assert list(queries.deliveries_of(notice).values_list("state", flat=True)) == [
        "returned",
        "served",
    ]


def test_a_file_of_the_post_is_read_once(officer):
    for number in (1, 2, 3):
        debtor(number)
    rows = []
    for notice in issue(officer).notices.order_by("number"):
        tracking = f"RE{notice.number}GR"
        services.record_posting(
            notice_id=notice.pk, on=TODAY, tracking=tracking, actor=officer, at=AT
        )
        rows.append(tracking)
    text = (
        "tracking;result;day;reason\n"
        f"{rows[0]};delivered;15/06/2026;\n"
        f"{rows[1].lower()};επεστράφη;;Άγνωστος\n"
        f"{rows[2]};lost;;\n"
        "RE99GR;delivered;2026-06-15;\n"
    )
    first = services.import_post_results(content=text.encode(), actor=officer, at=at(LATER))
    assert (first.served, first.returned, first.known) == (1, 1, 0)
    assert [line for line, _why in first.problems] == [4, 5]
    again = services.import_post_results(content=text.encode(), actor=officer, at=at(LATER))
    assert (again.served, again.returned, again.known) == (0, 0, 2)
    assert Notice.objects.filter(state="served").count() == 1


def test_eepidosi_is_deemed_served_after_ten_working_days(notice, officer, eepidosi):
    delivery = order(notice, officer)
    sent = services.send_delivery(delivery_id=delivery.pk, at=AT)
    assert (sent.state, sent.sent_on, sent.deemed_on) == ("sent", TODAY, date(2026, 6, 24))
    # Sent again, nothing happens: the box holds one document.
    services.send_delivery(delivery_id=delivery.pk, at=AT)
    assert len([call for call in eepidosi.log() if call["method"] == "POST"]) == 1
    assert services.mark_deemed(on=date(2026, 6, 23), at=AT) == 0
    eepidosi.seed(served=[delivery.key])
    services.follow_delivery(delivery_id=delivery.pk, at=AT)
    assert b"SANDBOX" in _content(fresh(delivery).proof)
    assert services.mark_deemed(on=date(2026, 6, 24), at=at(date(2026, 6, 24))) == 1
    assert services.mark_deemed(on=date(2026, 6, 24), at=at(date(2026, 6, 24))) == 0
    served = fresh(notice)
    assert (served.served_on, served.served_by_way) == (date(2026, 6, 24), "eepidosi")
    assert disagreements() == []


def _content(file):
    from backoffice.documents.queries import content_of

    return content_of(file)


def test_an_answer_that_got_lost_is_asked_for_and_sent_once(notice, officer, eepidosi, settings):
    delivery = order(notice, officer)
    settings.EEPIDOSI_TIMEOUT = 2.0
    eepidosi.fail("timeout-after", "POST /v1/documents")
    assert services.send_delivery(delivery_id=delivery.pk, at=AT).state == "unknown"
    settings.EEPIDOSI_TIMEOUT = 20.0
    found = services.send_delivery(delivery_id=delivery.pk, at=AT)
    assert found.state == "sent"
    assert len([call for call in eepidosi.log() if call["method"] == "POST"]) == 1


def test_what_never_arrived_is_sent_again(notice, officer, eepidosi):
    delivery = order(notice, officer)
    eepidosi.fail("status:503", "POST /v1/documents")
    with pytest.raises(EepidosiUnavailable):
        services.send_delivery(delivery_id=delivery.pk, at=AT)
    assert fresh(delivery).state == "waiting"
    eepidosi.fail("garbage", "POST /v1/documents")
    assert services.send_delivery(delivery_id=delivery.pk, at=AT).state == "unknown"
    Delivery.objects.filter(pk=delivery.pk)
    eepidosi.control("reset")
    assert services.follow_delivery(delivery_id=delivery.pk, at=AT).state == "waiting"
    assert services.send_delivery(delivery_id=delivery.pk, at=AT).state == "sent"


def test_who_opted_out_is_served_by_another_way(notice, officer, eepidosi):
    eepidosi.seed(opted_out=[notice.debtor.afm])
    delivery = order(notice, officer)
    refused = services.send_delivery(delivery_id=delivery.pk, at=AT)
    assert refused.state == "refused"
    assert "ΕΜΕπ" in refused.note
    assert serve_by_hand(notice, LATER, officer).state == "served"


def test_a_batch_is_ordered_once(officer):
    debtor(1, email="one@example.org")
    debtor(2)
    batch = issue(officer)
    facts = {"batch_id": batch.pk, "way": "email", "actor": officer, "at": AT}
    assert services.order_deliveries(**facts) == 1
    assert services.order_deliveries(**facts) == 0
    with pytest.raises(NoSuchWay):
        services.order_deliveries(**facts | {"way": "post"})


def test_an_email_tells_and_serves_nothing(notice, officer):
    delivery = order(notice, officer, "email")
    services.send_delivery(delivery_id=delivery.pk, at=AT)
    services.send_delivery(delivery_id=delivery.pk, at=AT)
    (message,) = mail.outbox
    assert message.to == ["debtor@example.org"]
    assert notice.debtor.afm not in message.body
    assert message.attachments == []
    assert (fresh(delivery).state, fresh(notice).state) == ("returned", "issued")


def test_withdrawn_it_counts_for_nothing(notice, officer):
    with pytest.raises(ReasonMissing):
        services.withdraw_notice(notice_id=notice.pk, reason=" ", actor=officer, at=AT)
    order(notice, officer, "email")
    services.withdraw_notice(notice_id=notice.pk, reason="Λάθος", actor=officer, at=AT)
    assert queries.notices_of_parties([notice.debtor_id]) == []
    assert Delivery.objects.get().state == "cancelled"
    with pytest.raises(IllegalMove):
        services.withdraw_notice(notice_id=notice.pk, reason="Πάλι", actor=officer, at=AT)
    served = issue(officer).notices.get()
    serve_by_hand(served, LATER, officer)
    with pytest.raises(IllegalMove):
        services.withdraw_notice(notice_id=served.pk, reason="Αργά", actor=officer, at=AT)


def test_the_database_keeps_what_was_served(notice, officer):
    served = serve_by_hand(notice, LATER, officer)
    attempts = (
        lambda: Notice.objects.filter(pk=served.pk).update(served_on=TODAY),
        lambda: Notice.objects.filter(pk=served.pk).update(measures_from=TODAY),
        lambda: served.deliveries.update(deemed_on=TODAY),
        lambda: served.deliveries.update(proof=None),
        lambda: served.deliveries.all()._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_two_deliveries_at_once_are_refused_by_the_database(notice, officer):
    order(notice, officer, "email")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(notice=notice, way="post", key="other", ordered_at=AT)


def test_an_opening_is_written_once(notice):
    user = make_user("citizen")
    first = services.open_notice(notice_id=notice.pk, user=user, at=AT)
    assert services.open_notice(notice_id=notice.pk, user=user, at=at(LATER)) == first
    (opening,) = queries.openings_of(notice)
    assert opening.at == AT


def queued(task: str) -> int:
    """Return how many jobs of a task wait for a worker."""
    return ProcrastinateJob.objects.filter(task_name=f"enforcement.{task}").count()


def test_what_a_worker_left_behind_is_queued_again(notice, officer):
    delivery = order(notice, officer)
    before = queued("send_delivery")
    tasks.go_on(0)
    assert queued("send_delivery") == before + 1
    tasks.follow_up(0)
    assert queued("follow_delivery") == 0
    Delivery.objects.filter(pk=delivery.pk).update(state="sent", sent_on=TODAY, reference="X1")
    tasks.follow_up(0)
    assert queued("follow_delivery") == 1
