"""The monthly charge of a card: agreed to, charged on its day, refused, tried again, stopped."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from backoffice.arrangements import collecting, letters, services
from backoffice.arrangements.offers import Wish
from backoffice.audit.models import Entry
from backoffice.kernel.dates import athens_day
from backoffice.revenue.models import Payment, Receipt
from eservices.payments import inbox, standing
from eservices.payments.models import Attempt, Notice, StandingOrder
from tests.eservices.payments.till import AFM, bill, disagreements, make_party
from tests.factories.copies import rows_of
from tests.factories.signin import make_citizen, sign_in
from tests.integrations.servers import StripePage

ONCE_CHALLENGED, ALWAYS_CHALLENGED = "4000 0025 0000 3155", "4000 0027 6000 3184"
SAVED_BUT_DECLINED = "4000 0000 0000 0341"
BODY = {"agreed": "on"}
CHARGES = "POST /v1/payment_intents"


class Way:
    """A citizen with a running arrangement of 600.00 in six instalments, and the card page."""

    def __init__(self, sandbox, receiver):
        self.sandbox, self.receiver = sandbox, receiver
        self.citizen = make_citizen(AFM)
        self.client = Client()
        sign_in(self.client, self.citizen)
        self.party = make_party(afm=AFM)
        charge = bill(self.party, "600.00")
        wish = Wish(self.party.pk, (charge.pk,), 6)
        self.one = services.apply(wish=wish, key="k-1", actor=self.citizen, at=timezone.now())
        self.page = f"/el/account/arrangements/{self.one.code}/card/"

    @property
    def first(self):
        """The first instalment."""
        return self.one.instalments.get(number=1)

    def ask(self, key="C-KEY-0001", **body):
        """Agree and go to the card page."""
        return self.client.post(self.page, BODY | {"key": key} | body)

    def save(self, card=StripePage.GOOD_CARD, **body):
        """Agree, save a card and come back; return the order."""
        answer = self.ask(**body)
        assert answer.status_code == 303, answer.content.decode()
        page = StripePage(answer.headers["Location"])
        page.pay(card)
        if card in (ONCE_CHALLENGED, ALWAYS_CHALLENGED):
            page.complete_challenge()
        self.shown()
        return StandingOrder.objects.latest("pk")

    def shown(self):
        """The citizen's page of the monthly charge."""
        answer = self.client.get(self.page)
        assert answer.status_code == 200
        return answer.content.decode().replace("\xa0", " ")

    def day(self, after=0):
        """An instant some days after the first instalment's day."""
        due = self.first.due_on + timedelta(days=after)
        now = timezone.now()
        return now + timedelta(days=(due - athens_day(now)).days)

    def calls(self):
        """How many charges of saved cards the gateway was asked for."""
        return [e for e in self.sandbox.log() if f"{e['method']} {e['path']}" == CHARGES]

    def hear(self):
        """Take in and work on every notice that was sent."""
        from eservices.payments import door

        self.sandbox.wait_for_notices()
        for notice in list(self.receiver.notices):
            kept = door.take_in(notice.body, notice.signature, at=timezone.now())
            if kept is not None:
                inbox.work_on(notice_id=kept.pk, at=timezone.now())


@pytest.fixture
def way(opened_till_with_arrangements, stripe_sandbox, notice_receiver, settings):
    cache.clear()
    settings.STRIPE_API_BASE = stripe_sandbox.url
    settings.STRIPE_TIMEOUT = 30
    stripe_sandbox.send_to(notice_receiver.url)
    yield Way(stripe_sandbox, notice_receiver)
    assert disagreements() == []


def test_a_consent_is_kept_in_words_and_the_card_is_charged_on_the_day(way) -> None:
    assert way.ask(key="C-KEY-0001", agreed="").status_code == 422  # the box was not ticked
    order = way.save(language="el")
    assert (order.state, order.last4, order.brand) == ("active", "4242", "visa")
    assert "Ζητώ την ημέρα που λήγει κάθε δόση" in order.consent
    assert "2 και 5 ημέρες" in order.consent
    assert order.given_by == way.citizen
    assert "•••• 4242" in way.shown()
    verbs = set(
        Entry.objects.filter(action__startswith="payments.order").values_list("action", flat=True)
    )
    assert verbs == {"payments.order.given", "payments.order.confirmed"}

    assert standing.charge_due(at=way.day(-1)) == {"seen": 1, "begun": 0}
    assert standing.charge_due(at=way.day()) == {"seen": 1, "begun": 1}
    (receipt,) = Receipt.objects.all()
    assert receipt.payment.bank_reference.startswith("pi_")
    assert receipt.amount == way.first.capital + way.first.interest
    again = [standing.charge_due(at=way.day(hours)) for hours in (0, 1, 2)]
    assert [done["begun"] for done in again] == [0, 0, 0]
    assert len(way.calls()) == 1
    (call,) = way.calls()
    assert way.party.afm not in str(call["body"])
    assert way.party.name not in str(call["body"])


