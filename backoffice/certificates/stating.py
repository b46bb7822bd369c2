"""Verbs of attested certificates: facts stated, issued by a second person, or set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day

from . import facts as typed
from . import services
from .errors import (
    FactsRefused,
    KeyUsedOtherwise,
    NotAtOnce,
    NotReplaceable,
    SecondNeeded,
    Settled,
    WhyMissing,
)
from .kinds import Kind
from .models import Application, Awaited, Certificate, Statement

NOBODY = Source("", "")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A certificate whose place a new one takes, and why."""

    certificate: Certificate
    why: str


@transaction.atomic
def state_facts(
    *,
    kind: str,
    party_id: int,
    facts: Mapping[str, Any],
    key: str,
    actor: User | None,
    at: datetime,
    purpose: str = "",
    source: Source = NOBODY,
    awaited: Awaited | None = None,
    replaces: Replaced | None = None,
) -> Statement:
    """State the facts of an attested certificate; from here on they never change.

    :param key: unique for this form or step; the same key again gives the same statement
    :param source: the case that hands them over, where nobody types them
    :param awaited: who waits for the certificate
    :param replaces: the certificate whose place the new one takes, and why
    :raises FactsRefused: if something is missing, unreadable or cannot be certified
    :raises NotAtOnce: if the kind takes no facts
    :raises KeyUsedOtherwise: if the key stands for other facts
    :raises Settled: if facts were stated already for whoever waits
    :raises NotReplaceable: if another took its place, or it is of another kind or holder
    """
    owner = services.kind_of(kind)
    values = _checked(owner, facts, at)
    follows = Source(awaited.source_kind, awaited.source_id) if awaited else source
    old, why = _replaced(replaces, kind, party_id)
    _wanted_still(awaited, key)
    made, is_new = _entered(
        Statement(
            key=key,
            kind=kind,
            party_id=party_id,
            purpose=purpose.strip()[:200],
            facts=values,
            needs_second=owner.needs_second,
            stated_by=None if source.id else actor,
            stated_at=at,
            source_kind=follows.kind,
            source_id=follows.id,
            replaces=old,
            replaces_why=why,
        )
    )
    if (made.kind, made.party_id, made.facts) != (kind, party_id, values):
        raise KeyUsedOtherwise(
            _("This form stated other facts already. Start again from the list.")
        )
    if is_new:
        record(
            "certificates.statement.made",
            made,
            actor=actor,
            at=at,
            on_behalf_of=party_id,
            after={"kind": kind, "facts": values, "source": f"{follows.kind} {follows.id}".strip()},
        )
    return made


def _checked(kind: Kind, facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    if not kind.is_attested:
        raise NotAtOnce(_("This certificate is given at once; no facts are stated for it."))
    values, wrong = typed.read(kind.facts, facts)
    on = athens_day(at)
    wrong = kind.check(values, on, services.figures_on(kind, on)) | wrong
    if wrong:
        raise FactsRefused(wrong)
    return values


def _wanted_still(awaited: Awaited | None, key: str) -> None:
    if awaited is None:
        return
    row = Awaited.objects.select_for_update(no_key=True).get(pk=awaited.pk)
    stated = Statement.objects.filter(
        source_kind=row.source_kind, source_id=row.source_id, dropped_at=None
    ).exclude(key=key)
    if row.certificate_id or row.dropped_at or stated.exists():
        raise Settled(_("A colleague stated these facts already, or nobody waits any more."))


def _replaced(
    replaces: Replaced | None, kind: str, party_id: int
) -> tuple[Certificate | None, str]:
    if replaces is None:
        return None, ""
    if not replaces.why.strip():
        raise WhyMissing(_("State why the certificate is replaced."))
    old = replaces.certificate
    services.check_replaceable(old)
    if (old.kind, old.party_id) != (kind, party_id):
        raise NotReplaceable(
            _("It is of another kind or holder. Revoke it and state a new certificate.")
        )
    return old, replaces.why.strip()[:400]


def _entered(made: Statement) -> tuple[Statement, bool]:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Statement.objects.get(key=made.key), False
    return made, True


@transaction.atomic
def order_stated(*, statement_id: int, actor: User | None, at: datetime) -> Application:
    """Issue the certificate of a statement, or keep its application with what stands against it.

    The seal is ordered in the same transaction and follows from the queue.

    :raises SecondNeeded: if whoever stated the facts issues a kind that asks for another person
    :raises Settled: if it was set aside
    """
    statement = Statement.objects.select_for_update(no_key=True).get(pk=statement_id)
    if statement.application_id is not None:
        return Application.objects.get(pk=statement.application_id)
    _may_settle(statement)
    is_own = actor is not None and actor.pk == statement.stated_by_id
    if statement.needs_second and statement.stated_by_id and (is_own or actor is None):
        raise SecondNeeded(
            _("You stated these facts. A colleague checks them and issues the certificate.")
        )
    kind = services.kind_of(statement.kind)
    made = services.enter_application(
        kind=statement.kind,
        party_id=statement.party_id,
        key=f"statement:{statement.code}",
        purpose=statement.purpose,
        actor=actor,
        at=at,
        replaces=statement.replaces,
        replaces_why=statement.replaces_why,
    )
    statement.application, statement.issued_by = made, actor
    statement.save(update_fields=["application", "issued_by"])
    record(
        "certificates.statement.issued",
        statement,
        actor=actor,
        at=at,
        on_behalf_of=statement.party_id,
        after={"application": made.code},
    )
    services.look(made, kind, at)
    return Application.objects.get(pk=made.pk)


def issue_stated(*, statement_id: int, actor: User, at: datetime) -> Application:
    """Issue the certificate of a statement and, if nothing stands against it, seal it at once.

    :raises DomainError: as `order_stated` does
    """
    made = order_stated(statement_id=statement_id, actor=actor, at=at)
    services.try_to_seal(made, at)
    return made


@transaction.atomic
def set_aside(*, statement_id: int, reason: str, actor: User, at: datetime) -> Statement:
    """Set stated facts aside that are not to be certified.

    :raises WhyMissing: without a reason
    :raises Settled: if it was issued or set aside before
    """
    if not reason.strip():
        raise WhyMissing(_("State why it is set aside; whoever stated it reads it."))
    statement = Statement.objects.select_for_update(no_key=True).get(pk=statement_id)
    _may_settle(statement)
    statement.dropped_at, statement.dropped_by = at, actor
    statement.dropped_why = reason.strip()[:400]
    statement.save(update_fields=["dropped_at", "dropped_by", "dropped_why"])
    record(
        "certificates.statement.dropped",
        statement,
        actor=actor,
        at=at,
        on_behalf_of=statement.party_id,
        note=reason.strip(),
    )
    return statement


def _may_settle(statement: Statement) -> None:
    if statement.application_id is not None or statement.dropped_at is not None:
        raise Settled(_("It was issued or set aside already. Reload the page."))
