"""The sandbox's doors: take a text, tell where it stands, show what every telephone received.

Seeders: `delivered` and `failed` (keys or numbers of messages) settle them, `dead` (telephone
numbers) makes the gateway refuse them. `GET /_sandbox/inbox?to=…` is the telephone.
"""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web

from integrations.sandbox import ControlError, Sandbox, new_app

LONGEST = 480


@dataclass
class Text:
    """One message."""

    id: str
    key: str
    to: str
    text: str
    sender: str
    state: str = "accepted"
    reason: str = ""


@dataclass
class Gateway:
    """Everything the sandbox knows."""

    by_key: dict[str, Text] = field(default_factory=dict)
    by_id: dict[str, Text] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """Forget everything."""
        self.by_key.clear()
        self.by_id.clear()
        self.dead.clear()

    def named(self, name: str) -> Text:
        """Return a message by key or number.

        :raises ControlError: if there is none
        """
        found = self.by_key.get(name) or self.by_id.get(name)
        if found is None:
            raise ControlError(f"no message has the key or number {name}")
        return found


GATEWAY: web.AppKey[Gateway] = web.AppKey("gateway", Gateway)


def build(sandbox: Sandbox, token: str = "") -> web.Application:
    """Return the server.

    :param token: what callers must bring; any if left out
    """
    gateway = Gateway()
    app = new_app(sandbox, [_guard(token)] if token else [])
    app[GATEWAY] = gateway
    sandbox.on_reset.append(gateway.clear)
    sandbox.seeders.update(_seeders(gateway))
    app.router.add_post("/v1/messages", _post)
    app.router.add_get("/v1/messages/{id}", _status)
    app.router.add_get("/_sandbox/inbox", _inbox)
    return app


def _guard(token: str) -> Any:
    @web.middleware
    async def check(request: web.Request, handler: Any) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if request.path.startswith("/_") or secrets.compare_digest(given, f"Bearer {token}"):
            answer: web.StreamResponse = await handler(request)
            return answer
        return _error(401, "the token is not known")

    return check


def _seeders(gateway: Gateway) -> dict[str, Any]:
    def settle(state: str, reason: str = "") -> Any:
        def note(names: list[str]) -> list[str]:
            for name in names:
                found = gateway.named(name)
                found.state, found.reason = state, reason
            return names

        return note

    def dead(numbers: list[str]) -> list[str]:
        gateway.dead.update(numbers)
        return numbers

    return {
        "delivered": settle("delivered"),
        "failed": settle("failed", "the telephone was off for two days"),
        "dead": dead,
    }


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"message": message}, status=status)


async def _post(request: web.Request) -> web.Response:
    gateway = request.app[GATEWAY]
    try:
        data = await request.json()
        key, to = str(data["key"]), str(data["to"])
        text, sender = str(data["text"]), str(data["sender"])
    except (ValueError, KeyError, TypeError):
        return _error(400, "send key, to, text and sender as JSON")
    if not key or not to.startswith("+") or not to[1:].isdigit():
        return _error(422, "the key is missing or the number is not international")
    if not text or len(text) > LONGEST:
        return _error(422, f"a text has 1 to {LONGEST} characters")
    known = gateway.by_key.get(key)
    if known is not None:
        if (known.to, known.text) != (to, text):
            return _error(409, "the key was used for another message")
        return web.json_response(_shown(known))
    if to in gateway.dead:
        return _error(422, "the number receives no messages")
    made = Text(secrets.token_hex(8), key, to, text, sender)
    gateway.by_key[key] = gateway.by_id[made.id] = made
    return web.json_response(_shown(made), status=201)


async def _status(request: web.Request) -> web.Response:
    found = request.app[GATEWAY].by_id.get(request.match_info["id"])
    return web.json_response(_shown(found)) if found else _error(404, "no message has that number")


async def _inbox(request: web.Request) -> web.Response:
    to = request.query.get("to", "")
    texts = request.app[GATEWAY].by_id.values()
    return web.json_response([asdict(one) for one in texts if to in ("", one.to)])


def _shown(text: Text) -> dict[str, str]:
    return {"id": text.id, "state": text.state, "reason": text.reason}
