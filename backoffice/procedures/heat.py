"""How a version's steps do: counts and times in words, and the shade of each on the picture."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import queries
from .engine.net import ACTIVITIES
from .models import Version
from .nets import choose
from .words import names_of

SHADES = 5
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Warmth:
    """One step with its figures.

    :param shade: 1 (fastest) to 5 (slowest), by the median; 0 where nothing passed
    """

    element: str
    name: str
    count: int
    median: str
    p90: str
    shade: int
    seconds: float


def warmth(version: Version, since: datetime, language: str) -> list[Warmth]:
    """Return the figures of every activity and wait of a version, the slowest first."""
    from .engine import reading

    net = choose(reading.read(version.xml), version.definition.key)
    figures, names = queries.step_figures(version, since), names_of(version.xml, language)
    told = [
        element
        for element in net.elements.values()
        if element.kind in ACTIVITIES or element.event.kind in ("timer", "message")
    ]
    slowest = max((f.median for f in figures.values()), default=0) or 1
    rows = []
    for element in told:
        figure = figures.get(element.id)
        seconds = figure.median if figure else 0
        rows.append(
            Warmth(
                element=element.id,
                name=names.get(element.id) or element.id,
                count=figure.count if figure else 0,
                median=span(figure.median) if figure else "",
                p90=span(figure.p90) if figure else "",
                shade=1 + min(int(SHADES * seconds / slowest), SHADES - 1) if figure else 0,
                seconds=seconds,
            )
        )
    return sorted(rows, key=lambda row: (-row.seconds, -row.count))


def span(seconds: float) -> str:
    """Return a time in the unit that people would choose."""
    if seconds < MINUTE:
        return _("under a minute")
    for size, form in (
        (DAY, lambda n: ngettext("%(n)d day", "%(n)d days", n)),
        (HOUR, lambda n: ngettext("%(n)d hour", "%(n)d hours", n)),
        (MINUTE, lambda n: ngettext("%(n)d minute", "%(n)d minutes", n)),
    ):
        if seconds >= size:
            count = round(seconds / size)
            return form(count) % {"n": count}
    return ""
