"""The gateway client against the sandbox: what it asks, what it understands, how it fails."""

import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from integrations.stripe.client import (
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
    StripeGateway,
)
from integrations.stripe.messages import API_VERSION
from tests.integrations.payments import api, in_one_hour, opened, opened_and_paid, request_for
from tests.integrations.servers import (
    STRIPE_KEY,
    SandboxServer,
)

SESSIONS = "POST /v1/checkout/sessions"


class TestSession:
    def test_is_created_as_asked(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        until = in_one_hour()

        session = opened(gateway, expires_at=until)

        assert session.id.startswith("cs_test_")
        assert session.url is not None
        assert session.url.startswith(stripe_sandbox.url)
        assert (session.status, session.payment_status) == ("open", "unpaid")
        assert (session.amount_minor, session.currency) == (6000, "eur")
        assert session.reference == "PAY-7F3K"
        assert session.expires_at == until
        assert session.payment_intent is None
        assert gateway.read_session(session.id) == session

    def test_call_names_version_key_and_hides_the_secret(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        opened(gateway)

        headers = stripe_sandbox.log()[-1]["headers"]

        assert headers["Stripe-Version"] == API_VERSION
        assert headers["Idempotency-Key"] == "attempt-1"
        assert headers["Authorization"] == "(hidden)"

    def test_same_key_same_request_gives_the_same_session(self, gateway: StripeGateway) -> None:
        request = request_for()
        first = gateway.create_session(**request)

        assert gateway.create_session(**request).id == first.id

    def test_same_key_other_amount_is_refused(self, gateway: StripeGateway) -> None:
        request = request_for()
        gateway.create_session(**request)

        with pytest.raises(GatewayRefused) as refused:
            gateway.create_session(**{**request, "amount_minor": 6001})

        assert refused.value.code == "idempotency_error"

    def test_key_is_free_again_after_a_day(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        first = opened(gateway)
        stripe_sandbox.move_clock(25 * 3600)

        second = opened(gateway, expires_at=datetime.now(UTC) + timedelta(hours=26))

        assert second.id != first.id

    def test_refused_request_leaves_its_key_unused(self, gateway: StripeGateway) -> None:
        with pytest.raises(GatewayRefused):
            opened(gateway, amount_minor=10)

        assert opened(gateway).status == "open"

    def test_expired_by_us(self, gateway: StripeGateway) -> None:
        session = opened(gateway)

        assert gateway.expire_session(session.id).status == "expired"
        assert gateway.read_session(session.id).url is None
        with pytest.raises(GatewayRefused):
            gateway.expire_session(opened_and_paid(gateway).id)

    def test_expires_by_itself(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        session = opened(gateway)
        stripe_sandbox.move_clock(3601)

        assert gateway.read_session(session.id).status == "expired"
        types = [event.type for event in gateway.list_events(datetime.now(UTC))]
        assert types == ["checkout.session.expired"]

    @pytest.mark.parametrize(
        ("changes", "param"),
        [
            ({"amount_minor": 49}, "line_items"),
            ({"expires_at": datetime.now(UTC) + timedelta(minutes=20)}, "expires_at"),
            ({"expires_at": datetime.now(UTC) + timedelta(hours=25)}, "expires_at"),
            ({"success_url": "javascript:alert(1)"}, "success_url"),
            ({"locale": "gr"}, "locale"),
            ({"reference": "x" * 201}, "client_reference_id"),
        ],
    )
    def test_wrong_request_is_refused_by_name(
        self, gateway: StripeGateway, changes: dict[str, Any], param: str
    ) -> None:
        with pytest.raises(GatewayRefused) as refused:
            opened(gateway, **changes)

        assert refused.value.status == 400
        assert refused.value.param == param

    def test_unknown_session_is_refused(self, gateway: StripeGateway) -> None:
        with pytest.raises(GatewayRefused) as refused:
            gateway.read_session("cs_test_nobody")

        assert (refused.value.status, refused.value.code) == (404, "resource_missing")

    def test_line_items_and_filter_by_intent(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        paid = opened_and_paid(gateway)
        opened(gateway, idempotency_key="other")

        lines = api(stripe_sandbox, f"checkout/sessions/{paid.id}/line_items")
        found = api(stripe_sandbox, f"checkout/sessions?payment_intent={paid.payment_intent}")

        assert [line["amount_total"] for line in lines["data"]] == [6000]
        assert [session["id"] for session in found["data"]] == [paid.id]

    def test_naive_instant_and_publishable_key_are_mistakes(self, gateway: StripeGateway) -> None:
        with pytest.raises(ValueError, match="time zone"):
            opened(gateway, expires_at=datetime(2026, 11, 21))  # noqa: DTZ001
        with pytest.raises(ValueError, match="secret key"):
            StripeGateway("pk_test_x", "http://127.0.0.1:1")


class TestFailure:
    def test_nobody_listens(self) -> None:
        with socket.socket() as reserved:
            reserved.bind(("127.0.0.1", 0))
            gateway = StripeGateway(STRIPE_KEY, f"http://127.0.0.1:{reserved.getsockname()[1]}")

            with pytest.raises(GatewayUnavailable):
                opened(gateway)

    def test_timeout_before_the_work(
        self,
        hurried_gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.fail("timeout-before", SESSIONS)
        started = time.monotonic()

        with pytest.raises(GatewayUnknown):
            opened(hurried_gateway)

        assert time.monotonic() - started < 10  # bounded, and not repeated blindly
        assert api(stripe_sandbox, "checkout/sessions")["data"] == []

    def test_timeout_after_the_work_is_resolved_by_asking(
        self,
        gateway: StripeGateway,
        hurried_gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        request = request_for()
        stripe_sandbox.fail("timeout-after", SESSIONS)
        with pytest.raises(GatewayUnknown):
            hurried_gateway.create_session(**request)
        existing = api(stripe_sandbox, "checkout/sessions")["data"]

        session = gateway.create_session(**request)

        assert [item["id"] for item in existing] == [session.id]
        assert len(api(stripe_sandbox, "checkout/sessions")["data"]) == 1

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_passing_trouble_is_repeated(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
        status: int,
    ) -> None:
        stripe_sandbox.fail(f"status:{status}", SESSIONS)

        assert opened(gateway).status == "open"

    @pytest.mark.parametrize(
        ("status", "error"),
        [(429, GatewayUnavailable), (503, GatewayUnknown)],
    )
    def test_lasting_trouble_is_told(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
        status: int,
        error: type[Exception],
    ) -> None:
        stripe_sandbox.fail(f"status:{status}", SESSIONS, times=3)

        with pytest.raises(error):
            opened(gateway)

        assert len(stripe_sandbox.log()) == 3

    @pytest.mark.parametrize(
        ("mode", "error"),
        [
            ("status:500", GatewayUnknown),
            ("status:409", GatewayUnknown),
            ("garbage", GatewayUnknown),
            ("status:401", GatewayRefused),
            ("status:403", GatewayRefused),
        ],
    )
    def test_answers_that_are_not_repeated(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
        mode: str,
        error: type[Exception],
    ) -> None:
        stripe_sandbox.fail(mode, SESSIONS)

        with pytest.raises(error):
            opened(gateway)

        assert len(stripe_sandbox.log()) == 1

    def test_slow_answer_within_the_limit(
        self,
        gateway: StripeGateway,
        stripe_sandbox: SandboxServer,
    ) -> None:
        stripe_sandbox.fail("slow:300", SESSIONS)
        started = time.monotonic()

        assert opened(gateway).status == "open"
        assert time.monotonic() - started >= 0.3

    def test_an_object_of_another_kind_is_an_unknown_result(self, gateway: StripeGateway) -> None:
        from integrations.stripe.answers import session

        class Answer:
            def to_dict(self) -> dict[str, Any]:
                return {"object": "checkout.session", "id": "cs_test_1"}

        with pytest.raises(GatewayUnknown, match="incomplete"):
            session(Answer())

    @pytest.mark.parametrize(
        "wrong",
        [
            {"mode": "explode"},
            {"mode": "status"},
            {"mode": "slow:soon"},
            {"mode": "garbage", "times": 0},
        ],
    )
    def test_wrong_control_call_says_what_is_right(
        self,
        stripe_sandbox: SandboxServer,
        wrong: dict[str, Any],
    ) -> None:
        answer = requests.post(f"{stripe_sandbox.url}/_fake/fail", json=wrong, timeout=30)

        assert answer.status_code == 400
        assert answer.json()["error"]