def test_a_saved_card_is_in_the_copy_of_whoever_saved_it(way) -> None:
    order = way.save(language="el")
    (row,) = rows_of(way.citizen, "payments", "standing_order")
    assert (row["code"], row["last4"], row["brand"]) == (order.code, "4242", "visa")
    assert (row["state"], row["consent"]) == ("active", order.consent)
    assert order.card_id not in str(row)
    stranger = make_citizen("090000045", "other@example.org")
    assert rows_of(stranger, "payments", "standing_order") == []


def test_task_and_notice_together_make_one_receipt(way, settings) -> None:
    settings.STRIPE_TIMEOUT = 1
    order = way.save()
    way.sandbox.fail("timeout-after", CHARGES, times=2)  # both answers get lost
    standing.charge_due(at=way.day())
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.intent_id, Receipt.objects.count()) == ("planned", "", 0)
    way.hear()
    standing.charge_due(at=way.day())
    inbox.ask_about_stuck(older_than=timedelta(), at=way.day() + timedelta(hours=1))
    assert Receipt.objects.count() == 1
    assert Notice.objects.filter(type="payment_intent.succeeded", outcome="recorded").count() == 1
    assert order.charges.get().state == "closed"


def test_a_lost_answer_is_asked_for_with_the_same_key_and_later_by_reference(way, settings) -> None:
    settings.STRIPE_TIMEOUT = 1
    way.sandbox.send_to("")  # no notice comes
    way.save()
    way.sandbox.fail("timeout-after", CHARGES, times=2)
    standing.charge_due(at=way.day())
    late = way.day() + timedelta(hours=30)  # the gateway may have forgotten the key
    standing.charge_due(at=late)
    assert Receipt.objects.count() == 1
    keys = {call["headers"]["Idempotency-Key"] for call in way.calls()}
    assert keys == {Attempt.objects.get().key}


def test_a_charge_that_never_arrived_is_given_up_and_begun_anew(way, settings) -> None:
    settings.STRIPE_TIMEOUT = 1
    way.sandbox.send_to("")
    way.save()
    way.sandbox.fail("timeout-before", CHARGES, times=2)
    standing.charge_due(at=way.day())
    standing.charge_due(at=way.day() + timedelta(hours=30))
    assert [p.state for p in Payment.objects.order_by("pk")] == ["abandoned", "settled"]
    assert Receipt.objects.count() == 1


def test_a_refusal_is_told_and_tried_again_on_the_stated_days(way, mailoutbox) -> None:
    order = way.save()
    way.sandbox.seed(saved_cards="insufficient_funds")
    standing.charge_due(at=way.day())
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.last_failure) == ("closed", "insufficient_funds")
    assert attempt.payment.state == "failed"
    assert standing.after_refusal(attempt_id=attempt.pk, at=way.day()) == "told"
    (mail,) = mailoutbox
    assert mail.to == [way.citizen.email]
    assert f"{way.first.due_on + timedelta(days=2):%-d/%-m/%Y}" in mail.body.replace("\xa0", " ")
    assert "δεν έγινε δεκτή" in way.shown()

    assert standing.charge_due(at=way.day(1))["begun"] == 0
    way.sandbox.seed(saved_cards="")
    assert standing.charge_due(at=way.day(2))["begun"] == 1
    assert Receipt.objects.count() == 1
    order.refresh_from_db()
    assert order.state == "active"


def test_after_the_last_stated_day_it_stops_and_is_told(way, mailoutbox) -> None:
    order = way.save(SAVED_BUT_DECLINED)
    for after in (0, 2, 5):
        assert standing.charge_due(at=way.day(after))["begun"] == 1
        attempt = Attempt.objects.latest("pk")
        done = standing.after_refusal(attempt_id=attempt.pk, at=way.day(after))
    assert done == "stopped"
    order.refresh_from_db()
    assert (order.state, order.stop_reason) == ("stopped", "refused")
    standing.mail_stopped(order.pk)
    assert "σταμάτησε" in mailoutbox[-1].body
    assert standing.charge_due(at=way.day(6)) == {"seen": 0, "begun": 0}
    assert standing.forget_cards(at=way.day(6)) == 1
    assert standing.forget_cards(at=way.day(6)) == 0
    assert Receipt.objects.count() == 0


def test_a_bank_that_asks_once_and_a_bank_that_always_asks(way) -> None:
    order = way.save(ONCE_CHALLENGED)
    standing.charge_due(at=way.day())
    assert Receipt.objects.count() == 1
    standing.stop(order_id=order.pk, actor=way.citizen, at=timezone.now())
    way.save(ALWAYS_CHALLENGED, key="C-KEY-0002")
    second = way.one.instalments.get(number=2)
    at = timezone.now() + timedelta(days=(second.due_on - athens_day(timezone.now())).days)
    standing.charge_due(at=at)
    assert Attempt.objects.latest("pk").last_failure == "authentication_required"
    assert Receipt.objects.count() == 1


