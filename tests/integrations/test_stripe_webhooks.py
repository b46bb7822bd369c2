"""Notices: told apart from forgeries, and sent late, twice, out of order and again."""

import hashlib
import hmac
import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import requests

from integrations.stripe.client import StripeGateway
from integrations.stripe.webhooks import ForgedEvent, read_event
from tests.integrations.servers import (
    STRIPE_KEY,
    STRIPE_SECRET,
    NoticeReceiver,
    SandboxServer,
    StripePage,
    wait_until,
)

EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "created": 1795255200,
    "data": {"object": {"id": "cs_test_1", "description": "Τέλος"}},
}
BODY = json.dumps(EVENT, ensure_ascii=False).encode()


def digest(body: bytes, at: int, secret: str = STRIPE_SECRET) -> str:
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()


def header(body: bytes = BODY, at: int | None = None) -> str:
    moment = int(time.time()) if at is None else at
    return f"t={moment},v1={digest(body, moment)}"


class TestReading:
    def test_good_notice(self) -> None:
        event = read_event(BODY, header(), STRIPE_SECRET)

        assert (event.id, event.type) == ("evt_1", "checkout.session.completed")
        assert event.created == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
        assert event.object["description"] == "Τέλος"

    def test_one_good_signature_of_several_is_enough(self) -> None:
        now = int(time.time())
        several = f"t={now},v0=00,v1={'0' * 64},v1={digest(BODY, now)}"

        assert read_event(BODY, several, STRIPE_SECRET).id == "evt_1"

    @pytest.mark.parametrize(
        "bad",
        [
            None,
            "",
            "rubbish",
            "t=,v1=",
            "t=abc,v1=00",
            "v1=00",
            f"t={'9' * 5000},v1=00",
            f"t={int(time.time())},v1=é",
            f"t={int(time.time())},v1={'0' * 64}",
            f"t={int(time.time())},v0={digest(BODY, int(time.time()))}",
        ],
        # Names with the time of day in them would differ from one test process to the next.
        ids=[
            "missing",
            "empty",
            "rubbish",
            "empty parts",
            "time no number",
            "no time",
            "time too long",
            "signature no hex",
            "signature wrong",
            "scheme unknown",
        ],
    )
    def test_bad_header(self, bad: str | None) -> None:
        with pytest.raises(ForgedEvent):
            read_event(BODY, bad, STRIPE_SECRET)

    @pytest.mark.parametrize("seconds", [-301, 301, -86400])
    def test_outside_the_tolerance(self, seconds: int) -> None:
        at = int(time.time()) + seconds + (5 if seconds > 0 else 0)

        with pytest.raises(ForgedEvent):
            read_event(BODY, header(at=at), STRIPE_SECRET)

    def test_inside_the_tolerance(self) -> None:
        assert read_event(BODY, header(at=int(time.time()) - 290), STRIPE_SECRET)

    @pytest.mark.parametrize("other", [BODY + b" ", BODY.replace(b"evt_1", b"evt_2"), b""])
    def test_changed_body(self, other: bytes) -> None:
        with pytest.raises(ForgedEvent):
            read_event(other, header(), STRIPE_SECRET)

    @pytest.mark.parametrize("secret", ["whsec_other", "", "  "])
    def test_wrong_secret(self, secret: str) -> None:
        with pytest.raises(ForgedEvent):
            read_event(BODY, header(), secret)

    @pytest.mark.parametrize(
        "body",
        [
            b"\xff\xfe",
            b"not json",
            b"[]",
            b"{}",
            json.dumps({**EVENT, "object": "charge"}).encode(),
            json.dumps({**EVENT, "id": ""}).encode(),
            json.dumps({**EVENT, "type": 3}).encode(),
            json.dumps({**EVENT, "created": "now"}).encode(),
            json.dumps({**EVENT, "data": {}}).encode(),
        ],
    )
    def test_signed_but_no_event(self, body: bytes) -> None:
        with pytest.raises(ForgedEvent):
            read_event(body, header(body), STRIPE_SECRET)


@pytest.fixture
def bank(
    stripe_sandbox: SandboxServer,
    notice_receiver: NoticeReceiver,
) -> SandboxServer:
    stripe_sandbox.send_to(notice_receiver.url)
    return stripe_sandbox


def pay(bank: SandboxServer) -> str:
    gateway = StripeGateway(STRIPE_KEY, bank.url, timeout=30.0)
    session = gateway.create_session(
        reference="PAY-7F3K",
        amount_minor=6000,
        description="Τέλος παρεπιδημούντων",
        success_url="http://town.test/ok/",
        cancel_url="http://town.test/no/",
        idempotency_key=f"key-{time.monotonic_ns()}",
        expires_at=datetime.now(UTC) + timedelta(hours=1),
        locale="el",
    )
    assert session.url
    StripePage(session.url).pay()
    return session.id


def read_types(receiver: NoticeReceiver) -> list[str]:
    return [
        read_event(notice.body, notice.signature, STRIPE_SECRET).type for notice in receiver.notices
    ]


PAYMENT_TYPES = {
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
}


