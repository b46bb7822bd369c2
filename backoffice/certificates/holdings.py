"""What certificates hold about people."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.privacy.extracts import Extract, exporter, kept_part
from backoffice.privacy.registries import FilePart

GIVEN = Extract(
    "certificate",
    "certificates.Certificate",
    "code what=kind number=entry__number verification on valid_until content revoked_at reason"
    " doubted_at doubted_why",
    party=["party"],
)


def _sealed(user: User, party_id: int | None) -> Iterator[FilePart]:
    held = GIVEN.found(user, party_id).filter(file__destroyed_at__isnull=True)
    for one in held.exclude(file=None).select_related("file").iterator(chunk_size=200):
        yield kept_part(one.file.path, f"certificate-{one.code}.pdf")


EXPORTERS = (
    exporter(
        "certificates",
        title=_("Certificates"),
        purpose=_("to certify what you ask for (GDPR article 6 §1 e)"),
        extracts=(
            Extract(
                "asked",
                "certificates.Application",
                "what=kind purpose made_at grounds",
                party=["party"],
            ),
            GIVEN,
            Extract(
                "awaited",
                "certificates.Awaited",
                "what=kind purpose title facts asked_at dropped_at",
                party=["party"],
            ),
            Extract(
                "stated",
                "certificates.Statement",
                "what=kind purpose facts stated_at dropped_at dropped_why",
                party=["party"],
            ),
        ),
        files=_sealed,
    ),
)
