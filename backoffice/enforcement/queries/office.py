"""Lists for the office: batches with their debtors and parts, notices, measures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from backoffice.enforcement.models import Batch, Candidate, Measure, MeasureCharge, Notice, Part
from backoffice.enforcement.states import NoticeState, PartState
from backoffice.party.queries import find_parties

from .left import without_paper

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the issue of a batch has come."""

    parts: int
    ready: int
    wanted: int
    issued: int
    printed: int
    papers: int
    papers_wanted: int

    @property
    def share(self) -> int:
        """Percent of the notices whose file is ready."""
        return 100 if not self.parts else 100 * self.ready // self.parts

    @property
    def papers_share(self) -> int:
        """Percent of the notices that have a PDF of their own."""
        return 100 if not self.papers_wanted else 100 * self.papers // self.papers_wanted


class Counted(TypedDict):
    """What is counted beside a batch."""

    issued_count: int
    served_count: int


class Papered(TypedDict):
    """What is counted beside a part."""

    missing: int


def batches(*, kind: str = "", state: str = "") -> "QuerySet[WithAnnotations[Batch, Counted]]":
    """Return batches, the latest first, with the number of their notices and of those served."""
    found = Batch.objects.select_related("made_by", "entry")
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    return found.annotate(
        issued_count=Count("notices"),
        served_count=Count("notices", filter=Q(notices__state="served")),
    ).order_by("-id")


def candidates(batch: Batch, *, choice: str = "") -> QuerySet[Candidate]:
    """Return the debtors of a rehearsal in the order of their post codes."""
    found = batch.candidates.select_related("debtor")
    if choice == "no_address":
        return found.filter(choice="in", postcode="").order_by("position")
    if choice == "no_email":
        return found.filter(choice="in", has_email=False).order_by("position")
    if choice:
        found = found.filter(choice=choice)
    return found.order_by("position")


def parts_of(batch: Batch) -> "QuerySet[WithAnnotations[Part, Papered]]":
    """Return the parts of a batch with their files, and how many notices have no PDF yet."""
    missing = without_paper(Notice.objects.filter(part=OuterRef("pk"))).order_by()
    count = missing.values("part").annotate(count=Count("pk")).values("count")
    rows = batch.parts.select_related("file").order_by("number")
    return rows.annotate(missing=Coalesce(Subquery(count), 0))


def progress_of(batch: Batch) -> Progress:
    """Return how far the issue of a batch has come."""
    rows = batch.parts.aggregate(
        parts=Count("pk"),
        ready=Count("pk", filter=Q(state=PartState.SET)),
        issued=Sum("notices_count"),
        printed=Sum("notices_count", filter=Q(state=PartState.SET)),
    )
    held = batch.notices.exclude(state=NoticeState.WITHDRAWN)
    return Progress(
        parts=rows["parts"],
        ready=rows["ready"],
        wanted=batch.findings.get("in", 0),
        issued=rows["issued"] or 0,
        printed=rows["printed"] or 0,
        **held.aggregate(papers=Count("file"), papers_wanted=Count("pk")),
    )


def notices(
    *, kind: str = "", state: str = "", way: str = "", batch: str = "", text: str = ""
) -> QuerySet[Notice]:
    """Return notices, the latest first.

    :param way: the way of a delivery that is under way or served
    :param text: a number as 12/2026, or a debtor's AFM or name
    """
    found = Notice.objects.select_related("debtor", "batch")
    for name, value in (("kind", kind), ("state", state), ("batch__code", batch)):
        if value:
            found = found.filter(**{name: value})
    if way:
        found = found.filter(deliveries__way=way).distinct()
    number, _slash, year = text.strip().partition("/")
    if number.isdecimal() and year.isdecimal():
        return found.filter(number=int(number[:9]), year=int(year[:4])).order_by("-id")
    if text.strip():
        found = found.filter(debtor__in=find_parties(text))
    return found.order_by("-id")


def measures(*, state: str = "", kind: str = "", text: str = "") -> QuerySet[Measure]:
    """Return measures, the latest first."""
    found = Measure.objects.select_related("debtor", "proposed_by", "decided_by")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if text.strip():
        found = found.filter(debtor__in=find_parties(text))
    return found.order_by("-id")


def debts_of_measure(measure: Measure) -> QuerySet[MeasureCharge]:
    """Return the debts of a measure with the notices that allow it."""
    return measure.charges.select_related("charge__kind", "notice").order_by("pk")
