"""Contrast is computed, not believed (WCAG 2.2: 1.4.3 text, 1.4.11 lines and controls)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theme.palette import FAMILIES, Palette, Seeds, contrast, luminance, stylesheet

TEXT, LINE = 4.5, 3.0
SURFACES = (
    "background-default",
    "background-tinted",
    "surface-default",
    "surface-tinted",
    "surface-hover",
    "surface-active",
)

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def failures(shades: dict[str, str]) -> list[str]:
    found = []

    def need(front: str, back: str, least: float) -> None:
        ratio = contrast(shades[front], shades[back])
        if ratio < least:
            found.append(f"{front} on {back}: {ratio:.2f} < {least}")

    for family in FAMILIES:
        for surface in SURFACES:
            need(f"{family}-text-default", f"{family}-{surface}", TEXT)
            need(f"{family}-text-subtle", f"{family}-{surface}", TEXT)
        for surface in SURFACES[:4]:
            need(f"{family}-text-subtle", f"neutral-{surface}", TEXT)
            need(f"{family}-border-default", f"neutral-{surface}", LINE)
            need(f"{family}-base-default", f"neutral-{surface}", LINE)
        for base in ("base-default", "base-hover", "base-active"):
            need(f"{family}-base-contrast-default", f"{family}-{base}", TEXT)
    return found


def test_known_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert luminance("#ffffff") == pytest.approx(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_town_has_contrast(scheme: str) -> None:
    assert failures(getattr(Palette(), scheme)()) == []


@given(accent=colours, neutral=colours, brand=colours)
def test_any_town_has_contrast(accent: str, neutral: str, brand: str) -> None:
    palette = Palette(Seeds(accent=accent, neutral=neutral, brand1=brand))
    assert failures(palette.light()) == []
    assert failures(palette.dark()) == []


def test_a_town_changes_colours_and_typeface_by_tokens_alone() -> None:
    css = stylesheet(Seeds(accent="#7a1fa2"), font_family="Alegreya Sans")
    assert Palette(Seeds(accent="#7a1fa2")).light()["accent-base-default"] in css
    assert Palette().light()["accent-base-default"] not in css
    assert '--lo-font:"Alegreya Sans"' in css


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#000000;}body{"])
def test_a_seed_that_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        Seeds(accent=colour)


def test_a_typeface_cannot_smuggle_css() -> None:
    with pytest.raises(ValueError, match="name only"):
        stylesheet(Seeds(), font_family='x";}body{display:none}')
