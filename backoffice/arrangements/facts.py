"""Rows of law as the rules take them."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import ZERO
from backoffice.revenue import queries as revenue_queries

from .errors import RateMissing, SchemeClosed
from .models import Arrangement, BaseRate, GrantLimit, Terms
from .rules import Band, InterestTerms, Loss, WaiverStep, yearly_interest
from .states import Cause, Organ


def terms_on(scheme: str, on: date) -> Terms:
    """Return the terms under which a scheme takes applications on a day.

    :raises SchemeClosed: if it takes none
    """
    found = (
        Terms.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), scheme__code=scheme, valid_from__lte=on
        )
        .select_related("scheme")
        .first()
    )
    if found is None:
        raise SchemeClosed(
            _("This scheme takes no applications on %(day)s. Choose another one.")
            % {"day": f"{on:%d/%m/%Y}"}
        )
    return found


def losses_of(terms: Terms) -> list[Loss]:
    """Return the causes of loss with their limits."""
    return [(rule.cause, rule.limit) for rule in terms.losses.all()]


def losses_for(arrangement: Arrangement) -> list[Loss]:
    """Return the causes of loss of an arrangement; one taken over was late before it came."""
    found = losses_of(arrangement.terms)
    before = arrangement.taken_over.late_before if hasattr(arrangement, "taken_over") else 0
    if not before:
        return found
    return [
        (cause, limit - before if cause == Cause.LATE_TOTAL else limit) for cause, limit in found
    ]


def waivers_of(terms: Terms) -> list[WaiverStep]:
    """Return the table of waivers."""
    return [WaiverStep(w.group, w.least, w.most, w.share) for w in terms.waivers.all()]


def bands_of(terms: Terms, debtor: str) -> list[Band]:
    """Return the scale of ability to pay for natural or legal persons."""
    return [Band(band.up_to, band.rate) for band in terms.bands.all() if band.debtor == debtor]


def rate_for(terms: Terms, number: int, certified: Decimal, on: date, *, second: bool) -> Decimal:
    """Return the yearly interest that an arrangement of these terms bears, as a fraction.

    :raises RateMissing: if no base rate was entered for the day
    """
    if not terms.bears_interest:
        return Decimal(0)
    base = BaseRate.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if base is None:
        raise RateMissing(
            _("No base rate is entered for %(day)s. The treasury enters it under Base rates.")
            % {"day": f"{on:%d/%m/%Y}"}
        )
    ceiling = None
    if terms.ceiling_regime:
        ceiling = revenue_queries.yearly_surcharge_rate(terms.ceiling_regime, on)
    interest = InterestTerms(terms.margin, terms.long_after, terms.long_margin, terms.free_up_to)
    extra = terms.second_margin if second else ZERO
    return yearly_interest(number, certified, base.rate, interest, ceiling, extra)


def organ_for(principal: Decimal, on: date) -> Organ:
    """Return who grants an arrangement of debts.

    Legal source: ΚΔΚ άρθρο 170, ν.4257/2014 άρθρο 48, ν.5056/2023 άρθρο 9.

    :param principal: euros of the debts themselves
    """
    limit = (
        GrantLimit.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), above__lt=principal, valid_from__lte=on
        )
        .order_by("-above")
        .first()
    )
    return Organ(limit.organ) if limit else Organ.TREASURER
