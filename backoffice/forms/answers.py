"""Check the answers given to a form. Pure: what comes in is anything, what goes out is plain JSON.

A field that is not asked (its condition, or its page's, is not met) is dropped whatever was sent
for it. Calculated values are worked out here and never taken from outside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import cents
from backoffice.procedures.engine.errors import ExpressionError

from .fields import MAX_ROWS, DayBound, Field, Form, Page
from .figures import plain
from .kinds import READERS, missing_member, warning_of
from .named import named
from .wrong import Wrong, WrongParts

# More names than this that nobody asked for are not worth naming one by one.
MAX_UNKNOWN = 20
MAX_KEYS = 1_000


@dataclass(frozen=True)
class Checked:
    """What became of raw answers.

    :param values: accepted answers by key, plain JSON, with calculated ones
    :param errors: message by path (`key`, `group.0.key`, `address.street`); "" is the whole
    :param missing_recommended: paths left empty though the office would need them
    :param warnings: message by path of what is taken but looks odd
    :param asked: paths of the fields that are asked
    :param pages: keys of the pages that are asked
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    missing_recommended: tuple[str, ...] = ()
    warnings: dict[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the answers can be taken."""
        return not self.errors


def check(form: Form, raw: Any, *, today: date, page: str | None = None) -> Checked:
    """Check raw answers and bring them into the shape in which they are kept.

    :param raw: answers by key, as a page, a program or an earlier check gave them
    :param today: the legal day of filling in
    :param page: key of the only page whose faults are told; the others are read all the same
    """
    run = _Check(form, today, page)
    run.all(raw)
    return Checked(
        run.values,
        run.errors,
        tuple(run.missing),
        run.warnings,
        frozenset(run.asked),
        tuple(run.pages),
    )


def visible(form: Form, values: Mapping[str, Any], *, today: date | None = None) -> frozenset[str]:
    """Return the paths of the fields that are asked, given answers that were checked before."""
    return check(form, values, today=today or athens_day(timezone.now())).asked


def visible_pages(form: Form, values: Mapping[str, Any], *, today: date) -> tuple[Page, ...]:
    """Return the pages that are asked, in order, given answers so far.

    A page all of whose fields are not asked is left out.
    """
    checked = check(form, values, today=today)
    return tuple(
        page
        for page in form.pages
        if page.key in checked.pages and any(one.key in checked.asked for one in page.fields)
    )


class _Check:
    """One run over a form; each field costs its own reading and no more."""

    def __init__(self, form: Form, today: date, page: str | None) -> None:
        self.form = form
        self.today = today
        self.page = page
        self.values: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.warnings: dict[str, str] = {}
        self.missing: list[str] = []
        self.asked: list[str] = []
        self.pages: list[str] = []
        self.names: dict[str, Any] = {**form.nothing, "today": today}

    def all(self, raw: Any) -> None:
        """Go over the pages in order."""
        if not isinstance(raw, Mapping):
            self.errors[""] = _("The answers must be given by the keys of the fields.")
            raw = {}
        self.refuse_unknown(raw)
        for page in self.form.pages:
            if page.condition is not None and not page.condition.holds(self.names):
                continue
            self.pages.append(page.key)
            tells = self.page is None or self.page == page.key
            for one in page.fields:
                self.one(one, raw, tells)

    def refuse_unknown(self, raw: Mapping[Any, Any]) -> None:
        """Tell of answers to questions that the form does not have."""
        if len(raw) > MAX_KEYS:
            self.errors[""] = _("These are more answers than the form has questions.")
            return
        unknown = [key for key in raw if not isinstance(key, str) or key not in self.form.fields]
        for key in unknown[:MAX_UNKNOWN]:
            self.errors[str(key)[:60]] = _("The form does not ask this. Leave it out.")

    def one(self, one: Field, raw: Mapping[str, Any], tells: bool) -> None:
        """Check one field of a page."""
        if one.condition is not None and not one.condition.holds(self.names):
            return
        self.asked.append(one.key)
        errors: dict[str, str] = {}
        missing: list[str] = []
        if one.type == "group":
            value = self.rows(one, raw.get(one.key), errors, missing)
        else:
            value = self.value(one, raw.get(one.key), one.key, self.names, errors, missing)
        if value is not None:
            self.values[one.key] = value
            self.names[one.key] = named(one, value)
        if tells:
            self.errors.update(errors)
            self.missing.extend(missing)

    def value(
        self,
        one: Field,
        raw: Any,
        path: str,
        names: Mapping[str, Any],
        errors: dict[str, str],
        missing: list[str],
    ) -> Any:
        """Return what is kept of one answer, nothing if there is nothing to keep."""
        if not one.asks:
            return calculated(one, names)
        if is_empty(raw):
            self.lack(one, path, errors, missing)
            return None
        try:
            value = READERS[one.type](bounded(one, names), raw, self.today)
        except WrongParts as wrong:
            errors.update({f"{path}.{key}": text for key, text in wrong.parts.items()})
            return None
        except Wrong as wrong:
            errors[path] = str(wrong)
            return None
        if is_empty(value):
            self.lack(one, path, errors, missing)
            return None
        warning = warning_of(one, value)
        if warning:
            self.warnings[path] = warning
        return value

    def lack(self, one: Field, path: str, errors: dict[str, str], missing: list[str]) -> None:
        """Tell of an answer that is not there."""
        if one.required:
            errors[path] = lacking(one)
        elif one.recommended:
            missing.append(path)

    def rows(
        self, group: Field, raw: Any, errors: dict[str, str], missing: list[str]
    ) -> list[dict[str, Any]] | None:
        """Check the rows of a group; rows in which nothing is written do not count."""
        if not isinstance(raw, list | tuple):
            if not is_empty(raw):
                errors[group.key] = _("Give the answers row by row.")
                return None
            raw = []
        if len(raw) > min(group.max_rows, MAX_ROWS):
            errors[group.key] = _("Write at most %(max)d rows.") % {"max": group.max_rows}
            return None
        rows = [row for row in raw if not is_blank(row)]
        made = [
            self.row(group, row, f"{group.key}.{at}", errors, missing)
            for at, row in enumerate(rows)
        ]
        least = max(group.min_rows, 1 if group.required else 0)
        if len(rows) < least:
            errors[group.key] = (
                lacking(group) if least == 1 else _("Write at least %(min)d rows.") % {"min": least}
            )
        elif not rows and group.recommended:
            missing.append(group.key)
        return made or None

    def row(
        self, group: Field, raw: Any, path: str, errors: dict[str, str], missing: list[str]
    ) -> dict[str, Any]:
        """Check one row; its own answers come before those of the form in its conditions."""
        if not isinstance(raw, Mapping):
            errors[path] = _("Give the answers of this row by their keys.")
            return {}
        for key in [key for key in raw if key not in group.by_key][:MAX_UNKNOWN]:
            errors[f"{path}.{str(key)[:60]}"] = _("The form does not ask this. Leave it out.")
        names = {**self.names, **group.nothing}
        values: dict[str, Any] = {}
        for one in group.fields:
            if one.condition is not None and not one.condition.holds(names):
                continue
            here = f"{path}.{one.key}"
            self.asked.append(here)
            value = self.value(one, raw.get(one.key), here, names, errors, missing)
            if value is not None:
                values[one.key] = value
                names[one.key] = named(one, value)
        return values


def is_empty(raw: Any) -> bool:
    """Tell whether nothing was answered."""
    if raw is None or raw == "" or raw == [] or raw == {}:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping) and len(raw) <= 40:
        return all(
            one is None or (isinstance(one, str) and not one.strip()) for one in raw.values()
        )
    return False


def is_blank(row: Any) -> bool:
    """Tell whether a row holds nothing."""
    if isinstance(row, Mapping) and len(row) <= MAX_KEYS:
        return all(is_empty(one) for one in row.values())
    return is_empty(row)


def bounded(one: Field, names: Mapping[str, Any]) -> Field:
    """Return a field with the bounds that earlier answers set; a missing answer sets none."""
    if not one.bound_by:
        return one
    given = {name: names.get(other) for name, other in one.bound_by}
    made: dict[str, Callable[[Any], Any]] = {"date": _day_bound, "time": str}
    read = made.get(one.type, Decimal)
    return replace(one, **{name: read(value) for name, value in given.items() if value})


def _day_bound(text: str) -> DayBound:
    return DayBound(date.fromisoformat(text))


LACKING = {
    "choice": lazily("Choose an answer: %(label)s"),
    "yes_no": lazily("Choose an answer: %(label)s"),
    "choices": lazily("Choose at least one answer: %(label)s"),
    "file": lazily("Attach a file: %(label)s"),
    "point": lazily("Show the place: %(label)s"),
    "polygon": lazily("Show the area: %(label)s"),
    "consent": lazily("Tick the box: %(label)s"),
    "group": lazily("Write at least one row: %(label)s"),
}


def lacking(one: Field) -> str:
    """Return what to do about an answer that is not there."""
    if one.type == "address":
        return missing_member(one.members[0])
    template = str(LACKING.get(one.type) or _("Fill in: %(label)s"))
    return template % {"label": one.label.of(get_language() or "el")}


def calculated(one: Field, names: Mapping[str, Any]) -> Any:
    """Work out a calculated value; nothing while an answer that it needs is missing."""
    if one.formula is None:
        return None
    try:
        value = one.formula.value(names)
        return _kept(value, one)
    except (ExpressionError, InvalidOperation):
        return None


def _kept(value: Any, one: Field) -> Any:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        return None
    if one.decimals == 2:
        amount = cents(value)
        return str(amount) if one.unit.el == "€" else plain(amount)
    # Half up like money: a reader who reckons along on paper must come to the same figure.
    return plain(value.quantize(Decimal(1).scaleb(-one.decimals), rounding=ROUND_HALF_UP))
