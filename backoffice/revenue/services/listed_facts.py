"""Facts of a list from a file: every row is kept, right or wrong, and the wrong ones say why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.gr import vat

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from backoffice.party.queries import ids_by_afm
from backoffice.party.services import register_party
from backoffice.revenue.feeders import Ask, Feeder, SqlFeed
from backoffice.revenue.imports import TableRow, read_facts, read_number
from backoffice.revenue.models import FactsRow
from backoffice.revenue.states import LIST_MOVES, ListState, RunState

from .errors import RunBusy
from .runs import locked_list

FILE_FEEDER = "revenue.file"
LONGEST_REFERENCE = 60

FACTS = """
select debtor_id, 'revenue.listed_fact' as source_kind, reference as source_id, position,
    tariff_key, base, amount, label as label_el, label as label_en, null::jsonb as facts
from revenue_factsrow where list_id = %(list)s and error = '' order by row
"""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a file held.

    :ivar right: rows that the next rehearsal takes
    :ivar wrong: rows that are kept with their error and left out
    """

    right: int
    wrong: int


def feed_from_file(ask: Ask) -> SqlFeed:
    """Hand over the right rows of the list's file."""
    return SqlFeed(FACTS, {"list": ask.list_id})


@transaction.atomic
def enter_facts(*, list_id: int, content: bytes, actor: User, at: datetime) -> Entered:
    """Take a CSV or XLSX as the facts of a list in place of those it had.

    Columns: AFM, reference (what is charged: a supply, a plot), and either a tariff key with a
    base or an amount with its description; a name registers an AFM the town does not know.

    :raises FileUnreadable: if it is no such table
    :raises RunBusy: if the list has a rehearsal that is not undone
    :raises IllegalMove: if the list is not at the stage of drawing up
    """
    held = locked_list(list_id)
    if held.state != ListState.DRAFTED:
        check_move(LIST_MOVES, ListState(held.state), ListState.DRAFTED)
    if held.runs.filter(state__in=[RunState.COMPUTING, RunState.REHEARSED]).exists():
        raise RunBusy(_("The list has a rehearsal. Undo it first."))
    rows = list(read_facts(content))
    known = ids_by_afm([row.cells["afm"] for row in rows])
    held.facts.all().delete()
    judge = _Judge(known, actor, at)
    made = [judge.row(list_id, row) for row in rows]
    FactsRow.objects.bulk_create(made, batch_size=2000)
    wrong = sum(1 for row in made if row.error)
    entered = Entered(len(made) - wrong, wrong)
    after = {"right": entered.right, "wrong": entered.wrong}
    record("revenue.list.facts_entered", held, actor=actor, at=at, after=after)
    return entered


class _Judge:
    """Looks at the rows of one file in turn."""

    def __init__(self, known: dict[str, int], actor: User, at: datetime) -> None:
        self.known, self.actor, self.at = known, actor, at
        self.owner: dict[str, str] = {}
        self.lines: dict[str, int] = {}

    def row(self, list_id: int, given: TableRow) -> FactsRow:
        """Return a row as it is kept, with what is wrong with it."""
        cells = given.cells
        made = FactsRow(list_id=list_id, row=given.number, cells=cells)
        made.reference = cells["reference"][:LONGEST_REFERENCE]
        made.tariff_key = cells.get("key", "")[:80]
        made.label = cells.get("label", "")[:300]
        errors = [*self._amounts(made, cells), *self._names(made, cells)]
        if not errors:
            errors = list(self._debtor(made, cells))
        made.error = " ".join(errors)[:400]
        if not made.error:
            self.owner[made.reference] = cells["afm"]
            self.lines[made.reference] = made.position = self.lines.get(made.reference, 0) + 1
        return made

    def _amounts(self, made: FactsRow, cells: dict[str, str]) -> Iterator[str]:
        try:
            made.base = _number(cells.get("base", ""), 14)
            made.amount = _number(cells.get("amount", ""), 12)
        except ValueError as error:
            yield _("“%(text)s” is not a number.") % {"text": error}
            return
        if made.tariff_key and made.base is None:
            yield _("The base that the tariff multiplies is missing.")
        if not made.tariff_key and (made.amount is None or not made.label):
            yield _("Give a tariff key with a base, or an amount with its description.")

    def _names(self, made: FactsRow, cells: dict[str, str]) -> Iterator[str]:
        if not made.reference or len(cells["reference"]) > LONGEST_REFERENCE:
            yield _("The reference is missing or too long.")
        elif self.owner.get(made.reference, cells["afm"]) != cells["afm"]:
            yield _("An earlier row has this reference with another AFM.")

    def _debtor(self, made: FactsRow, cells: dict[str, str]) -> Iterator[str]:
        afm = cells["afm"]
        if not vat.is_valid(afm) or afm == "000000000" or vat.compact(afm) != afm:
            yield _("The AFM must have nine digits and a correct check digit.")
            return
        if afm not in self.known and not cells.get("name"):
            yield _("The register does not know this AFM. Give a name too, and it is entered.")
            return
        if afm not in self.known:
            self.known[afm] = self._registered(afm, cells)
        made.debtor_id = self.known[afm]

    def _registered(self, afm: str, cells: dict[str, str]) -> int:
        # An AFM that begins with 0, 7, 8 or 9 is a legal entity's.
        kind = "legal" if afm[0] in "0789" and not cells.get("first_name") else "natural"
        return register_party(
            kind=kind,
            afm=afm,
            name=cells["name"],
            first_name=cells.get("first_name", ""),
            actor=self.actor,
            at=self.at,
        ).pk


def _number(text: str, digits: int) -> Decimal | None:
    if not text:
        return None
    number = read_number(text)
    if number.adjusted() >= digits:
        raise ValueError(text)
    return number


FEEDER = Feeder(gettext_lazy("file of facts (CSV or XLSX)"), feed_from_file)
