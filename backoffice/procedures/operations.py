"""Named operations: the only things that a service task can do, registered by the modules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.registry import Registry

from .engine.errors import StepError, ThrownError

TYPES = ("text", "number", "money", "date", "yes_no", "list", "any")


class InputRefused(StepError):
    """An operation was given something it cannot take."""

    code = "input_refused"


class BusinessError(ThrownError):
    """An operation says no for a reason of its own; a boundary error event may catch the code."""

    code = "business_error"


@dataclass(frozen=True, slots=True)
class Field:
    """One input or output of an operation.

    :param type: text, number, money, date, yes_no, list or any
    """

    type: str
    title: str | Promise
    required: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """For whom and when an operation runs.

    :param key: the same for every repetition of one step; what is made under it is made once
    :param source: how other modules name the case
    """

    case_id: int
    case_code: str
    key: str
    source: Source
    subject: Source
    party_id: int | None
    department_id: int | None
    actor: User | None
    at: datetime


Work = Callable[[Context, Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that a diagram may ask for by name.

    :param run: does it inside the step's transaction, and brings the outputs; it reaches no network
    """

    name: str
    title: str | Promise
    help: str | Promise
    run: Work
    inputs: Mapping[str, Field] = field(default_factory=dict)
    outputs: Mapping[str, Field] = field(default_factory=dict)


REGISTRY: Registry[Operation] = Registry("operations")


def register(operation: Operation) -> None:
    """Enter an operation under its name; called in `apps.ready()`.

    :raises ValueError: if the name is taken, or a field has an unknown type
    """
    for item in (*operation.inputs.values(), *operation.outputs.values()):
        if item.type not in TYPES:
            raise ValueError(f"{operation.name}: unknown type {item.type!r}")
    REGISTRY.register(operation.name, operation)


def catalogue() -> list[Operation]:
    """Return every operation in the order of names."""
    return [REGISTRY.get(name) for name in REGISTRY.kinds()]


def known(name: str) -> Operation | None:
    """Return an operation, or nothing where no module registered it."""
    return REGISTRY.get(name) if name in REGISTRY.kinds() else None


def run(name: str, context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Run an operation with inputs brought to their types.

    :raises InputRefused: if the operation is unknown, or an input is missing or of another type
    """
    operation = known(name)
    if operation is None:
        raise InputRefused(_("There is no operation “%(name)s”.") % {"name": name})
    strangers = sorted(set(inputs) - set(operation.inputs))
    if strangers:
        raise InputRefused(
            _("“%(operation)s” does not take “%(name)s”.")
            % {"operation": operation.title, "name": strangers[0]}
        )
    taken = {
        key: _taken(operation, key, item, inputs.get(key)) for key, item in operation.inputs.items()
    }
    return dict(operation.run(context, taken) or {})


def _taken(operation: Operation, name: str, item: Field, value: Any) -> Any:
    if value is None or value == "":
        if item.required:
            raise InputRefused(
                _("“%(operation)s” needs “%(name)s”, which the case does not have.")
                % {"operation": operation.title, "name": item.title}
            )
        return None
    try:
        return READERS[item.type](value)
    except (ValueError, TypeError, InvalidOperation):
        raise InputRefused(
            _("“%(operation)s” cannot take “%(value)s” as “%(name)s”.")
            % {"operation": operation.title, "value": str(value)[:40], "name": item.title}
        ) from None


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError
    return number


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _yes_no(value: Any) -> bool:
    answer = {"true": True, "false": False}.get(str(value).lower())
    if answer is None:
        raise ValueError
    return answer


def _list(value: Any) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise TypeError
    return list(value)


READERS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "number": _decimal,
    "money": _decimal,
    "date": _day,
    "yes_no": _yes_no,
    "list": _list,
    "any": lambda value: value,
}
