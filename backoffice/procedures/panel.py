"""What the modeller's panel asks for, by kind of element; the page only draws what stands here."""

from typing import Any

from django.utils.translation import gettext as _

from backoffice.identity import queries as identity

from . import lists, operations
from .engine.net import PEOPLE

NAMES = ("name", "name_en")
ANY_TASK = [f"bpmn:{kind[0].upper()}{kind[1:]}" for kind in sorted(PEOPLE)]


def describe(on: Any) -> dict[str, Any]:
    """Return the panel's fields and what they choose from, ready for the page.

    :param on: the day whose departments and roles are offered
    """
    procedures, tables = lists.called_by_name()
    return {
        "fields": _fields(),
        "operations": [_operation(one) for one in operations.catalogue()],
        "choices": {
            "role": [["", ""], *([role.code, str(role)] for role in identity.staff_roles())],
            "department": [
                ["", _("The department of the case")],
                *([unit.code, str(unit)] for _depth, unit in identity.departments_as_tree(on)),
            ],
            "called": [["", ""], *([one.key, one.name] for one in procedures)],
            "decision": [["", ""], *([one.key, one.name] for one in tables)],
            "timer_form": [
                ["timeDuration", _("after a time")],
                ["timeDate", _("on a day")],
                ["timeCycle", _("again and again")],
            ],
            "field_type": [
                ["text", _("text")],
                ["number", _("number")],
                ["money", _("amount in euros")],
                ["date", _("day")],
                ["yes_no", _("yes or no")],
                ["choice", _("one of several")],
            ],
            "many": [
                ["", _("once")],
                ["parallel", _("for each of a list, at the same time")],
                ["sequential", _("for each of a list, one after the other")],
            ],
        },
        "words": _words(),
    }


def _operation(one: operations.Operation) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": str(one.title),
        "help": str(one.help),
        "inputs": [_input(name, item) for name, item in one.inputs.items()],
        "outputs": [_input(name, item) for name, item in one.outputs.items()],
    }


def _input(name: str, item: operations.Field) -> dict[str, Any]:
    return {"name": name, "title": str(item.title), "required": item.required, "type": item.type}


def _field(name: str, label: str, kind: str = "text", hint: str = "") -> dict[str, str]:
    return {"name": name, "label": label, "kind": kind, "help": hint}


def _fields() -> list[dict[str, Any]]:
    names = [
        _field("name", _("Name in Greek")),
        _field("name_en", _("Name in English")),
    ]
    time = _("P5D is five days, P5WD five working days, PT2H two hours.")
    fact = _("A text, or a fact of the case such as =facts.amount.")
    due = _field("due", _("Time limit"), hint=time)
    who = [
        _field("role", _("Role, if not the lane's"), "choice"),
        _field("department", _("Department, if not the lane's"), "choice"),
    ]
    correlation = _field("correlation", _("About which case"), hint=_("Empty: this case itself."))
    message = _field("message", _("Name of the message"))
    return [
        {
            "of": ["bpmn:Lane"],
            "fields": [
                *names,
                _field("role", _("Role"), "choice"),
                _field("department", _("Department"), "choice"),
            ],
        },
        {
            "of": ANY_TASK,
            "fields": [
                *names,
                due,
                *who,
                _field(
                    "not_by",
                    _("Another person than whoever did"),
                    "steps",
                    _("Whoever did a ticked step can neither take nor complete this one."),
                ),
                _field("many", _("How often"), "many"),
                _field("form", _("Questions to the clerk"), "form"),
            ],
        },
        {
            "of": ["bpmn:ServiceTask"],
            "fields": [*names, _field("operation", _("What it does"), "operation", fact)],
        },
        {
            "of": ["bpmn:SendTask"],
            "fields": [
                *names,
                message,
                correlation,
                _field("inputs", _("What it tells"), "pairs", fact),
            ],
        },
        {"of": ["bpmn:ReceiveTask"], "fields": [*names, message, correlation]},
        {
            "of": ["bpmn:BusinessRuleTask"],
            "fields": [*names, _field("decision", _("Decision table"), "choice")],
        },
        {
            "of": ["bpmn:CallActivity"],
            "fields": [
                *names,
                _field("called", _("Procedure"), "choice"),
                _field("outputs", _("Facts that come back"), "outputs"),
            ],
        },
        {
            "of": ["bpmn:SequenceFlow"],
            "fields": [
                *names,
                _field(
                    "condition",
                    _("Condition"),
                    hint=_('Such as =facts.decision = "grant" or =facts.amount > 1000.'),
                ),
                _field("default", _("The way when no other applies"), "default"),
            ],
        },
        {
            "of": ["timer"],
            "fields": [
                *names,
                _field("timer_form", _("When"), "timer_form"),
                _field("timer", _("Time"), hint=time),
            ],
        },
        {"of": ["message"], "fields": [*names, message, correlation]},
        {"of": ["*"], "fields": names},
    ]


def _words() -> dict[str, str]:
    return {
        "add": _("Add"),
        "remove": _("Remove"),
        "nothing": _("Choose an element of the drawing to see what can be set."),
        "question": _("Question in Greek"),
        "question_en": _("Question in English"),
        "fact": _("Name of the fact"),
        "type": _("Kind of answer"),
        "required": _("Must be answered"),
        "answers": _("Answers"),
        "value": _("Value"),
        "answer": _("In Greek"),
        "answer_en": _("In English"),
        "input": _("Input"),
        "list": _("Fact with the list"),
        "item": _("Name of one item"),
        "brings": _("What comes of it is kept as"),
        "saved": _("Saved."),
        "unsaved": _("There are changes that are not saved."),
        "failed": _("It was not saved. Check the connection and try again."),
    }
