"""What the office of business fees holds about people: their businesses and declarations."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.privacy.extracts import Extract, exporter, kept_part
from backoffice.privacy.registries import FilePart

PAPERS = Extract(
    "paper",
    "business_fees.Attachment",
    "name=original_name sha256 size uploaded_at",
    party=["establishment__party"],
)


def _papers(user: User, party_id: int | None) -> Iterator[FilePart]:
    for one in PAPERS.found(user, party_id).iterator(chunk_size=200):
        yield kept_part(one.file.name, f"{one.code}-{one.original_name}")


EXPORTERS = (
    exporter(
        "business_fees",
        title=_("Businesses and their declarations"),
        purpose=_("to certify fees of businesses (GDPR article 6 §1 c)"),
        extracts=(
            Extract(
                "establishment",
                "business_fees.Establishment",
                "code trade_name branch_no kad street postcode place licence_no registry_no beds"
                " seats has_tables books vat_liable valid_from valid_until",
                party=["party"],
            ),
            Extract(
                "declaration",
                "business_fees.Declaration",
                "number year version period=expected__period state fee_total difference"
                " declared_at reason settled_at digest",
                party=["on_behalf_of"],
            ),
            Extract(
                "declared_amount",
                "business_fees.DeclarationLine",
                "declaration=declaration__number category=category__key first_on last_on base rate"
                " fee legal_basis",
                party=["declaration__on_behalf_of"],
            ),
            Extract(
                "declared_to_aade",
                "business_fees.ImportedDeclaration",
                "reference period base fee paid",
                party=["party"],
            ),
            PAPERS,
        ),
        files=_papers,
    ),
)
