"""PAdES signatures: seal a PDF, stamp the time on it, and read the signatures of others."""

from integrations.signing.errors import (
    KeyRefused,
    NotSignable,
    SigningError,
    TimestampUnavailable,
)
from integrations.signing.keys import Signer
from integrations.signing.seal import Mark, Timestamper, sign_pdf
from integrations.signing.tokens import TokenKey, TokenRefused, read_token
from integrations.signing.validation import SignatureReport, Trust, Verdict, validate_pdf

__all__ = [
    "KeyRefused",
    "Mark",
    "NotSignable",
    "SignatureReport",
    "Signer",
    "SigningError",
    "TimestampUnavailable",
    "Timestamper",
    "TokenKey",
    "TokenRefused",
    "Trust",
    "Verdict",
    "read_token",
    "sign_pdf",
    "validate_pdf",
]
