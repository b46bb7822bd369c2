"""Whatever can wait for somebody has its place on the worklist, or a reason why it has none."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from backoffice.desk.worklist import SOURCES

OURS = ("backoffice.", "eservices.", "portal.")


@dataclass(frozen=True)
class Waits:
    """Which states of a model wait, each with its source, and why the others do not.

    :param others: why the rest needs nobody
    """

    sources: dict[str, str]
    others: str


END = "ended, or on its way by itself"
STATES: dict[str, Waits] = {
    "applications.Application": Waits(
        {
            "submitted": "applications.application",
            "registered": "applications.application",
            "in_progress": "applications.application",
            "approved": "applications.delivery",
            "rejected": "applications.delivery",
        },
        "the applicant's turn, or ended; with a case its steps are tasks",
    ),
    "applications.CoSignature": Waits({}, "waits for a citizen"),
    "applications.Objection": Waits({"lodged": "applications.objection"}, END),
    "applications.RankedList": Waits(
        {"drawn_up": "applications.list", "provisional": "applications.list"}, END
    ),
    "appointments.Booking": Waits({"booked": "appointments.booking"}, END),
    "arrangements.Arrangement": Waits({"awaiting": "arrangements.approve"}, END),
    "budget.Amendment": Waits({}, "organs outside the programme decide; the budget's page says it"),
    "budget.BudgetYear": Waits({}, "organs outside the programme decide; one budget a year"),
    "business_fees.Declaration": Waits({"proposed": "business_fees.finding"}, END),
    "business_fees.ExpectedPeriod": Waits(
        {
            "expected": "business_fees.missing",
            "missing": "business_fees.missing",
            "invited": "business_fees.unanswered",
        },
        "an assessed one waits as its finding; ended",
    ),
    "documents.Assignment": Waits(
        {"waiting": "documents.assignment", "accepted": "documents.assignment"},
        "a returned one puts its entry back among those to assign",
    ),
    "documents.Clearance": Waits(
        {"drawn": "documents.clearance"}, "approved, it waits for the State Archives; ended"
    ),
    "documents.Clock": Waits({}, "belongs to an entry or application, which waits itself"),
    "documents.Dispatch": Waits(
        {"waiting": "documents.dispatch", "failed": "documents.dispatch"}, END
    ),
    "documents.Draft": Waits(
        {
            "in_cosign": "documents.cosign",
            "returned": "documents.returned",
            "signed": "documents.number",
        },
        "being written by its own writer, or issued: its copies wait by themselves",
    ),
    "documents.Entry": Waits(
        {"registered": "documents.entry"}, "assigned to somebody, whose assignment waits; ended"
    ),
    "documents.Message": Waits({"waiting": "documents.message"}, END),
    "enforcement.Batch": Waits(
        {"draft": "enforcement.rehearse", "rehearsed": "enforcement.issue"}, END
    ),
    "enforcement.Delivery": Waits(
        {"unknown": "enforcement.delivery"}, "on its way, or ended; a new one follows by its notice"
    ),
    "enforcement.Measure": Waits(
        {"proposed": "enforcement.decide", "approved": "enforcement.take"}, END
    ),
    "enforcement.Notice": Waits({}, "its delivery is on its way"),
    "enforcement.Part": Waits({}, "the queue writes it"),
    "ledger.Period": Waits({}, "a calendar, no work item: the books' page shows what is open"),
    "messaging.Delivery": Waits({}, "the queue sends it and tries again"),
    "payments.Attempt": Waits({}, "waits for a payer"),
    "payments.Notice": Waits({"for_clerk": "payments.notice"}, END),
    "payments.StandingOrder": Waits({}, "waits for a payer"),
    "privacy.Erasure": Waits({"proposed": "privacy.erasure"}, END),
    "privacy.Request": Waits({"received": "privacy.request"}, END),
    "procedures.Case": Waits({}, "its tasks wait; a suspended one was halted on purpose"),
    "procedures.Errand": Waits({}, "the queue runs it; what failed waits as an incident"),
    "procedures.Incident": Waits({"open": "procedures.incident"}, END),
    "procedures.Task": Waits({"ready": "procedures.task", "claimed": "procedures.task"}, END),
    "procedures.Timer": Waits({}, "the clock fires it"),
    "procedures.Version": Waits({}, "a drawing that its own writer works on"),
    "procedures.Wait": Waits({}, "waits for a message of another case or office"),
    "revenue.Act": Waits(
        {
            "asked": "revenue.asked",
            "proposed": "revenue.act",
            "approved": "revenue.carry_out",
            "done": "revenue.refund",
        },
        END,
    ),
    "revenue.Charge": Waits({}, "waits for its debtor; enforcement has lists of its own"),
    "revenue.ChargeList": Waits({"drafted": "revenue.check", "checked": "revenue.certify"}, END),
    "revenue.Objection": Waits({"lodged": "revenue.objection"}, END),
    "revenue.Payment": Waits({"started": "revenue.payment"}, END),
    "revenue.Run": Waits({}, "calculated by the queue; its list waits"),
    "revenue.Transfer": Waits({"ordered": "revenue.transfer"}, END),
    "service_forms.PartVersion": Waits({}, "a form that its own writer works on"),
    "service_forms.Replay": Waits({}, "the queue runs it"),
    "service_forms.Version": Waits({}, "a form that its own writer works on"),
    "treasury.BankMatch": Waits(
        {"proposed": "treasury.match", "undo_asked": "treasury.match"}, END
    ),
    "treasury.Cancellation": Waits(
        {"asked": "treasury.cancellation", "approved": "treasury.hand_back"}, END
    ),
    "treasury.Session": Waits(
        {"waiting": "treasury.session", "counted": "treasury.session"},
        "in a cashier's hands",
    ),
}
#: Sources of what waits by something else than a state of its own, and by what.
WITHOUT_STATE = {
    "messaging.conversation": "the last message is the citizen's",
    "certificates.doubt": "examined anew, neither upheld nor revoked",
    "certificates.statement": "stated, neither issued nor set aside",
    "documents.sign": "all places signed: the state is that of co-signing",
    "treasury.sum": "money at the bank that no match names",
    "arrangements.prepare": "awaits its organ, and no decision was entered",
}


def states_of(model: Any) -> set[str]:
    field = next((f for f in model._meta.concrete_fields if f.name == "state" and f.choices), None)
    return {str(value) for value, _label in field.choices} if field else set()


def with_states() -> dict[str, set[str]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    return {model._meta.label: states_of(model) for model in ours if states_of(model)}


def test_every_model_with_states_is_judged_here() -> None:
    assert set(STATES) == set(with_states())


def test_every_state_named_is_one_of_its_model() -> None:
    known = with_states()
    wrong = {
        label: sorted(set(waits.sources) - known[label])
        for label, waits in STATES.items()
        if not set(waits.sources) <= known[label]
    }
    assert wrong == {}
    silent = [one for one in STATES if not STATES[one].others]
    assert silent == []


def test_what_waits_has_a_source_and_every_source_has_what_waits() -> None:
    named = {source for waits in STATES.values() for source in waits.sources.values()}
    assert named | set(WITHOUT_STATE) == set(SOURCES.kinds())
    assert named & set(WITHOUT_STATE) == set()
