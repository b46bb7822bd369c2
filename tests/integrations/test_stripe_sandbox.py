"""The sandbox as a server: who may call it, what it remembers, how it starts."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from integrations.stripe.client import StripeGateway
from integrations.stripe.messages import API_VERSION
from tests.integrations.payments import api, opened_and_paid, request_for
from tests.integrations.servers import STRIPE_KEY, SandboxServer, StripePage, run_stripe


class TestCaller:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 401),
            ({"Authorization": "Bearer pk_test_1234"}, 401),
            ({"Authorization": "Bearer sk_live_1234"}, 401),
            ({"Authorization": f"Bearer {STRIPE_KEY}", "Stripe-Version": "2020-08-27"}, 400),
            ({"Authorization": f"Bearer {STRIPE_KEY}", "Stripe-Version": API_VERSION}, 200),
        ],
    )
    def test_key_and_version(
        self,
        stripe_sandbox: SandboxServer,
        headers: dict[str, str],
        status: int,
    ) -> None:
        answer = requests.get(f"{stripe_sandbox.url}/v1/events", headers=headers, timeout=30)

        assert answer.status_code == status
        assert answer.headers["Request-Id"].startswith("req_")

    def test_unknown_address_parameter_and_json_body(
        self,
        stripe_sandbox: SandboxServer,
    ) -> None:
        headers = {"Authorization": f"Bearer {STRIPE_KEY}"}
        url = f"{stripe_sandbox.url}/v1/checkout/sessions"

        nowhere = requests.get(f"{stripe_sandbox.url}/v1/nowhere", headers=headers, timeout=30)
        unknown = requests.post(url, headers=headers, data={"colour": "red"}, timeout=30)
        as_json = requests.post(url, headers=headers, json={"mode": "payment"}, timeout=30)

        assert nowhere.status_code == 404
        assert nowhere.json()["error"]["type"] == "invalid_request_error"
        assert unknown.json()["error"]["code"] == "parameter_unknown"
        assert as_json.status_code == 400

    def test_objects_of_localstripe_answer_too(
        self,
        stripe_sandbox: SandboxServer,
    ) -> None:
        headers = {"Authorization": f"Bearer {STRIPE_KEY}"}
        url = f"{stripe_sandbox.url}/v1/customers"

        made = requests.post(url, headers=headers, data={"name": "ΔΟΚΙΜΗ"}, timeout=30).json()

        assert api(stripe_sandbox, f"customers/{made['id']}")["name"] == "ΔΟΚΙΜΗ"


class TestMemory:
    def test_restart_remembers_sessions_payments_and_keys(self, tmp_path: Path) -> None:
        state = ("--state", str(tmp_path / "deep" / "bank.json"))
        request = request_for()
        with run_stripe(*state) as server:
            gateway = StripeGateway(STRIPE_KEY, server.url)
            unfinished = gateway.create_session(**request)
            paid = opened_and_paid(gateway)

        with run_stripe(*state) as server:
            gateway = StripeGateway(STRIPE_KEY, server.url)

            assert gateway.create_session(**request).id == unfinished.id
            assert gateway.read_session(paid.id) == paid
            assert paid.payment_intent
            assert gateway.read_intent(paid.payment_intent).status == "succeeded"
            refund = gateway.refund(
                payment_intent=paid.payment_intent,
                amount_minor=1000,
                idempotency_key="back",
                reason="requested_by_customer",
            )
            assert refund.status == "succeeded"
            page = f"{server.url}/c/pay/{unfinished.id}"
            assert StripePage(page).pay().location == (
                f"http://town.test/return/?s={unfinished.id}"
            )

    def test_taken_port_is_one_clear_line(self, stripe_sandbox: SandboxServer) -> None:
        port = stripe_sandbox.url.rpartition(":")[2]
        command = [sys.executable, "-m", "integrations.stripe.sandbox", "--port", port]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

        assert run.returncode == 2
        assert run.stderr.count("\n") == 1
        assert f"Port {port} is taken" in run.stderr
