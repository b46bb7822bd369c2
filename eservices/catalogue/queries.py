"""Public reads: services, what they cost, whether they are open, who gives them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from backoffice.kernel.dates import athens_day

from . import rules
from .models import OfficeContact, Service, ServiceFee, Topic, Window
from .registry import CARDS
from .rules import Fee, Opening
from .states import Availability, FeeKind


def service(code: str) -> Service | None:
    """Return a service that is offered, with its department."""
    return services().filter(code=code).first()


def any_service(code: str) -> Service | None:
    """Return a service, offered or not any more."""
    return Service.objects.select_related("department").filter(code=code).first()


def services() -> QuerySet[Service]:
    """Return the services that the town offers, with their departments, in order."""
    return Service.objects.filter(is_offered=True).select_related("department")


def whole_services(offered: bool | None = True) -> QuerySet[Service]:
    """Return services with topics, fees and windows, in four queries.

    :param offered: None returns those that are not offered any more too
    """
    rows = Service.objects.select_related("department")
    if offered is not None:
        rows = rows.filter(is_offered=offered)
    return rows.prefetch_related(
        "topics",
        Prefetch("fees", ServiceFee.objects.order_by("-valid_from")),
        Prefetch("windows", Window.objects.order_by("-opens_at")),
    )


def open_services(on: date) -> list[Service]:
    """Return the services for which one can apply on a day."""
    return [
        one
        for one in whole_services()
        if any(
            opening_of(one, rules.day_start(on) + timedelta(hours=hour)).is_open
            for hour in (0, 12, 23)
        )
    ]


def topics(kind: str = "") -> QuerySet[Topic]:
    """Return the topics, or those of one kind, in order."""
    return Topic.objects.filter(kind=kind) if kind else Topic.objects.all()


def fee_row(one: Service, on: date) -> ServiceFee | None:
    """Return the fee of a service that is in force on a day."""
    rows = sorted(one.fees.all(), key=lambda row: row.valid_from, reverse=True)
    return next((row for row in rows if row.valid_from <= on), None)


def fee_to_come(one: Service, on: date) -> ServiceFee | None:
    """Return the next fee that was announced and does not apply yet on a day."""
    rows = sorted(one.fees.all(), key=lambda row: row.valid_from)
    return next((row for row in rows if row.valid_from > on), None)


def fee_of(one: Service, answers: Mapping[str, Any], on: date) -> Fee:
    """Return what an application with these answers costs on a day."""
    row = fee_row(one, on)
    if row is None:
        return rules.FREE
    tariff = rules.Tariff(row.kind, row.amount, row.formula, row.rows)
    amount, lines = rules.reckon(tariff, {"today": on.isoformat(), **answers})
    codes = [
        code["code"]
        for code in row.codes
        if amount is None or Decimal(code["amount"] or 0) in (amount, 0)
    ]
    return Fee(
        kind=row.kind,
        amount=amount,
        is_ours=row.kind != FeeKind.PARABOLO,
        lines=tuple(lines),
        text={"el": row.text_el, "en": row.text_en},
        codes=tuple(codes),
        legal_basis={"el": row.legal_basis_el, "en": row.legal_basis_en},
        decision=row.decision,
        valid_from=row.valid_from,
    )


def refund_share(one: Service, happened: rules.Happening, on: date) -> int:
    """Return how many hundredths of the fee that was in force on a day are given back."""
    row = fee_row(one, on)
    if row is None:
        return 0
    return rules.refund_share(
        row.kind, happened, withdrawn=row.refund_withdrawn, rejected=row.refund_rejected
    )


def opening_of(one: Service, at: datetime) -> Opening:
    """Return whether a service takes applications at an instant, and its window."""
    if not one.is_offered:
        return Opening("withdrawn")
    rows = one.windows.all() if one.availability == Availability.WINDOW else ()
    found = rules.opening(
        one.availability,
        at,
        windows=[(row.opens_at, row.closes_at) for row in rows],
        yearly=(one.yearly_from, one.yearly_until),
        url=one.redirect_url,
    )
    return found if found.url or not one.redirect_url else replace(found, url=one.redirect_url)


def next_change(one: Service, at: datetime) -> datetime | None:
    """Return the next instant at which the window or the fee of a service changes, if any."""
    found = opening_of(one, at)
    to_come = fee_to_come(one, athens_day(at))
    edges = [edge for edge in (found.opens_at, found.closes_at) if edge and edge > at]
    if to_come is not None:
        edges.append(rules.day_start(to_come.valid_from))
    return min(edges, default=None)


def open_now(one: Service, at: datetime) -> bool:
    """Tell whether one can apply for a service at an instant."""
    return opening_of(one, at).is_open


def office_of(one: Service) -> OfficeContact | None:
    """Return how the department of a service is reached, if it has contacts of its own."""
    if one.department_id is None:
        return None
    return OfficeContact.objects.filter(department=one.department_id).first()


def offices() -> dict[int, OfficeContact]:
    """Return the contacts of every department that has some, by the department's key."""
    return {row.department_id: row for row in OfficeContact.objects.all()}


def contacts() -> QuerySet[OfficeContact]:
    """Return the contacts of departments, by the department's name."""
    return OfficeContact.objects.select_related("department").order_by("department__name_el")


def service_of_page(page_id: int) -> Service | None:
    """Return the service that a page of the site tells of."""
    for name in CARDS.kinds():
        code = CARDS.get(name).code_of(page_id)
        if code:
            return any_service(code)
    return None


def address_of(one: Service, language: str) -> str:
    """Return the path of the page that tells of a service, or nothing without one."""
    for name in CARDS.kinds():
        found = CARDS.get(name).cards([one.code], language).get(one.code)
        if found:
            return found.path
    return ""


def due_for_review(on: date) -> list[tuple[Service, date | None]]:
    """Return the offered services whose facts should be checked again, the oldest first.

    :returns: each with the day on which it fell due; None when nobody ever checked it
    """
    found = []
    for one in services():
        due = one.checked_on + timedelta(days=one.check_every) if one.checked_on else None
        if due is None or due <= on:
            found.append((one, due))
    return sorted(found, key=lambda pair: (pair[1] or date.min, pair[0].code))


def matching(text: str) -> QuerySet[Service]:
    """Return the services whose code, number or title holds a text, offered or not."""
    rows = Service.objects.select_related("department").order_by("number", "code")
    if not text:
        return rows
    wanted = Q(code__icontains=text) | Q(title_el__icontains=text) | Q(title_en__icontains=text)
    return rows.filter(wanted | Q(number=int(text)) if text.isdigit() else wanted)
