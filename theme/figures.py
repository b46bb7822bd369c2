"""Give figures one width.

Commissioner has no tabular figures (no ``tnum`` feature), so sums in a column would not line up.
On screen a companion font holds the ten figures only, each centred in the width of the widest one;
the fonts of printed documents hold such figures themselves, for setting words in two fonts costs a
tenth of a page. Needs fontTools; used by ``vendor.py`` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Commissioner Figures"
LIGHT, BOLD = 400, 700


def _only_digits(font: TTFont) -> TTFont:
    options = Options(layout_features=[], glyph_names=False, hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text="0123456789")
    subsetter.subset(font)
    return font


def _digits(font: TTFont) -> list[str]:
    cmap = font.getBestCmap()
    return [cmap[ord(c)] for c in "0123456789"]


def _equalise(font: TTFont) -> None:
    names = _digits(font)
    width = max(font["hmtx"][name][0] for name in names)
    for name in names:
        advance, bearing = font["hmtx"][name]
        shift = (width - advance) // 2
        glyph = font["glyf"][name]
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, bearing + shift)


def _rename(font: TTFont, style: str) -> None:
    for record in list(font["name"].names):
        if record.nameID in {16, 17, 21, 22, 25}:
            font["name"].removeNames(nameID=record.nameID)
    full = f"{FAMILY} {style}"
    for number, text in {1: FAMILY, 2: style, 3: full, 4: full, 6: full.replace(" ", "")}.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def even_figures(font: TTFont) -> None:
    """Give a static TrueType font ten figures of one width, which no kerning knows."""
    _equalise(font)
    order, names = font.getGlyphOrder(), _digits(font)
    font.setGlyphOrder([*order, *(f"{name}.even" for name in names)])
    for name in names:
        font["glyf"][f"{name}.even"] = font["glyf"][name]
        font["hmtx"][f"{name}.even"] = font["hmtx"][name]
    for table in font["cmap"].tables:
        for letter, name in zip("0123456789", names, strict=True):
            table.cmap[ord(letter)] = f"{name}.even"


def _points(font: TTFont, name: str) -> GlyphCoordinates:
    coordinates, _ = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
    return coordinates


def variable_figures(source: Path, target: Path) -> None:
    """Write the tabular figures of a variable font (weights 400 to 700) as WOFF2."""
    light, bold = (
        _only_digits(
            instantiateVariableFont(
                TTFont(source, recalcTimestamp=False), {"wght": weight}, overlap=0
            )
        )
        for weight in (LIGHT, BOLD)
    )
    _equalise(light)
    _equalise(bold)
    ranged = instantiateVariableFont(
        TTFont(source, recalcTimestamp=False), {"wght": (LIGHT, LIGHT, BOLD)}
    )
    light["fvar"] = ranged["fvar"]
    light["name"] = ranged["name"]
    _rename(light, "Regular")
    light["gvar"] = _variations(light, bold)
    light.flavor = "woff2"
    light.save(target)


def _variations(light: TTFont, bold: TTFont) -> Any:
    table = newTable("gvar")
    table.version, table.reserved, table.variations = 1, 0, {}
    for name in light.getGlyphOrder():
        if name not in _digits(light):
            table.variations[name] = []
            continue
        deltas = [
            (round(b[0] - a[0]), round(b[1] - a[1]))
            for a, b in zip(_points(light, name), _points(bold, name), strict=True)
        ]
        table.variations[name] = [TupleVariation({"wght": (0.0, 1.0, 1.0)}, deltas)]
    return table


def widest(font: TTFont) -> dict[str, int]:
    """Return by letter its width, kerned apart as far as any next letter asks."""
    apart: dict[str, int] = {}
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            pairs = part.ExtSubTable if part.LookupType == 9 else part
            for name, values in _kerned(pairs):
                most = max((value.XAdvance for value in values if value), default=0)
                apart[name] = max(apart.get(name, 0), most)
    return {
        chr(code): font["hmtx"][name][0] + apart.get(name, 0)
        for code, name in sorted(font.getBestCmap().items())
        if chr(code).isprintable() and code != 0xAD
    }


def _kerned(pairs: Any) -> Iterator[tuple[str, list[Any]]]:
    for place, name in enumerate(pairs.Coverage.glyphs):
        if pairs.Format == 1:
            yield name, [record.Value1 for record in pairs.PairSet[place].PairValueRecord]
        else:
            group = pairs.ClassDef1.classDefs.get(name, 0)
            yield name, [record.Value1 for record in pairs.Class1Record[group].Class2Record]
