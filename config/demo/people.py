"""Synthetic people and businesses: from a fixed seed, with AFMs whose check digit is right."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from backoffice.kernel.text import fold

SEED = 20260101
NAMES = json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Person:
    """A person who does not exist."""

    afm: str
    surname: str
    first_name: str
    father_name: str
    mother_name: str
    birth_year: int
    street: str
    number: str
    village: str

    @property
    def taxis_record(self) -> dict[str, str]:
        """What the TAXISnet sandbox states about this person: capitals without accents."""

        def capitals(text: str) -> str:
            return fold(text).upper()

        return {
            "userid": f"U{self.afm}",
            "taxid": self.afm,
            "lastname": capitals(self.surname),
            "firstname": capitals(self.first_name),
            "fathername": capitals(self.father_name),
            "mothername": capitals(self.mother_name),
            "birthyear": str(self.birth_year),
        }


def with_check_digit(eight: str) -> str:
    """Return the AFM that begins with eight digits (sum of digit × 2^position, mod 11, mod 10)."""
    total = sum(int(digit) << (8 - place) for place, digit in enumerate(eight))
    return f"{eight}{total % 11 % 10}"


def afms(first: str, seed: int) -> Iterator[str]:
    """Yield AFMs that begin with a digit, none of them twice, the same for a seed.

    :param first: 1 for persons, 9 for entities, as the tax service gives them
    """
    step = Random(seed).choice([48271, 69621, 16807])  # noqa: S311
    for index in range(1, 10**6):
        yield with_check_digit(f"{first}{index * step % 10_000_000:07d}")


def people(count: int) -> Iterator[Person]:
    """Yield so many people, always the same."""
    chance = Random(SEED)  # noqa: S311
    numbers = afms("1", SEED)
    for _ in range(count):
        is_woman = chance.random() < 0.5
        stem = chance.choice(NAMES["stems"])
        father = chance.choice(NAMES["men"])
        yield Person(
            afm=next(numbers),
            surname=f"{stem}{'άκη' if is_woman else 'άκης'}",
            first_name=chance.choice(NAMES["women" if is_woman else "men"]),
            father_name=father,
            mother_name=chance.choice(NAMES["women"]),
            birth_year=chance.randint(1938, 2004),
            street=chance.choice(NAMES["streets"]),
            number=str(chance.randint(1, 120)),
            village=chance.choice(NAMES["villages"]),
        )
