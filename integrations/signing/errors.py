"""What can go wrong between a document and its seal."""


class SigningError(Exception):
    """The document was not signed; the text says why."""


class KeyRefused(SigningError):
    """The key cannot be used: wrong passphrase or PIN, no such token, no such label."""


class NotSignable(SigningError):
    """The document is not a PDF that can be signed: broken, encrypted, or closed by its author."""


class TimestampUnavailable(SigningError):
    """The timestamp authority did not give a usable timestamp; trying again later may succeed."""
