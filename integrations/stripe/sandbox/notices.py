"""Sends signed notices; on demand late, twice, out of order, not at all or forged."""

import asyncio
import contextlib
import fnmatch
import hashlib
import hmac
import json
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp
from localstripe import resources

from integrations.sandbox import ControlError

RETRY_PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)
ANSWER_SECONDS = 10.0
AT_ONCE = 8
OLD_SECONDS = 3600
FORGERIES = ("signature", "old", "tampered", "unsigned")
ORDERS = ("sent", "reverse", "shuffle")


@dataclass
class Behaviour:
    """How notices whose type matches are sent.

    :param delay: seconds before the first attempt
    :param repeat: how often the same notice is sent
    :param hold: keep it until released
    :param drop: never send it
    :param forge: send this forgery in its place
    :param times: how many notices it governs; None for every one
    """

    match: str = "*"
    delay: float = 0.0
    repeat: int = 1
    hold: bool = False
    drop: bool = False
    forge: str = ""
    times: int | None = None

    @classmethod
    def parse(cls, data: dict[str, Any]) -> "Behaviour":
        """Read a behaviour from a control call.

        :raises ControlError: if a name or a value is unknown
        """
        if unknown := sorted(set(data) - set(cls.__dataclass_fields__)):
            raise ControlError(
                f"unknown: {', '.join(unknown)}; known: {', '.join(cls.__dataclass_fields__)}"
            )
        behaviour = cls(**data)
        if behaviour.forge and behaviour.forge not in FORGERIES:
            raise ControlError(f"forge must be one of {', '.join(FORGERIES)}")
        if not isinstance(behaviour.repeat, int) or not 1 <= behaviour.repeat <= 100:
            raise ControlError("repeat must be 1 to 100")
        return behaviour


@dataclass
class Notices:
    """The queue of notices to one webhook address.

    :param secrets: a notice carries one v1 signature per secret, as while a secret is replaced
    """

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    pauses: tuple[float, ...] = RETRY_PAUSES
    behaviours: list[Behaviour] = field(default_factory=list)
    held: list[resources.Event] = field(default_factory=list)
    deliveries: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=5000))
    on_change: Callable[[], None] = lambda: None
    _session: aiohttp.ClientSession | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def submit(self, event: resources.Event) -> None:
        """Send an event as the first matching behaviour says."""
        if not self.url:
            return
        behaviour = self._behaviour_for(event.type)
        if behaviour.drop:
            return
        if behaviour.hold:
            self.held.append(event)
            return
        for _ in range(behaviour.repeat):
            self._start(self._deliver(event, delay=behaviour.delay, forge=behaviour.forge))

    def _behaviour_for(self, kind: str) -> Behaviour:
        for behaviour in self.behaviours:
            if not fnmatch.fnmatchcase(kind, behaviour.match):
                continue
            if behaviour.times is not None:
                behaviour.times -= 1
                if behaviour.times == 0:
                    self.behaviours.remove(behaviour)
            return behaviour
        return Behaviour()

    def release(self, order: str = "sent", seed: int = 0) -> list[str]:
        """Send what is held, one after another, and return the ids in that order.

        :raises ControlError: if the order is unknown
        """
        if order not in ORDERS:
            raise ControlError(f"order must be one of {', '.join(ORDERS)}")
        events, self.held = self.held, []
        if order == "reverse":
            events.reverse()
        elif order == "shuffle":
            random.Random(seed).shuffle(events)  # noqa: S311
        self._start(self._deliver_in_turn(events))
        return [event.id for event in events]

    def resend(self, event: resources.Event, *, times: int = 1, forge: str = "") -> None:
        """Send a known event again, perhaps forged.

        :raises ControlError: if the forgery is unknown
        """
        if forge and forge not in FORGERIES:
            raise ControlError(f"forge must be one of {', '.join(FORGERIES)}")
        for _ in range(times):
            self._start(self._deliver(event, forge=forge))

    def resume(self, events: list[resources.Event]) -> None:
        """Send again what had not arrived before a restart."""
        for event in events:
            if self.url and event.pending_webhooks:
                self._start(self._deliver(event))

    def forget(self) -> None:
        """Drop behaviours, held notices and everything on its way."""
        self.behaviours.clear()
        self.held.clear()
        self.deliveries.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Stop sending."""
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def on_their_way(self) -> int:
        """Return how many deliveries are not yet done with."""
        return len(self._tasks)

    def state(self) -> dict[str, Any]:
        """Describe everything a test may want to know."""
        return {
            "url": self.url,
            "behaviours": [asdict(behaviour) for behaviour in self.behaviours],
            "held": [event.id for event in self.held],
            "on_their_way": self.on_their_way,
            "deliveries": list(self.deliveries),
        }

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_in_turn(self, events: list[resources.Event]) -> None:
        for event in events:
            await self._deliver(event)

    async def _deliver(
        self, event: resources.Event, *, delay: float = 0.0, forge: str = ""
    ) -> None:
        await asyncio.sleep(delay)
        if forge:
            await self._post(event, forge)
            return
        for pause in (*self.pauses, None):
            if 200 <= await self._post(event, "") < 300:
                event.pending_webhooks = 0
                self.on_change()
                return
            if pause is not None:
                await asyncio.sleep(pause)

    async def _post(self, event: resources.Event, forge: str) -> int:
        body = json.dumps(event._export(), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if forge != "unsigned":
            headers["Stripe-Signature"] = self._signature(body, forge)
        if forge == "tampered":
            body = _tampered(event)
        status = 0
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)
            )
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with (
                self._slots,
                self._session.post(
                    self.url, data=body, headers=headers, allow_redirects=False
                ) as answer,
            ):
                status = answer.status
        self.deliveries.append(
            {"id": event.id, "type": event.type, "status": status, "forged": forge}
        )
        return status

    def _signature(self, body: bytes, forge: str) -> str:
        # Receivers compare with wall time, so a moved sandbox clock does not count here.
        at = int(time.time()) - (OLD_SECONDS if forge == "old" else 0)
        secrets = ["whsec_of_somebody_else"] if forge == "signature" else self.secrets
        return ",".join([f"t={at}", *(f"v1={_digest(secret, at, body)}" for secret in secrets)])


def _digest(secret: str, at: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()


def _tampered(event: resources.Event) -> bytes:
    data = json.loads(json.dumps(event._export()))
    subject = data["data"]["object"]
    for name in ("amount_total", "amount", "amount_received"):
        if isinstance(subject.get(name), int):
            subject[name] += 100
    subject["tampered"] = True
    return json.dumps(data, ensure_ascii=False).encode()
