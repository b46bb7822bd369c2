"""What enforcement holds about people: what reached them, and measures that were taken."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.privacy.extracts import Extract, exporter, kept_part
from backoffice.privacy.registries import FilePart

from .states import MeasureState

NOTICES = Extract(
    "notice",
    "enforcement.Notice",
    "number year what=kind on total content state served_on served_by_way objection_until"
    " measures_from reason",
    party=["debtor"],
)


def _papers(user: User, party_id: int | None) -> Iterator[FilePart]:
    held = NOTICES.found(user, party_id).filter(file__destroyed_at__isnull=True)
    for one in held.exclude(file=None).select_related("file").iterator(chunk_size=200):
        yield kept_part(one.file.path, f"notice-{one.year}-{one.number}.pdf")


EXPORTERS = (
    exporter(
        "enforcement",
        title=_("Notices of debts and measures"),
        purpose=_("to collect what is overdue (GDPR article 6 §1 c)"),
        left_out=_(
            "Measures that are only proposed: known before they are taken, they would fail"
            " (GDPR article 23 §1 e)."
        ),
        extracts=(
            NOTICES,
            Extract(
                "service",
                "enforcement.Delivery",
                "notice=notice__number way state recipient sent_on delivered_on deemed_on",
                party=["notice__debtor"],
            ),
            Extract("opened", "enforcement.Opening", "notice=notice__number at", user=["user"]),
            Extract(
                "measure",
                "enforcement.Measure",
                "number year what=kind target amount state grounds decision decided_at taken_on"
                " lifted_on lift_reason",
                party=["debtor"],
                limit=Q(state__in=[MeasureState.TAKEN, MeasureState.LIFTED]),
            ),
        ),
        files=_papers,
    ),
)
