"""What a service costs, when it is open, whether one can use it: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import ATHENS, athens_day, min_day
from backoffice.kernel.money import cents
from backoffice.procedures.engine import language, values
from backoffice.procedures.engine.errors import ExpressionError

from .states import Availability, FeeKind

NOTHING = Decimal("0.00")


class Happening(TextChoices):
    """How an application ended without what the fee was for."""

    WITHDRAWN = "withdrawn", _("it was withdrawn before work began")
    WITHDRAWN_LATE = "withdrawn_late", _("it was withdrawn after work had begun")
    REJECTED = "rejected", _("it was refused")
    FORWARDED = "forwarded", _("another authority is competent")

    @property
    def words(self) -> str:
        """What happened, inside a sentence."""
        return str(self.label)


def refund_share(
    kind: str, happened: Happening, *, withdrawn: int | None, rejected: int | None
) -> int:
    """Return how many hundredths of a fee are given back.

    All of what another authority is competent for, nothing of what was withdrawn late. Without a
    rule of the town's own: all of it before work began; after a refusal all of what is
    paid for the use itself (formula, tariff), nothing of a fixed sum for the examination.

    :param withdrawn: what the town decided for a withdrawal before work, and `rejected` for a
        refusal
    """
    if happened == Happening.WITHDRAWN_LATE:
        return 0
    if happened == Happening.FORWARDED:
        return 100
    if happened == Happening.WITHDRAWN:
        return 100 if withdrawn is None else withdrawn
    if rejected is not None:
        return rejected
    return 100 if kind in (FeeKind.FORMULA, FeeKind.TARIFF) else 0


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One row of the tariff that applies.

    :param amount: euros
    """

    key: str
    label: Mapping[str, str]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Fee:
    """What an application costs.

    :param amount: euros; None while it cannot be said, as before the answers are complete
    :param is_ours: whether the town takes it (an e-parabolo is bought from the State)
    :param lines: the rows of the tariff that apply
    :param codes: the codes of the e-parabolo for this amount
    """

    kind: str
    amount: Decimal | None
    is_ours: bool = True
    lines: tuple[FeeLine, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    legal_basis: Mapping[str, str] = field(default_factory=dict)
    decision: str = ""
    valid_from: date | None = None

    @property
    def is_payable(self) -> bool:
        """Whether the town asks for money before or with the application."""
        return self.is_ours and self.amount is not None and self.amount > 0


FREE = Fee(FeeKind.NONE, NOTHING)


@dataclass(frozen=True, slots=True)
class Tariff:
    """How a fee is found: an amount, a formula, or rows that add up."""

    kind: str
    amount: Decimal | None = None
    formula: str = ""
    rows: Sequence[Mapping[str, Any]] = ()


def reckon(tariff: Tariff, answers: Mapping[str, Any]) -> tuple[Decimal | None, list[FeeLine]]:
    """Return a fee in euros and the rows that make it up; None while an answer is missing.

    Each row whose condition holds adds its amount, as many times as `per` comes to.
    """
    if tariff.kind == FeeKind.NONE:
        return NOTHING, []
    try:
        if tariff.formula:
            return cents(values.number(language.read(tariff.formula).value(answers))), []
        if tariff.kind != FeeKind.TARIFF:
            return tariff.amount, []
        lines = [line for row in tariff.rows if (line := _line(row, answers)) is not None]
    except (ExpressionError, KeyError):
        return None, []
    return cents(sum((line.amount for line in lines), NOTHING)), lines


def _line(row: Mapping[str, Any], answers: Mapping[str, Any]) -> FeeLine | None:
    if row.get("if") and not language.read(row["if"]).holds(answers):
        return None
    times = values.number(language.read(row["per"]).value(answers)) if row.get("per") else 1
    return FeeLine(row["key"], row["text"], cents(Decimal(row["amount"]) * times))


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a service takes applications at an instant.

    :param state: open, before (will open), after (has closed), redirect, or withdrawn
    :param opens_at: when it opens next, or opened
    :param closes_at: the instant after which applications are refused
    """

    state: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    url: str = ""

    @property
    def is_open(self) -> bool:
        """Whether one can apply now."""
        return self.state == "open"

    @property
    def last_day(self) -> date | None:
        """Return the last day on which one can apply."""
        if self.closes_at is None:
            return None
        return athens_day(self.closes_at - timedelta(microseconds=1))

    @property
    def first_day(self) -> date | None:
        """Return the first day on which one can apply."""
        return athens_day(self.opens_at) if self.opens_at else None


Span = tuple[datetime, datetime]


def opening(
    availability: str,
    at: datetime,
    *,
    windows: Sequence[Span] = (),
    yearly: tuple[str, str] = ("", ""),
    url: str = "",
) -> Opening:
    """Return whether a service is open.

    :param windows: the windows that were decided; for a year that has one, the yearly rule is
        silent
    :param yearly: first and last day of every year as `MM-DD`; may pass the turn of the year
    """
    if availability == Availability.REDIRECT:
        return Opening("redirect", url=url)
    if availability == Availability.ALWAYS:
        return Opening("open")
    spans = sorted({*windows, *_yearly_spans(yearly, at, {_year_of(one) for one in windows})})
    for opens, closes in spans:
        if opens <= at < closes:
            return Opening("open", opens, closes)
        if at < opens:
            return Opening("before", opens, closes)
    return Opening("after", *spans[-1]) if spans else Opening("after")


def _year_of(span: Span) -> int:
    return athens_day(span[0]).year


def _yearly_spans(yearly: tuple[str, str], at: datetime, decided: set[int]) -> list[Span]:
    if not all(yearly):
        return []
    this = athens_day(at).year
    return [yearly_span(yearly, year) for year in (this - 1, this, this + 1) if year not in decided]


def yearly_span(yearly: tuple[str, str], year: int) -> Span:
    """Return the window that opens in a year by the yearly rule, in instants."""
    (first_month, first_day), (last_month, last_day) = (
        (int(part) for part in text.split("-")) for text in yearly
    )
    first = min_day(year, first_month, first_day)
    last = min_day(year, last_month, last_day)
    if last < first:
        last = min_day(year + 1, last_month, last_day)
    return day_start(first), day_start(last + timedelta(days=1))


def day_start(on: date) -> datetime:
    """Return the instant at which a legal day begins."""
    return datetime.combine(on, time(), tzinfo=ATHENS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What «can I use this?» comes to.

    :param state: unasked, unfinished, yes or no
    :param answers: what was answered to each question: yes, no or nothing
    :param reasons: the questions whose answers stand against it, by their place
    """

    state: str
    answers: tuple[str, ...]
    reasons: tuple[int, ...]


def can_use(questions: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> Verdict:
    """Judge the answers to the questions before applying.

    :param given: answers by the name of the field, `a1`, `a2`, …; anything but yes and no is none
    """
    said = tuple(
        answer if (answer := given.get(f"a{place}", "")) in ("yes", "no") else ""
        for place in range(1, len(questions) + 1)
    )
    reasons = tuple(
        place
        for place, (question, answer) in enumerate(zip(questions, said, strict=True))
        if answer and answer == question["fail_if"]
    )
    if reasons:
        return Verdict("no", said, reasons)
    if not any(said):
        return Verdict("unasked", said, ())
    return Verdict("yes" if all(said) else "unfinished", said, ())
