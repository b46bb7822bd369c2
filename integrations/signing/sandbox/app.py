"""The sandbox's doors: RFC 3161 timestamps, OCSP answers, certificates; and the controls."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from aiohttp import web
from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp
from pyhanko.sign.general import (
    as_signing_certificate_v2,
    get_pyca_cryptography_hash,
    simple_cms_attribute,
)
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from integrations.sandbox import Clock, ControlError, Handler, Sandbox, new_app
from integrations.signing.sandbox.authority import PASSPHRASE, Authority, Pair

STAMP_TYPE = "application/timestamp-query"
PEM_TYPE = "application/x-pem-file"


@dataclass
class Desk:
    """What the server answers by."""

    authority: Authority
    clock: Clock
    revoked: dict[int, datetime] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the sandbox's present in UTC."""
        return datetime.fromtimestamp(self.clock.now(), UTC).replace(microsecond=0)

    def stamp(self, question: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the timestamp asked for."""
        maker = _Stamper(self.authority.tsa, self.authority.intermediate, self.now())
        return maker.request_tsa_response(question)

    def vouch(self, question: ocsp.OCSPRequest) -> ocsp.OCSPResponse:
        """Return whether a certificate of ours is good."""
        known = {
            pair.certificate.serial_number: pair.certificate
            for pair in (
                self.authority.signer,
                self.authority.seal,
                self.authority.tsa,
                self.authority.intermediate,
            )
        }
        certificate = known.get(question.serial_number)
        if certificate is None:
            return ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        since = self.revoked.get(question.serial_number)
        # Who issued a certificate says whether it is still good: the root for the issuer itself.
        above, answers = self.authority.intermediate, self.authority.ocsp
        if certificate == above.certificate:
            above = answers = self.authority.root
        return (
            ocsp.OCSPResponseBuilder()
            .add_response(
                certificate,
                above.certificate,
                question.hash_algorithm,
                ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD,
                self.now() - timedelta(minutes=1),
                self.now() + timedelta(hours=8),
                since,
                x509.ReasonFlags.key_compromise if since else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, answers.certificate)
            .certificates([answers.certificate])
            .sign(answers.key, hashes.SHA256())
        )


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)


def _asn1(pair: Pair) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(pair.der)


class _Stamper(DummyTimeStamper):
    """A timestamp authority that keeps its key parsed."""

    def __init__(self, pair: Pair, issuer: Pair, now: datetime) -> None:
        store = SimpleCertificateStore()
        store.register(_asn1(issuer))
        # The key stays with us: the stock stamper would decode it for every stamp.
        super().__init__(_asn1(pair), cast("Any", None), certs_to_embed=store, fixed_dt=now)
        self._key = pair.key

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, cms.CMSAttributes]:
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute(
                    "signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)
                ),
                simple_cms_attribute(
                    "message_digest", hashlib.new(md_algorithm, tst_info_data).digest()
                ),
            ]
        )
        digest = get_pyca_cryptography_hash(md_algorithm)
        return self._key.sign(attributes.dump(), padding.PKCS1v15(), digest), attributes


def build(sandbox: Sandbox, authority: Authority) -> web.Application:
    """Return the server."""
    desk = Desk(authority, sandbox.clock)
    app = new_app(sandbox)
    app[DESK] = desk
    sandbox.on_reset.append(desk.revoked.clear)
    sandbox.seeders["revoked"] = _revoker(desk)
    app.router.add_post("/tsa", _stamp)
    app.router.add_post("/ocsp", _vouch)
    for name in ("root", "intermediate", "signer", "seal", "tsa", "ocsp"):
        app.router.add_get(f"/{name}.pem", _certificate(name))
    for name in ("signer", "seal"):
        app.router.add_get(f"/{name}.p12", _key(name))
    return app


def _revoker(desk: Desk) -> Callable[[list[str]], list[str]]:
    def revoke(names: list[str]) -> list[str]:
        for name in names:
            if name not in ("signer", "seal"):
                raise ControlError("revoked takes a list of: signer, seal")
            pair: Pair = getattr(desk.authority, name)
            desk.revoked[pair.certificate.serial_number] = desk.now()
        return names

    return revoke


async def _stamp(request: web.Request) -> web.Response:
    if request.content_type != STAMP_TYPE:
        return web.Response(status=415, text=f"send {STAMP_TYPE}")
    try:
        question = tsp.TimeStampReq.load(await request.read(), strict=True)
        _ = question["message_imprint"].native
    except ValueError:
        return web.Response(status=400, text="not a timestamp request (RFC 3161)")
    answer = await asyncio.to_thread(request.app[DESK].stamp, question)
    return web.Response(body=answer.dump(), content_type="application/timestamp-reply")


async def _vouch(request: web.Request) -> web.Response:
    try:
        question = ocsp.load_der_ocsp_request(await request.read())
    except ValueError:
        return web.Response(status=400, text="not an OCSP request (RFC 6960)")
    answer = request.app[DESK].vouch(question).public_bytes(serialization.Encoding.DER)
    return web.Response(body=answer, content_type="application/ocsp-response")


def _certificate(name: str) -> Handler:
    async def show(request: web.Request) -> web.Response:
        pair: Pair = getattr(request.app[DESK].authority, name)
        return web.Response(body=pair.pem, content_type=PEM_TYPE)

    return show


def _key(name: str) -> Handler:
    async def show(request: web.Request) -> web.Response:
        content = request.app[DESK].authority.pkcs12(name)
        answer = web.Response(body=content, content_type="application/x-pkcs12")
        answer.headers["X-Passphrase"] = PASSPHRASE
        return answer

    return show
