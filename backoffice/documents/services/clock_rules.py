"""Time limits that a service of the town has of its own, entered as rules of the legal clock."""

from datetime import date, datetime

from backoffice.audit.services import record
from backoffice.documents.models import ClockRule
from backoffice.identity.models import User
from backoffice.kernel.transactions import joined

from .clock import GENERAL, rules_on

LONGEST_CODE = 40


@joined
def need_clock_rule(
    *,
    days: int,
    unit: str,
    code: str,
    name_el: str,
    name_en: str,
    basis: str,
    on: date,
    actor: User | None,
    at: datetime,
) -> str:
    """Return the code of a rule of so many days, entering it the first time it is needed.

    :param unit: `calendar` or `working`
    :param code: what the rule is called if it is new; what happens in silence is the general rule's
    """
    wanted = f"{code[: LONGEST_CODE - 6]}-{days}{unit[0]}"
    in_force = rules_on({GENERAL, wanted}, on)
    general = in_force.get(GENERAL)
    if general is not None and (general.days, str(general.unit)) == (days, unit):
        return GENERAL
    if wanted in in_force:
        return wanted
    rule, is_new = ClockRule.objects.get_or_create(
        code=wanted,
        valid_from=on,
        defaults={
            "name_el": name_el[:200],
            "name_en": name_en[:200],
            "days": days,
            "unit": unit,
            "legal_basis": basis[:240],
            "after_el": general.after_el if general else "",
            "after_en": general.after_en if general else "",
        },
    )
    if is_new:
        after = {"code": wanted, "days": days, "unit": unit}
        record("documents.clock_rule.entered", rule, actor=actor, at=at, after=after)
    return wanted
