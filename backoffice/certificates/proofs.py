"""Where the door of verification asks about certificates."""

from backoffice.documents.proofs import Proof


def proof_of(code: str) -> Proof | None:
    """Return what a verification code proves; nothing if it is none of ours."""
    # The seal's libraries are heavy; a process that never verifies does not load them.
    from .public import proof_of

    return proof_of(code)
