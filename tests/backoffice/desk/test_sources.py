"""Each source shows its item to whoever may deal with it, and to nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.desk import queries, worklist
from backoffice.desk.worklist import SOURCES, Wanted
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from tests.factories import signin

from . import rows

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = athens_day(NOW)
LONG_AGO = TODAY - timedelta(days=40)
CLERK, REVENUE = "clerk", "revenue"


@dataclass(frozen=True)
class Row:
    """A row to be made; columns may be rows too, `@me`, or `@` and the code of a unit."""

    label: str
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Waits:
    """What waits, which role in which unit deals with it, and which does not.

    :param not_by: the column that names the first person, whom the item is not shown to
    :param besides: rows that must stand beside it; `@it` is the row that waits
    """

    row: Row
    who: tuple[str, str | None] = ("head", REVENUE)
    other: tuple[str, str | None] = (CLERK, REVENUE)
    not_by: str = ""
    besides: tuple[Row, ...] = ()


OFFICER, TREASURER = ("revenue_officer", None), ("treasurer", None)
REGISTRY, CASHIER = ("registry", "registry"), ("cashier", None)
HERE = {"department": f"@{REVENUE}"}
APPLICATION = {**HERE, "state": "in_progress"}
SEEN: dict[str, Waits] = {
    "procedures.task": Waits(
        Row("procedures.Task", {"role": CLERK, **HERE}), (CLERK, REVENUE), (CLERK, "registry")
    ),
    "procedures.incident": Waits(Row("procedures.Incident")),
    "documents.message": Waits(Row("documents.Message"), REGISTRY),
    "documents.entry": Waits(
        Row("documents.Entry", {"state": "registered", "direction": "incoming", **HERE})
    ),
    "documents.assignment": Waits(
        Row("documents.Assignment", {"state": "waiting", **HERE}),
        (CLERK, REVENUE),
        (CLERK, "registry"),
    ),
    "documents.sign": Waits(
        Row("documents.Draft", {"state": "in_cosign", **HERE}), ("mayor", None)
    ),
    "documents.cosign": Waits(
        Row("documents.Draft", {"state": "in_cosign", **HERE}),
        besides=(Row("documents.Place", {"draft": "@it", "user": "@me", "position": 1}),),
    ),
    "documents.returned": Waits(
        Row("documents.Draft", {"state": "returned", "drafter": "@me", **HERE}),
        (CLERK, REVENUE),
        (CLERK, "registry"),
    ),
    "documents.number": Waits(
        Row("documents.Draft", {"state": "signed", "department": "@registry"}), REGISTRY
    ),
    "documents.dispatch": Waits(
        Row(
            "documents.Dispatch",
            {
                "state": "waiting",
                "draft": Row("documents.Draft", {"state": "numbered", "department": "@registry"}),
            },
        ),
        REGISTRY,
    ),
    "documents.clearance": Waits(Row("documents.Clearance", {"state": "drawn"}), not_by="drawn_by"),
    "messaging.conversation": Waits(
        Row("messaging.Conversation", {"last_to_office": True, "last_at": NOW, **HERE}),
        (CLERK, REVENUE),
        (CLERK, "registry"),
    ),
    "appointments.booking": Waits(
        Row(
            "appointments.Booking",
            {
                "starts_at": NOW,
                "ends_at": NOW + timedelta(minutes=15),
                "held_until": NOW + timedelta(minutes=15),
                "counter": Row("appointments.Counter", {"place": Row("appointments.Place", HERE)}),
            },
        ),
        (CLERK, REVENUE),
        (CLERK, "registry"),
    ),
    "certificates.statement": Waits(
        Row("certificates.Statement", {"kind": "permanent-residence", "needs_second": True}),
        ("head", "civil-status"),
        ("head", REVENUE),
        not_by="stated_by",
    ),
    "certificates.doubt": Waits(
        Row("certificates.Certificate", {"doubted_at": NOW, "doubted_why": "αίτηση 1/2026"}),
    ),
    "privacy.request": Waits(Row("privacy.Request")),
    "privacy.erasure": Waits(Row("privacy.Erasure"), not_by="proposed_by"),
    "revenue.act": Waits(Row("revenue.Act", {"state": "proposed"}), not_by="proposer"),
    "revenue.asked": Waits(Row("revenue.Act", {"state": "asked"}), OFFICER),
    "revenue.carry_out": Waits(Row("revenue.Act", {"state": "approved"}), TREASURER),
    "revenue.objection": Waits(Row("revenue.Objection", {"state": "lodged"})),
    "revenue.check": Waits(
        Row("revenue.ChargeList", {"state": "drafted"}),
        OFFICER,
        besides=(Row("revenue.Run", {"list": "@it", "state": "rehearsed"}),),
    ),
    "revenue.certify": Waits(
        Row("revenue.ChargeList", {"state": "checked"}), TREASURER, not_by="drafted_by"
    ),
    "revenue.refund": Waits(Row("revenue.Act", {"state": "done", "kind": "refund"}), TREASURER),
    "revenue.transfer": Waits(Row("revenue.Transfer", {"state": "ordered"}), TREASURER),
    "revenue.payment": Waits(
        Row("revenue.Payment", {"state": "started", "started_at": NOW - timedelta(hours=2)}),
        TREASURER,
    ),
    "arrangements.prepare": Waits(Row("arrangements.Arrangement", {"state": "awaiting"}), OFFICER),
    "arrangements.approve": Waits(
        Row("arrangements.Arrangement", {"state": "awaiting", "decision": "1/2026"}),
        not_by="prepared_by",
    ),
    "enforcement.rehearse": Waits(Row("enforcement.Batch", {"state": "draft"}), OFFICER),
    "enforcement.issue": Waits(Row("enforcement.Batch", {"state": "rehearsed"}), TREASURER),
    "enforcement.delivery": Waits(Row("enforcement.Delivery", {"state": "unknown"}), TREASURER),
    "enforcement.decide": Waits(
        Row("enforcement.Measure", {"state": "proposed"}), not_by="proposed_by"
    ),
    "enforcement.take": Waits(Row("enforcement.Measure", {"state": "approved"}), TREASURER),
    "treasury.session": Waits(
        Row("treasury.Session", {"state": "waiting"}), TREASURER, CASHIER, not_by="cashier"
    ),
    "treasury.cancellation": Waits(
        Row("treasury.Cancellation", {"state": "asked"}), TREASURER, CASHIER, not_by="asked_by"
    ),
    "treasury.hand_back": Waits(
        Row("treasury.Cancellation", {"state": "approved"}), CASHIER, TREASURER
    ),
    "treasury.match": Waits(
        Row("treasury.BankMatch", {"state": "proposed"}), TREASURER, CASHIER, "proposed_by"
    ),
    "treasury.sum": Waits(Row("treasury.BankSum"), TREASURER),
    "business_fees.finding": Waits(
        Row("business_fees.Declaration", {"state": "proposed"}), not_by="declared_by"
    ),
    "business_fees.missing": Waits(
        Row("business_fees.ExpectedPeriod", {"state": "missing", "due_on": LONG_AGO}),
        OFFICER,
        CASHIER,
    ),
    "business_fees.unanswered": Waits(
        Row("business_fees.ExpectedPeriod", {"state": "invited", "answer_by": LONG_AGO}),
        OFFICER,
        CASHIER,
    ),
    "applications.application": Waits(
        Row("applications.Application", APPLICATION), (CLERK, REVENUE), (CLERK, "registry")
    ),
    "applications.delivery": Waits(
        Row(
            "applications.Application",
            {**HERE, "state": "approved", "case": Row("procedures.Case", {"state": "completed"})},
        ),
        (CLERK, REVENUE),
        (CLERK, "registry"),
    ),
    "applications.objection": Waits(
        Row(
            "applications.Objection",
            {"application": Row("applications.Application", {**HERE, "state": "rejected"})},
        )
    ),
    "applications.list": Waits(Row("applications.RankedList", HERE)),
    "payments.notice": Waits(
        Row("payments.Notice", {"state": "for_clerk", "outcome": "differs", "worked_at": NOW}),
        TREASURER,
    ),
}


def made(row: Row, present: dict[str, Any]) -> Any:
    """Return a new row, with the rows that it names."""
    columns = {}
    for name, value in row.columns.items():
        if isinstance(value, Row):
            columns[name] = made(value, present)
        elif isinstance(value, str) and value.startswith("@"):
            columns[name] = present[value[1:]]
        else:
            columns[name] = value
    return rows.make(row.label, **columns)


def seen(user: Any, kind: str) -> list[worklist.Item]:
    parts = worklist.parts_for(user, TODAY, NOW, Wanted(kind=kind))
    found = worklist.items(parts, 0, 50)
    assert sum(one.count for one in worklist.counts(parts, 1_000)) == len(found)
    return found


def test_every_source_is_looked_at_here() -> None:
    assert set(SEEN) == set(SOURCES.kinds())


@dataclass
class Town:
    """One person of each post that the sources name, twice; made once, as that takes time."""

    people: dict[tuple[str, str | None], Any] = field(default_factory=dict)

    def of(self, post: tuple[str, str | None]) -> Any:
        if post not in self.people:
            number = len(self.people)
            self.people[post] = signin.make_staff(post[0], f"{number}@example.org", post[1])
        return self.people[post]


def faults_of(kind: str, town: Town, present: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with a source: whom it fails to show its item, and whom it should not."""
    waits = SEEN[kind]
    me, other = town.of(waits.who), town.of(waits.other)
    present |= {"me": me}
    row = present["it"] = made(waits.row, present)
    for beside in waits.besides:
        made(beside, present)
    found = seen(me, kind)
    if len(found) != 1:
        yield f"{kind}: {waits.who} sees {len(found)}"
        return
    (shown,) = queries.rows_of(found, me, TODAY)
    if not (shown.why and shown.item.name and shown.item.url.startswith("/cms/")):
        yield f"{kind}: {shown}"
    if seen(other, kind):
        yield f"{kind}: {waits.other} sees it too"
    if waits.not_by:
        with rows.without_triggers():
            type(row)._base_manager.filter(pk=row.pk).update(**{waits.not_by: me})
        if seen(me, kind):
            yield f"{kind}: the first person sees it as the second"


def test_an_entitled_person_sees_it_and_another_does_not() -> None:
    town = Town()
    first = signin.make_user("first@example.org")
    for waits in SEEN.values():
        town.of(waits.who)
        town.of(waits.other)
    units = {unit.code: unit for _depth, unit in departments_as_tree(TODAY)}
    wrong = []
    for kind in SEEN:
        point = transaction.savepoint()
        try:
            wrong += list(faults_of(kind, town, {"first": first, **units}))
        except Exception as error:
            wrong.append(f"{kind}: {error!r:.300}")
        transaction.savepoint_rollback(point)
    assert not wrong, "\n".join(wrong)