def test_it_is_stopped_at_any_time_and_given_again(way) -> None:
    order = way.save()
    refused = way.ask(key="C-KEY-0002")
    assert refused.status_code == 302  # one is in force
    assert way.client.post(f"{way.page}stop/").status_code == 302
    assert way.client.post(f"{way.page}stop/").status_code == 302
    order.refresh_from_db()
    assert (order.state, order.stop_reason, order.stopped_by) == ("stopped", "wish", way.citizen)
    assert standing.charge_due(at=way.day())["begun"] == 0
    assert way.save(key="C-KEY-0003").state == "active"


def test_the_same_key_brings_the_same_page_and_a_new_one_replaces_it(way) -> None:
    first = way.ask().headers["Location"]
    assert way.ask().headers["Location"] == first
    assert way.ask(key="C-KEY-0002").headers["Location"] != first
    states = StandingOrder.objects.order_by("pk").values_list("state", "stop_reason")
    assert list(states) == [("stopped", "replaced"), ("asked", "")]


def test_a_page_nobody_came_back_from_is_heard_of_or_ends(way) -> None:
    answer = way.ask()
    StripePage(answer.headers["Location"]).pay()
    way.hear()
    assert StandingOrder.objects.get().state == "active"
    assert Notice.objects.filter(outcome="card_saved").count() == 1
    standing.stop(order_id=StandingOrder.objects.get().pk, actor=None, at=timezone.now())
    way.ask(key="C-KEY-0002")
    way.sandbox.move_clock(50 * 60)
    standing.confirm_waiting(older_than=timedelta(), at=timezone.now() + timedelta(minutes=50))
    assert StandingOrder.objects.latest("pk").stop_reason == "unfinished"


def test_it_ends_with_the_arrangement(way) -> None:
    order = way.save()
    services.revoke(
        arrangement_id=way.one.pk, cause="returns", reason="δοκιμή", actor=None, at=timezone.now()
    )
    assert standing.charge_due(at=way.day())["begun"] == 0
    order.refresh_from_db()
    assert order.stop_reason == "ended"


def test_an_instalment_paid_by_hand_is_not_charged(way) -> None:
    from tests.eservices.payments.till import Till

    way.save()
    asked = services.ask_next(arrangement_id=way.one.pk, actor=None, at=timezone.now())
    items = services.collect(code=way.one.code, at=timezone.now())
    assert sum(amount for _pk, amount in items) == asked.total
    till = Till(way.sandbox, way.receiver, way.party, None, way.citizen)
    from eservices.payments import services as payments
    from eservices.payments.opening import Wish as Basket

    page = payments.begin_checkout(
        payer=way.citizen, wish=Basket(tuple(items), "key-1", "el"), at=timezone.now()
    )
    till.page(page).pay()  # paid, but nobody heard of it yet
    assert standing.charge_due(at=way.day())["begun"] == 0
    assert Receipt.objects.count() == 1
    assert len(way.calls()) == 0


def test_the_consent_cannot_be_changed_and_one_is_in_force_at_a_time(way) -> None:
    order = way.save()
    with pytest.raises(DatabaseError, match="update"), transaction.atomic():
        StandingOrder.objects.filter(pk=order.pk).update(consent="Κάτι άλλο")
    with pytest.raises(DatabaseError, match="delete"), transaction.atomic():
        StandingOrder.objects.filter(pk=order.pk).delete()
    order.pk, order.key, order.code, order.session_id = None, "other", "OTHER", None
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


def test_programs_agree_see_and_stop(way) -> None:
    address = f"/api/v1/arrangements/{way.one.code}/card/"
    shown = way.client.get(address).json()
    assert shown["state"] == "none"
    assert str(way.one) in shown["consent"]
    key = {"Idempotency-Key": "key-of-mine-1"}
    said = {"content_type": "application/json", "headers": key}
    assert way.client.post(address, {"agreed": False}, **said).status_code == 400
    asked = way.client.post(address, {"agreed": True}, **said)
    assert asked.status_code == 201
    StripePage(asked.json()["url"]).pay()
    shown = way.client.get(address).json()
    assert (shown["state"], shown["next_on"]) == ("active", str(way.first.due_on))
    assert D(shown["amount"]) == way.first.capital + way.first.interest
    assert way.client.delete(address).status_code == 204
    assert way.client.get(address).json()["state"] == "stopped"


def test_reminders_say_that_the_card_is_charged(way, mailoutbox) -> None:
    way.party.email = "citizen@example.test"
    way.party.save()
    letters.mail_reminder(way.first)
    way.save()
    assert collecting.is_automatic(way.one.code)
    letters.mail_reminder(way.first)
    assert ["χρεώνεται" in mail.body for mail in mailoutbox] == [False, True]
