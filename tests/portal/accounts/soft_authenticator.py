"""An authenticator in software: makes a passkey and signs with it, as a phone would."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Authenticator:
    """One key for one site.

    :param verifies: whether it asks its owner for a fingerprint or PIN
    """

    origin: str
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    name: bytes = field(default_factory=lambda: os.urandom(32))
    handle: str = ""
    count: int = 0

    def _flags(self, extra: int = 0) -> bytes:
        return bytes([PRESENT | (VERIFIED if self.verifies else 0) | extra])

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _counter(self) -> bytes:
        self.count += 1
        return self.count.to_bytes(4, "big")

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer the options of a registration."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        data = hashlib.sha256(options["rp"]["id"].encode()).digest()
        data += self._flags(ATTESTED) + self._counter() + bytes(16)
        data += len(self.name).to_bytes(2, "big") + self.name + cbor2.dumps(public)
        proof = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "attestationObject": text(proof),
            "clientDataJSON": text(self._client_data("create", options["challenge"])),
            "transports": ["internal"],
        }
        return self._answer(response)

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer the options of an authentication."""
        said = self._client_data("get", options["challenge"])
        data = hashlib.sha256(options["rpId"].encode()).digest() + self._flags() + self._counter()
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": text(data),
            "clientDataJSON": text(said),
            "signature": text(signed),
            "userHandle": self.handle,
        }
        return self._answer(response)

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": text(self.name),
            "rawId": text(self.name),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }
