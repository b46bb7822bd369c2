"""The signed list of certificates not to rely on, for whoever checks papers without a connection.

The format stands in `docs/qr-codes.md`. It names no certificate: each is a digest of its
verification code, which only whoever holds the paper can work out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from .codes import digest
from .errors import CodeRefused

#: Digests of 16 letters: with as many as this the list has 1.3 MB and a phone reads it at once.
MOST = 50_000
LONGEST = 2_000_000
#: A checker gets the list once a day; from then on it says nothing of what happened since.
HOLDS_FOR = timedelta(hours=25)
KIND = "loggia-revoked-1"
STATES = ("cancelled", "replaced", "in_review")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says.

    :ivar issued_at: when it was made: what was revoked later is not in it
    :ivar next_at: when the next one has to be fetched
    :ivar since: it holds papers issued on this day or later; none where it holds all
    :ivar states: the state of each paper, by the digest of its code
    """

    issued_at: datetime
    next_at: datetime
    since: date | None
    states: Mapping[str, str]

    def is_old(self, now: datetime) -> bool:
        """Tell whether a newer list has to be fetched."""
        return self.next_at < now

    def knows(self, on: date) -> bool:
        """Tell whether it speaks of papers issued on a day."""
        return self.since is None or on >= self.since

    def state_of(self, code: str) -> str:
        """Return `cancelled`, `replaced`, `in_review`, or nothing for a paper that is not in it."""
        return self.states.get(name_of(code), "")


def name_of(code: str) -> str:
    """Return what stands in the list for a paper."""
    return digest(code, ())


def claims(
    rows: Iterable[tuple[str, date, str]], *, issued_at: datetime, site: str
) -> dict[str, Any]:
    """Return what a list says before it is signed.

    :param rows: verification code, day of issue and state of each paper, the newest first, and at
        most one more than `MOST`; then the days that do not stand in it as a whole are left out
    """
    found = list(rows)
    since = None
    if len(found) > MOST:
        since = found[MOST][1] + timedelta(days=1)
        found = [row for row in found if row[1] >= since]
    said: dict[str, Any] = {
        "t": KIND,
        "iss": site,
        "iat": _written(issued_at),
        "nxt": _written(issued_at + HOLDS_FOR),
    }
    if since is not None:
        said["since"] = since.isoformat()
    for state in STATES:
        said[state] = sorted(name_of(code) for code, _on, held in found if held == state)
    return said


def read(text: str, keys: Iterable[Mapping[str, Any]]) -> Listed:
    """Return what a fetched list says, checked with public keys.

    :raises CodeRefused: if it is none of ours or was changed
    """
    from integrations.signing import TokenRefused, read_token

    try:
        said = read_token(text.strip(), keys, longest=LONGEST)
        return _listed(said)
    except TokenRefused as error:
        raise CodeRefused(error.why, _refusal(error.why)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CodeRefused("shape", _refusal("shape")) from error


def _listed(said: Mapping[str, Any]) -> Listed:
    if said["t"] != KIND:
        raise ValueError(said["t"])
    since = said.get("since")
    return Listed(
        issued_at=datetime.fromisoformat(said["iat"]),
        next_at=datetime.fromisoformat(said["nxt"]),
        since=date.fromisoformat(since) if since else None,
        states={str(name): state for state in STATES for name in said[state]},
    )


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _refusal(why: str) -> str:
    said = {
        "shape": _("This is no list of revoked certificates. Fetch it again."),
        "key": _("None of our keys signed this list. Get the newest keys, then check again."),
        "signature": _("The list was changed after it was signed. Fetch it again."),
    }
    return said[why]
