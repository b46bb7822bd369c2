"""Cash desks: set up and changed, never deleted."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.treasury.errors import CodeTaken, UnknownDesk
from backoffice.treasury.models import Desk


@transaction.atomic
def set_up_desk(
    *,
    code: str,
    name_el: str,
    name_en: str,
    actor: User | None,
    at: datetime,
    limit: Decimal = Decimal("10.00"),
    bank_account: str = "42201",
    terminal: str = "",
) -> Desk:
    """Set up a cash desk; from the first one on, cash is taken at desks only.

    :param limit: euros of difference that the cashier may settle alone
    :param bank_account: the account of the bank into which the desk deposits
    :raises CodeTaken: if a desk has the code
    """
    facts = {
        "name_el": name_el,
        "name_en": name_en,
        "limit": limit,
        "bank_account": bank_account,
        "terminal": terminal,
    }
    try:
        with transaction.atomic():
            desk = Desk.objects.create(code=code, **facts)
    except IntegrityError as error:
        raise CodeTaken(
            _("A cash desk has the code “%(code)s”. Choose another code.") % {"code": code}
        ) from error
    record("treasury.desk.set_up", desk, actor=actor, at=at, after={"code": code, **facts})
    return desk


@transaction.atomic
def change_desk(*, desk_id: int, facts: dict[str, Any], actor: User, at: datetime) -> Desk:
    """Change a desk's names, limit, bank account, terminal or use.

    A session that is open keeps the limit it began with.

    :raises UnknownDesk: if there is none
    """
    desk = Desk.objects.select_for_update(no_key=True).filter(pk=desk_id).first()
    if desk is None:
        raise UnknownDesk(_("There is no such cash desk. Go back to the list and choose one."))
    before = {name: getattr(desk, name) for name in facts}
    for name, value in facts.items():
        setattr(desk, name, value)
    desk.save(update_fields=list(facts))
    record("treasury.desk.changed", desk, actor=actor, at=at, before=before, after=facts)
    return desk
