"""Texts with places to fill: `{name}`, and nothing that could reach further."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACES = re.compile(r"[{}]")

# GSM 03.38 holds no small Greek letters; a text with any character outside goes out in UCS-2.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€\f")
MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a notification in one language; `sms` is empty where none is sent."""

    subject: str
    body: str
    sms: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text: the place's name, or `braces` or `length`."""

    kind: str
    name: str = ""


def places(text: str) -> set[str]:
    """Return the names of the places in a text."""
    return set(PLACE.findall(text))


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its places filled; a place without a value stays empty."""
    return PLACE.sub(lambda found: str(values.get(found[1], "")), text)


def filled(text: Text, values: Mapping[str, object]) -> Text:
    """Return every part of a text filled; a subject is one line."""
    subject = " ".join(fill(text.subject, values).split())
    return Text(subject[:200], fill(text.body, values).strip(), fill(text.sms, values).strip())


def faults(text: Text, known: Collection[str]) -> list[Fault]:
    """Return what keeps a text from being used.

    :param known: the places that the template fills
    """
    parts = (text.subject, text.body, text.sms)
    strangers = sorted(set().union(*(places(part) for part in parts)) - set(known))
    found = [Fault("place", name) for name in strangers]
    if any(BRACES.search(PLACE.sub("", part)) for part in parts):
        found.append(Fault("braces"))
    if sms_parts(PLACE.sub("x" * 12, text.sms)) > MOST_PARTS:
        found.append(Fault("length"))
    return found


def sms_parts(text: str) -> int:
    """Return for how many messages a text is billed: 160 or 70 characters, less when joined."""
    if not text:
        return 0
    if all(letter in GSM or letter in GSM_TWICE for letter in text):
        size, alone, joined = len(text) + sum(letter in GSM_TWICE for letter in text), 160, 153
    else:
        size, alone, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if size <= alone else ceil(size / joined)
