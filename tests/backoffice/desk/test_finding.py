"""Words on the worklist: found by an index or by looking, the same items, and only the reader's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.desk import finding, worklist
from backoffice.desk.worklist import Wanted
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import parties_near
from backoffice.party.services import register_party
from backoffice.procedures.finding import tasks_near
from backoffice.procedures.models import Task
from tests.factories import signin

from . import rows

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = athens_day(NOW)
STEPS = "Έλεγχος φακέλου", "Αυτοψία", "Έλεγχος φακέλου", "Σύνταξη"
# Of the title, across blanks; of the person, from the surname into the first name; of the step.
FOUND = {
    "ΑΔΕΙΑ ΚΟΠΗΣ 1": {"0", "1"},
    "οπης 12": {"1"},
    "ωργιου ευγ": {"0", "2"},
    "ΔΕΝΔΡ": {"1"},
    "έλεγχος φ": {"0", "2"},
    "ψία": {"1"},
    "1": {"0", "1"},
    "ς 3": {"2"},
    "κανένας": set(),
    "2 δένδρου": set(),
}


@pytest.fixture
def clerk() -> Any:
    """A clerk with four steps, and a step of the same words that is another unit's."""
    made = signin.make_staff("clerk", "finding@example.org", "revenue")
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(TODAY)}
    people = [_party("ΓΕΩΡΓΙΟΥ", "ΕΥΓΕΝΙΑ"), _party("ΔΕΝΔΡΟΥ", "ΗΛΙΑΣ")]
    titles = "Αδεια κοπης 11", "ΑΔΕΙΑ ΚΟΠΗΣ 12", "Αίτηση κοπής 3", ""
    for place, (title, step) in enumerate(zip(titles, STEPS, strict=True)):
        party = (*people, people[0], None)[place]
        _step(str(place), units["revenue"], title=title, step=step, party=party)
    _step("9", units["registry"], title="ΑΔΕΙΑ ΚΟΠΗΣ 19", step=STEPS[0], party=people[0])
    return made


def _party(name: str, first_name: str) -> Any:
    facts = {"kind": "natural", "afm": None, "actor": None, "at": NOW}
    return register_party(name=name, first_name=first_name, **facts)


def _step(key: str, unit: int, *, title: str, step: str, party: Any) -> None:
    case = rows.make("procedures.Case", title=title, department_id=unit, party=party)
    rows.make(
        "procedures.Task",
        case=case,
        element=key,
        name_el=step,
        role="clerk",
        department_id=unit,
    )


def found(user: Any, text: str) -> tuple[set[str], list[worklist.Counted]]:
    """Return which steps are listed, by the name of their element."""
    parts = worklist.parts_for(user, TODAY, NOW, Wanted(text=text))
    counted = worklist.counts(parts, 1_000)
    items = worklist.items([part for one in counted for part in one.parts], 0, 50)
    keys = [item.key for item in items]
    assert len(keys) == sum(one.count for one in counted)
    return set(Task.objects.filter(pk__in=keys).values_list("element", flat=True)), counted


@pytest.mark.parametrize("few", [0, finding.FEW], ids=["looked for again", "named by key"])
@pytest.mark.parametrize("looked", [0, finding.LOOKED], ids=["by an index", "by looking"])
def test_words_find_the_same_by_an_index_and_by_looking(
    clerk: Any, monkeypatch: pytest.MonkeyPatch, looked: int, few: int
) -> None:
    if not looked:
        monkeypatch.setattr(finding, "LOOKED", 0)
        monkeypatch.setattr(finding, "OFTEN", 0)
    monkeypatch.setattr(finding, "FEW", few)
    assert {text: found(clerk, text)[0] for text in FOUND} == FOUND


@pytest.mark.parametrize("looked", [0, finding.LOOKED], ids=["by an index", "by looking"])
def test_a_search_says_more_than(clerk: Any, monkeypatch: pytest.MonkeyPatch, looked: int) -> None:
    if not looked:
        monkeypatch.setattr(finding, "LOOKED", 0)
        monkeypatch.setattr(finding, "OFTEN", 0)
    monkeypatch.setattr(finding, "MOST", 1)
    parts = worklist.parts_for(clerk, TODAY, NOW, Wanted(text="φακέλου"))
    (counted,) = worklist.counts(parts, 1_000)
    assert (counted.count, counted.is_more) == (1, True)
    assert len(worklist.items(counted.parts, 0, 50)) == 2
    (exact,) = worklist.counts(worklist.parts_for(clerk, TODAY, NOW, Wanted(text="ψία")), 1_000)
    assert (exact.count, exact.is_more) == (1, False)


def test_a_search_is_three_statements_at_most(
    clerk: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOKED", 0)
    monkeypatch.setattr(finding, "OFTEN", 0)
    signin.sign_in_staff(client, clerk)
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/cms/desk/?q=αυτοψία").content.decode()
    assert page.count("data-row") == 1
    over_all = [one["sql"] for one in seen.captured_queries if "procedures_task" in one["sql"]]
    assert len(over_all) == 3, "the first rows, what an index found, the list"


def test_what_no_index_knows_is_looked_through(clerk: Any) -> None:
    assert tasks_near("12") is None
    assert tasks_near("123") is not None


def test_the_indexes_are_of_what_is_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        # Nothing else could find a party by part of a name.
        assert "party_by_part_of_name" in parties_near("ΓΕΩΡΓ").order_by().explain()
        cursor.execute("select indexdef from pg_indexes where indexname = 'case_by_part_of_title'")
        (definition,) = cursor.fetchone()
    assert "kernel_grams((title)::text)" in definition
    assert "'running'" in definition
