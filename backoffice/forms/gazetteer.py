"""The town's own map: streets found by name, without asking anybody outside."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from backoffice.kernel.text import fold

from .geometry import distance_m
from .places import DECIMALS

KINDS_OF_ROAD = re.compile(r"^(?:οδοσ|λεωφοροσ|πλατεια|odos|street)\s+")
NUMBER = re.compile(r"^(.*?)[\s,]+(\d{1,4})\s*\D?$")


@dataclass(frozen=True)
class Street:
    """A street with its line and the house numbers at its ends."""

    name: str
    line: tuple[tuple[float, float], ...]
    first: int
    last: int


@lru_cache(maxsize=4)
def streets(path: str) -> Mapping[str, Street]:
    """Return the streets of a map by folded name."""
    found = finders.find(path) if path else None
    if not found:
        return {}
    features = json.loads(Path(str(found)).read_text(encoding="utf-8")).get("features", [])
    made: dict[str, Street] = {}
    for feature in features:
        facts, shape = feature.get("properties", {}), feature.get("geometry", {})
        if facts.get("kind") != "street" or shape.get("type") != "LineString":
            continue
        line = tuple((float(lon), float(lat)) for lon, lat in shape["coordinates"])
        street = Street(facts["name"], line, int(facts.get("from", 1)), int(facts.get("to", 1)))
        for name in (facts["name"], facts.get("name_en", "")):
            if name:
                made[_bare(name)] = street
    return made


def _bare(name: str) -> str:
    return KINDS_OF_ROAD.sub("", fold(name)).strip()


def find(text: str) -> dict[str, float] | None:
    """Return about where an address of the town is, or nothing if its street is not known.

    :param text: `Αριάδνης 12`; without a number the middle of the street
    """
    typed = fold(text[:120].split(",")[0] if not text.strip()[:1].isdigit() else text[:120])
    match = NUMBER.match(typed)
    name, number = (match[1], int(match[2])) if match else (typed, None)
    street = streets(settings.MAP_BASE).get(_bare(name))
    if street is None:
        return None
    span = max(street.last - street.first, 1)
    share = 0.5 if number is None else min(max((number - street.first) / span, 0.0), 1.0)
    lon, lat = along(street.line, share)
    return {"lat": round(lat, DECIMALS), "lon": round(lon, DECIMALS)}


def along(line: Sequence[tuple[float, float]], share: float) -> tuple[float, float]:
    """Return the place that lies a share of the whole length along a line."""
    lengths = [distance_m(a, b) for a, b in pairwise(line)]
    left = sum(lengths) * share
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        if left <= length and length > 0:
            part = left / length
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= length
    return line[-1]


def map_settings() -> dict[str, Any]:
    """Return what the browser's script needs to draw the map."""
    return {
        "base": settings.MAP_BASE,
        "tiles": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
        "centre": settings.MAP_CENTRE,
        "zoom": settings.MAP_ZOOM,
    }
