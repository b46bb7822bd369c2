"""Synthetic people and businesses: from a fixed seed, with AFMs whose check digit is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from backoffice.kernel.text import fold

SEED = 20260101
FIRST_NAMES = {
    "m": "Ιωάννης Γεώργιος Δημήτριος Νικόλαος Εμμανουήλ Μιχαήλ Κωνσταντίνος Αντώνιος Στυλιανός "
    "Χαράλαμπος Ευάγγελος Σπυρίδων Ηλίας Μίνως Ζαχαρίας",
    "f": "Μαρία Ελένη Αικατερίνη Ειρήνη Άννα Σοφία Γεωργία Καλλιόπη Αργυρώ Δέσποινα Χρυσούλα "
    "Ευαγγελία Αριάδνη Φωτεινή Στέλλα",
}
STEMS = (
    "Καλλέργ Δασκαλ Μαυρ Σταυρ Ανδρουλ Παπαδ Βαρδ Ξυλουρ Φραγκ Μανουσ Τζαν Χατζ Περ Σφακιαν "
    "Αλεξ Γιανν Κουκ Λιοδ Μελισσουργ Νταγιαντ Πλατ Ροδ Σηφ Τσικ Φιλιππ"
).split()
STREETS = "Αριάδνης Μίνωος Ελευθερίας Νεάρχου Δαιδάλου Κνωσού Βενιζέλου Ικάρου Ταλώ".split()
VILLAGES = ("Μινώα Ακτή", "Άνω Καστρί", "Λιμνιά", "Πλατανόβρυση", "Ελιά")


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
    men, women = FIRST_NAMES["m"].split(), FIRST_NAMES["f"].split()
    for _ in range(count):
        is_woman = chance.random() < 0.5
        stem = chance.choice(STEMS)
        father = chance.choice(men)
        yield Person(
            afm=next(numbers),
            surname=f"{stem}{'άκη' if is_woman else 'άκης'}",
            first_name=chance.choice(women if is_woman else men),
            father_name=father,
            mother_name=chance.choice(women),
            birth_year=chance.randint(1938, 2004),
            street=chance.choice(STREETS),
            number=str(chance.randint(1, 120)),
            village=chance.choice(VILLAGES),
        )
