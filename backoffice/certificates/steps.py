"""What procedures may ask of certificates: one with the facts that the case hands over."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.errors import DomainError
from backoffice.procedures import operations
from backoffice.procedures.operations import Context, Field, InputRefused, Operation


def _issue(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    if context.party_id is None:
        raise InputRefused(_("The case concerns no person or business of the register."))
    # The seal's libraries are heavy; a process that issues nothing does not load them.
    from . import queries

    try:
        made = _made(context, context.party_id, inputs)
    except DomainError as error:
        raise InputRefused(str(error)) from error
    certificate = queries.certificate_of(made)
    return {
        "issued": certificate is not None,
        "code": certificate.code if certificate else "",
        "number": certificate.entry.label if certificate else "",
        "against": " ".join(ground["text"] for ground in made.grounds),
    }


def _made(context: Context, party_id: int, inputs: Mapping[str, Any]) -> Any:
    from . import services, stating

    kind, purpose = inputs["kind"], inputs["purpose"] or ""
    if not services.kind_of(kind).is_attested:
        return services.apply_for(
            kind=kind,
            party_id=party_id,
            key=context.key,
            purpose=purpose,
            actor=context.actor,
            at=context.at,
        )
    statement = stating.state_facts(
        kind=kind,
        party_id=party_id,
        facts=_facts(inputs["facts"]),
        key=context.key,
        purpose=purpose,
        source=context.source,
        actor=context.actor,
        at=context.at,
    )
    return stating.order_stated(statement_id=statement.pk, actor=context.actor, at=context.at)


def _facts(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InputRefused(_("The facts of a certificate come as names with values."))
    return dict(given)


ISSUE = Operation(
    name="certificates.attest",
    title=gettext_lazy("Issue a certificate of a kind"),
    help=gettext_lazy(
        "Issues a certificate for the applicant, once per step, and orders its seal. An attested "
        "kind takes its facts; if something stands against it, nothing is issued and the "
        "applicant sees what."
    ),
    run=_issue,
    inputs={
        "kind": Field("text", gettext_lazy("Code of the kind of certificate")),
        "facts": Field("any", gettext_lazy("Facts, by their names"), required=False),
        "purpose": Field("text", gettext_lazy("For which use"), required=False),
    },
    outputs={
        "issued": Field("yes_no", gettext_lazy("Whether it was issued")),
        "code": Field("text", gettext_lazy("Code of the certificate")),
        "number": Field("text", gettext_lazy("Number in the register")),
        "against": Field("text", gettext_lazy("What stands against it")),
    },
)


def register_all() -> None:
    """Enter the operation."""
    operations.register(ISSUE)
