"""What the town decides about a service: its facts, fee, windows, contacts, and when it looked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from .errors import FeeInForce, NotFit, UnknownService
from .loading import fee_facts
from .models import OfficeContact, Service, ServiceFee, Topic, Window
from .states import Availability, FeeKind

CHANGEABLE = (
    "number",
    "mitos_id",
    "title_el",
    "title_en",
    "department_id",
    "is_offered",
    "form_key",
    "process_key",
    "door",
    "auth_level",
    "applicant_types",
    "documents",
    "check_questions",
    "register",
    "legal_basis",
    "deadline_days",
    "deadline_kind",
    "deadline_basis_el",
    "deadline_basis_en",
    "output_type",
    "output_certificate",
    "output_months",
    "output_days",
    "scoring",
    "availability",
    "yearly_from",
    "yearly_until",
    "redirect_url",
    "redirect_reason_el",
    "redirect_reason_en",
    "counter_form",
    "check_every",
)


def _locked(service_id: int) -> Service:
    row = Service.objects.select_for_update().filter(pk=service_id).first()
    if row is None:
        raise UnknownService(_("There is no such service."))
    return row


@transaction.atomic
def register_service(
    *, code: str, facts: Mapping[str, Any], topics: list[str], actor: User | None, at: datetime
) -> Service:
    """Enter a service of the town's own.

    :param facts: values of the fields named in `CHANGEABLE`
    :param topics: slugs of topics and life events
    :raises NotFit: if another service has the code, or the facts do not fit together
    """
    if Service.objects.filter(code=code).exists():
        raise NotFit(_("Another service has this code. Choose another."))
    row = Service(code=code)
    _write(row, facts)
    row.topics.set(Topic.objects.filter(slug__in=topics))
    record("catalogue.service.registered", row, actor=actor, at=at, after=_plain(row))
    return row


@transaction.atomic
def change_service(
    *,
    service_id: int,
    facts: Mapping[str, Any],
    actor: User | None,
    at: datetime,
    topics: list[str] | None = None,
) -> Service:
    """Change facts of a service; the trail keeps what they were.

    :param topics: slugs of topics and life events; None leaves them
    :raises NotFit: if the facts do not fit together
    """
    row = _locked(service_id)
    before = _plain(row)
    _write(row, facts)
    if topics is not None:
        row.topics.set(Topic.objects.filter(slug__in=topics))
    after = _plain(row)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        record(
            "catalogue.service.changed",
            row,
            actor=actor,
            at=at,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return row


def _plain(row: Service) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in CHANGEABLE}
    return facts | {"topics": sorted(row.topics.values_list("slug", flat=True))}


def _write(row: Service, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in CHANGEABLE:
            raise NotFit(_("“%(name)s” is no fact of a service.") % {"name": name})
        setattr(row, name, value)
    if row.availability == Availability.REDIRECT and not row.redirect_url:
        raise NotFit(_("Say at which address the service is given."))
    if bool(row.yearly_from) != bool(row.yearly_until):
        raise NotFit(_("Write both the first and the last day of the yearly window, or neither."))
    if row.yearly_from and row.availability != Availability.WINDOW:
        raise NotFit(_("Only a service with a window has a first and a last day."))
    row.save()


@transaction.atomic
def set_fee(
    *, service_id: int, facts: Mapping[str, Any], actor: User | None, at: datetime
) -> ServiceFee:
    """Set what a service costs from a day on, by a decision; earlier fees stay as they were.

    A fee that is only announced, and the same day, is replaced.

    :param facts: kind, amount in euros, formula, rows, codes, text_el, text_en, legal_basis_el,
        legal_basis_en, valid_from, decision
    :raises FeeInForce: if the day is past, or a fee of that day or a later one is in force
    :raises NotFit: if no decision is named or the amount does not fit the kind
    """
    row, today = _locked(service_id), athens_day(at)
    since: date = facts["valid_from"]
    if not facts.get("decision"):
        raise NotFit(_("Name the decision that sets the fee."))
    if facts["kind"] == FeeKind.FIXED and not facts.get("amount"):
        raise NotFit(_("Write the amount of the fixed fee."))
    if facts["kind"] == FeeKind.NONE and facts.get("amount") is not None:
        raise NotFit(_("A free service has no amount."))
    if since < today or row.fees.filter(valid_from__lte=today, valid_from__gte=since).exists():
        raise FeeInForce(
            _("A fee is set from a later day on: what already applies is never changed.")
        )
    row.fees.filter(valid_from=since).delete()
    fee = ServiceFee.objects.create(service=row, **facts)
    record("catalogue.fee.set", row, actor=actor, at=at, after=fee_facts(fee))
    return fee


@transaction.atomic
def drop_announced_fee(
    *, service_id: int, valid_from: date, actor: User | None, at: datetime
) -> None:
    """Take back a fee that was announced and does not apply yet.

    :raises FeeInForce: if it applies already, or there is none of that day
    """
    row = _locked(service_id)
    fee = row.fees.filter(valid_from=valid_from, valid_from__gt=athens_day(at)).first()
    if fee is None:
        raise FeeInForce(_("Only a fee of a later day can be taken back."))
    facts = fee_facts(fee)
    fee.delete()
    record("catalogue.fee.taken_back", row, actor=actor, at=at, before=facts)


@transaction.atomic
def announce_window(
    *,
    service_id: int,
    opens_at: datetime,
    closes_at: datetime,
    decision: str,
    actor: User | None,
    at: datetime,
) -> Window:
    """Announce when a service takes applications; for that year the yearly rule is silent.

    :raises NotFit: if it closes before it opens, or crosses another window
    """
    row = _locked(service_id)
    if closes_at <= opens_at:
        raise NotFit(_("Choose an end later than the beginning."))
    if row.availability != Availability.WINDOW:
        raise NotFit(_("Only a service with a window has one. Change its availability first."))
    others = row.windows.exclude(opens_at=opens_at)
    if others.filter(opens_at__lt=closes_at, closes_at__gt=opens_at).exists():
        raise NotFit(_("Another window crosses this one. Change that one instead."))
    facts = {"closes_at": closes_at, "decision": decision}
    window, _is_new = row.windows.update_or_create(opens_at=opens_at, defaults=facts)
    after = {"opens_at": opens_at, **facts}
    record("catalogue.window.announced", row, actor=actor, at=at, after=after)
    return window


@transaction.atomic
def mark_checked(*, service_id: int, actor: User, at: datetime, note: str = "") -> Service:
    """Note that somebody compared a service's facts and words with the law and the offices."""
    row = _locked(service_id)
    before = {"checked_on": row.checked_on}
    row.checked_on, row.checked_by = athens_day(at), actor
    row.save(update_fields=["checked_on", "checked_by"])
    after = {"checked_on": row.checked_on}
    record(
        "catalogue.service.checked", row, actor=actor, at=at, before=before, after=after, note=note
    )
    return row


@transaction.atomic
def set_contact(
    *, department_id: int, facts: Mapping[str, Any], actor: User | None, at: datetime
) -> OfficeContact:
    """Say how citizens reach a department.

    :param facts: place_el, place_en, phone, email, hours_el, hours_en
    """
    contact, _is_new = OfficeContact.objects.update_or_create(
        department_id=department_id, defaults=dict(facts)
    )
    record("catalogue.contact.set", contact, actor=actor, at=at, after=dict(facts))
    return contact
