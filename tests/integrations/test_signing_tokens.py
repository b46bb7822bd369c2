"""Signed texts of QR codes: read by us and another library, refused when anything differs."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from integrations.signing import KeyRefused, TokenKey, TokenRefused, read_token

KEY, OTHER = TokenKey.new(), TokenKey.new()
SAID = {"c": "A" * 20, "n": "12/2026", "d": "2026-11-22"}


def b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def refused(text: str, *keys: TokenKey) -> str:
    with pytest.raises(TokenRefused) as found:
        read_token(text, [key.public_jwk for key in keys or (KEY,)])
    return found.value.why


def test_another_library_reads_it_too() -> None:
    token = KEY.sign(SAID)
    assert read_token(token, [OTHER.public_jwk, KEY.public_jwk]) == SAID
    assert jwt.decode(token, jwt.PyJWK(KEY.public_jwk), algorithms=["ES256"]) == SAID
    theirs = jwt.encode(
        SAID,
        serialization.load_pem_private_key(KEY.pem(), None),
        algorithm="ES256",
        headers={"kid": KEY.kid, "typ": None},
    )
    assert read_token(theirs, [KEY.public_jwk]) == SAID


def test_the_same_words_give_the_same_code() -> None:
    assert KEY.sign(SAID) == KEY.sign(SAID)
    assert TokenKey.from_pem(KEY.pem()).sign(SAID) == KEY.sign(SAID)


def test_a_changed_payload_is_refused() -> None:
    head, body, signature = KEY.sign(SAID).split(".")
    assert refused(f"{head}.{b64(SAID | {'n': '13/2026'})}.{signature}") == "signature"
    assert refused(f"{head}.{body}.{'A' * 86}") == "signature"


def test_another_key_is_refused() -> None:
    assert refused(KEY.sign(SAID), OTHER) == "key"
    # Somebody else signs under the name of our key.
    _head, body, _signature = OTHER.sign(SAID).split(".")
    forged = b64({"alg": "ES256", "kid": KEY.kid})
    signed = OTHER.sign(SAID).split(".")[2]
    assert refused(f"{forged}.{body}.{signed}") == "signature"


@pytest.mark.parametrize(
    "head",
    [
        {"alg": "none", "kid": KEY.kid},
        {"alg": "HS256", "kid": KEY.kid},
        {"alg": "ES256"},
        {"alg": "ES256", "kid": KEY.kid, "crit": ["b64"]},
        {"alg": "ES256", "kid": KEY.kid, "jwk": OTHER.public_jwk},
        ["ES256"],
    ],
)
def test_nothing_in_the_text_chooses_how_it_is_read(head: object) -> None:
    _head, body, signature = KEY.sign(SAID).split(".")
    assert refused(f"{b64(head)}.{body}.{signature}") == "shape"


@pytest.mark.parametrize("text", ["", "a.b.c", "https://town/verify/X/", "." * 90, "A" * 5000])
def test_what_is_no_code(text: str) -> None:
    assert refused(text) == "shape"


def test_only_keys_of_one_curve() -> None:
    wrong = (ec.generate_private_key(ec.SECP384R1()), ed25519.Ed25519PrivateKey.generate())
    for key in wrong:
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with pytest.raises(KeyRefused):
            TokenKey.from_pem(pem)
    for pem in (b"", b"no key"):
        with pytest.raises(KeyRefused):
            TokenKey.from_pem(pem)
