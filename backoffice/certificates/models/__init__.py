"""Applications for certificates, stated facts, the certificates that came of them, and terms."""

from .applications import Application
from .certificates import Certificate, new_verification_code
from .keys import QrKey
from .statements import Awaited, Statement
from .terms import Figure, Terms

__all__ = [
    "Application",
    "Awaited",
    "Certificate",
    "Figure",
    "QrKey",
    "Statement",
    "Terms",
    "new_verification_code",
]
