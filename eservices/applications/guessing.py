"""Applications of people who do not sign in: found by their code, which nobody may try out."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from eservices.payments.payment_codes import visitor_of

from .models import Application

HOUR = 3600
#: Codes have sixty random bits, so chance finds none; the limit keeps a machine from trying.
MISSES_AN_HOUR = 20
#: What one network may begin without signing in; a school or a café stays below it.
BEGUN_AN_HOUR = 30


class TooManyTries(DomainError):
    """Too much came from one place without signing in."""

    code = "too_many_tries"


def follow(code: str, request: HttpRequest) -> Application | None:
    """Return an application sent without signing in, by its code, or none for an unknown one.

    :param code: as it was typed; blanks, hyphens and small letters do not matter
    :raises TooManyTries: after twenty unknown codes in an hour from one place
    """
    key = f"applications-misses:{visitor_of(request)}"
    if cache.get(key, 0) >= MISSES_AN_HOUR:
        raise TooManyTries(_("Too many unknown codes. Try again in an hour, or call the office."))
    typed = "".join(sign for sign in code.upper() if sign.isalnum())[:20]
    found = Application.objects.filter(code=typed, user=None, party=None).first()
    if found is None:
        _count(key)
    return found


def need_room_to_begin(request: HttpRequest) -> None:
    """Count an application that is begun without signing in.

    :raises TooManyTries: after thirty in an hour from one place
    """
    key = f"applications-begun:{visitor_of(request)}"
    if cache.get(key, 0) >= BEGUN_AN_HOUR:
        raise TooManyTries(
            _("Too many applications were begun from here. Try again in an hour, or sign in.")
        )
    _count(key)


def _count(key: str) -> None:
    cache.add(key, 0, HOUR)
    cache.incr(key)
