"""The shipped files of the catalogue as they stand, and what they come to for some answers."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from backoffice.forms import schema
from backoffice.forms.answers import check
from backoffice.procedures.engine import language
from eservices.catalogue.rules import Tariff, reckon

FOLDER = Path(__file__).parents[3] / "eservices" / "catalogue"
Data = dict[str, Any]
DAY = date(2026, 11, 21)


@cache
def services() -> dict[int, Data]:
    """Return every service by its number."""
    files = sorted((FOLDER / "services").glob("*.yaml"))
    return {read["number"]: read | {"file": path.name} for path, read in map(_read, files)}


@cache
def parts() -> dict[str, Data]:
    """Return every shared part by the name of its file."""
    files = sorted((FOLDER / "parts").glob("*.yaml"))
    return {path.stem: read for path, read in map(_read, files)}


def _read(path: Path) -> tuple[Path, Data]:
    return path, yaml.safe_load(path.read_text(encoding="utf-8"))


def pages(service: Data) -> list[Data]:
    """Return the pages of a form."""
    found: list[Data] = service["form"]["pages"]
    return found


def expanded(fields: list[Data]) -> Iterator[Data]:
    """Yield fields with those of their parts, groups unopened."""
    for field in fields:
        if "part" in field:
            yield from expanded(parts()[field["part"]]["fields"])
        else:
            yield field


def fields(service: Data) -> list[Data]:
    """Return every field of a form, groups unopened."""
    return [field for page in pages(service) for field in expanded(page["fields"])]


def opened(found: list[Data]) -> Iterator[Data]:
    """Yield fields and those of their groups."""
    for field in found:
        yield field
        yield from field.get("fields", [])


def expressions(service: Data) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each condition and formula: where it stands, its text, and names it may use."""
    found = fields(service)
    names = {field["key"] for field in found} | {"today"}
    yield from _of_fields(found, names)
    whole = [*pages(service), *service["documents"], *service.get("scoring", {}).get("rows", [])]
    whole += [service["fee"] | {"key": "fee"}, *service["fee"].get("rows", [])]
    for thing in whole:
        for word in thing.keys() & {"if", "per", "value", "formula"}:
            yield thing["key"], thing[word], names


def _of_fields(found: list[Data], names: set[str]) -> Iterator[tuple[str, str, set[str]]]:
    for field in found:
        for word in ("if", "formula"):
            if word in field:
                yield field["key"], field[word], names
        inner = field.get("fields", [])
        yield from _of_fields(inner, names | {one["key"] for one in inner})


def answered(service: Data, answers: Data, on: date) -> Data:
    """Return answers as an application keeps them, with what is calculated from them."""
    form = schema.read(
        service["form"], {key: {"fields": p["fields"]} for key, p in parts().items()}
    )
    kept = check(form, answers, today=on).values
    return {"today": on.isoformat(), **dict.fromkeys(form.fields), **kept}


def fee(service: Data, answers: Data, on: date = DAY) -> Decimal | None:
    """Work out the fee in euros for answers, as the catalogue does."""
    terms = service["fee"]
    amount = Decimal(terms["amount"]) if "amount" in terms else None
    tariff = Tariff(terms["kind"], amount, terms.get("formula", ""), terms.get("rows", ()))
    return reckon(tariff, answered(service, answers, on))[0]


def points(service: Data, answers: Data) -> dict[str, Decimal]:
    """Work out the points of answers, row by row, without those that give none."""
    names = answered(service, answers, DAY)
    found = {row["key"]: _points_of(row, names) for row in service["scoring"]["rows"]}
    return {key: value for key, value in found.items() if value}


def _points_of(row: Data, names: Data) -> Decimal:
    if "value" in row:
        return Decimal(language.read(row["value"]).value(names))
    return Decimal(row["points"]) if language.read(row["if"]).holds(names) else Decimal(0)


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Data]]:
    """Yield every text in two languages with where it stands."""
    if isinstance(value, dict):
        if value.keys() & {"el", "en"}:
            yield path, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{path}[{index}]")


GREEK = re.compile(r"[Α-Ωα-ωΆ-Ώά-ώ]")
