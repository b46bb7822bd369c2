"""Lists for the offices: charges, payments and receipts as staff look for them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from backoffice.kernel.money import ZERO, MoneyField
from backoffice.party.queries import find_parties
from backoffice.revenue.models import (
    ActLimit,
    Allocation,
    Charge,
    ChargeKind,
    ChargeList,
    Credit,
    EarlyRule,
    Exemption,
    GivenInterest,
    Payment,
    PayTerm,
    Receipt,
    SurchargeRegime,
)
from backoffice.revenue.rules import check_rf, parse_charge_number
from backoffice.revenue.states import ChargeState, Component


def charges(
    *, kind: str = "", state: str = "", due: str = "", text: str = "", on: date
) -> QuerySet[Charge]:
    """Return charges with what is open of each as `open_amount`, in euros without surcharges.

    :param due: `overdue` or `coming`, or nothing for all
    :param text: number as 12/2026 or 3-12/2026, payment code, or a debtor's AFM or name
    """
    found = with_open_amount(Charge.objects.select_related("kind", "debtor"))
    if kind:
        found = found.filter(_of_kind(kind))
    if state:
        found = found.filter(state=state)
    if due == "overdue":
        found = found.filter(state=ChargeState.OPEN, due_on__lt=on)
    if due == "coming":
        found = found.filter(state=ChargeState.OPEN, due_on__gte=on)
    return about(found, text).order_by("-id")


def _of_kind(code: str) -> Q:
    """Choose by kind along the indexes by list and of what is outside lists.

    One by kind would cost each charge of a mass run more than this page is worth. The latest of
    the kind is where to begin: what is charged no more lies behind years of other charges.
    """
    kind = ChargeKind.objects.filter(code=code).first()
    last = Charge.objects.filter(list=OuterRef("pk")).order_by("-number").values("pk")[:1]
    lists: dict[int, int] = dict(
        ChargeList.objects.filter(kind=kind)
        .annotate(last=Subquery(last))
        .exclude(last=None)
        .values_list("pk", "last")
    )
    alone = Charge.objects.filter(list=None, kind=kind).order_by("-id").first()
    latest = max([*lists.values(), *([alone.pk] if alone else [])], default=0)
    outside, inside = Q(list=None, kind=kind), Q(list__in=list(lists))
    return Q(pk__lte=latest) & (inside if not alone else outside if not lists else inside | outside)


def with_open_amount(found: QuerySet[Charge]) -> QuerySet[Charge]:
    """Give charges what is open of each as `open_amount`, in euros without surcharges."""
    return found.annotate(open_amount=_open())


def _open() -> Case:
    credited = (
        Allocation.objects.filter(charge=OuterRef("pk"), component=Component.PRINCIPAL)
        .order_by()
        .values("charge")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    return Case(
        When(state=ChargeState.OPEN, then=F("principal") - Coalesce(Subquery(credited), ZERO)),
        default=Value(ZERO),
        output_field=MoneyField(),
    )


def about(found: QuerySet[Charge], text: str) -> QuerySet[Charge]:
    """Return the charges that a text names by number, payment code, or the debtor's AFM or name."""
    text = text.strip()
    if not text:
        return found
    numbered = parse_charge_number(text)
    if numbered:
        series, number, year = numbered
        held = ChargeList.objects.filter(year=year, number=int(series)) if series else None
        within = {"list__in": held} if series else {"list": None}
        return found.filter(series=series, number=number, year=year, **within)
    code = check_rf(text)
    if code:
        return found.filter(rf_code=code)
    return found.filter(debtor__in=find_parties(text))


def kinds() -> QuerySet[ChargeKind]:
    """Return the kinds of charge."""
    return ChargeKind.objects.select_related("surcharge_regime").order_by("name_el")


def debtors(text: str) -> QuerySet[Any, Any]:
    """Return people with charges whom words name; nobody without words.

    The columns are `person` (the code), `afm`, `name`, `first_name`, and how many charges are
    `open`.

    :param text: AFM or name
    """
    found = Charge.objects.filter(debtor__in=find_parties(text)) if text.strip() else None
    return (
        (Charge.objects.none() if found is None else found)
        .order_by()
        .values(
            person=F("debtor__code"),
            afm=F("debtor__afm"),
            name=F("debtor__name"),
            first_name=F("debtor__first_name"),
        )
        .annotate(open=Count("id", filter=Q(state=ChargeState.OPEN)))
        .order_by("name", "first_name", "person")
    )


