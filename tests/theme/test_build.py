"""What is committed is what the sources give, and it is small."""

import json
import re
from pathlib import Path

import brotli
import pytest

from tests.theme.frame import page
from theme import build

STATIC = Path(build.__file__).parent / "static"
KIB = 1024


def packed(data: bytes) -> int:
    return len(brotli.compress(data, quality=5))


def test_the_committed_stylesheets_are_current() -> None:
    assert (STATIC / "theme" / "loggia.css").read_text(encoding="utf-8") == build.bundle()
    assert (STATIC / "theme" / "tokens.css").read_text(encoding="utf-8").strip() == build.tokens()


def test_every_file_a_published_stylesheet_asks_for_is_there() -> None:
    # The hashing storage refuses to publish a stylesheet that asks for a missing file.
    missing, asked = [], 0
    for sheet in STATIC.rglob("*.css"):
        for quoted in re.findall(
            r"url\((\"[^\"]+\"|'[^']+'|[^)]+)\)", sheet.read_text(encoding="utf-8")
        ):
            address = quoted.strip("\"'")
            if address.startswith("data:"):
                continue
            asked += 1
            if not (sheet.parent / address).resolve().is_file():
                missing.append(f"{sheet.name}: {address}")
    assert missing == []
    assert asked >= 4


def test_every_token_in_use_is_defined() -> None:
    css = build.bundle()
    used = set(re.findall(r"var\((--(?:ds|lo)-[\w-]+)\)", css))
    defined = set(re.findall(r"(--(?:ds|lo)-[\w-]+)\s*:", css))
    # Sizes of text that our scale deliberately leaves to the element's own rule.
    optional = re.compile(r"--ds-(body|heading)-\w+-(font-weight|line-height|letter-spacing)")
    assert sorted(name for name in used - defined if not optional.fullmatch(name)) == []


def test_a_first_visit_weighs_little() -> None:
    html = page("theme/styleguide.html").encode()
    css = (STATIC / "theme" / "loggia.css").read_bytes()
    script = (STATIC / "theme" / "loggia.js").read_bytes()
    assert packed(script) <= 3 * KIB
    assert packed(html) + packed(css) + packed(script) <= 40 * KIB


def test_fonts_weigh_little() -> None:
    fonts = list((STATIC / "vendor" / "commissioner").glob("*.woff2"))
    assert len(fonts) == 3
    assert sum(font.stat().st_size for font in fonts) <= 55 * KIB


def test_vendored_packages_are_the_ones_named_with_licences() -> None:
    wanted = json.loads((STATIC.parent / "package.json").read_text())
    held = json.loads((STATIC / "vendor" / "versions.json").read_text())
    assert {name: row["version"] for name, row in held.items()} == wanted["dependencies"]
    assert all(row["licence"] == wanted["licences"][name] for name, row in held.items())
    assert (STATIC / "vendor" / "designsystemet" / "LICENSE").is_file()
    assert (STATIC / "vendor" / "commissioner" / "OFL.txt").is_file()
    assert (STATIC.parent / "typst" / "fonts" / "OFL.txt").is_file()


def test_diagrams_are_drawn_with_their_licence_and_watermark() -> None:
    held = STATIC / "vendor" / "bpmn-js"
    assert "MUST NOT be" in (held / "LICENSE").read_text()
    for script in held.glob("*.js"):
        assert "bjs-powered-by" in script.read_text()
    named = re.findall(r"url\('?([^')]+)", (held / "assets/bpmn-font/css/bpmn.css").read_text())
    assert named == ["../font/bpmn.woff2"]
    assert (held / "assets/bpmn-font/font/bpmn.woff2").is_file()


def test_maps_are_drawn_with_their_licence_and_without_pictures() -> None:
    held = STATIC / "vendor" / "leaflet"
    assert "Redistribution" in (held / "LICENSE").read_text()
    assert "url(" not in (held / "leaflet.css").read_text()
    assert "sourceMappingURL" not in (held / "leaflet.js").read_text()


@pytest.mark.parametrize("name", build.COMPONENTS)
def test_every_component_is_vendored(name: str) -> None:
    assert (STATIC / "vendor" / "designsystemet" / f"{name}.css").is_file()


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ("a { color: red; }", "a{color:red}"),
        ("a:is(b, c) d { margin: 0 1px; }", "a:is(b,c) d{margin:0 1px}"),
        ('/* x */ a::before { content: ": ; "; }', 'a::before{content:": ; "}'),
        ("a :is(b) { c: d e; f: g; }", "a :is(b){c:d e;f:g}"),
        ("@media (min-width: 4rem) { a { b: c; } }", "@media (min-width:4rem){a{b:c}}"),
    ],
)
def test_minify_keeps_the_meaning(source: str, small: str) -> None:
    assert build.minify(source) == small
