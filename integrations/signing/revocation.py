"""Ask an OCSP responder, but only one whose host we named ourselves."""

from typing import Any
from urllib.parse import urlsplit

import requests
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

MOST_BYTES = 64 * 1024


def ask_responder(
    certificate: asn1_x509.Certificate, issuer: Any, *, hosts: tuple[str, ...], timeout: float
) -> tuple[asn1_ocsp.OCSPResponse, ...]:
    """Return the responder's answer about a certificate, or nothing when none can be had.

    :param issuer: the authority that issued it, as the validated path knows it
    :param hosts: `host:port` of responders that may be asked
    """
    urls = [url for url in certificate.ocsp_urls if urlsplit(url).netloc in hosts]
    above = getattr(issuer, "certificate", None)
    if not urls or above is None:
        return ()
    question = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(_pyca(certificate), _pyca(above), hashes.SHA256())
        .build()
        .public_bytes(serialization.Encoding.DER)
    )
    for url in urls:
        answer = _post(url, question, timeout)
        if answer is not None:
            return (answer,)
    return ()


def _pyca(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())


def _post(url: str, question: bytes, timeout: float) -> asn1_ocsp.OCSPResponse | None:
    try:
        reply = requests.post(
            url,
            data=question,
            headers={"Content-Type": "application/ocsp-request"},
            timeout=timeout,
            allow_redirects=False,
        )
        if reply.status_code != 200 or len(reply.content) > MOST_BYTES:
            return None
        answer = asn1_ocsp.OCSPResponse.load(reply.content)
        return answer if answer["response_status"].native == "successful" else None
    except (requests.RequestException, ValueError, TypeError):
        return None
