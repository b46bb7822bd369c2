"""Places and areas as answers: coordinates typed, clicked or sent, kept as GeoJSON has them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from backoffice.kernel.money import cents

from .fields import MAX_CORNERS, Field
from .figures import shown_number
from .geometry import area_m2, crosses_itself
from .wrong import Wrong

# Greece and its waters: a place elsewhere is a slip of the hand or two numbers turned around.
SOUTH, NORTH, WEST, EAST = 34.0, 42.0, 19.0, 30.0
DECIMALS = 6  # a tenth of a metre
NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d{1,15})?", re.ASCII)
DEGREES = r"(-?\d{1,3}(?:\.\d{1,15})?)"
PAIR = re.compile(rf"\s*{DEGREES}(?:\s*[,;]\s*|\s+){DEGREES}\s*", re.ASCII)
SMALLEST = 0.1  # square metres


def read_point(field: Field, raw: Any, today: date) -> dict[str, float]:
    """Read a place: `{"lat", "lon"}`, or typed as `35.339, 25.133`."""
    if isinstance(raw, str) and len(raw) <= 80 and (pair := PAIR.fullmatch(raw)):
        raw = {"lat": pair[1], "lon": pair[2]}
    if not isinstance(raw, Mapping) or not set(raw) <= {"lat", "lon"}:
        raise Wrong(_("Show the place on the map, or write its latitude and longitude."))
    lat, lon = _degrees(raw.get("lat")), _degrees(raw.get("lon"))
    if lat is None or lon is None:
        raise Wrong(_("Write latitude and longitude in degrees, such as 35.339 and 25.133."))
    _in_greece(lat, lon)
    return {"lat": lat, "lon": lon}


def read_polygon(field: Field, raw: Any, today: date) -> list[list[float]]:
    """Read the edge of an area: a closed ring of longitude and latitude, counter-clockwise."""
    ring = _ring(raw)
    if len(ring) < 4:
        raise Wrong(_("An area needs at least three corners."))
    if len(ring) > MAX_CORNERS + 1:
        raise Wrong(_("An area has at most %(max)d corners.") % {"max": MAX_CORNERS})
    for lon, lat in ring:
        _in_greece(lat, lon)
    if crosses_itself(ring):
        raise Wrong(_("The edge of the area crosses itself. Move or remove a corner."))
    area = area_m2(ring)
    if area < SMALLEST:
        raise Wrong(_("The area is empty. Move its corners apart."))
    _of_size(field, area)
    return ring if _counter_clockwise(ring) else ring[::-1]


def square_metres(ring: Any) -> Decimal:
    """Return the area of a kept ring in square metres, to the hundredth."""
    return cents(Decimal(str(area_m2(ring))))


def _ring(raw: Any) -> list[list[float]]:
    """Return a closed ring without corners that come twice in a row."""
    if isinstance(raw, Mapping) and raw.get("type") == "Polygon":
        rings = raw.get("coordinates")
        raw = rings[0] if isinstance(rings, list) and len(rings) == 1 else None
    if not isinstance(raw, list | tuple):
        raise Wrong(_("Draw the area on the map, or write its corners one a line."))
    ring: list[list[float]] = []
    for corner in raw[: MAX_CORNERS * 2]:
        if not isinstance(corner, list | tuple) or len(corner) != 2:
            raise Wrong(_("Write each corner as latitude and longitude."))
        lon, lat = _degrees(corner[0]), _degrees(corner[1])
        if lon is None or lat is None:
            raise Wrong(_("Write each corner as latitude and longitude."))
        if not ring or ring[-1] != [lon, lat]:
            ring.append([lon, lat])
    if ring and ring[0] != ring[-1]:
        ring.append(list(ring[0]))
    return ring


def _degrees(raw: Any) -> float | None:
    if isinstance(raw, str) and NUMBER.fullmatch(raw.strip()):
        raw = float(raw.strip().replace(",", "."))
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    if not -180 <= raw <= 180 or not isfinite(raw):
        return None
    return round(float(raw), DECIMALS) + 0.0


def _in_greece(lat: float, lon: float) -> None:
    if SOUTH <= lat <= NORTH and WEST <= lon <= EAST:
        return
    if SOUTH <= lon <= NORTH and WEST <= lat <= EAST:
        raise Wrong(_("Latitude and longitude are turned around. Latitude comes first."))
    raise Wrong(_("This place is not in Greece. Look at the coordinates again."))


def _of_size(field: Field, area: float) -> None:
    if field.min is not None and area < field.min:
        raise Wrong(
            _("The area is smaller than %(least)s m².") % {"least": shown_number(field.min)}
        )
    if field.max is not None and area > field.max:
        raise Wrong(_("The area is larger than %(most)s m².") % {"most": shown_number(field.max)})


def _counter_clockwise(ring: list[list[float]]) -> bool:
    """Tell which way a ring turns; GeoJSON (RFC 7946) wants it against the clock."""
    first = ring[0]
    double = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        double += (x1 - first[0]) * (y2 - first[1]) - (x2 - first[0]) * (y1 - first[1])
    return double > 0
