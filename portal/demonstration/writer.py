"""Turns the bilingual texts into Greek pages, and keeps the English beside for the translation."""

from html import escape
from typing import Any

from .text import Block, Callout, Contact, Details, Facts, Pair, Photo, Start, Table, Text


class Writer:
    """Writes Greek and remembers what each string is in English.

    :param pictures: images by the name of their scene
    """

    def __init__(self, pictures: dict[str, Any]) -> None:
        self.pictures = pictures
        self.english: dict[str, str] = {}

    def say(self, pair: Pair) -> str:
        """Return the Greek of a text."""
        greek, english = pair
        if greek:
            self.english[escape(greek, quote=False)] = escape(english, quote=False)
        return greek

    def rich(self, *lines: Pair) -> str:
        """Return lines as HTML; `## ` begins a heading, `- ` an item of a list."""
        html: list[str] = []
        for greek, english in lines:
            mark, tag = _kind_of(greek)
            text = escape(self.say((greek[len(mark) :], english[len(mark) :])), quote=False)
            if tag == "li":
                if html and html[-1].endswith("</ul>"):
                    html[-1] = html[-1].removesuffix("</ul>") + f"<li>{text}</li></ul>"
                else:
                    html.append(f"<ul><li>{text}</li></ul>")
            else:
                html.append(f"<{tag}>{text}</{tag}>")
        return "".join(html)

    def body(self, blocks: Any) -> list[tuple[str, Any]]:
        """Return blocks as the value of a page's body."""
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> tuple[str, Any]:
        writers = {
            Text: self._text,
            Facts: self._facts,
            Details: self._details,
            Callout: self._callout,
            Start: self._start,
            Table: self._table,
            Contact: self._contact,
            Photo: self._photo,
        }
        return writers[type(block)](block)  # type: ignore[operator]

    def _text(self, block: Text) -> tuple[str, Any]:
        return "text", self.rich(*block.lines)

    def _facts(self, block: Facts) -> tuple[str, Any]:
        rows = [{"label": self.say(one), "value": self.rich(two)} for one, two in block.rows]
        return "facts", rows

    def _details(self, block: Details) -> tuple[str, Any]:
        rows = [{"summary": self.say(one), "text": self.rich(two)} for one, two in block.rows]
        return "details", rows

    def _callout(self, block: Callout) -> tuple[str, Any]:
        return "callout", {
            "tone": block.tone,
            "title": self.say(block.title),
            "text": self.rich(block.text),
        }

    def _start(self, block: Start) -> tuple[str, Any]:
        return "start", {
            "text": self.say(block.text),
            "link": {"page": None, "door": block.door, "url": ""},
            "note": self.say(block.note),
        }

    def _table(self, block: Table) -> tuple[str, Any]:
        return "table", {
            "caption": self.say(block.caption),
            "columns": [self.say(column) for column in block.columns],
            "rows": [{"cells": [self.say(cell) for cell in row]} for row in block.rows],
        }

    def _contact(self, block: Contact) -> tuple[str, Any]:
        return "contact", {
            "name": self.say(block.name),
            "place": self.say(block.place),
            "phone": self.say((block.phone, block.phone)),
            "email": block.email,
            "hours": self.say(block.hours),
        }

    def _photo(self, block: Photo) -> tuple[str, Any]:
        return "picture", {
            "image": self.pictures[block.name],
            "alt": self.say(block.alt),
            "caption": self.say(block.caption),
        }


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("## "):
        return "## ", "h2"
    if line.startswith("- "):
        return "- ", "li"
    return "", "p"
