"""Areas on the ground, reckoned on the ellipsoid (WGS 84) and not on the flat of a map."""

from collections.abc import Sequence
from itertools import pairwise
from math import atanh, cos, radians, sin, sqrt

A = 6_378_137.0  # metres, half the longer axis
E2 = 0.006_694_379_990_14  # square of the first eccentricity
E = sqrt(E2)

Position = Sequence[float]  # longitude, latitude, in degrees
Ring = Sequence[Position]


def area_m2(ring: Ring) -> float:
    """Return the area within a closed ring, in square metres.

    Latitudes are carried onto a plane that keeps areas, where the ring is summed up by its
    corners. Edges of some kilometres differ from the shortest line by less than a millionth.
    """
    if len(ring) < 4:
        return 0.0
    west = ring[0][0]
    points = [(radians(lon - west) * A, _equal_area(radians(lat))) for lon, lat in ring]
    # Corners are taken from the first one, so that the large numbers do not eat the small ones.
    first = points[0][1]
    double = 0.0
    for (x1, y1), (x2, y2) in pairwise(points):
        double += x1 * (y2 - first) - x2 * (y1 - first)
    return abs(double) / 2


def _equal_area(latitude: float) -> float:
    """Return the height of a latitude on the equal-area cylinder, in metres."""
    sine = sin(latitude)
    return A * (1 - E2) / 2 * (sine / (1 - E2 * sine * sine) + atanh(E * sine) / E)


def distance_m(one: Position, other: Position) -> float:
    """Return about how far two near places lie apart, in metres."""
    latitude = radians((one[1] + other[1]) / 2)
    bent = 1 - E2 * sin(latitude) ** 2
    north = radians(other[1] - one[1]) * A * (1 - E2) / bent**1.5
    east = radians(other[0] - one[0]) * A * cos(latitude) / sqrt(bent)
    return sqrt(north * north + east * east)


def crosses_itself(ring: Ring) -> bool:
    """Tell whether two edges of a closed ring meet elsewhere than neighbours at their corner."""
    edges = list(pairwise(ring))
    last = len(edges) - 1
    for i, (a, b) in enumerate(edges):
        for j in range(i + 1, len(edges)):
            c, d = edges[j]
            if j == i + 1 or (i == 0 and j == last):
                if _turns_back(a, b, c, d, first=i == 0 and j == last):
                    return True
            elif _meet(a, b, c, d):
                return True
    return False


def _turns_back(a: Position, b: Position, c: Position, d: Position, *, first: bool) -> bool:
    """Tell whether an edge runs back over its neighbour."""
    corner, before, after = (a, b, c) if first else (b, a, d)
    if _turn(before, corner, after) != 0:
        return False
    ahead = (before[0] - corner[0]) * (after[0] - corner[0])
    return ahead + (before[1] - corner[1]) * (after[1] - corner[1]) > 0


def _turn(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _meet(a: Position, b: Position, c: Position, d: Position) -> bool:
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    apart = _sign(_turn(a, b, c)) * _sign(_turn(a, b, d)) > 0
    return not apart and _sign(_turn(c, d, a)) * _sign(_turn(c, d, b)) <= 0
