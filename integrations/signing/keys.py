"""Signing keys: read once from a PKCS#12 file or reached through PKCS#11, then kept."""

import threading
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from asn1crypto import pem, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError as PyHankoError
from pyhanko.sign.general import get_pyca_cryptography_hash
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer as PyHankoSigner
from pyhanko.sign.signers import SimpleSigner

from integrations.signing.errors import KeyRefused


class _KeptKey(SimpleSigner):
    """A signer that reads its key once.

    The stock one decodes and checks the key anew for every signature, which costs several times
    what the signature itself does.
    """

    _kept: Any = None

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """Return the bare signature of `data`."""
        if self._kept is None:
            self._kept = serialization.load_der_private_key(self.signing_key.dump(), password=None)
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm).signature_algo
        digest = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self._kept, rsa.RSAPrivateKey) and mechanism == "rsassa_pkcs1v15":
            return self._kept.sign(data, padding.PKCS1v15(), digest)
        if isinstance(self._kept, ec.EllipticCurvePrivateKey) and mechanism == "ecdsa":
            return self._kept.sign(data, ec.ECDSA(digest))
        return super().sign_raw(data, digest_algorithm)


class Signer:
    """A key with its certificate, ready to sign; made by one of the two `from_…`.

    One signer serves many threads: a key in memory needs no turn-taking, a token's session does.
    """

    def __init__(self, inner: PyHankoSigner, lock: Any) -> None:
        self._inner = inner
        self._lock = lock
        certificate = inner.signing_cert
        if certificate is None:
            raise KeyRefused("No certificate was found beside the key.")
        self._certificate: x509.Certificate = certificate

    @classmethod
    def from_pkcs12(
        cls, content: bytes, passphrase: str, *, chain: Iterable[bytes] = ()
    ) -> "Signer":
        """Read a key and its certificates from a PKCS#12 file.

        :param chain: further certificates, PEM or DER, that documents carry with the signature
        :raises KeyRefused: if the passphrase is wrong or the file holds no key
        """
        try:
            inner = _KeptKey.load_pkcs12_data(
                content, other_certs=certificates(chain), passphrase=passphrase.encode()
            )
        except (ValueError, AttributeError) as error:
            raise KeyRefused(
                "The PKCS#12 file cannot be opened: check the passphrase and that it holds a key."
            ) from error
        kept = _KeptKey(
            signing_cert=inner.signing_cert,
            signing_key=inner.signing_key,
            cert_registry=inner.cert_registry,
        )
        return cls(kept, nullcontext())

    @classmethod
    def from_pkcs11(
        cls,
        *,
        module: str,
        pin: str,
        label: str,
        token: str = "",
        slot: int | None = None,
        chain: Iterable[bytes] = (),
    ) -> "Signer":
        """Reach a key on a token; the session stays open.

        :param module: path of the token's PKCS#11 library
        :param label: label of key and certificate
        :param token: label of the token, or `slot` its slot number
        :raises KeyRefused: if library, token, PIN or label do not lead to a key
        """
        try:
            session = open_pkcs11_session(
                module,
                slot_no=slot,
                token_criteria=TokenCriteria(label=token) if token else None,
                user_pin=pin,
            )
            inner = PKCS11Signer(
                session, cert_label=label, key_label=label, ca_chain=certificates(chain)
            )
            return cls(inner, threading.Lock())
        except (PKCS11Error, PyHankoError, OSError) as error:
            said = str(error) or type(error).__name__
            raise KeyRefused(
                f"The token does not give the key “{label}”: {said}. Check module, token, PIN."
            ) from error

    @property
    def name(self) -> str:
        """Whose certificate it is, as people read it."""
        return common_name(self._certificate)

    @property
    def not_after(self) -> datetime:
        """Until when the certificate is valid."""
        until: datetime = self._certificate.not_valid_after
        return until

    @property
    def fingerprint(self) -> str:
        """The certificate's SHA-256 fingerprint in hexadecimal."""
        return self._certificate.sha256.hex()


def certificates(contents: Iterable[bytes]) -> list[x509.Certificate]:
    """Read certificates, PEM (several in a file too) or DER.

    :raises ValueError: if something else is given
    """
    found = []
    for content in contents:
        if pem.detect(content):
            found += [
                x509.Certificate.load(der) for _, _, der in pem.unarmor(content, multiple=True)
            ]
        else:
            found.append(x509.Certificate.load(content))
    return found


def common_name(certificate: x509.Certificate) -> str:
    """Return the common name in a certificate, or all of its subject without one."""
    subject = certificate.subject.native
    return str(subject.get("common_name") or certificate.subject.human_friendly)