class TestSending:
    def test_every_event_arrives_once_and_signed(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        pay(bank)
        bank.wait_for_notices()

        assert Counter(read_types(notice_receiver)) == Counter(PAYMENT_TYPES)

    def test_signed_with_old_and_new_secret(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        bank.control(
            "webhooks/target",
            {"url": notice_receiver.url, "secrets": ["whsec_next", STRIPE_SECRET]},
        )
        pay(bank)
        bank.wait_for_notices()

        notice = notice_receiver.notices[0]
        for secret in ("whsec_next", STRIPE_SECRET):
            assert read_event(notice.body, notice.signature, secret)

    def test_repeated(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        bank.behave(match="checkout.session.*", repeat=8)
        pay(bank)
        bank.wait_for_notices()

        assert Counter(read_types(notice_receiver))["checkout.session.completed"] == 8
        ids = [json.loads(notice.body)["id"] for notice in notice_receiver.notices]
        assert len(set(ids)) == 4

    def test_held_and_reversed(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        bank.behave(hold=True)
        pay(bank)
        assert notice_receiver.notices == []

        bank.release("reverse")
        bank.wait_for_notices()

        assert read_types(notice_receiver) == [
            "checkout.session.completed",
            "payment_intent.succeeded",
            "charge.succeeded",
            "payment_intent.created",
        ]

    def test_shuffled_the_same_way_for_the_same_seed(self, bank: SandboxServer) -> None:
        bank.behave(hold=True)
        pay(bank)
        pay(bank)
        held = bank.control("webhooks", method="GET")["held"]

        released = bank.release("shuffle", seed=7)

        assert sorted(released) == sorted(held)
        assert released != held

    def test_late(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        bank.behave(match="checkout.session.completed", delay=0.5)
        started = time.monotonic()
        pay(bank)
        wait_until(lambda: "checkout.session.completed" in read_types(notice_receiver))

        assert time.monotonic() - started >= 0.5
        assert read_types(notice_receiver)[-1] == "checkout.session.completed"

    def test_lost_but_listed(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        bank.behave(match="checkout.session.completed", drop=True, times=1)
        session_id = pay(bank)
        bank.wait_for_notices()

        assert "checkout.session.completed" not in read_types(notice_receiver)
        events = StripeGateway(STRIPE_KEY, bank.url).list_events(
            datetime.now(UTC) - timedelta(days=4)
        )
        lost = [event for event in events if event.type == "checkout.session.completed"]
        assert [event.object["id"] for event in lost] == [session_id]

    @pytest.mark.parametrize("forgery", ["signature", "old", "tampered", "unsigned"])
    def test_forged(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
        forgery: str,
    ) -> None:
        bank.behave(forge=forgery)
        pay(bank)
        bank.wait_for_notices()

        assert len(notice_receiver.notices) == 4
        for notice in notice_receiver.notices:
            with pytest.raises(ForgedEvent):
                read_event(notice.body, notice.signature, STRIPE_SECRET)

    def test_sent_again_until_taken(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        bank.send_to(notice_receiver.url, pauses=(0.05, 0.1))
        bank.behave(match="charge.*", drop=True)
        bank.behave(match="payment_intent.*", drop=True)
        notice_receiver.answers += [500, 404]
        pay(bank)
        bank.wait_for_notices()

        assert read_types(notice_receiver) == ["checkout.session.completed"] * 3
        statuses = [
            delivery["status"] for delivery in bank.control("webhooks", method="GET")["deliveries"]
        ]
        assert statuses == [500, 404, 200]

    def test_resent_a_month_later(
        self,
        bank: SandboxServer,
        notice_receiver: NoticeReceiver,
    ) -> None:
        pay(bank)
        bank.wait_for_notices()
        notice_receiver.notices.clear()
        bank.move_clock(30 * 86400)

        bank.resend(type="checkout.session.completed", times=2)
        bank.wait_for_notices()

        assert read_types(notice_receiver) == ["checkout.session.completed"] * 2

    def test_undelivered_is_sent_after_a_restart(
        self,
        notice_receiver: NoticeReceiver,
        tmp_path: object,
    ) -> None:
        from tests.integrations.servers import run_stripe

        state = ("--state", f"{tmp_path}/bank.json")
        with run_stripe(*state, "--webhook", "http://127.0.0.1:9/", "--secret", "s") as server:
            pay(server)
        target = ("--webhook", notice_receiver.url, "--secret", STRIPE_SECRET)
        with run_stripe(*state, *target):
            wait_until(lambda: len(notice_receiver.notices) == 4)

        assert set(read_types(notice_receiver)) == PAYMENT_TYPES

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            ("webhooks", {"forge": "nicely"}),
            ("webhooks", {"colour": "red"}),
            ("webhooks", {"repeat": 0}),
            ("webhooks/release", {"order": "random"}),
            ("webhooks/resend", {"id": "evt_none"}),
            ("webhooks/target", {"url": "http://x/"}),
            ("seed", {"moon": 1}),
            ("seed", {"settle": {"session": "cs_none"}}),
            ("seed", {"dispute": {}}),
            ("clock", {"now": "yesterday"}),
            ("clock", {"now": "2026-11-21T10:00:00"}),
        ],
    )
    def test_wrong_control_call_is_explained(
        self, bank: SandboxServer, path: str, data: dict[str, object]
    ) -> None:
        answer = requests.post(f"{bank.url}/_fake/{path}", json=data, timeout=30)

        assert answer.status_code == 400
        assert answer.json()["error"]
