"""Kinds of charge, tariffs, surcharge regimes and ways of paying: law entered as rows."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.revenue.models import (
    ActLimit,
    ChargeKind,
    EarlyRule,
    LawFigure,
    Method,
    ObjectionTerm,
    PayTerm,
    SurchargeRate,
    SurchargeRegime,
    Tariff,
)
from backoffice.revenue.rules import first_day_of_tariff

from .errors import TariffOverlaps, TariffTooEarly, UnknownChargeKind

DEFAULTS = Path(__file__).parent.parent / "data" / "defaults.json"
ACTS = DEFAULTS.with_name("acts.json")
#: What stands with a kind in the file, and is kept elsewhere.
NOT_FIELDS = frozenset({"code", "regime", "tariffs", "early", "terms"})
LAW = DEFAULTS.with_name("law.json")


def kind_by_code(code: str) -> ChargeKind:
    """Return a kind of charge.

    :raises UnknownChargeKind: if there is none with this code
    """
    kind = ChargeKind.objects.filter(code=code).first()
    if kind is None:
        raise UnknownChargeKind(
            _("There is no kind of charge “%(code)s”. Enter it under Kinds of charge first.")
            % {"code": code}
        )
    return kind


@transaction.atomic
def register_kind(
    *, code: str, facts: dict[str, Any], regime: str | None, actor: User | None, at: datetime
) -> ChargeKind:
    """Enter a kind of charge, or bring the one with this code up to date.

    :param facts: the fields of `ChargeKind` but the code and the regime
    :param regime: the code of the surcharge regime, none where nothing grows
    """
    found = SurchargeRegime.objects.get(code=regime) if regime else None
    before = ChargeKind.objects.filter(code=code).values(*facts).first()
    if before is not None and {key: str(v) for key, v in before.items()} == {
        key: str(v) for key, v in facts.items()
    }:
        return ChargeKind.objects.get(code=code)
    kind, _created = ChargeKind.objects.update_or_create(
        code=code, defaults=facts | {"surcharge_regime": found}
    )
    record(
        "revenue.kind.registered",
        kind,
        actor=actor,
        at=at,
        before=before,
        after=facts | {"regime": regime},
    )
    return kind


@transaction.atomic
def set_tariff(
    *,
    kind: str,
    key: str,
    rate: Decimal,
    label_el: str,
    label_en: str,
    valid_from: date,
    legal_basis: str,
    actor: User | None,
    at: datetime,
    valid_until: date | None = None,
    unit: str = "",
    decision: str = "",
    ada: str = "",
    published_on: date | None = None,
) -> Tariff:
    """Set a tariff from a day on; the one before it ends the day before. Again changes nothing.

    :param key: a category, with `@area` behind it where the council sets areas apart
    :param rate: a fraction of the base, or euros a unit
    :param published_on: the day the council's decision was published, if it was one
    :raises TariffTooEarly: if the law's months since publication have not passed on `valid_from`
    :raises TariffOverlaps: if another tariff of the key is valid on some of the days
    """
    owner = kind_by_code(kind)
    known = Tariff.objects.filter(key=key, valid_from=valid_from).first()
    if known and (known.rate, known.kind_id) == (rate, owner.pk):
        return known
    _check_delay(owner, valid_from, published_on)
    before = _end_tariff_before(owner, key, valid_from)
    try:
        with transaction.atomic():
            tariff = Tariff.objects.create(
                kind=owner,
                key=key,
                label_el=label_el,
                label_en=label_en,
                rate=rate,
                unit=unit,
                valid_from=valid_from,
                valid_until=valid_until,
                legal_basis=legal_basis,
                decision=decision,
                ada=ada,
                published_on=published_on,
            )
    except IntegrityError as error:
        raise TariffOverlaps(
            _(
                "Another tariff “%(key)s” is valid on some of these days. "
                "Choose a later first day, or a last day before that tariff begins."
            )
            % {"key": key}
        ) from error
    record("revenue.tariff.set", tariff, actor=actor, at=at, before=before, after={"rate": rate})
    return tariff


def _check_delay(kind: ChargeKind, valid_from: date, published_on: date | None) -> None:
    if published_on is None or not kind.tariff_delay_months:
        return
    earliest = first_day_of_tariff(published_on, kind.tariff_delay_months)
    if valid_from < earliest:
        raise TariffTooEarly(
            _(
                "A decision published on %(published)s applies from %(earliest)s at the "
                "earliest (%(basis)s). Enter that day or a later one."
            )
            % {
                "published": f"{published_on:%d/%m/%Y}",
                "earliest": f"{earliest:%d/%m/%Y}",
                "basis": kind.legal_basis,
            }
        )


def _end_tariff_before(kind: ChargeKind, key: str, valid_from: date) -> dict[str, Any] | None:
    last = (
        Tariff.objects.select_for_update()
        .filter(kind=kind, key=key, valid_until__isnull=True, valid_from__lt=valid_from)
        .first()
    )
    if last is None:
        return None
    last.valid_until = valid_from - timedelta(days=1)
    last.save(update_fields=["valid_until"])
    return {"rate": str(last.rate), "valid_until": last.valid_until.isoformat()}


@transaction.atomic
def load_defaults(*, actor: User | None, at: datetime) -> None:
    """Enter the kinds, tariffs, regimes and ways of paying that the law sets; again adds nothing.

    Legal sources are named in each row of `data/defaults.json`.
    """
    _load_acts()
    _load_figures()
    data = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    for regime in data["regimes"]:
        _load_regime(regime)
    for method in data["methods"]:
        Method.objects.get_or_create(
            code=method["code"], defaults={k: v for k, v in method.items() if k != "code"}
        )
    for kind in data["kinds"]:
        facts = {k: v for k, v in kind.items() if k not in NOT_FIELDS}
        facts |= data["surcharge_accounts"] | {
            "valid_from": date.fromisoformat(facts["valid_from"])
        }
        register_kind(code=kind["code"], facts=facts, regime=kind["regime"], actor=actor, at=at)
        for tariff in kind.get("tariffs", []):
            _load_tariff(kind["code"], tariff, actor, at)
        for rule in kind.get("early", []):
            names = {"kind": kind_by_code(kind["code"]), "valid_from": rule["valid_from"]}
            EarlyRule.objects.get_or_create(**names, defaults=rule)
        for term in kind.get("terms", []):
            _load_term(kind["code"], term)


def _load_figures() -> None:
    data = json.loads(LAW.read_text(encoding="utf-8"))
    for row in data["figures"]:
        names = {key: row[key] for key in ("key", "valid_from")}
        LawFigure.objects.get_or_create(**names, defaults=row)


def _load_acts() -> None:
    data = json.loads(ACTS.read_text(encoding="utf-8"))
    for row in data["limits"]:
        names = {key: row[key] for key in ("kind", "organ", "valid_from")}
        ActLimit.objects.get_or_create(**names, defaults=row)
    for row in data["objection_terms"]:
        ObjectionTerm.objects.get_or_create(kind=None, valid_from=row["valid_from"], defaults=row)


def _load_regime(row: dict[str, Any]) -> None:
    fields = {k: v for k, v in row.items() if k not in {"code", "rates"}}
    regime, _created = SurchargeRegime.objects.get_or_create(code=row["code"], defaults=fields)
    for rate in row["rates"]:
        SurchargeRate.objects.get_or_create(
            regime=regime, valid_from=date.fromisoformat(rate["valid_from"]), defaults=rate
        )


def _load_term(kind: str, row: dict[str, Any]) -> None:
    regime = SurchargeRegime.objects.get(code=row["regime"])
    PayTerm.objects.get_or_create(
        kind=kind_by_code(kind),
        valid_from=date.fromisoformat(row["valid_from"]),
        defaults=row | {"regime": regime},
    )


def _load_tariff(kind: str, row: dict[str, Any], actor: User | None, at: datetime) -> None:
    if Tariff.objects.filter(key=row["key"]).exists():
        return
    set_tariff(
        kind=kind,
        **row | {"rate": Decimal(row["rate"]), "valid_from": date.fromisoformat(row["valid_from"])},
        actor=actor,
        at=at,
    )
