"""The demonstration citizens: synthetic persons whose AFMs only pass the check digit."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from integrations.gsis.client import is_afm


@dataclass(frozen=True, slots=True)
class Citizen:
    """One synthetic person who can sign in; `note` stands beside the name on the page."""

    userid: str
    taxid: str
    lastname: str
    firstname: str
    fathername: str = ""
    mothername: str = ""
    birthyear: str = ""
    note_el: str = ""
    note_en: str = ""

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Citizen":
        """Build a citizen from JSON.

        :raises ValueError: naming what is wrong
        """
        names = {field.name for field in fields(cls)}
        if unknown := sorted(set(data) - names):
            raise ValueError(f"unknown fields {', '.join(unknown)}; known: {', '.join(names)}")
        if missing := [name for name in ("userid", "taxid", "lastname") if not data.get(name)]:
            raise ValueError(f"a citizen needs {', '.join(missing)}")
        citizen = cls(**{name: str(value) for name, value in {"firstname": "", **data}.items()})
        if not is_afm(citizen.taxid):
            raise ValueError(f"{citizen.userid}: the AFM's check digit is wrong")
        return citizen

    def attributes(self) -> dict[str, str]:
        """Return what the user details show."""
        shown = asdict(self)
        del shown["note_el"], shown["note_en"]
        return shown


DEFAULT_CITIZENS = (
    Citizen(
        "dokimi1", "000000116", "ΔΟΚΙΜΑΣΤΙΚΟΥ", "ΜΑΡΙΑ", "ΓΕΩΡΓΙΟΣ", "ΕΛΕΝΗ", "1984",
        "Δημότισσα", "Resident",
    ),
    Citizen(
        "dokimi2", "000000128", "ΔΟΚΙΜΑΣΤΙΚΟΣ", "ΝΙΚΟΛΑΟΣ", "ΕΜΜΑΝΟΥΗΛ", "ΑΝΝΑ", "1971",
        "Ξενοδόχος", "Hotelier",
    ),
    Citizen(
        "dokimi3", "000000130", "ΠΑΡΑΔΕΙΓΜΑΤΑΚΗ", "ΚΑΛΛΙΟΠΗ", "ΙΩΑΝΝΗΣ", "ΣΟΦΙΑ", "1990",
        "Ιδιοκτήτρια εστιατορίου", "Restaurant owner",
    ),
    Citizen(
        "dokimi4", "000000141", "ΥΠΟΔΕΙΓΜΑΤΑΚΗΣ", "ΜΙΧΑΗΛ", "ΣΤΥΛΙΑΝΟΣ", "ΜΑΡΙΑ", "1958",
        "Συνταξιούχος", "Pensioner",
    ),
    Citizen(
        "dokimi5", "000000153", "ΠΛΑΣΜΑΤΙΚΟΥ", "ΑΙΚΑΤΕΡΙΝΗ", "ΔΗΜΗΤΡΙΟΣ", "ΒΑΣΙΛΙΚΗ", "2001",
        "Φοιτήτρια", "Student",
    ),
    Citizen(
        "dokimi6", "000000165", "ΕΙΚΟΝΙΚΟΣ", "ΑΝΤΩΝΙΟΣ", "ΚΩΝΣΤΑΝΤΙΝΟΣ", "ΧΡΥΣΟΥΛΑ", "1966",
        "Λογιστής", "Accountant",
    ),
)  # fmt: skip


def read_citizens(data: Any) -> dict[str, Citizen]:
    """Return citizens by user name.

    :raises ValueError: if the list or one of them is wrong
    """
    if not isinstance(data, list) or not data:
        raise ValueError("give a list of citizens")
    citizens = [Citizen.read(item) for item in data]
    if len({citizen.userid for citizen in citizens}) != len(citizens):
        raise ValueError("every userid must be different")
    return {citizen.userid: citizen for citizen in citizens}


def load_citizens(path: Path | None) -> dict[str, Citizen]:
    """Return the citizens of a JSON file, or the six that come along.

    :raises ValueError: if the file is not usable
    """
    if path is None:
        return {citizen.userid: citizen for citizen in DEFAULT_CITIZENS}
    try:
        return read_citizens(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
