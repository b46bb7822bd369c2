"""How a budget's lines enter from a file: read and checked here, written by the service."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from tablib import Dataset
from tablib.exceptions import TablibException

from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import cents

from . import services
from .models import Line
from .services import LineFacts

YES, NO = {"yes", "ναι", "1", "true"}, {"no", "όχι", "οχι", "0", "false", ""}
COLUMNS = (
    "side",
    "ale",
    "name_el",
    "name_en",
    "initial",
    "is_regular",
    "is_reserve",
    "department",
    "function",
    "community",
)
REQUIRED = ("side", "ale", "name_el", "initial")
# A budget has a few hundred lines; a larger file is another file.
MAX_BYTES = 2 * 1024 * 1024


class ImportRefused(DomainError):
    """The file was not taken; every row that stopped it is named."""

    code = "import_refused"

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(_("Nothing was entered. Correct these rows and send the file again."))


class Euro(widgets.Widget):
    """An amount as Greek or English spreadsheets write it: 1.234,56 or 1234.56."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal:
        """Read an amount.

        :raises ValueError: with the way to mend it
        """
        text = str(value or "").replace("€", "").replace("\N{NO-BREAK SPACE}", "").strip()
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(-1)
        if amount < 0 or not amount.is_finite() or amount != cents(amount):
            raise ValueError(_("“%s” is not an amount. Write it as 1.234,56.") % value)
        return amount


class YesNo(widgets.Widget):
    """A yes or a no, in Greek or English."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Read a yes or a no.

        :raises ValueError: with the way to mend it
        """
        word = str(value or "").strip().casefold()
        if word not in YES | NO:
            raise ValueError(_("“%s” is neither yes nor no.") % value)
        return word in YES


class Code(widgets.CharWidget):
    """A budget code with or without dots; spreadsheets like to make numbers of it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Read a code."""
        return str(value or "").replace(".", "").strip()


class Sides(widgets.CharWidget):
    """The side of a line, in Greek or English."""

    WORDS = {"έσοδα": "revenue", "έξοδα": "expenditure", "δαπάνες": "expenditure"}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Read a side."""
        word = str(value or "").strip().casefold()
        return self.WORDS.get(word, word)


class DepartmentCode(widgets.Widget):
    """A department by its code in the organisation chart."""

    def __init__(self, known: dict[str, int]) -> None:
        super().__init__()
        self.known = known

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Find a department.

        :raises ValueError: if the organisation chart has none with the code
        """
        code = str(value or "").strip()
        if code and code not in self.known:
            raise ValueError(_("There is no department “%s”.") % code)
        return self.known.get(code)


class BudgetLineResource(resources.ModelResource):
    """The rows of a file as budget lines; it keeps what it read and saves nothing."""

    side = fields.Field("side", "side", widget=Sides())
    ale = fields.Field("ale", "ale", widget=Code())
    name_el = fields.Field("name_el", "name_el")
    name_en = fields.Field("name_en", "name_en")
    initial = fields.Field("initial", "initial", widget=Euro())
    is_regular = fields.Field("is_regular", "is_regular", widget=YesNo())
    is_reserve = fields.Field("is_reserve", "is_reserve", widget=YesNo())
    function = fields.Field("function", "function")
    community = fields.Field("community", "community")
    department = fields.Field("department_id", "department")

    class Meta:
        model = Line
        fields = COLUMNS
        import_id_fields = ("side", "ale")
        force_init_instance = True
        skip_diff = True
        use_transactions = False

    def __init__(self, departments: dict[str, int]) -> None:
        super().__init__()
        self.fields["department"].widget = DepartmentCode(departments)
        self.read: list[Line] = []

    def validate_instance(
        self, instance: Line, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Check the fields of a row; whether a line exists already is the service's concern."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={"budget", "department", *errors})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if any((line.side, line.ale) == (instance.side, instance.ale) for line in self.read):
            errors["ale"] = [_("The code stands twice on this side.")]
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Line, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Keep the row; the service writes all of them or none."""
        self.read.append(instance)


def import_lines(*, budget_id: int, content: bytes, actor: User | None, at: datetime) -> list[Line]:
    """Enter the lines of a CSV file (semicolons or commas, UTF-8) into a drafted budget.

    :raises ImportRefused: naming every row that stopped the file; nothing is entered
    :raises DomainError: as `services.enter_lines` does
    """
    return services.enter_lines(
        budget_id=budget_id, lines=read_lines(content, at=at), actor=actor, at=at
    )


def read_lines(content: bytes, *, at: datetime) -> list[LineFacts]:
    """Read the lines of a CSV file.

    :raises ImportRefused: naming every row that cannot be read
    """
    dataset = _dataset(content)
    departments = {row.code: row.pk for _depth, row in departments_as_tree(athens_day(at))}
    resource = BudgetLineResource(departments)
    result = resource.import_data(dataset, dry_run=False, use_transactions=False)
    problems = [_problem(row.number, row.error_dict) for row in result.invalid_rows]
    problems += [
        _("Row %(row)s: %(problem)s") % {"row": number, "problem": error.error}
        for number, errors in result.row_errors()
        for error in errors
    ]
    problems += [str(error.error) for error in result.base_errors]
    if problems or not resource.read:
        raise ImportRefused(problems or [_("The file has no rows.")])
    return [_facts(line) for line in resource.read]


def _dataset(content: bytes) -> Dataset:
    if len(content) > MAX_BYTES:
        raise ImportRefused([_("The file is larger than 2 MB.")])
    try:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        dataset = Dataset().load(text, format="csv", delimiter=";" if ";" in first else ",")
    except (UnicodeDecodeError, TablibException) as error:
        raise ImportRefused(
            [_("The file is not CSV in UTF-8 with equally long rows. Save it so and try again.")]
        ) from error
    missing = [name for name in REQUIRED if name not in (dataset.headers or [])]
    if missing:
        raise ImportRefused([_("The first row lacks the columns: %s.") % ", ".join(missing)])
    return dataset


def _problem(number: int, errors: dict[str, list[str]]) -> str:
    texts = "; ".join(f"{name}: {' '.join(map(str, found))}" for name, found in errors.items())
    return _("Row %(row)s: %(problem)s") % {"row": number, "problem": texts}


def _facts(line: Line) -> LineFacts:
    return LineFacts(
        side=line.side,
        ale=line.ale,
        name_el=line.name_el,
        initial=line.initial,
        name_en=line.name_en or "",
        is_regular=line.is_regular,
        is_reserve=line.is_reserve,
        department_id=line.department_id,
        function=line.function or "",
        community=line.community or "",
    )
