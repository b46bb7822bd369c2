"""Areas on the ground, against the formulas of the ellipsoid."""

from math import atanh, cos, pi, radians, sin, sqrt

import pytest

from backoffice.forms import gazetteer
from backoffice.forms.geometry import E2, A, area_m2, crosses_itself, distance_m
from backoffice.forms.places import square_metres


def cell(south: float, north: float, west: float, east: float) -> float:
    """Area between two parallels and two meridians of WGS 84, in square metres."""
    e = sqrt(E2)

    def height(latitude: float) -> float:
        sine = sin(radians(latitude))
        return sine / (1 - E2 * sine**2) + atanh(e * sine) / e

    return A * A * (1 - E2) / 2 * (height(north) - height(south)) * radians(east - west)


def ring(south: float, north: float, west: float, east: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.mark.parametrize(
    "bounds", [(35, 36, 24, 25), (35.33, 35.331, 25.13, 25.1313), (-1, 1, -1, 1)]
)
def test_cells_of_the_ellipsoid(bounds: tuple[float, float, float, float]) -> None:
    assert area_m2(ring(*bounds)) == pytest.approx(cell(*bounds), rel=1e-9)


def test_the_whole_earth() -> None:
    """The known surface of the ellipsoid: 510 065 621.724 km²."""
    assert area_m2(ring(-90, 90, 0, 360)) / 1e6 == pytest.approx(510_065_621.724, rel=1e-9)


def test_a_pavement_by_the_tape() -> None:
    """Ten metres by four, laid out by the radii of curvature at 35.37° North."""
    latitude, longitude = 35.37, 24.47
    bent = 1 - E2 * sin(radians(latitude)) ** 2
    one_north = A * (1 - E2) / bent**1.5 * pi / 180
    one_east = A * cos(radians(latitude)) / sqrt(bent) * pi / 180
    wide, deep = 10 / one_east, 4 / one_north
    pavement = ring(latitude, latitude + deep, longitude, longitude + wide)
    assert float(square_metres(pavement)) == 40.0
    assert distance_m([longitude, latitude], [longitude + wide, latitude]) == pytest.approx(
        10, rel=1e-6
    )


def test_direction_and_beginning_do_not_matter() -> None:
    plain = ring(35.33, 35.34, 25.13, 25.14)
    turned = [*plain[2:], *plain[1:3]]
    assert area_m2(plain[::-1]) == pytest.approx(area_m2(plain))
    assert area_m2(turned) == pytest.approx(area_m2(plain))
    assert area_m2(plain[:2]) == 0


@pytest.mark.parametrize(
    ("corners", "crosses"),
    [
        ([(0, 0), (2, 0), (2, 2), (0, 2)], False),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], True),
        ([(0, 0), (2, 0), (1, 0), (1, 2)], True),
        ([(0, 0), (4, 0), (4, 2), (2, 0), (0, 2)], True),
        ([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)], False),
    ],
)
def test_edges_that_cross(corners: list[tuple[int, int]], crosses: bool) -> None:
    closed = [[x / 1000, y / 1000] for x, y in [*corners, corners[0]]]
    assert crosses_itself(closed) is crosses


def test_streets_are_found_by_name() -> None:
    first, last = gazetteer.find("οδός Αριάδνης 1"), gazetteer.find("ΑΡΙΑΔΝΗΣ 98")
    middle = gazetteer.find("Ariadnis")
    assert first["lon"] < middle["lon"] < last["lon"]
    assert gazetteer.find("Ανύπαρκτη 3") is None
    assert gazetteer.find("") is None
