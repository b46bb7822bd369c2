"""The law entered as rows: schemes with their terms, limits of organs, base rates."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements.errors import RateOverlaps
from backoffice.arrangements.models import (
    AbilityBand,
    BaseRate,
    ExcludedKind,
    GrantLimit,
    LossRule,
    Scheme,
    Terms,
    Waiver,
)
from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.revenue import services as revenue

DEFAULTS = Path(__file__).parent.parent / "data" / "schemes.json"
CHILDREN: dict[str, Any] = {
    "losses": LossRule,
    "waivers": Waiver,
    "bands": AbilityBand,
    "excluded": ExcludedKind,
}


@transaction.atomic
def load_defaults(*, actor: User | None, at: datetime) -> None:
    """Enter the schemes, limits and kinds of charge that the law sets; again adds nothing.

    Legal sources are named in each row of `data/schemes.json`.
    """
    data = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    for row in data["schemes"]:
        scheme, _created = Scheme.objects.get_or_create(
            code=row["code"], defaults={"name_el": row["name_el"], "name_en": row["name_en"]}
        )
        for terms in row["terms"]:
            _load_terms(scheme, terms)
    for row in data["organs"]:
        GrantLimit.objects.get_or_create(
            above=Decimal(row["above"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={"organ": row["organ"], "legal_basis": row["legal_basis"]},
        )
    for row in data["kinds"]:
        facts = {k: v for k, v in row.items() if k != "code"} | data["accounts"]
        facts["valid_from"] = date.fromisoformat(facts["valid_from"])
        revenue.register_kind(code=row["code"], facts=facts, regime=None, actor=actor, at=at)


def _load_terms(scheme: Scheme, row: dict[str, Any]) -> None:
    fields = {k: v for k, v in row.items() if k not in CHILDREN and k != "valid_from"}
    terms, created = Terms.objects.get_or_create(
        scheme=scheme, valid_from=date.fromisoformat(row["valid_from"]), defaults=fields
    )
    if created:
        for name, model in CHILDREN.items():
            model.objects.bulk_create(model(terms=terms, **child) for child in row[name])


@transaction.atomic
def set_base_rate(
    *, rate: Decimal, valid_from: date, basis: str, actor: User | None, at: datetime
) -> BaseRate:
    """Enter the rate that the Bank of Greece published, used from a day on; again changes nothing.

    Legal source: ν.4152/2013 Α.2 (ν.4646/2019).

    :param rate: a fraction of a year
    :param basis: which publication it stands in
    :raises RateOverlaps: if another rate is used from that day
    """
    known = BaseRate.objects.filter(valid_from=valid_from).first()
    if known is not None and known.rate == rate:
        return known
    try:
        with transaction.atomic():
            made = BaseRate.objects.create(rate=rate, valid_from=valid_from, basis=basis)
    except IntegrityError as error:
        raise RateOverlaps(
            _("Another base rate is used from that day. Enter the next day, or leave it.")
        ) from error
    record(
        "arrangements.base_rate.set",
        made,
        actor=actor,
        at=at,
        after={"rate": rate, "valid_from": valid_from, "basis": basis},
    )
    return made


@transaction.atomic
def open_longer_term(*, terms_id: int, is_open: bool, actor: User | None, at: datetime) -> Terms:
    """Say whether municipal debts may take the longer term; again changes nothing.

    Legal source: ν.4152/2013 Α.2 gives it to debts that are no tax.
    """
    terms = Terms.objects.select_for_update().get(pk=terms_id)
    if terms.able_is_open != is_open:
        before = {"able_is_open": terms.able_is_open}
        terms.able_is_open = is_open
        terms.save(update_fields=["able_is_open"])
        after = {"able_is_open": is_open}
        record("arrangements.term.opened", terms, actor=actor, at=at, before=before, after=after)
    return terms
