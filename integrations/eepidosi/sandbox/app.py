"""The sandbox's doors: post a document, find it, ask where it stands, take the proof.

Seeders make citizens behave: `opened` (tokens or keys) opens documents, `opted_out` and
`unregistered` (AFMs) make the service refuse them, `served` (keys) lets the ten days have passed.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from integrations.sandbox import Clock, ControlError, Sandbox, new_app

LARGEST = 20 * 1024 * 1024
REASONS = {
    "opted_out": "The person opted out of electronic service (ΕΜΕπ).",
    "unregistered": "The person is not registered in the contact register (ΕΜΕπ).",
}


@dataclass
class Document:
    """One posted document."""

    key: str
    afm: str
    token: str
    sha256: str
    size: int
    posted_at: datetime
    opened_at: datetime | None = None
    served_at: datetime | None = None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the document as the service answers it."""
        state = "available"
        if self.opened_at:
            state = "opened"
        if self.served_at:
            state = "served"
        if self.reason:
            state = "refused"
        return {
            "key": self.key,
            "token": self.token,
            "sha256": self.sha256,
            "posted_at": self.posted_at.isoformat(),
            "state": state,
            "opened_at": self.opened_at.isoformat() if self.opened_at else None,
            "served_at": self.served_at.isoformat() if self.served_at else None,
            "reason": self.reason,
        }


@dataclass
class Office:
    """Everything the sandbox knows."""

    clock: Clock
    by_key: dict[str, Document] = field(default_factory=dict)
    by_token: dict[str, Document] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the sandbox's present."""
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def clear(self) -> None:
        """Forget everything."""
        self.by_key.clear()
        self.by_token.clear()
        self.refused.clear()

    def named(self, name: str) -> Document:
        """Return a document by key or token.

        :raises ControlError: if there is none
        """
        found = self.by_key.get(name) or self.by_token.get(name)
        if found is None:
            raise ControlError(f"no document has the key or token {name}")
        return found


OFFICE: web.AppKey[Office] = web.AppKey("office", Office)


def build(sandbox: Sandbox, token: str = "") -> web.Application:
    """Return the server.

    :param token: what callers must bring; any if left out
    """
    office = Office(sandbox.clock)
    app = new_app(sandbox, [_guard(token)] if token else [])
    # A document travels as base64 in JSON; aiohttp's own limit is a megabyte.
    app._client_max_size = 2 * LARGEST
    app[OFFICE] = office
    sandbox.on_reset.append(office.clear)
    sandbox.seeders.update(_seeders(office))
    app.router.add_post("/v1/documents", _post)
    app.router.add_get("/v1/documents", _find)
    app.router.add_get("/v1/documents/{token}", _status)
    app.router.add_get("/v1/documents/{token}/proof", _proof)
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


def _seeders(office: Office) -> dict[str, Any]:
    def mark(name: str) -> Any:
        def note(names: list[str]) -> list[str]:
            for one in names:
                setattr(office.named(one), name, office.now())
            return names

        return note

    def refuse(why: str) -> Any:
        def note(afms: list[str]) -> list[str]:
            office.refused.update(dict.fromkeys(afms, REASONS[why]))
            return afms

        return note

    def bounce(names: list[str]) -> list[str]:
        for one in names:
            office.named(one).reason = REASONS["opted_out"]
        return names

    return {
        "opened": mark("opened_at"),
        "served": mark("served_at"),
        "opted_out": refuse("opted_out"),
        "unregistered": refuse("unregistered"),
        "bounced": bounce,
    }


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"message": message}, status=status)


async def _post(request: web.Request) -> web.Response:
    office = request.app[OFFICE]
    try:
        data = await request.json()
        content = base64.b64decode(data["document"], validate=True)
        key, afm, digest = str(data["key"]), str(data["afm"]), str(data["sha256"])
    except (ValueError, KeyError, TypeError, binascii.Error):
        return _error(400, "send key, afm, subject, legal_basis, sha256 and document as JSON")
    wrong = _wrong(office, key, afm, digest, content)
    if wrong is not None:
        return wrong
    known = office.by_key.get(key)
    if known is not None:
        return web.json_response(known.to_json())
    made = Document(key, afm, secrets.token_hex(12), digest, len(content), office.now())
    office.by_key[key] = office.by_token[made.token] = made
    return web.json_response(made.to_json(), status=201)


def _wrong(office: Office, key: str, afm: str, digest: str, content: bytes) -> web.Response | None:
    if not key or len(afm) != 9 or not afm.isdigit():
        return _error(422, "the key is missing or the AFM has not nine digits")
    if hashlib.sha256(content).hexdigest() != digest or not content.startswith(b"%PDF"):
        return _error(422, "the document is no PDF, or its SHA-256 is another")
    known = office.by_key.get(key)
    if known is not None and (known.sha256, known.afm) != (digest, afm):
        return _error(409, "the key was used for another document")
    if afm in office.refused:
        return _error(422, office.refused[afm])
    return None


async def _find(request: web.Request) -> web.Response:
    found = request.app[OFFICE].by_key.get(request.query.get("key", ""))
    return web.json_response(found.to_json()) if found else _error(404, "nothing has that key")


async def _status(request: web.Request) -> web.Response:
    found = request.app[OFFICE].by_token.get(request.match_info["token"])
    return web.json_response(found.to_json()) if found else _error(404, "nothing has that token")


async def _proof(request: web.Request) -> web.Response:
    found = request.app[OFFICE].by_token.get(request.match_info["token"])
    if found is None or found.served_at is None:
        return _error(404, "there is no proof yet")
    text = (
        "SANDBOX · proof of electronic service\n"
        f"token {found.token}\nafm {found.afm}\nsha256 {found.sha256}\n"
        f"posted {found.posted_at.isoformat()}\nserved {found.served_at.isoformat()}\n"
    )
    return web.json_response({"text": text})
