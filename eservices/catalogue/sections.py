"""The sections of a service's file: documents, questions, law, availability, fee, points."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .nodes import Node
from .states import Availability, DeadlineKind, FeeKind, OutputType, SourceMark

ACCEPT = ("pdf", "image", "office")


def document(node: Node) -> dict[str, Any]:
    """Return a document that is asked for."""
    note = node.pair("note", {}, most=400)
    is_mandatory = node.truth("mandatory", default=True)
    if node.truth("recommended", default=False):
        if is_mandatory:
            node.fault("recommended", _("a document is mandatory or recommended, not both."))
        mandatory: bool | str = "recommended"
    else:
        mandatory = is_mandatory
    found: dict[str, Any] = {
        "key": node.key("key"),
        "title": node.pair("title", most=240),
        "mandatory": mandatory,
        "if": node.expression("if"),
        "ex_officio": node.truth("ex_officio", default=False),
        "accept": node.words("accept", ACCEPT) or ["pdf", "image"],
        "max_mb": node.number("max_mb", 10, most=100),
    }
    return found | ({"note": note} if note["el"] else {})


def question(node: Node) -> dict[str, Any]:
    """Return a question of «can I use this?»."""
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


def law(top: Node) -> dict[str, Any]:
    """Return legal basis, time limit, output and points as values of `Service`."""
    found = {"legal_basis": top.nodes("legal_basis", _basis), **_deadline(top)}
    output = top.node("output")
    found |= {
        "output_type": output.choice("type", OutputType.values),
        "output_certificate": output.slug("certificate", ""),
        "output_months": output.number("validity_months", None, most=600),
        "output_days": output.number("validity_days", None, most=5000),
    }
    output.close()
    found["scoring"] = _scoring(top)
    return found


def _deadline(top: Node) -> dict[str, Any]:
    node = top.node("deadline", {"kind": DeadlineKind.NONE})
    kind = node.choice("kind", DeadlineKind.values, DeadlineKind.CALENDAR)
    days = node.number("days", None, most=3000)
    basis = node.pair("basis", {}, most=300)
    reason = node.pair("reason", {}, most=300)
    if (days is None) != (kind == DeadlineKind.NONE):
        node.fault("days", _("write days, or `kind: none` with the reason."))
    node.close()
    said = reason if kind == DeadlineKind.NONE else basis
    return {
        "deadline_days": days,
        "deadline_kind": kind,
        "deadline_basis_el": said["el"],
        "deadline_basis_en": said["en"],
    }


def _scoring(top: Node) -> dict[str, Any]:
    """Return how applications of a window are ranked, and how the list is published."""
    published = top.node("published_by", {})
    by = published.choice("by", ["protocol_number"], "protocol_number")
    note = published.pair("note", {}, most=400)
    published.close()
    if top.raw("scoring", None) is None:
        return {}
    node = top.node("scoring")
    found = {
        "rows": node.nodes("rows", _points),
        "order": node.choice("order", ["points"], "points"),
        "ties": node.choice("ties", ["earliest_submission", "lot"], "earliest_submission"),
        "published_by": by,
        "note": note,
    }
    node.close()
    return found


def _points(node: Node) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": node.key("key", ""),
        "text": node.pair("text", {}, most=240),
        "if": node.expression("if"),
        "points": node.raw("points", None),
        "value": node.expression("value"),
    }
    if row["points"] is None and not row["value"]:
        node.fault("points", _("write points, or the value that they come to."))
    if row["points"] is not None and (
        isinstance(row["points"], bool) or not isinstance(row["points"], int)
    ):
        node.fault("points", _("write a whole number."))
    return {name: value for name, value in row.items() if value not in ("", None)}


def _basis(node: Node) -> dict[str, Any]:
    since = node.day("from")
    found: dict[str, Any] = {"text": node.pair("text", most=400)}
    return found | ({"from": since.isoformat()} if since else {})


def availability(top: Node) -> dict[str, Any]:
    """Return when and where one applies as values of `Service`."""
    node = top.node("availability", {})
    reason = node.pair("reason", {}, most=300)
    found: dict[str, Any] = {
        "availability": node.choice("kind", Availability.values, Availability.ALWAYS),
        "yearly_from": node.month_day("from", ""),
        "yearly_until": node.month_day("until", ""),
        "redirect_url": node.text("url", "", most=400),
        "redirect_reason_el": reason["el"],
        "redirect_reason_en": reason["en"],
        "counter_form": node.truth("counter", default=False),
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


def source(top: Node) -> dict[str, Any]:
    """Return how well the facts are founded."""
    node = top.node("source")
    found = {
        "source_mark": node.choice("mark", SourceMark.values),
        "source_ref": node.text("ref", "", most=300),
    }
    if found["source_mark"] == SourceMark.VERIFIED and not found["source_ref"]:
        node.fault("ref", _("name the source that was read."))
    node.close()
    return found


def fee(top: Node) -> dict[str, Any]:
    """Return what it costs as values of `ServiceFee`."""
    node = top.node("fee")
    words = node.pair("text", {}, most=400)
    basis = node.pair("legal_basis", {}, most=300)
    node.choice("mark", SourceMark.values, "")
    found = {
        "kind": node.choice("kind", FeeKind.values),
        "amount": node.money("amount"),
        "formula": node.expression("formula"),
        "rows": node.nodes("rows", _fee_row),
        "codes": node.nodes("codes", _parabolo),
        "text_el": words["el"],
        "text_en": words["en"],
        "legal_basis_el": basis["el"],
        "legal_basis_en": basis["en"],
        "valid_from": node.day("from"),
        **_refund(node),
    }
    _check_fee(node, found)
    node.close()
    return found


def _refund(fee: Node) -> dict[str, Any]:
    """Return how much is given back, per cent; what a file does not say is the general rule."""
    node = fee.node("refund", {})
    found = {
        "refund_withdrawn": node.number("withdrawn", None, most=100),
        "refund_rejected": node.number("rejected", None, most=100),
    }
    node.close()
    return found


def _fee_row(node: Node) -> dict[str, Any]:
    amount = node.money("amount")
    node.choice("mark", SourceMark.values, "")
    if amount is None:
        node.fault("amount", _("write the amount in euros."))
    return {
        "key": node.key("key"),
        "text": node.pair("text", most=240),
        "amount": str(amount or 0),
        "if": node.expression("if"),
        "per": node.expression("per"),
    }


def _parabolo(node: Node) -> dict[str, Any]:
    return {"code": node.text("code", most=20), "amount": str(node.money("amount") or 0)}


def _check_fee(node: Node, fee: Mapping[str, Any]) -> None:
    kind = fee["kind"]
    is_reckoned = bool(fee["formula"] or fee["rows"])
    if kind == FeeKind.FIXED and not fee["amount"]:
        node.fault("amount", _("write the amount of the fixed fee."))
    if kind == FeeKind.NONE and (fee["amount"] is not None or is_reckoned):
        node.fault("kind", _("a free service has no amount; choose fixed, formula or tariff."))
    if kind == FeeKind.FORMULA and not fee["formula"]:
        node.fault("formula", _("write the formula."))
    if kind == FeeKind.TARIFF and not fee["rows"]:
        node.fault("rows", _("write the rows of the tariff."))
    if kind != FeeKind.NONE and not fee["text_el"]:
        node.fault("text", _("say in words what it costs."))
