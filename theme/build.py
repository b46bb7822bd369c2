"""Build the one stylesheet the site serves (``python -m theme.build``).

The result is committed; a test fails when it is not what the sources give.
"""

from __future__ import annotations

import re
from pathlib import Path

from theme.palette import FAMILIES, LIGHT, Palette, scheme_rules

HERE = Path(__file__).parent
STATIC = HERE / "static"
SOURCES = HERE / "css"

COMPONENTS = (
    "base",
    "alert",
    "breadcrumbs",
    "button",
    "card",
    "details",
    "error-summary",
    "field",
    "fieldset",
    "heading",
    "input",
    "label",
    "link",
    "list",
    "pagination",
    "paragraph",
    "skip-link",
    "table",
    "tag",
    "validation-message",
)
OWN = ("fonts", "scale", "page", "forms", "parts", "data", "print")


def tokens() -> str:
    """Return the colour tokens of the default town."""
    mapped = []
    for family in FAMILIES:
        rows = "".join(f"--ds-color-{step}:var(--ds-color-{family}-{step});" for step in LIGHT)
        selector = (
            f":root,[data-color={family}]" if family == "accent" else f"[data-color={family}]"
        )
        mapped.append(f"{selector}{{{rows}}}")
    return scheme_rules(Palette()) + "".join(mapped)


def minify(css: str) -> str:
    """Return our own plain CSS without comments and needless blanks; quoted texts stay whole."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    parts = re.split(r"(\"[^\"]*\")", css)
    parts[::2] = [_squeeze(part) for part in parts[::2]]
    return "".join(parts).replace(";}", "}").strip()


def _squeeze(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return css.replace(": ", ":")


def _vendored(name: str) -> str:
    css = (STATIC / "vendor" / "designsystemet" / f"{name}.css").read_text(encoding="utf-8")
    # Norwegian texts that the components would print through generated content.
    css = re.sub(r"[^{}]*:lang\(nb\)[^{}]*\{[^{}]*\}", "", css)
    return re.sub(r'--dsc-field-counter-(?:over|under):"[^"]*";', "", css)


def bundle() -> str:
    """Return the whole stylesheet: tokens, components, own rules, in this order."""
    own = "".join(minify((SOURCES / f"{name}.css").read_text(encoding="utf-8")) for name in OWN)
    return (
        "/*! Loggia; components: Designsystemet, MIT, see vendor/designsystemet/LICENSE */"
        + "".join([tokens(), *(_vendored(name) for name in COMPONENTS), own, "\n"])
    )


def main() -> None:
    (STATIC / "theme" / "tokens.css").write_text(tokens() + "\n", encoding="utf-8")
    (STATIC / "theme" / "loggia.css").write_text(bundle(), encoding="utf-8")


if __name__ == "__main__":
    main()
