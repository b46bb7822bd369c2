"""Forwarding in time, an objection that is accepted, a fee that is given back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from backoffice.audit.models import Entry
from backoffice.documents.models import ClockRule
from backoffice.kernel.dates import athens_day
from backoffice.messaging.models import Notification
from backoffice.procedures import services as procedures
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Act, Credit
from eservices.applications import office_queries, rules, services
from eservices.applications.models import Application
from eservices.applications.tiles import tiles_for
from eservices.catalogue.models import Service, ServiceFee
from eservices.catalogue.rules import Happening, refund_share
from tests.factories.signin import make_staff

from . import counter

TWELVE = Decimal("12.50")


# A-15 ------------------------------------------------------------------------------------------


def test_a_15_on_the_fourth_day_an_alert(citizen):
    """Sent on a day: until the third one it may be forwarded, on the fourth the heads hear."""
    counter.make_free()
    head = make_staff("head", "head@example.org", "revenue")
    sent = counter.sent(citizen)
    day = sent.submitted_at
    assert services.warn_unforwarded(at=day + timedelta(days=3)) == 0
    assert services.warn_unforwarded(at=day + timedelta(days=4)) == 1
    assert services.warn_unforwarded(at=day + timedelta(days=5)) == 0
    told = Notification.objects.get(user=head, template="applications.late_to_forward")
    assert sent.code in told.link
    event = sent.events.get(kind="late")
    assert not event.is_public
    assert Entry.objects.filter(action="applications.application.late_to_forward").count() == 1
    on = athens_day(day + timedelta(days=4))
    assert [tile.count for tile in tiles_for(head, on)] == [1]
    assert tiles_for(head, on - timedelta(days=1))[0].count == 0
    seen = office_queries.desk_view(sent, head, "el", on)
    assert seen.is_late_to_forward


def test_a_15_whoever_took_it_up_is_left_alone(citizen):
    counter.make_free()
    head = make_staff("head", "head@example.org", "revenue")
    sent = counter.sent(citizen)
    services.begin_work(application_id=sent.pk, actor=head, at=timezone.now())
    assert services.warn_unforwarded(at=timezone.now() + timedelta(days=9)) == 0


def test_a_15_the_days_are_those_of_the_rule(citizen):
    counter.make_free()
    sent = counter.sent(citizen)
    today = athens_day(timezone.now())
    old = ClockRule.objects.get(code="forward")
    ClockRule.objects.filter(pk=old.pk).update(valid_until=today - timedelta(days=1))
    ClockRule.objects.create(
        code="forward",
        name_el=old.name_el,
        name_en=old.name_en,
        days=5,
        unit="calendar",
        rolls_forward=False,
        legal_basis="νέος νόμος",
        valid_from=today,
    )
    assert services.warn_unforwarded(at=sent.submitted_at + timedelta(days=4)) == 0
    assert services.warn_unforwarded(at=sent.submitted_at + timedelta(days=6)) == 1


def test_the_cutoff_is_the_midnight_after_the_last_late_day():
    cutoff = rules.latest_late(date(2026, 11, 20), lambda day: day + timedelta(days=3))
    # Sent on the 16th: until the 19th, so late on the 20th.
    assert cutoff == datetime(2026, 11, 16, 22, tzinfo=UTC)
    assert rules.is_late_to_forward("registered", date(2026, 11, 19), date(2026, 11, 20))
    assert not rules.is_late_to_forward("registered", date(2026, 11, 20), date(2026, 11, 20))
    assert not rules.is_late_to_forward("forwarded", date(2026, 11, 1), date(2026, 11, 20))


# An objection ----------------------------------------------------------------------------------


def refused(application, head):
    """Refuse an application by the one task of its case."""
    task = application.case.tasks.get(state="ready")
    procedures.complete_task(task_id=task.pk, outcome={}, actor=head, at=timezone.now())
    services.decide(
        application_id=application.pk,
        approved=False,
        reason="Δεν συντρέχουν λόγοι.",
        remedies="Ένσταση.",
        actor=head,
        at=timezone.now(),
    )
    application.refresh_from_db()


def objected(application, citizen):
    """Object to the decision."""
    return services.object_to(
        application_id=application.pk,
        text="Συντρέχουν.",
        key=f"o-{application.objections.count()}",
        actor=citizen,
        at=timezone.now(),
    )


@pytest.fixture
def head(citizen):
    """A head whose service runs by a drawing of one task and costs nothing."""
    counter.make_free()
    counter.with_case()
    return make_staff("administrator", "head@example.org")


def test_an_accepted_objection_gets_a_case_and_a_time_limit_again(citizen, head):
    application = counter.sent(citizen)
    first = application.case
    refused(application, head)
    objection = objected(application, citizen)
    assert objection.entry.clock.state == "running"
    assert (objection.entry.clock.due_on - objection.entry.clock.received_on).days >= 30
    services.decide_objection(
        objection_id=objection.pk, upheld=True, answer="Έχετε δίκιο.", actor=head, at=timezone.now()
    )
    application = Application.objects.get(pk=application.pk)
    objection.refresh_from_db()
    assert application.state == "in_progress"
    assert application.case_id not in (None, first.pk)
    assert (application.case.state, application.case.subject_id) == (
        "running",
        f"{application.code}.1",
    )
    assert objection.earlier_case_id == first.pk
    assert objection.entry.clock.state == "stopped"
    limit = application.limit_entry.clock
    assert limit.entry_id != application.entry_id
    assert (limit.state, limit.rule.days) == ("running", 30)
    assert application.entry.clock.outcome == "rejected"
    refused(application, head)
    limit.refresh_from_db()
    assert (application.state, limit.outcome) == ("rejected", "rejected")
    again = objected(application, citizen)
    services.decide_objection(
        objection_id=again.pk, upheld=False, answer="Όχι.", actor=head, at=timezone.now()
    )
    application.refresh_from_db()
    assert (application.state, again.entry.clock.__class__.objects.count()) == ("rejected", 4)


def test_case_and_time_limit_change_only_by_taking_it_up_again(citizen, head):
    one, other = counter.sent(citizen), None
    Application.objects.filter(pk=one.pk).update(case=one.case)
    for change in ({"case": other}, {"limit_entry": other}):
        refusal = pytest.raises(DatabaseError, match="application_keeps_its_entry_and_case")
        with refusal, transaction.atomic():
            Application.objects.filter(pk=one.pk).update(**change)


# The fee ---------------------------------------------------------------------------------------


def paid(citizen, **fee):
    """Return an application whose fee of 12.50 was paid."""
    if fee:
        ServiceFee.objects.create(
            service=Service.objects.get(code=counter.TREE),
            kind="fixed",
            amount=TWELVE,
            text_el="12,50 €",
            valid_from=timezone.localdate(),
            is_shipped=True,
            **fee,
        )
    application = counter.sent(citizen)
    payment = revenue.start_payment(
        payer=citizen,
        items=[(application.charge_id, None)],
        method="card",
        key="fee",
        at=timezone.now(),
    )
    report = revenue.PaymentReport(payment.code, payment.amount, "pi-1", timezone.now(), "card")
    revenue.record_payment(report, at=timezone.now())
    services.note_fee_paid(
        application_id=application.pk, charge_code=application.charge.code, at=timezone.now()
    )
    application.refresh_from_db()
    return application


def withdrawn(application, citizen):
    services.withdraw(application_id=application.pk, reason="", actor=citizen, at=timezone.now())
    application.refresh_from_db()


@pytest.mark.parametrize(
    ("kind", "happened", "stated", "share"),
    [
        ("fixed", Happening.WITHDRAWN, (None, None), 100),
        ("fixed", Happening.WITHDRAWN, (40, None), 40),
        ("fixed", Happening.WITHDRAWN_LATE, (100, 100), 0),
        ("fixed", Happening.REJECTED, (None, None), 0),
        ("tariff", Happening.REJECTED, (None, None), 100),
        ("formula", Happening.REJECTED, (None, 25), 25),
        ("tariff", Happening.REJECTED, (None, 0), 0),
        ("fixed", Happening.FORWARDED, (0, 0), 100),
    ],
)
def test_how_much_is_given_back(kind, happened, stated, share):
    withdrawn_share, rejected_share = stated
    found = refund_share(kind, happened, withdrawn=withdrawn_share, rejected=rejected_share)
    assert found == share


def test_withdrawn_before_work_the_fee_is_proposed_back_and_four_eyes_give_it(citizen):
    application = paid(citizen)
    mail.outbox.clear()
    withdrawn(application, citizen)
    act = Act.objects.get()
    assert (act.kind, act.cause, act.state, act.amount) == (
        "correction",
        "not_given",
        "asked",
        TWELVE,
    )
    assert application.entry.label in act.reason
    assert "100%" in act.reason
    event = application.events.get(kind="refund")
    assert "12,50" in event.text
    assert Notification.objects.filter(template="applications.refund", user=citizen).exists()
    officer, second = (make_staff("treasurer", f"{name}@example.org") for name in "ab")
    now = timezone.now()
    revenue.take_up(act_id=act.pk, reason=act.reason, actor=officer, at=now)
    decision = {"decision_number": "5/2026", "decision_on": timezone.localdate(), "at": now}
    with pytest.raises(revenue.SecondPersonNeeded):
        revenue.approve_act(act_id=act.pk, actor=officer, **decision)
    revenue.approve_act(act_id=act.pk, actor=second, **decision)
    revenue.carry_out_act(act_id=act.pk, actor=second, at=now)
    assert Credit.objects.get(party=application.party).amount == TWELVE
    assert revenue_queries.acts.is_given_back(application.charge_id, "not_given")


def test_withdrawn_after_work_began_nothing_is_given_back_and_that_is_said(citizen):
    application = paid(citizen)
    services.ask_for_more(
        application_id=application.pk,
        items=[{"key": "plan", "kind": "text", "title": counter.words("Σχέδιο")}],
        text="",
        actor=make_staff("head", "head@example.org", "revenue"),
        at=timezone.now(),
    )
    withdrawn(application, citizen)
    assert not Act.objects.exists()
    assert application.events.get(kind="refund").text


def test_a_service_says_how_much_a_refusal_gives_back(citizen):
    application = paid(citizen, refund_rejected=40)
    services.decide(
        application_id=application.pk,
        approved=False,
        reason="Όχι.",
        remedies="Ένσταση.",
        actor=None,
        at=timezone.now(),
    )
    assert Act.objects.get().amount == Decimal("5.00")


def test_an_unpaid_fee_is_cancelled_by_a_refusal(citizen):
    application = counter.sent(citizen)
    services.decide(
        application_id=application.pk,
        approved=False,
        reason="Όχι.",
        remedies="Ένσταση.",
        actor=None,
        at=timezone.now(),
    )
    application.charge.refresh_from_db()
    assert (application.charge.state, Act.objects.count()) == ("cancelled", 0)


def test_taken_up_again_the_proposed_refund_is_withdrawn(citizen):
    application = paid(citizen, refund_rejected=100)
    head = make_staff("administrator", "head@example.org")
    now = timezone.now()
    services.decide(
        application_id=application.pk,
        approved=False,
        reason="Όχι.",
        remedies="Ένσταση.",
        actor=head,
        at=now,
    )
    objection = objected(application, citizen)
    services.decide_objection(
        objection_id=objection.pk, upheld=True, answer="Ναι.", actor=head, at=timezone.now()
    )
    application.refresh_from_db()
    assert Act.objects.get().state == "withdrawn"
    assert application.charge.state == "settled"


def test_the_page_of_withdrawing_foretells_what_becomes_of_the_fee(browser, citizen):
    address = f"/el/account/applications/{paid(citizen).code}/withdraw/"
    assert "12,50" in browser.get(address).content.decode()
