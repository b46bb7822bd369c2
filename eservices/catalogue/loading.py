"""Putting the shipped services in place, again and again, and never over what the town changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.identity import services as identity
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day

from . import forms, shipped
from .errors import UnknownDepartment
from .models import Service, ServiceFee, Topic
from .registry import CARDS
from .shipped import ShippedService

# From when a shipped fee applies that names no day of its own: before the demonstration's cases.
SINCE = date(2024, 1, 1)
FEE_FIELDS = (
    "kind",
    "amount",
    "formula",
    "rows",
    "codes",
    "text_el",
    "text_en",
    "legal_basis_el",
    "legal_basis_en",
    "refund_withdrawn",
    "refund_rejected",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run of the loader did.

    :param kept: fields that the town changed and that were therefore left, by service
    """

    added: tuple[str, ...]
    renewed: tuple[str, ...]
    kept: Mapping[str, tuple[str, ...]]
    fees: int
    forms: int
    pages: int


@transaction.atomic
def load_services(*, at: datetime, folder: Path = shipped.FOLDER) -> Loaded:
    """Put every shipped service in place with its fee, form and pages; what stands is kept.

    A second run changes nothing. After an update of the programme it brings what is new, but not
    over a field, fee, form or page that the town has changed since.

    :raises FileFaults: if a file has faults; nothing is loaded then
    :raises UnknownDepartment: if a file names a department that the chart lacks
    """
    found = shipped.services(folder)
    topics = _load_topics()
    departments = _departments(found, at)
    added, renewed, fees = [], [], 0
    kept: dict[str, Any] = {}
    for one in found:
        row = Service.objects.select_for_update().filter(code=one.code).first()
        if row is None:
            row = _add(one, departments, topics, at)
            added.append(one.code)
        else:
            changed, left = _renew(row, one, departments, topics, at)
            renewed += [one.code] if changed else []
            kept |= {one.code: left} if left else {}
        fees += _load_fee(row, one, at)
    return Loaded(
        added=tuple(added),
        renewed=tuple(renewed),
        kept=kept,
        fees=fees,
        forms=forms.load(found, folder.parent / "parts", at),
        pages=sum(CARDS.get(name).write([one.card for one in found], at) for name in CARDS.kinds()),
    )


def _load_topics() -> dict[str, Topic]:
    known = {row.slug: row for row in Topic.objects.all()}
    for place, one in enumerate(shipped.topics(), start=1):
        if one.slug not in known:
            known[one.slug] = Topic.objects.create(
                kind=one.kind,
                slug=one.slug,
                title_el=one.title["el"],
                title_en=one.title["en"],
                position=place,
            )
    return known


def _departments(found: Iterable[ShippedService], at: datetime) -> dict[str, int]:
    """Return the units by code; those of the shipped chart that services name are entered."""
    wanted = {one.department for one in found if one.department}
    identity.enter_departments(codes=wanted, at=at)
    known = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    missing = sorted(wanted - known.keys())
    if missing:
        raise UnknownDepartment(
            _("The organisation chart lacks %(codes)s. Enter them under Settings, Departments.")
            % {"codes": ", ".join(missing)}
        )
    return known


def _values(one: ShippedService, departments: Mapping[str, int]) -> dict[str, Any]:
    return {**one.machine, "department_id": departments.get(one.department)}


def _shipped(one: ShippedService) -> dict[str, Any]:
    """Return what the file says, as it is remembered: keys of rows differ between towns."""
    return {**one.machine, "department_id": one.department, "topics": sorted(one.topics)}


def _add(
    one: ShippedService,
    departments: Mapping[str, int],
    topics: Mapping[str, Topic],
    at: datetime,
) -> Service:
    row = Service.objects.create(code=one.code, shipped=_shipped(one), **_values(one, departments))
    row.topics.set([topics[slug] for slug in one.topics])
    record("catalogue.service.loaded", row, actor=None, at=at, after={"code": one.code})
    return row


def _renew(
    row: Service,
    one: ShippedService,
    departments: Mapping[str, int],
    topics: Mapping[str, Topic],
    at: datetime,
) -> tuple[bool, tuple[str, ...]]:
    """Bring what is new in a file; return whether anything changed, and what the town keeps."""
    brought = _shipped(one)
    if row.shipped == brought:
        return False, ()
    values, before = _values(one, departments), dict(row.shipped)
    now = {name: getattr(row, name) for name in values}
    now["department_id"] = row.department.code if row.department else ""
    now["topics"] = sorted(topic.slug for topic in row.topics.all())
    wanted = [name for name, value in brought.items() if value != before.get(name)]
    left = tuple(name for name in wanted if now[name] not in (before.get(name), brought[name]))
    fields = [name for name in wanted if name not in left and name != "topics"]
    for name in fields:
        setattr(row, name, values[name])
    if "topics" in wanted and "topics" not in left:
        row.topics.set([topics[slug] for slug in one.topics])
    row.shipped = brought
    row.save(update_fields=[*fields, "shipped"])
    record(
        "catalogue.service.renewed",
        row,
        actor=None,
        at=at,
        after={"code": one.code, "fields": sorted(set(wanted) - set(left)), "kept": sorted(left)},
    )
    return bool(set(wanted) - set(left)), left


def _load_fee(row: Service, one: ShippedService, at: datetime) -> int:
    """Enter the fee of a file, or its successor; a town that set its own keeps its own."""
    fees = list(row.fees.order_by("valid_from"))
    if any(not fee.is_shipped for fee in fees):
        return 0
    values = {name: one.fee[name] for name in FEE_FIELDS}
    if fees and all(getattr(fees[-1], name) == value for name, value in values.items()):
        return 0
    since = one.fee["valid_from"] or SINCE
    if fees:
        since = max(since, fees[-1].valid_from + timedelta(days=1), athens_day(at))
    fee = ServiceFee.objects.create(service=row, valid_from=since, is_shipped=True, **values)
    if fees:
        record("catalogue.fee.set", row, actor=None, at=at, after=fee_facts(fee))
    return 1


def fee_facts(fee: ServiceFee) -> dict[str, Any]:
    """Return a fee as the trail keeps it."""
    return {
        "kind": fee.kind,
        "amount": fee.amount,
        "valid_from": fee.valid_from,
        "decision": fee.decision,
    }
