"""Attested certificates that an application waits for, until two people have issued them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates import given
from backoffice.certificates.errors import NotAtOnce
from backoffice.certificates.kinds import kind_of
from backoffice.certificates.models import Application, Awaited, Certificate, Statement
from backoffice.kernel.actors import Source


@transaction.atomic
def await_certificate(
    *,
    kind: str,
    party_id: int,
    source: Source,
    title: str,
    purpose: str,
    facts: Mapping[str, Any],
    at: datetime,
) -> Awaited:
    """Let somebody wait for an attested certificate; again it is the same wait.

    It comes when its facts are stated and, where the kind asks, a second person issues it. Whoever
    registered for the source's kind in `given` is told then.

    :param title: what waits, for the reader
    :param facts: what the applicant says, by the facts' keys: a start for whoever states them
    :raises UnknownKind: if the town gives none of this kind
    :raises NotAtOnce: if the kind takes no facts
    """
    owner = kind_of(kind)
    if not owner.is_attested:
        raise NotAtOnce(_("This certificate is given at once; nobody has to wait for it."))
    known = {fact.key for fact in owner.facts}
    made, is_new = Awaited.objects.get_or_create(
        source_kind=source.kind,
        source_id=source.id,
        defaults={
            "kind": kind,
            "party_id": party_id,
            "title": title[:300],
            "purpose": purpose.strip()[:200],
            "facts": {key: value for key, value in facts.items() if key in known and value},
            "asked_at": at,
        },
    )
    if is_new:
        after = {"kind": kind, "source": f"{source.kind} {source.id}"}
        record(
            "certificates.awaited.made",
            made,
            actor=None,
            at=at,
            on_behalf_of=party_id,
            after=after,
        )
    return made


@transaction.atomic
def await_no_longer(*, source: Source, at: datetime) -> None:
    """Let nobody wait any more, as after a withdrawal; what was issued stays."""
    rows = Awaited.objects.select_for_update().filter(
        source_kind=source.kind, source_id=source.id, certificate=None, dropped_at=None
    )
    for awaited in rows:
        awaited.dropped_at = at
        awaited.save(update_fields=["dropped_at"])
        record("certificates.awaited.dropped", awaited, actor=None, at=at)


def hold_waiting(made: Application) -> None:
    """Let whoever waits for a certificate lock what they act on, before it takes its number."""
    statement = _awaited_statement(made)
    if statement is not None:
        given.hold(Source(statement.source_kind, statement.source_id))


def _awaited_statement(made: Application) -> Statement | None:
    return Statement.objects.filter(application=made).exclude(source_id="").first()


def note_given(made: Application, certificate: Certificate, at: datetime) -> None:
    """Tell whoever waited for a certificate that it was issued; part of its transaction."""
    statement = _awaited_statement(made)
    if statement is None:
        return
    rows = Awaited.objects.select_for_update().filter(
        source_kind=statement.source_kind,
        source_id=statement.source_id,
        kind=certificate.kind,
        certificate=None,
        dropped_at=None,
    )
    for awaited in rows:
        awaited.certificate = certificate
        awaited.save(update_fields=["certificate"])
        given.tell(Source(awaited.source_kind, awaited.source_id), certificate.code, at)
