"""Money on its way back: refunds, whole and in part, and disputes."""

from typing import Any

import pytest

from integrations.stripe.client import GatewayRefused, StripeGateway
from tests.integrations.payments import since, types_of
from tests.integrations.servers import (
    SandboxServer,
    StripePage,
    wait_until,
)


class TestReversal:
    def paid(
        self, gateway: StripeGateway, page: StripePage, card: str = StripePage.GOOD_CARD
    ) -> str:
        page.pay(card)
        session = gateway.read_session(page.url.rpartition("/")[2])
        assert session.payment_intent
        return session.payment_intent

    def refund(self, gateway: StripeGateway, intent: str, amount: int, key: str = "back") -> Any:
        return gateway.refund(
            payment_intent=intent,
            amount_minor=amount,
            idempotency_key=key,
            reason="requested_by_customer",
        )

    def test_part_and_rest(self, gateway: StripeGateway, page: StripePage) -> None:
        intent = self.paid(gateway, page)

        first = self.refund(gateway, intent, 100000, "first")
        second = self.refund(gateway, intent, 23456, "second")

        assert (first.status, first.amount_minor, first.payment_intent) == (
            "succeeded",
            100000,
            intent,
        )
        assert gateway.read_intent(intent).refunded_minor == 123456
        assert gateway.read_refund(second.id) == second
        assert types_of(gateway)[-4:] == ["refund.created", "charge.refunded"] * 2

    def test_repeated_key_refunds_once(self, gateway: StripeGateway, page: StripePage) -> None:
        intent = self.paid(gateway, page)

        assert self.refund(gateway, intent, 1000) == self.refund(gateway, intent, 1000)
        assert gateway.read_intent(intent).refunded_minor == 1000

    def test_more_than_is_left_of_a_part_is_refused(
        self, gateway: StripeGateway, page: StripePage
    ) -> None:
        intent = self.paid(gateway, page)
        self.refund(gateway, intent, 100000, "part")

        with pytest.raises(GatewayRefused, match="23456"):
            self.refund(gateway, intent, 23457, "more")

        assert gateway.read_intent(intent).refunded_minor == 100000

    def test_refund_of_what_is_refunded_is_refused(
        self, gateway: StripeGateway, page: StripePage
    ) -> None:
        intent = self.paid(gateway, page)
        self.refund(gateway, intent, 123456, "all")

        with pytest.raises(GatewayRefused) as refused:
            self.refund(gateway, intent, 1, "more")

        assert refused.value.code == "charge_already_refunded"

    def test_reason_is_one_of_three(self, gateway: StripeGateway) -> None:
        with pytest.raises(ValueError, match="requested_by_customer"):
            gateway.refund(
                payment_intent="pi_1", amount_minor=1, idempotency_key="k", reason="λάθος"
            )

    def test_fails_after_all(
        self,
        gateway: StripeGateway,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.seed(settle_after=3600)
        intent = self.paid(gateway, page, "4000000000005126")
        refund = self.refund(gateway, intent, 1000)
        assert refund.status == "succeeded"

        stripe_sandbox.seed(settle_refund={"refund": refund.id, "outcome": "failed"})

        assert gateway.read_refund(refund.id).status == "failed"
        assert gateway.read_intent(intent).refunded_minor == 0
        assert "refund.failed" in types_of(gateway)

    def test_succeeds_late(
        self,
        gateway: StripeGateway,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.seed(settle_after=0)
        intent = self.paid(gateway, page, "4000000000007726")

        assert self.refund(gateway, intent, 1000).status == "pending"

        wait_until(lambda: "refund.updated" in types_of(gateway))

    def test_made_at_the_bank_not_by_us(
        self,
        gateway: StripeGateway,
        page: StripePage,
        stripe_sandbox: SandboxServer,
    ) -> None:
        intent = self.paid(gateway, page)

        stripe_sandbox.seed(refund={"payment_intent": intent, "amount": 500})

        assert gateway.read_intent(intent).refunded_minor == 500

    @pytest.mark.parametrize("outcome", ["won", "lost"])
    def test_dispute(
        self,
        gateway: StripeGateway,
        page: StripePage,
        stripe_sandbox: SandboxServer,
        outcome: str,
    ) -> None:
        intent = self.paid(gateway, page)

        dispute = stripe_sandbox.seed(dispute={"payment_intent": intent, "reason": "fraudulent"})[
            "dispute"
        ]
        assert gateway.read_intent(intent).is_disputed
        assert types_of(gateway)[-2:] == [
            "charge.dispute.created",
            "charge.dispute.funds_withdrawn",
        ]
        with pytest.raises(GatewayRefused) as refused:
            self.refund(gateway, intent, 100)
        assert refused.value.code == "charge_disputed"

        stripe_sandbox.seed(close_dispute={"dispute": dispute["id"], "outcome": outcome})

        types = types_of(gateway)
        assert types[-1] == "charge.dispute.closed"
        assert ("charge.dispute.funds_reinstated" in types) == (outcome == "won")

    def test_disputed_card_brings_its_own_dispute(
        self, gateway: StripeGateway, page: StripePage
    ) -> None:
        self.paid(gateway, page, "4000000000000259")

        disputes = [
            event.object
            for event in gateway.list_events(since())
            if event.type == "charge.dispute.created"
        ]

        assert [(dispute["reason"], dispute["amount"]) for dispute in disputes] == [
            ("fraudulent", 123456)
        ]
