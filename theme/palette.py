"""Colour ramps with contrast by construction.

A town names three colours; every shade in use is derived from them. A shade is fixed by its
relative luminance (WCAG 2.2), so any seed colour gives the same contrast ratios: only hue and
strength come from the town.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

Rgb = tuple[float, float, float]

HEX = re.compile(r"#[0-9a-fA-F]{6}")
FAMILIES = ("accent", "neutral", "brand1", "info", "success", "warning", "danger")

# step: (relative luminance, share of the seed's chroma)
LIGHT = {
    "background-default": (1.0, 0.0),
    "background-tinted": (0.93, 0.10),
    "surface-default": (1.0, 0.0),
    "surface-tinted": (0.88, 0.17),
    "surface-hover": (0.79, 0.28),
    "surface-active": (0.69, 0.38),
    "border-subtle": (0.62, 0.42),
    "border-default": (0.19, 0.95),
    "border-strong": (0.11, 1.0),
    "text-subtle": (0.10, 1.0),
    "text-default": (0.022, 0.6),
    "base-default": (0.095, 1.0),
    "base-hover": (0.065, 1.0),
    "base-active": (0.042, 0.95),
    "base-contrast-default": (1.0, 0.0),
}
DARK = {
    "background-default": (0.0085, 0.22),
    "background-tinted": (0.0125, 0.26),
    "surface-default": (0.0145, 0.28),
    "surface-tinted": (0.022, 0.36),
    "surface-hover": (0.032, 0.42),
    "surface-active": (0.046, 0.48),
    "border-subtle": (0.058, 0.5),
    "border-default": (0.21, 0.75),
    "border-strong": (0.38, 0.75),
    "text-subtle": (0.42, 0.7),
    "text-default": (0.84, 0.15),
    "base-default": (0.36, 0.85),
    "base-hover": (0.46, 0.75),
    "base-active": (0.56, 0.6),
    "base-contrast-default": (0.004, 0.3),
}


@dataclass(frozen=True)
class Seeds:
    """Name the colours of one town; the four meanings stay the same in every town.

    :param accent: what can be acted on
    :param neutral: paper, lines, quiet text
    :param brand1: ornament and second series of charts
    """

    accent: str = "#0b5896"
    neutral: str = "#857a6a"
    brand1: str = "#b04a2a"
    info: str = "#2b6f93"
    success: str = "#2a7d46"
    warning: str = "#b98013"
    danger: str = "#b3132f"

    def __post_init__(self) -> None:
        for family in FAMILIES:
            value = getattr(self, family)
            if not HEX.fullmatch(value):
                raise ValueError(
                    f"Write the {family} colour as # and six digits, such as #0b5896; "
                    f"{value!r} is not one."
                )


@dataclass(frozen=True)
class Palette:
    seeds: Seeds = field(default_factory=Seeds)

    def shades(self, steps: dict[str, tuple[float, float]]) -> dict[str, str]:
        """Return every ``family-step`` as a hex colour for one colour scheme."""
        found: dict[str, str] = {}
        for family in FAMILIES:
            chroma, hue = _chroma_and_hue(getattr(self.seeds, family))
            for step, (luminance, share) in steps.items():
                found[f"{family}-{step}"] = _shade(luminance, chroma * share, hue)
        return found

    def light(self) -> dict[str, str]:
        return self.shades(LIGHT)

    def dark(self) -> dict[str, str]:
        return self.shades(DARK)


def luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours (WCAG 2.2), from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def stylesheet(seeds: Seeds, font_family: str = "") -> str:
    """Return the stylesheet that gives one town its colours and, optionally, its typeface.

    :param font_family: name of a typeface that the town's stylesheet or the device provides
    :raises ValueError: if the name holds anything but letters, digits, spaces and hyphens
    """
    if font_family and not re.fullmatch(r"[\w \-]+", font_family):
        raise ValueError("Write the typeface by its name only, such as Commissioner.")
    palette = Palette(seeds)
    css = scheme_rules(palette)
    if font_family:
        css += f':root{{--lo-font:"{font_family}","Commissioner",sans-serif}}'
    return css


def scheme_rules(palette: Palette) -> str:
    """Return the colour properties for light, dark by preference, dark by choice, and print."""
    light = _properties(palette.light()) + "color-scheme:light;"
    dark = _properties(palette.dark()) + "color-scheme:dark;"
    return (
        f":root{{{light}}}"
        "@media screen and (prefers-color-scheme:dark){"
        f":root:not([data-color-scheme=light]){{{dark}}}}}"
        f"@media screen{{:root[data-color-scheme=dark]{{{dark}}}}}"
    )


def _properties(shades: dict[str, str]) -> str:
    rows = [f"--ds-color-{name}:{colour};" for name, colour in shades.items()]
    rows.append(f"--ds-color-focus-inner:{shades['neutral-background-default']};")
    rows.append(f"--ds-color-focus-outer:{shades['neutral-text-default']};")
    return "".join(rows)


def _linear(colour: str) -> Rgb:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def _chroma_and_hue(colour: str) -> tuple[float, float]:
    r, g, b = _linear(colour)
    lms = (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
        0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
    )
    long, medium, short = (math.cbrt(x) for x in lms)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b_axis = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return math.hypot(a, b_axis), math.atan2(b_axis, a)


def _rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shade(target: float, chroma: float, hue: float) -> str:
    """Return the colour of a given luminance, giving up chroma until a screen can show it."""
    while True:
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            red, green, blue = _rgb(middle, chroma, hue)
            if 0.2126 * red + 0.7152 * green + 0.0722 * blue < target:
                low = middle
            else:
                high = middle
        found = _rgb(high, chroma, hue)
        if chroma < 1e-4 or all(-1e-4 <= part <= 1.0001 for part in found):
            return "#" + "".join(f"{_channel(part):02x}" for part in found)
        chroma *= 0.93


def _channel(part: float) -> int:
    part = min(max(part, 0.0), 1.0)
    value = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(value * 255)
