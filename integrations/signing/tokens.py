"""Small signed texts for QR codes: JSON web signatures (RFC 7515) with ES256, and nothing else.

One algorithm and one way of writing, so that nothing in a stranger's text chooses how it is read.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from integrations.signing.errors import KeyRefused, SigningError

ALGORITHM = "ES256"
CURVE = ec.SECP256R1()
HALF = 32
KID_LENGTH = 10
LONGEST = 4000
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")


class TokenRefused(SigningError):
    """A text that none of the keys signed, or that was changed since.

    :ivar why: `shape`, `key` or `signature`
    """

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


class TokenKey:
    """A private key of curve P-256, kept parsed."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public_jwk = _public(key.public_key())
        self.kid: str = self.public_jwk["kid"]

    @classmethod
    def from_pem(cls, content: bytes, passphrase: str = "") -> "TokenKey":
        """Read a key from PEM.

        :raises KeyRefused: if it is none, of another curve, or the passphrase is wrong
        """
        try:
            key = serialization.load_pem_private_key(content, passphrase.encode() or None)
        except (ValueError, TypeError) as error:
            raise KeyRefused(
                "The key of QR codes cannot be opened: check the file and its passphrase."
            ) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != CURVE.name:
            raise KeyRefused("The key of QR codes must be of curve P-256. Make a new one.")
        return cls(key)

    @classmethod
    def new(cls) -> "TokenKey":
        """Make a new key."""
        return cls(ec.generate_private_key(CURVE))

    def pem(self) -> bytes:
        """Return the private key as PEM, for a file that only the service may read."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def sign(self, payload: Mapping[str, Any]) -> str:
        """Return a payload signed: header, payload and signature, joined by points.

        The same payload gives the same text (RFC 6979), so that a paper drawn again is the same.
        """
        head = _written({"alg": ALGORITHM, "kid": self.kid})
        text = f"{head}.{_written(payload)}"
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self._key.sign(text.encode(), algorithm))
        return f"{text}.{_b64(r.to_bytes(HALF, 'big') + s.to_bytes(HALF, 'big'))}"


def read_token(
    text: str, keys: Iterable[Mapping[str, Any]], *, longest: int = LONGEST
) -> dict[str, Any]:
    """Return what a token says, if one of these public keys signed it.

    :param keys: JSON web keys, as `/verify/keys/` hands them out
    :param longest: letters that a text may have; a code's are few
    :raises TokenRefused: if it is no token, names no key of these, or was changed
    """
    if len(text) > longest or not SHAPE.fullmatch(text):
        raise TokenRefused("shape", "This is no signed code.")
    head, body, signature = text.split(".")
    kid = _header(head)
    known = next((key for key in keys if key.get("kid") == kid), None)
    if known is None:
        raise TokenRefused("key", f"No key of ours is called {kid}.")
    _check(known, f"{head}.{body}".encode(), _bytes(signature))
    return _read(body)


def _header(head: str) -> str:
    found = _read(head)
    if set(found) != {"alg", "kid"} or found["alg"] != ALGORITHM:
        raise TokenRefused("shape", "This is no signed code.")
    return str(found["kid"])


def _check(jwk: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    r, s = (int.from_bytes(half, "big") for half in (signature[:HALF], signature[HALF:]))
    try:
        _key(jwk).verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise TokenRefused("signature", "The code was changed: its signature is wrong.") from None


def _key(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    try:
        x, y = (int.from_bytes(_bytes(str(jwk[name])), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, CURVE).public_key()
    except (KeyError, ValueError) as error:
        raise TokenRefused("key", "The public key cannot be read.") from error


def _public(key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    numbers = key.public_numbers()
    point = {
        "crv": "P-256",
        "kty": "EC",
        "x": _b64(numbers.x.to_bytes(HALF, "big")),
        "y": _b64(numbers.y.to_bytes(HALF, "big")),
    }
    # The name follows from the key (RFC 7638, shortened): nobody has to number keys.
    thumb = hashlib.sha256(json.dumps(point, separators=(",", ":"), sort_keys=True).encode())
    return point | {"alg": ALGORITHM, "use": "sig", "kid": _b64(thumb.digest())[:KID_LENGTH]}


def _written(value: Mapping[str, Any]) -> str:
    return _b64(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _read(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise TokenRefused("shape", "This is no signed code.") from error
    if not isinstance(found, dict):
        raise TokenRefused("shape", "This is no signed code.")
    return found


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise TokenRefused("shape", "This is no signed code.") from error
