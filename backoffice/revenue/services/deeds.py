"""Rules by the day of a deed: less for early payment, time to pay. Rows are added and ended."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.sql import run
from backoffice.revenue.models import ChargeKind, EarlyRule, PayTerm, SurchargeRegime
from backoffice.revenue.positions import DEED

from .errors import EarlyRuleRefused, PayTermRefused
from .kinds import kind_by_code

# No deed is later than the certification of its charge.
CHARGED = f"""
select count(*), max({DEED}) from revenue_charge charge
where charge.kind_id = %(kind)s and charge.state = 'open' and charge."on" >= %(first)s
    and {DEED} between %(first)s and coalesce(%(last)s::date, 'infinity')
"""  # noqa: S608
ONE_DAY = timedelta(days=1)
Refusal = type[EarlyRuleRefused] | type[PayTermRefused]


@transaction.atomic
def set_early_rule(
    *,
    kind: str,
    share: Decimal,
    days: int,
    months: int,
    valid_from: date,
    legal_basis: str,
    actor: User | None,
    at: datetime,
    valid_until: date | None = None,
    decision: str = "",
) -> EarlyRule:
    """Enter by how much debts of a kind are less when they are paid early; again changes nothing.

    :param share: the fraction taken off, between nothing and one
    :param days: days from service or certification, with `months` before them
    :param valid_from: the first day of deeds, or of certifications, to which it applies
    :raises EarlyRuleRefused: if it takes off nothing or all, has no time, or another one applies
    """
    if not 0 < share < 1:
        raise EarlyRuleRefused(_("Enter a share between 0 and 1, such as 0,5 for half."))
    facts = {"days": days, "months": months, "valid_from": valid_from, "valid_until": valid_until}
    facts |= {"legal_basis": legal_basis.strip(), "decision": decision.strip(), "share": share}
    _check(facts, EarlyRuleRefused)
    owner = kind_by_code(kind)
    known = EarlyRule.objects.filter(kind=owner, valid_from=valid_from).first()
    if known and (known.share, known.days, known.months) == (share, days, months):
        return known
    try:
        with transaction.atomic():
            rule = EarlyRule.objects.create(kind=owner, **facts)
    except IntegrityError as error:
        raise EarlyRuleRefused(
            _("Another reduction of this kind applies on some of these days. End that one first.")
        ) from error
    after = {"kind": kind, "share": share, "days": days, "months": months}
    record("revenue.early.set", rule, actor=actor, at=at, after=after)
    return rule


@transaction.atomic
def end_early_rule(*, rule_id: int, last: date, actor: User | None, at: datetime) -> EarlyRule:
    """Let a reduction apply to no deed after a day; what was certified before keeps it.

    :raises EarlyRuleRefused: if it ended already, or would end before it began
    """
    rule = EarlyRule.objects.select_for_update().get(pk=rule_id)
    _end(rule, last, EarlyRuleRefused)
    record("revenue.early.ended", rule, actor=actor, at=at, after={"last": last})
    return rule


@transaction.atomic
def set_pay_term(
    *,
    kind: str,
    days: int,
    months: int,
    regime: str,
    valid_from: date,
    legal_basis: str,
    actor: User | None,
    at: datetime,
    valid_until: date | None = None,
    decision: str = "",
) -> PayTerm:
    """Enter how long debts of deeds from a day on may be paid; the term before ends a day earlier.

    Again changes nothing. What is charged already keeps the term under which it was charged.

    :param days: days from service, with `months` before them
    :param regime: the code of the surcharge regime once the time is over
    :param valid_from: the first day of deeds, or of certifications, to which it applies
    :raises PayTermRefused: if it has no time, another one applies, or debts of its days are open
    """
    facts = {"days": days, "months": months, "valid_from": valid_from, "valid_until": valid_until}
    facts |= {"legal_basis": legal_basis.strip(), "decision": decision.strip()}
    _check(facts, PayTermRefused)
    owner, late = kind_by_code(kind), SurchargeRegime.objects.filter(code=regime).first()
    if late is None:
        raise PayTermRefused(_("Choose what is added to a debt once its time to pay is over."))
    known = PayTerm.objects.filter(kind=owner, valid_from=valid_from).first()
    if known and (known.days, known.months, known.regime_id) == (days, months, late.pk):
        return known
    before = _end_term_before(owner, valid_from)
    _refuse_charged(owner, valid_from, valid_until)
    try:
        with transaction.atomic():
            term = PayTerm.objects.create(kind=owner, regime=late, **facts)
    except IntegrityError as error:
        raise PayTermRefused(
            _(
                "Another time to pay of this kind applies on some of these days. Choose a later "
                "first day, or a last day before that one begins."
            )
        ) from error
    after = {"kind": kind, "days": days, "months": months, "regime": regime}
    record("revenue.term.set", term, actor=actor, at=at, before=before, after=after)
    return term


@transaction.atomic
def end_pay_term(*, term_id: int, last: date, actor: User | None, at: datetime) -> PayTerm:
    """Let a time to pay apply to no deed after a day; later ones follow the kind's own rule.

    :raises PayTermRefused: if it ended already, would end before it began, or before debts that
        are charged by it
    """
    term = PayTerm.objects.select_for_update().get(pk=term_id)
    _end(term, last, PayTermRefused)
    _refuse_charged(term.kind, last + ONE_DAY, None)
    record("revenue.term.ended", term, actor=actor, at=at, after={"last": last})
    return term


def _check(facts: dict[str, Any], refusal: Refusal) -> None:
    if facts["days"] <= 0 and facts["months"] <= 0:
        raise refusal(_("Enter at least one day or month to pay."))
    if not facts["legal_basis"]:
        raise refusal(_("Enter the legal basis; debtors read it on their debt."))
    if facts["valid_until"] and facts["valid_until"] < facts["valid_from"]:
        raise refusal(_("The last day comes before the first one. Enter a later one, or none."))


def _end(rule: EarlyRule | PayTerm, last: date, refusal: Refusal) -> None:
    if rule.valid_until is not None or last < rule.valid_from:
        raise refusal(_("Choose a day after its first one; an end is entered once."))
    rule.valid_until = last
    rule.save(update_fields=["valid_until"])


def _end_term_before(kind: ChargeKind, valid_from: date) -> dict[str, Any] | None:
    last = (
        PayTerm.objects.select_for_update()
        .filter(kind=kind, valid_until__isnull=True, valid_from__lt=valid_from)
        .first()
    )
    if last is None:
        return None
    last.valid_until = valid_from - ONE_DAY
    last.save(update_fields=["valid_until"])
    return {"term": last.pk, "valid_until": last.valid_until.isoformat()}


def _refuse_charged(kind: ChargeKind, first: date, last: date | None) -> None:
    """Refuse to change what open debts of some days bear: their due days would stay behind."""
    ((count, latest),) = run(CHARGED, {"kind": kind.pk, "first": first, "last": last})
    if count:
        raise PayTermRefused(
            ngettext(
                "%(count)s open debt of these days was charged by the rule before. Choose a day "
                "after %(latest)s, or cancel that debt first and charge it anew.",
                "%(count)s open debts of these days were charged by the rule before. Choose a day "
                "after %(latest)s, or cancel those debts first and charge them anew.",
                count,
            )
            % {"count": count, "latest": f"{latest:%d/%m/%Y}"}
        )
