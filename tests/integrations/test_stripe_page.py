"""The hosted page: every test card, the bank's challenge, the slow method, going away, expiry."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.stripe.client import CheckoutSession, StripeGateway
from integrations.stripe.sandbox.cards import CARDS
from tests.integrations.payments import since, types_of
from tests.integrations.servers import (
    SandboxServer,
    StripePage,
)

PLAIN_DECLINES = [card for card in CARDS.values() if card.is_declined and not card.needs_challenge]
GOOD_CARDS = [card for card in CARDS.values() if not card.is_declined and not card.needs_challenge]


class TestLook:
    def test_is_plain_labelled_and_strict(self, page: StripePage) -> None:
        shown = page.open()
        parts = shown.read()

        assert shown.status == 200
        assert parts.attributes["html"]["lang"] == "el"
        assert "Περιβάλλον δοκιμών." in shown.text
        assert "1.234,56 €" in shown.text
        assert "<2026-08>" in shown.text  # escaped on the wire, shown as written
        assert set(parts.inputs) <= parts.labels
        assert parts.described <= parts.ids
        assert "script" not in parts.attributes
        assert "style" not in parts.attributes
        policy = shown.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self' http://town.test" in policy
        assert "unsafe" not in policy

    def test_speaks_english_when_asked(self, gateway: StripeGateway) -> None:
        session = gateway.create_session(
            reference="PAY-2",
            amount_minor=123456,
            description="Tourist fee",
            success_url="http://town.test/ok/",
            cancel_url="http://town.test/no/",
            idempotency_key="english",
            expires_at=datetime.now(UTC) + timedelta(hours=1),
            locale="en",
        )
        assert session.url

        shown = StripePage(session.url).open()

        assert shown.read().attributes["html"]["lang"] == "en"
        assert "€1,234.56" in shown.text
        assert "Card number" in shown.text

    def test_cancel_goes_back_and_leaves_it_open(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage
    ) -> None:
        assert page.cancel().location == "http://town.test/debts/"
        assert gateway.read_session(session.id).status == "open"

    def test_unknown_session_is_a_clear_404(
        self,
        stripe_sandbox: SandboxServer,
    ) -> None:
        shown = StripePage(f"{stripe_sandbox.url}/c/pay/cs_test_none").open()

        assert shown.status == 404
        assert "δεν βρέθηκε" in shown.text


class TestTyping:
    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"number": ""}, "number", "Γράψτε τον αριθμό"),
            ({"number": "4242 4242 4242 4241"}, "number", "δεν είναι σωστός"),
            ({"number": "4242"}, "number", "16 ψηφία"),
            ({"expiry": "soon"}, "expiry", "μήνα και έτος"),
            ({"expiry": "13 / 30"}, "expiry", "μήνα και έτος"),
            ({"expiry": "01 / 20"}, "expiry", "έχει λήξει"),
            ({"cvc": "12"}, "cvc", "3 ψηφία"),
            ({"name": " "}, "name", "ονοματεπώνυμο"),
            ({"method": "sepa_debit", "iban": "GR00"}, "iban", "IBAN δεν είναι σωστό"),
        ],
    )
    def test_mistake_is_named_at_its_field(
        self,
        gateway: StripeGateway,
        page: StripePage,
        changes: dict[str, str],
        field: str,
        words: str,
    ) -> None:
        shown = page.pay(**{"number": StripePage.GOOD_CARD, **changes})
        parts = shown.read()

        assert shown.location is None
        assert words in shown.text
        assert parts.inputs[field]["aria-invalid"] == "true"
        assert f"{field}-error" in parts.ids
        assert parts.described <= parts.ids
        assert shown.text.startswith("Πρόβλημα: ")
        assert types_of(gateway) == []

    def test_typed_name_stays_and_card_does_not(self, page: StripePage) -> None:
        inputs = page.pay("4242 4242 4242 4241").read().inputs

        assert inputs["name"]["value"] == "ΔΟΚΙΜΗ ΚΑΡΤΑΣ"
        assert "value" not in inputs["number"]
        assert "value" not in inputs["cvc"]

    def test_card_never_reaches_the_log(
        self,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        page.pay()

        assert "4242" not in str([entry["body"] for entry in stripe_sandbox.log()])


class TestCards:
    @pytest.mark.parametrize("card", GOOD_CARDS, ids=lambda card: card.number)
    def test_good_card_pays(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage, card: Any
    ) -> None:
        assert page.pay(card.number).location == f"http://town.test/return/?s={session.id}"

        paid = gateway.read_session(session.id)
        assert paid.is_paid
        assert paid.url is None
        assert paid.payment_intent
        intent = gateway.read_intent(paid.payment_intent)
        assert (intent.status, intent.received_minor) == ("succeeded", 123456)
        assert intent.charged_at is not None
        assert datetime.now(UTC) - intent.charged_at < timedelta(minutes=1)
        assert intent.is_disputed == bool(card.dispute_reason)

    def test_events_of_a_payment(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage
    ) -> None:
        page.pay()

        events = gateway.list_events(since())

        assert [event.type for event in events] == [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
        ]
        completed = events[-1].object
        assert completed["payment_status"] == "paid"
        assert completed["client_reference_id"] == "PAY-7F3K"
        assert completed["amount_total"] == 123456
        assert events[2].object["metadata"] == {"reference": "PAY-7F3K"}

    @pytest.mark.parametrize("card", PLAIN_DECLINES, ids=lambda card: card.number)
    def test_declined_card_says_why_and_another_one_pays(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage, card: Any
    ) -> None:
        shown = page.pay(card.number)

        assert shown.location is None
        assert shown.text.startswith("Πρόβλημα: ")
        assert "1.234,56 €" in shown.text
        declined = gateway.read_session(session.id)
        assert (declined.status, declined.payment_status) == ("open", "unpaid")
        assert declined.payment_intent
        intent = gateway.read_intent(declined.payment_intent)
        assert intent.status == "requires_payment_method"
        assert (intent.error_code, intent.decline_code) == (card.code, card.decline_code)
        assert intent.charged_at is None
        assert types_of(gateway)[-2:] == ["charge.failed", "payment_intent.payment_failed"]

        assert page.pay().location
        again = gateway.read_session(session.id)
        assert again.is_paid
        assert again.payment_intent == declined.payment_intent

    def test_reasons_are_told_apart(self, page: StripePage) -> None:
        assert "υπόλοιπο" in page.pay(StripePage.POOR_CARD).text
        assert "έχει λήξει" in page.pay("4000000000000069").text
        assert "Κωδικός ασφαλείας" in page.pay("4000000000000127").text

    def test_a_card_that_is_no_test_card_is_declined(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage
    ) -> None:
        assert "μόνο κάρτες δοκιμής" in page.pay("4111 1111 1111 1111").text
        assert gateway.read_session(session.id).status == "open"

    def test_pressing_pay_twice_charges_once(
        self, gateway: StripeGateway, page: StripePage
    ) -> None:
        page.pay()

        assert "έχει ήδη γίνει" in page.pay().text
        assert types_of(gateway).count("charge.succeeded") == 1


class TestChallenge:
    def test_confirmed(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage
    ) -> None:
        challenge = page.pay(StripePage.CHALLENGED_CARD)
        assert challenge.url.endswith("/challenge")
        assert "Επιβεβαίωση από την τράπεζά σας" in challenge.text
        waiting = gateway.read_session(session.id)
        assert waiting.status == "open"
        assert waiting.payment_intent
        assert gateway.read_intent(waiting.payment_intent).status == "requires_action"

        assert page.complete_challenge().location == f"http://town.test/return/?s={session.id}"
        assert gateway.read_session(session.id).is_paid
        assert "payment_intent.requires_action" in types_of(gateway)

    def test_not_confirmed_then_tried_again(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage
    ) -> None:
        page.pay(StripePage.CHALLENGED_CARD)

        shown = page.fail_challenge()

        assert "δεν επιβεβαιώθηκε" in shown.text
        failed = gateway.read_session(session.id)
        assert failed.status == "open"
        assert failed.payment_intent
        intent = gateway.read_intent(failed.payment_intent)
        assert intent.error_code == "payment_intent_authentication_failure"
        assert types_of(gateway)[-1] == "payment_intent.payment_failed"

        page.pay(StripePage.CHALLENGED_CARD)
        assert page.complete_challenge().location
        assert gateway.read_session(session.id).is_paid

    @pytest.mark.parametrize(
        ("number", "decline_code"),
        [("4000008260003178", "insufficient_funds"), ("4000008400001629", "generic_decline")],
    )
    def test_confirmed_but_declined(
        self,
        gateway: StripeGateway,
        session: CheckoutSession,
        page: StripePage,
        number: str,
        decline_code: str,
    ) -> None:
        page.pay(number)

        assert page.complete_challenge().text.startswith("Πρόβλημα: ")
        failed = gateway.read_session(session.id)
        assert failed.payment_intent
        assert gateway.read_intent(failed.payment_intent).decline_code == decline_code

    def test_challenge_without_attempt_leads_to_the_card(self, page: StripePage) -> None:
        assert page.complete_challenge().url == page.url


class TestSlowMethod:
    def test_arrives_later(
        self,
        gateway: StripeGateway,
        session: CheckoutSession,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.seed(settle_after=3600)

        assert page.pay_from_account().location
        under_way = gateway.read_session(session.id)
        assert under_way.is_under_way
        assert not under_way.is_paid
        assert under_way.payment_intent
        assert gateway.read_intent(under_way.payment_intent).status == "processing"

        stripe_sandbox.move_clock(3601)

        assert gateway.read_session(session.id).is_paid
        events = gateway.list_events(since())
        assert [event.type for event in events][-1] == "checkout.session.async_payment_succeeded"
        completed = [event for event in events if event.type == "checkout.session.completed"]
        assert [event.object["payment_status"] for event in completed] == ["unpaid"]

    def test_bounces(
        self,
        gateway: StripeGateway,
        session: CheckoutSession,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.seed(settle_after=3600)
        page.pay_from_account(StripePage.BAD_IBAN)

        stripe_sandbox.seed(settle={"session": session.id})

        assert gateway.read_session(session.id).is_under_way  # complete and never paid
        assert types_of(gateway)[-1] == "checkout.session.async_payment_failed"

    def test_is_decided_by_control(
        self,
        gateway: StripeGateway,
        session: CheckoutSession,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.seed(settle_after=3600)
        page.pay_from_account(StripePage.BAD_IBAN)

        stripe_sandbox.seed(settle={"session": session.id, "honoured": True})

        assert gateway.read_session(session.id).is_paid


class TestExpiry:
    def test_page_says_so_and_leads_back(
        self,
        gateway: StripeGateway,
        session: CheckoutSession,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.move_clock(3601)

        shown = page.pay()

        assert shown.location is None
        assert "έληξε" in shown.text
        assert shown.read().attributes["a"]["href"] == "http://town.test/debts/"
        assert gateway.read_session(session.id).status == "expired"

    def test_attempt_under_way_is_cancelled_with_it(
        self, gateway: StripeGateway, session: CheckoutSession, page: StripePage
    ) -> None:
        page.pay(StripePage.CHALLENGED_CARD)

        gateway.expire_session(session.id)

        assert "έληξε" in page.complete_challenge().text
        assert types_of(gateway)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
