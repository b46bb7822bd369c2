"""Somebody opened a person's data: pages say it here, and whoever keeps looks hears it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from .registry import Registry

SHOWN = 200
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Look:
    """What was opened, and whose data it shows.

    :param what: a word of what is looked at, such as `debts`
    :param parties: identifiers of the persons in the register; nobody known leaves no trace
    :param subject: which one, as its person knows it: a number or a title
    :param reason: why, where the officer or the page knows more than the kind of page says
    """

    what: str
    parties: Collection[int | None]
    subject: str = ""
    reason: str = ""


HEARERS: Registry[Callable[[Look, HttpRequest], None]] = Registry("kernel.sights")


def note(look: Look, request: HttpRequest) -> None:
    """Tell whoever keeps looks that the reader of a page saw a person's data."""
    for name in HEARERS.kinds():
        HEARERS.get(name)(look, request)


class Looking(Protocol):
    """A page that says whose data it shows."""

    def look(self) -> Look | None:
        """Return whose data the page shows; nothing where it shows nobody's."""


def note_shown(page: Looking, request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Note the look at a page that was shown, not at one that was refused or sent elsewhere."""
    if request.method in READING and answer.status_code == SHOWN:
        found = page.look()
        if found is not None:
            note(found, request)
    return answer


class SeenMixin(View):
    """A page of Wagtail's own making with one person's data; it stands first among the bases."""

    def look(self) -> Look | None:
        """Return whose data the page shows; nothing where it shows nobody's."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and note the look."""
        return note_shown(self, request, super().dispatch(request, *args, **kwargs))
