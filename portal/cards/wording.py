"""The facts of a service in words, for cards and lists alike."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eservices.catalogue.states import AuthLevel, DeadlineKind, FeeKind, OutputType
from theme.formatting import euro


def time_limit(service: Any) -> str:
    """Return the time limit in words, or nothing where the law sets none."""
    days = service.deadline_days
    if days is None or service.deadline_kind == DeadlineKind.NONE:
        return ""
    if days == 0:
        return _("The same day")
    if service.deadline_kind == DeadlineKind.WORKING:
        said = ngettext("%(days)d working day", "%(days)d working days", days)
    else:
        said = ngettext("%(days)d day", "%(days)d days", days)
    return str(said % {"days": days})


def price(fee: Any) -> str:
    """Return what it costs in a few words; the words of the fee say the rest."""
    if fee is None or fee.kind == FeeKind.NONE:
        return _("Free")
    if fee.amount is not None and not fee.formula:
        amount = euro(fee.amount)
        return _("%(amount)s (e-Parabolo)") % {"amount": amount} if is_parabolo(fee) else amount
    return _("By e-Parabolo") if is_parabolo(fee) else _("By tariff")


def is_parabolo(fee: Any) -> bool:
    """Tell whether the fee is bought from the State."""
    return bool(fee.kind == FeeKind.PARABOLO)


def sign_in_note(service: Any) -> str:
    """Say whether somebody has to sign in, and with what."""
    return {
        AuthLevel.ANONYMOUS: _("You do not need to sign in."),
        AuthLevel.EMAIL: _("You need an account with a confirmed e-mail address."),
        AuthLevel.TAXISNET: _("You sign in with your TAXISnet codes."),
        AuthLevel.TAX_LINK: _(
            "You sign in with your TAXISnet codes, and your tax record must be confirmed."
        ),
    }[AuthLevel(service.auth_level)]


def validity(service: Any) -> str:
    """Return how long the output may be used, or nothing."""
    if service.output_months:
        months = service.output_months
        return str(ngettext("%(n)d month", "%(n)d months", months) % {"n": months})
    if service.output_days:
        days = service.output_days
        return str(ngettext("%(n)d day", "%(n)d days", days) % {"n": days})
    return ""


def output(service: Any) -> str:
    """Return what a service ends in, with how long it may be used."""
    if service.output_type == OutputType.REDIRECT:
        return ""
    label = str(OutputType(service.output_type).label)
    until = validity(service)
    return (
        _("%(output)s, valid for %(time)s") % {"output": label, "time": until} if until else label
    )


def accepted(document: Any) -> str:
    """Return which files a document may come in and how large."""
    kinds = {"pdf": "PDF", "image": _("photograph or scan"), "office": _("office file")}
    said = ", ".join(kinds[kind] for kind in document.get("accept", []) if kind in kinds)
    most = document.get("max_mb")
    return _("%(kinds)s, up to %(most)d MB") % {"kinds": said, "most": most} if most else said