def exemptions_of(party_id: int) -> QuerySet[Exemption]:
    """Return the days on which a person's debts carry no interest, withdrawn ones with them."""
    return Exemption.objects.filter(party=party_id).order_by("-first", "-pk")


def act_limits() -> QuerySet[ActLimit]:
    """Return up to which amounts organs decide on acts."""
    return ActLimit.objects.order_by("kind", "valid_from", F("up_to").asc(nulls_last=True))


def early_rules() -> QuerySet[EarlyRule]:
    """Return the reductions for early payment, by kind, the latest first."""
    return EarlyRule.objects.select_related("kind").order_by("kind__name_el", "-valid_from")


def pay_terms(*, kind: str = "", on: date | None = None) -> QuerySet[PayTerm]:
    """Return time to pay and surcharge by the day of the deed, by kind, the latest first.

    :param kind: the code of a kind of charge, all of them without one
    :param on: the day of deeds, those of all days without one
    """
    terms = PayTerm.objects.select_related("kind", "regime")
    if kind:
        terms = terms.filter(kind__code=kind)
    if on:
        terms = terms.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on
        )
    return terms.order_by("kind__name_el", "-valid_from")


def surcharge_regimes() -> QuerySet[SurchargeRegime]:
    """Return how late debts may grow, by name."""
    return SurchargeRegime.objects.order_by("name_el")


def allocations_of(charge: Charge) -> QuerySet[Allocation]:
    """Return what was credited to a charge, the earliest first."""
    return charge.allocations.select_related("payment", "receipt", "relief", "act").order_by("pk")


def interest_given(charge: Charge) -> QuerySet[GivenInterest]:
    """Return the interest of a charge that was credited to its debtor, with its explanation."""
    return charge.interest_given.order_by("pk")


def payments(
    *, state: str = "", method: str = "", first: date, last: date, text: str = ""
) -> QuerySet[Payment]:
    """Return payments started in a range of days, the latest first.

    :param text: reference, bank reference or session, or the party's AFM or name
    """
    found = Payment.objects.select_related("party", "method", "payer").filter(
        started_at__date__gte=first, started_at__date__lte=last
    )
    if state:
        found = found.filter(state=state)
    if method:
        found = found.filter(method__code=method)
    text = text.strip()
    if text:
        named = Q(code=text.upper()) | Q(bank_reference=text) | Q(session_id=text)
        found = found.filter(named | Q(party__in=find_parties(text)))
    return found.order_by("-id")


def items_of(payment: Payment) -> QuerySet:
    """Return the charges that a payment names."""
    return payment.items.select_related("charge__kind").order_by("position")


def receipts(*, series: str = "", first: date, last: date, text: str = "") -> QuerySet[Receipt]:
    """Return receipts of a range of days, the latest first.

    :param text: a number as A-2026-000001, or the party's AFM or name
    """
    found = Receipt.objects.select_related(
        "payment__party", "payment__method", "entry", "reverses"
    ).filter(on__gte=first, on__lte=last)
    if series:
        found = found.filter(series=series)
    parts = text.strip().upper().split("-")
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
        return found.filter(series=parts[0], year=int(parts[1][:4]), number=int(parts[2][:9]))
    if text.strip():
        found = found.filter(payment__party__in=find_parties(text))
    return found.order_by("-id")


def receipts_of(payment: Payment) -> QuerySet[Receipt]:
    """Return a payment's receipt and counter-receipts."""
    return payment.receipts.select_related("entry").order_by("pk")


def credits_kept() -> QuerySet[Credit]:
    """Return the credits that are not used up, with what is left of each as `left`."""
    used = Coalesce(Sum("uses__amount"), ZERO, output_field=MoneyField())
    return (
        Credit.objects.filter(of=None)
        .select_related("party", "receipt", "relief")
        .annotate(left=F("amount") + used)
        .filter(left__gt=Decimal(0))
        .order_by("-id")
    )
