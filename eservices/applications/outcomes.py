"""What the end of a town's own procedure means for the application: facts in, outcome out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a procedure that knows nothing of applications says what was decided.

    :ivar fact: the answer that decides, if it does
    :ivar granted: its values that mean yes
    :ivar reasons: the facts that hold the reasons, the first that was written counts
    :ivar lapsed: end events at which nothing was given after all
    """

    fact: str
    granted: frozenset[str]
    reasons: tuple[str, ...] = ("refusal",)
    lapsed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    :ivar granted: yes, no, or neither where nothing was decided
    """

    granted: bool | None
    reasons: str


READINGS = {
    "permanent-residence": Reading("decision", frozenset({"grant"}), ("refusal", "reasons")),
    "disabled-parking": Reading(
        "council_result", frozenset({"approved"}), lapsed=frozenset({"archived"})
    ),
    "tree-cutting": Reading("decision", frozenset({"grant"})),
    "document-access": Reading("outcome", frozenset({"grant"}), ("refusal", "answer")),
    "public-space-permit": Reading(
        "decision", frozenset({"grant"}), ("reasons",), frozenset({"lapse_end", "filed"})
    ),
    "event-permit": Reading(
        "decision", frozenset({"grant"}), ("refusal", "reasons"), frozenset({"lapsed"})
    ),
    "complaint": Reading("decision", frozenset({"founded", "unfounded"}), ("reasons",)),
    "certificate-after-check": Reading(
        "signature", frozenset({"sign"}), ("archive_note",), frozenset({"archived"})
    ),
}
#: Official words are Greek.
LAPSED = "Η διαδικασία έληξε χωρίς να δοθεί ό,τι ζητήθηκε"
NEEDED = {
    # Each member of the committee is asked for an opinion.
    "tree-cutting": {"members": ["1", "2", "3"]},
}


def outcome_of(process: str, facts: Mapping[str, Any], ends: Mapping[str, str]) -> Outcome | None:
    """Return what a case decided; nothing for a procedure that enters its decision itself.

    :param ends: the end events that it came to, with their names
    """
    reading = READINGS.get(process)
    if reading is None:
        return None
    reasons = next((said for name in reading.reasons if (said := _text(facts.get(name)))), "")
    lapsed = [name for element, name in ends.items() if element in reading.lapsed]
    if lapsed:
        return Outcome(granted=False, reasons=reasons or f"{LAPSED} ({lapsed[0]}).")
    value = facts.get(reading.fact)
    if process == "tree-cutting" and value is None:
        # In immediate danger the tree is cut first and nothing is left to decide.
        return Outcome(granted=bool(facts.get("danger")), reasons=reasons)
    return Outcome(None if value is None else str(value) in reading.granted, reasons)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


#: Procedures that work the fee out and charge it on their way.
CHARGING = frozenset({"public-space-permit", "event-permit"})


def charges_itself(process: str) -> bool:
    """Tell whether a procedure charges the fee, so that sending the application must not."""
    return process in CHARGING


def needed_facts(process: str) -> dict[str, Any]:
    """Return what a procedure must know that no application says."""
    return dict(NEEDED.get(process, {}))
