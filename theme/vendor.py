"""Fetch the front-end sources again and copy just what is used (``make vendor``).

Needs npm on the path, and fontTools with brotli in the running Python. Everything it writes is
committed, so running Loggia needs neither.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess  # nosec B404
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

from theme.build import COMPONENTS
from theme.figures import even_figures, variable_figures, widest

HERE = Path(__file__).parent
VENDOR = HERE / "static" / "vendor"
PDF_FONTS = HERE / "typst" / "fonts"


PDF_TEXT = [
    *range(0x20, 0x180),
    *range(0x370, 0x400),
    *range(0x2010, 0x2040),
    0x20AC,
    0x2122,
    0x2116,
    0x2212,
    0x00D7,
]
STATIC_WEIGHTS = {"Regular": "400Regular", "SemiBold": "600SemiBold"}

# Drawing tools of the staff screens; no public page loads them.
DIAGRAM_FILES = (
    "bpmn-modeler.production.min.js",
    "bpmn-navigated-viewer.production.min.js",
    "assets/diagram-js.css",
    "assets/bpmn-js.css",
    "assets/bpmn-font/font/bpmn.woff2",
)


def fetch(folder: Path) -> Path:
    """Install what package.json names into an empty folder and return its node_modules."""
    shutil.copy(HERE / "package.json", folder / "package.json")
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603  # nosec B603 B607
    return folder / "node_modules"


def copy_components(modules: Path) -> None:
    source = modules / "@digdir" / "designsystemet-css"
    target = VENDOR / "designsystemet"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "LICENSE", target / "LICENSE")
    for name in COMPONENTS:
        shutil.copy(source / "dist" / "src" / f"{name}.css", target / f"{name}.css")


def copy_web_fonts(modules: Path) -> None:
    source = modules / "@fontsource-variable" / "commissioner"
    target = VENDOR / "commissioner"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "LICENSE", target / "OFL.txt")
    for script in ("greek", "latin"):
        original = source / "files" / f"commissioner-{script}-wght-normal.woff2"
        font = instantiateVariableFont(
            TTFont(original, recalcTimestamp=False), {"wght": (400, 400, 700)}
        )
        font.flavor = "woff2"
        font.save(target / f"commissioner-{script}.woff2")
    latin = source / "files" / "commissioner-latin-wght-normal.woff2"
    variable_figures(latin, target / "commissioner-figures.woff2")


def copy_pdf_fonts(modules: Path) -> None:
    source = modules / "@expo-google-fonts" / "commissioner"
    PDF_FONTS.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "LICENSE_FONT", PDF_FONTS / "OFL.txt")
    for style, folder in STATIC_WEIGHTS.items():
        original = source / folder / f"Commissioner_{folder}.ttf"
        font = TTFont(original, recalcTimestamp=False)
        even_figures(font)
        subsetter = Subsetter(Options(hinting=False, layout_features=["*"]))
        subsetter.populate(unicodes=PDF_TEXT)
        subsetter.subset(font)
        # Measured as PDF measures: widths and kerning are whole numbers there, outlines shorter.
        scale_upem(font, 1000)
        font.save(PDF_FONTS / f"Commissioner-{style}.ttf")
    write_widths()


def write_widths() -> None:
    """Write what `theme/fit.py` knows of the letters of printed documents."""
    known = {
        style: widest(TTFont(PDF_FONTS / f"Commissioner-{style}.ttf")) for style in STATIC_WEIGHTS
    }
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    (PDF_FONTS / "widths.json").write_text(text + "\n", encoding="utf-8")


def copy_diagrams(modules: Path) -> None:
    source = modules / "bpmn-js"
    target = VENDOR / "bpmn-js"
    for name in DIAGRAM_FILES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / "dist" / name, target / name)
    shutil.copy(source / "LICENSE", target / "LICENSE")
    glyphs = Path("assets", "bpmn-font", "css", "bpmn.css")
    (target / glyphs).parent.mkdir(parents=True, exist_ok=True)
    (target / glyphs).write_text(one_font_file((source / "dist" / glyphs).read_text()))


def one_font_file(css: str) -> str:
    """Leave the compressed font alone: every browser reads it, and the others need not be kept."""
    face = """@font-face {
  font-family: 'bpmn';
  src: url('../font/bpmn.woff2') format('woff2');
  font-weight: normal;
  font-style: normal;
}"""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"@font-face \{.*?\n\}", face, without_comments, count=1, flags=re.DOTALL)


def copy_maps(modules: Path) -> None:
    source = modules / "leaflet"
    target = VENDOR / "leaflet"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "LICENSE", target / "LICENSE")
    script = (source / "dist" / "leaflet.js").read_text(encoding="utf-8")
    # The map of its source lines is not shipped, and the hashed file names could not find it.
    script = re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE)
    (target / "leaflet.js").write_text(script.rstrip() + "\n", encoding="utf-8")
    style = (source / "dist" / "leaflet.css").read_text(encoding="utf-8")
    (target / "leaflet.css").write_text(without_pictures(style), encoding="utf-8")


def without_pictures(css: str) -> str:
    """Leave out the rules that show pictures: markers are drawn, layers are not switched."""
    return re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}\n?", "", css)


def write_versions(modules: Path) -> None:
    wanted = json.loads((HERE / "package.json").read_text())
    rows = {}
    for name in wanted["dependencies"]:
        package = json.loads((modules / name / "package.json").read_text())
        rows[name] = {"version": package["version"], "licence": wanted["licences"][name]}
    (VENDOR / "versions.json").write_text(json.dumps(rows, indent=2) + "\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        modules = fetch(Path(folder))
        copy_components(modules)
        copy_web_fonts(modules)
        copy_pdf_fonts(modules)
        copy_diagrams(modules)
        copy_maps(modules)
        write_versions(modules)


if __name__ == "__main__":
    main()
