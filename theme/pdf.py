"""Documents as PDF/A, set by Typst from plain values."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from . import fit, qr

FOLDER = Path(__file__).parent / "typst"
LOGO = Path(__file__).parent / "static" / "theme" / "logo.svg"
# Archival, with Unicode text, and tagged for screen readers.
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
NAME = re.compile(r"[a-z][a-z_]*")


class UnknownTemplate(ValueError):
    """There is no document template of that name."""


class UnfitData(ValueError):
    """The values given do not fill the template."""


def render(template_name: str, data: dict[str, Any]) -> bytes:
    """Set one document and return it as PDF/A-2a, tagged for PDF/UA-1.

    :param template_name: ``letterhead``, ``receipt``, ``declaration`` or ``statement``
    :param data: plain values, amounts and dates already written for the reader; keys in README.md.
        ``verify_url`` also becomes the QR code at the top, ``qr`` the one at a certificate's foot.
    :raises UnknownTemplate: if no template has that name
    :raises UnfitData: if a value that the template needs is missing or of another kind
    """
    source = FOLDER / f"{template_name}.typ"
    if not NAME.fullmatch(template_name) or template_name == "house" or not source.is_file():
        known = ", ".join(
            sorted(path.stem for path in FOLDER.glob("*.typ") if path.stem != "house")
        )
        raise UnknownTemplate(f"{template_name!r} is not a document; use one of {known}.")
    try:
        values = _quoted(_completed(data)) + _drawn(data)
        long = bool(data.get("qr")) and fit.overflows(data)
        return (None if long else _alone(template_name, values)) or _set(template_name, values)
    except (TypeError, ValueError) as error:
        raise UnfitData(f"Pass plain values, already written for the reader: {error}.") from error
    except typst.TypstError as error:
        raise UnfitData(
            f"The values do not fill the document {template_name!r}: {error.message}"
        ) from error


def render_notices(
    data: dict[str, Any], *, at: datetime, title: str = "", separators: Mapping[int, Sequence[str]]
) -> bytes:
    """Set many notices as one file: PDF/A-2a, tagged, each counting its own pages.

    The same values and instant give the same bytes.

    :param data: the words that all share, and `notices`; keys in README.md
    :param at: when they were issued; it becomes the date of the file
    :param separators: the rows of a sheet before a notice, by the notice's place from 0
    :raises UnfitData: if a value that the template needs is missing or of another kind
    """
    notices = [
        {**notice, "lines": [_with_code(data["pay_url"], notice, line) for line in notice["lines"]]}
        for notice in data["notices"]
    ]
    values = {
        **data,
        "notices": notices,
        "logo_svg": _crest(),
        "file_title": title or notices[0]["number"],
        "separators": {str(place): list(rows) for place, rows in separators.items()},
    }
    try:
        return _set("notices", _quoted(values), timestamp=at.replace(microsecond=0))
    except (TypeError, typst.TypstError) as error:
        message = getattr(error, "message", error)
        raise UnfitData(f"The values do not fill the notices: {message}") from error


# A debtor with many debts gets a list, not pages of pictures.
PICTURES = 6


def _with_code(pay_url: str, notice: dict[str, Any], line: dict[str, str]) -> dict[str, str]:
    if len(notice["lines"]) > PICTURES:
        return line
    address = pay_url.format(language=notice["language"])
    return {**line, "qr": qr.picture(f"{address}?rf={line['rf']}")}


# One for each thread, kept: what templates say is then read and evaluated once, and Typst
# remembers the blocks that papers have in common.
KEPT = threading.local()


# The list of pages is what Typst writes first, before anything that people typed.
ALONE = re.compile(rb"%PDF-1\.7\n%[^\n]*\n\n1 0 obj\n<</Type/Pages/Count 1/")
# Papers of more letters, pictures among them, are not tried on one page.
LONG = 16_000


def _alone(template_name: str, values: str) -> bytes | None:
    """Set a paper as if it had one page; return nothing if it has more.

    Only then must the foot look up how many there are, and all pages be laid out a second time.
    """
    if len(values) > LONG:
        return None
    made = _set(template_name, f"{values} + (alone: true)")
    return made if ALONE.match(made) else None


ENCODE = json.JSONEncoder(ensure_ascii=False).encode
# What would end a raw text of Typst, or break its line; JSON says it in another way.
ENDS = {"`": "\\u0060", "\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def _quoted(values: dict[str, Any]) -> str:
    """Return values for Typst, as one raw JSON text: what people typed is never read as markup."""
    text = ENCODE(values)
    for letter, other in ENDS.items():
        text = text.replace(letter, other)
    return f"json(bytes(`{text}`.text))"


def _drawn(data: dict[str, Any]) -> str:
    """Return what else Typst gets: the codes, which we write ourselves and need not quote."""
    pictures = {
        name: qr.picture(data[text])
        for name, text in (("qr_svg", "verify_url"), ("check_svg", "qr"))
        if data.get(text)
    }
    return "".join(f" + ({name}: `{svg}`.text)" for name, svg in pictures.items())


def _set(template_name: str, values: str, **options: Any) -> bytes:
    main = f'#import "{template_name}.typ": paper\n#paper({values})\n'
    if not hasattr(KEPT, "compiler"):
        KEPT.compiler = typst.Compiler(root=str(FOLDER), font_paths=_fonts())
    made = KEPT.compiler.compile(input=main.encode(), pdf_standards=STANDARDS, **options)
    return cast("bytes", made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER / "fonts")]
    )


def _completed(data: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {"town": {"logo_svg": _crest(), **data.get("town", {})}}
    if data.get("qr"):
        extra["tables"] = [{**part, **fit.table(part)} for part in data.get("tables", ())]
    return {**data, **extra}


@cache
def _crest() -> str:
    return LOGO.read_text(encoding="utf-8")
