"""Forms checked a second: sixty fields of every kind, against a validator of JSON Schema alone."""

import time
from collections.abc import Callable

from jsonschema import Draft202012Validator

from backoffice.forms import answers, jsonschema, schema
from tests.backoffice.forms.samples import FIELDS, GOOD, TODAY, document

from .harness import Contest, Result, compete

FIELD_COUNT = 60
ROUND = 50
TARGET = 1.0


def run() -> list[Result]:
    """Check the same answers: ours judges digits, days and sums, the validator only shapes."""
    kinds = list(dict.fromkeys(kind for kind, *_rest in GOOD if kind != "group"))
    raw = {kind: next(raw for known, raw, _kept in GOOD if known == kind) for kind in kinds}
    asked = [kinds[at % len(kinds)] for at in range(FIELD_COUNT)]
    form = schema.read(
        document(*[{**FIELDS[kind], "key": f"k{at}"} for at, kind in enumerate(asked)])
    )
    given = {f"k{at}": raw[kind] for at, kind in enumerate(asked)}
    kept = answers.check(form, given, today=TODAY).values
    validator = Draft202012Validator(jsonschema.of(form))
    contest = Contest(
        name="forms_of_60_fields_checked_per_second",
        unit="/s",
        baseline="jsonschema, shapes alone",
        target=TARGET,
        ours=lambda: _rate(lambda: answers.check(form, kept, today=TODAY)),
        theirs=lambda: _rate(lambda: list(validator.iter_errors(kept))),
    )
    return [compete(contest)]


def _rate(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    for _ in range(ROUND):
        work()
    return ROUND / (time.perf_counter() - begun)
