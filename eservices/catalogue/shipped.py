"""The services that come with the programme: one YAML file each, read strictly.

The shape of a file stands in README.md beside this module.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .nodes import FileFaults, Node, read_yaml
from .states import (
    ApplicantType,
    AuthLevel,
    Availability,
    DeadlineKind,
    FeeKind,
    OutputType,
    SourceMark,
)

FOLDER = Path(__file__).parent / "services"
PARTS = Path(__file__).parent / "parts"
TOPICS = Path(__file__).parent / "topics.yaml"
FILE_NAME = re.compile(r"\d{2,3}-[a-z0-9-]+\.yaml")
ACCEPT = ("pdf", "image", "office")
NOTHING: dict[str, str] = {"el": "", "en": ""}
Pair = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CardText:
    """What a page says of a service; each text in both languages, paragraphs in plain marks."""

    code: str
    number: int | None
    title: Pair
    summary: Pair
    description: Pair
    who: Pair
    you_get: Pair
    how_to_appeal: Pair
    keywords: Pair


@dataclass(frozen=True, slots=True)
class ShippedService:
    """One file as it was understood.

    :param machine: values of the fields of `Service`
    :param fee: values of the fields of `ServiceFee`
    :param form: document of the form, or nothing where no form is filled in
    """

    code: str
    machine: Mapping[str, Any]
    department: str
    topics: tuple[str, ...]
    fee: Mapping[str, Any]
    card: CardText
    form: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ShippedTopic:
    """A topic or life event."""

    kind: str
    slug: str
    title: Pair


def services(folder: Path = FOLDER) -> list[ShippedService]:
    """Return every service of a folder, in the order of their numbers.

    :raises FileFaults: with every fault of every file
    """
    found, faults = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(read(path))
        except FileFaults as error:
            faults += error.faults
    faults += _twice(found)
    if faults:
        raise FileFaults(faults)
    return found


def _twice(found: list[ShippedService]) -> list[str]:
    faults = []
    for name in ("code", "number"):
        seen: set[Any] = set()
        for one in found:
            value = one.code if name == "code" else one.machine["number"]
            if value in seen:
                faults.append(
                    _("%(code)s: %(name)s: another service has it.")
                    % {"code": one.code, "name": name}
                )
            seen.add(value)
    return faults


@lru_cache
def topics() -> tuple[ShippedTopic, ...]:
    """Return the topics and life events under which services stand.

    :raises FileFaults: if the file has faults
    """
    top = read_yaml(TOPICS)
    found: list[ShippedTopic] = []
    for kind, key in (("topic", "topics"), ("life_event", "life_events")):
        found += [
            ShippedTopic(kind, slug, title)
            for slug, title in top.nodes(key, lambda node: (node.slug("slug"), node.pair("title")))
        ]
    top.finish()
    return tuple(found)


def read(path: Path) -> ShippedService:
    """Read one file.

    :raises FileFaults: with every fault of the file
    """
    top = read_yaml(path)
    if not FILE_NAME.fullmatch(path.name):
        top.faults.append(
            _("%(file)s: name the file like 16-clearance.yaml.") % {"file": path.name}
        )
    code = top.slug("code")
    title = top.pair("title", most=160)
    subjects = (
        *top.words("topics", [one.slug for one in topics() if one.kind == "topic"]),
        *top.words("life_events", [one.slug for one in topics() if one.kind == "life_event"]),
    )
    found = ShippedService(
        code=code,
        department=top.slug("department", ""),
        topics=subjects,
        machine={
            "number": top.number("number"),
            "mitos_id": top.number("mitos_id", None, most=2_000_000_000),
            "title_el": title["el"],
            "title_en": title["en"],
            **_way(top, code),
            **_law(top),
            **_availability(top),
            **_source(top),
        },
        fee=_fee(top),
        card=_card(top, code, title),
        form=_form(top),
    )
    _check_whole(top, found)
    top.finish()
    return found


def _card(top: Node, code: str, title: Pair) -> CardText:
    return CardText(
        code=code,
        number=top.number("number"),
        title=title,
        summary=top.pair("summary", most=320),
        description=top.pair("description"),
        who=top.pair("who"),
        you_get=top.pair("you_get"),
        how_to_appeal=top.pair("how_to_appeal", {}),
        keywords=top.pair("keywords", {}, most=400),
    )


def _way(top: Node, code: str) -> dict[str, Any]:
    register = top.node("register", {})
    placed = {
        name: said for name in ("classification", "book") if (said := register.text(name, ""))
    }
    register.close()
    has_form = isinstance(top.data.get("form"), dict)
    return {
        "form_key": code if has_form else "",
        "process_key": top.slug("process", ""),
        "door": top.text("door", "", most=80),
        "auth_level": top.number("auth_level", AuthLevel.TAXISNET, most=max(AuthLevel.values)) or 0,
        "applicant_types": top.words("applicant_types", ApplicantType.values),
        "documents": top.nodes("documents", _document),
        "check_questions": top.nodes("check", _question),
        "register": placed,
    }


def _document(node: Node) -> dict[str, Any]:
    hint = node.pair("hint", {}, most=400)
    mandatory = node.raw("mandatory", default=True)
    if not isinstance(mandatory, bool) and mandatory != "recommended":
        node.fault("mandatory", _("write true, false or recommended; a condition goes under `if`."))
        mandatory = True
    found: dict[str, Any] = {
        "key": node.key("key"),
        "title": node.pair("title", most=240),
        "mandatory": mandatory,
        "if": node.expression("if"),
        "ex_officio": node.truth("ex_officio", default=False),
        "accept": node.words("accept", ACCEPT) or ["pdf", "image"],
        "max_mb": node.number("max_mb", 10, most=100),
        "max_files": node.number("max_files", 5, most=50),
    }
    return found | ({"hint": hint} if hint["el"] else {})


def _question(node: Node) -> dict[str, Any]:
    node.choice("ask", ["yes_no"], "yes_no")
    said = node.raw("fail_if")
    # YAML reads a bare yes or no as a truth.
    fails = {True: "yes", False: "no"}.get(said, said) if not isinstance(said, list) else ""
    if fails not in ("yes", "no"):
        node.fault("fail_if", _("write yes or no: the answer that stands against it."))
    return {
        "question": node.pair("question", most=240),
        "fail_if": fails,
        "message": node.pair("message", most=600),
    }


def _law(top: Node) -> dict[str, Any]:
    deadline = top.node("deadline", {})
    law = {
        "legal_basis": top.nodes("legal_basis", _basis),
        "deadline_days": deadline.number("days", None, most=3000),
        "deadline_kind": deadline.choice("kind", DeadlineKind.values, DeadlineKind.CALENDAR),
        "deadline_basis": deadline.text("basis", "", most=200),
    }
    deadline.close()
    output = top.node("output")
    law |= {
        "output_type": output.choice("type", OutputType.values),
        "output_certificate": output.slug("certificate", ""),
        "output_months": output.number("validity_months", None, most=600),
        "output_days": output.number("validity_days", None, most=5000),
    }
    # Written as `days` in short.
    if law["output_days"] is None:
        law["output_days"] = output.number("days", None, most=5000)
    output.close()
    return law


def _basis(node: Node) -> dict[str, Any]:
    since = node.day("from")
    found: dict[str, Any] = {"text": node.pair("text", most=400)}
    return found | ({"from": since.isoformat()} if since else {})


def _availability(top: Node) -> dict[str, Any]:
    node = top.node("availability", {})
    reason = node.pair("reason", {}, most=300)
    found = {
        "availability": node.choice("kind", Availability.values, Availability.ALWAYS),
        "yearly_from": node.month_day("from", ""),
        "yearly_until": node.month_day("until", ""),
        "redirect_url": node.text("url", "", most=400),
        "redirect_reason_el": reason["el"],
        "redirect_reason_en": reason["en"],
    }
    if found["availability"] == Availability.REDIRECT and not found["redirect_url"]:
        node.fault("url", _("say where the service is given."))
    if bool(found["yearly_from"]) != bool(found["yearly_until"]):
        node.fault("until", _("write both `from` and `until`, or neither."))
    if found["yearly_from"] and found["availability"] != Availability.WINDOW:
        node.fault("kind", _("only a window has `from` and `until`."))
    if found["redirect_url"] and not found["redirect_url"].startswith("https://"):
        node.fault("url", _("write an address that begins with https://."))
    node.close()
    return found


def _source(top: Node) -> dict[str, Any]:
    node = top.node("source")
    found = {
        "source_mark": node.choice("mark", SourceMark.values),
        "source_ref": node.text("ref", "", most=300),
    }
    if found["source_mark"] == SourceMark.VERIFIED and not found["source_ref"]:
        node.fault("ref", _("name the source that was read."))
    node.close()
    return found


def _fee(top: Node) -> dict[str, Any]:
    node = top.node("fee")
    words = node.pair("text", {}, most=400)
    since = node.day("from")
    fee = {
        "kind": node.choice("kind", FeeKind.values),
        "amount": node.money("amount"),
        "rows": node.nodes("rows", _fee_row),
        "text_el": words["el"],
        "text_en": words["en"],
        "parabolo": node.text("parabolo", "", most=20),
        "legal_basis": node.text("legal_basis", "", most=300),
        "valid_from": since,
    }
    formula = node.expression("formula")
    if formula:
        fee["rows"] = [*fee["rows"], {"formula": formula}]
    _check_fee(node, fee)
    node.close()
    return fee


def _fee_row(node: Node) -> dict[str, Any]:
    amount = node.money("amount")
    label, unit = node.pair("label", {}, most=200), node.pair("unit", {}, most=80)
    row: dict[str, Any] = {
        "if": node.expression("if"),
        "formula": node.expression("formula"),
        "amount": None if amount is None else str(amount),
        "label": label if label["el"] else None,
        "unit": unit if unit["el"] else None,
    }
    if amount is None and not row["formula"]:
        node.fault("amount", _("write an amount or a formula."))
    return {name: value for name, value in row.items() if value}


def _check_fee(node: Node, fee: Mapping[str, Any]) -> None:
    kind, rows = fee["kind"], fee["rows"]
    if kind == FeeKind.FIXED and not fee["amount"] and not rows:
        node.fault("amount", _("write the amount of the fixed fee."))
    if kind == FeeKind.NONE and (fee["amount"] is not None or rows):
        node.fault("kind", _("a free service has no amount; choose fixed, formula or tariff."))
    if kind == FeeKind.FORMULA and not rows:
        node.fault("formula", _("write the formula, or rows with formulas."))
    if kind in (FeeKind.TARIFF, FeeKind.PARABOLO) and not fee["text_el"]:
        node.fault("text", _("say in words what it costs."))
    for place, row in enumerate(rows[:-1], start=1):
        if not row.get("if") and not row.get("unit"):
            node.fault(
                f"rows[{place}]",
                _("only the last row may stand without `if`; a price for a unit names its `unit`."),
            )


def _form(top: Node) -> Mapping[str, Any] | None:
    form = top.raw("form", None)
    if form is None:
        return None
    if not isinstance(form, dict) or not isinstance(form.get("pages"), list):
        top.fault("form", _("write `pages:` with a list of pages."))
        return None
    return form


def _check_whole(top: Node, found: ShippedService) -> None:
    machine = found.machine
    is_elsewhere = machine["availability"] == Availability.REDIRECT
    if found.form is None and not machine["door"] and not is_elsewhere:
        top.fault("form", _("a service has a form, a `door` of its own, or a redirect."))
    if found.form is not None and not machine["process_key"]:
        top.fault("process", _("name the procedure that begins when the form is sent."))
    if not is_elsewhere and not found.department:
        top.fault("department", _("name the department that answers."))
    if not found.topics:
        top.fault("topics", _("name at least one topic."))
    keys = [one["key"] for one in machine["documents"]]
    if len(set(keys)) < len(keys):
        top.fault("documents", _("two documents have one key."))
