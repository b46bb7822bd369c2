"""What procedures may ask of revenue: what is owed, and a charge whose payment they wait for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.procedures import operations
from backoffice.procedures import services as procedures
from backoffice.procedures.operations import Context, Field, InputRefused, Operation

from . import queries, services, settled

SOURCE = "procedures.case"
SETTLED = "charge_settled"
DAYS = ("occurred_on", "served_on")


def _debtor(context: Context) -> int:
    if context.party_id is None:
        raise InputRefused(_("The case concerns no person or business of the register."))
    return context.party_id


def _check_debts(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    today = athens_day(context.at)
    debts = queries.debts_of({_debtor(context)}, today)
    overdue = [debt for debt in debts if debt.is_overdue]
    return {
        "has_debts": bool(overdue),
        "total": sum((debt.total for debt in debts), ZERO),
        "overdue": sum((debt.total for debt in overdue), ZERO),
    }


def _raise_charge(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    today = athens_day(context.at)
    days = {name: inputs[name] for name in DAYS if inputs[name]}
    # What was served has the time to pay that the law of its deed gives.
    term = queries.due_day(kind=inputs["kind"], certified_on=today, **days) if days else None
    line = {
        "label_el": inputs["text"],
        "label_en": inputs["text_en"] or inputs["text"],
        "amount": str(Decimal(inputs["amount"])),
        "decision": inputs["decision"] or "",
    }
    charge = services.raise_charge(
        kind=inputs["kind"],
        facts=days | {"lines": [line]},
        debtor_id=_debtor(context),
        source=context.source,
        purpose=context.key.rpartition(":")[2],
        on=today,
        due_on=term or today + timedelta(days=queries.days_to_pay(today)),
        actor=context.actor,
        at=context.at,
    )
    return {"charge": charge.code, "number": charge.number, "payment_code": charge.rf_code}


CHECK_DEBTS = Operation(
    name="revenue.check_debts",
    title=gettext_lazy("Check for debts"),
    help=gettext_lazy("Looks up what the applicant owes today, with surcharges."),
    run=_check_debts,
    outputs={
        "has_debts": Field("yes_no", gettext_lazy("Whether anything is overdue")),
        "total": Field("money", gettext_lazy("All that is owed")),
        "overdue": Field("money", gettext_lazy("What is overdue")),
    },
)
RAISE_CHARGE = Operation(
    name="revenue.raise_charge",
    title=gettext_lazy("Raise a charge"),
    help=gettext_lazy(
        "Certifies an amount for the applicant. When it is paid, the message “charge_settled” "
        "comes about the charge."
    ),
    run=_raise_charge,
    inputs={
        "kind": Field("text", gettext_lazy("Code of the kind of charge")),
        "amount": Field("money", gettext_lazy("Amount")),
        "text": Field("text", gettext_lazy("For what, in Greek")),
        "text_en": Field("text", gettext_lazy("For what, in English"), required=False),
        "decision": Field("text", gettext_lazy("Decision that set it"), required=False),
        "occurred_on": Field("date", gettext_lazy("Day of the deed"), required=False),
        "served_on": Field("date", gettext_lazy("Day of service"), required=False),
    },
    outputs={
        "charge": Field("text", gettext_lazy("The charge")),
        "number": Field("text", gettext_lazy("Number of the charge")),
        "payment_code": Field("text", gettext_lazy("Payment code")),
    },
)


def tell_case(case_code: str, charge_code: str, at: datetime) -> None:
    """Let the case that raised a charge go on, now that it is paid."""
    procedures.send_message(
        name=SETTLED,
        correlation=charge_code,
        payload={},
        key=f"revenue.settled:{charge_code}",
        at=at,
    )


def register_all() -> None:
    """Enter the operations, and listen for payments."""
    for operation in (CHECK_DEBTS, RAISE_CHARGE):
        operations.register(operation)
    settled.register(SOURCE, tell_case)
