"""QR codes are those of segno, bit for bit, and a reader of pictures sees the same modules."""

import io
import re
from base64 import b64decode

import pytest
import segno
from PIL import Image

from theme import qr

# As many bytes as fill each size whole, so that no filling differs: segno fills with one byte more.
FULL = {1: 14, 6: 106, 7: 122, 10: 213, 14: 362, 22: 779}


@pytest.mark.parametrize("version", FULL)
def test_a_full_symbol_is_the_same_as_segnos(version: int) -> None:
    text = "".join(chr(33 + place * 7 % 90) for place in range(FULL[version]))
    expected = segno.make(text, **qr.QUICK)
    assert expected.version == version
    assert qr.rows(text) == ["".join(map(str, row)) for row in expected.matrix]


def test_one_letter_more_takes_the_next_size() -> None:
    assert len(qr.rows("x" * FULL[14])) == 17 + 4 * 14
    assert len(qr.rows("x" * (FULL[14] + 1))) == 17 + 4 * 15


def test_what_is_left_is_filled_by_the_rule() -> None:
    # Mode 0100, length 1, the letter, the end 0000, then the two bytes of filling in turn.
    assert qr._data(b"a", 1, 7) == bytes.fromhex("401610ec11ec11")


def test_greek_is_carried_as_utf_8() -> None:
    assert len(qr.rows("α" * 7)) == 21
    assert len(qr.rows("α" * 8)) == 25


@pytest.mark.parametrize("text", ["x", "https://town.example/verify/", "y" * 362, "z" * 2331])
def test_the_picture_shows_the_modules(text: str) -> None:
    drawn = re.search(r"base64,([^\"]+)", qr.picture(text))
    assert drawn is not None
    image = Image.open(io.BytesIO(b64decode(drawn[1], validate=True)))
    assert image.mode == "L"
    modules = qr.rows(text)
    assert image.size == (qr.BLOCK * len(modules),) * 2
    dots = "".join("1" if dot == 0 else "0" if dot == 255 else "?" for dot in image.tobytes())
    wide = ["".join(module * qr.BLOCK for module in row) for row in modules]
    assert dots == "".join(row * qr.BLOCK for row in wide)


def test_a_text_that_no_size_holds_is_refused() -> None:
    assert len(qr.rows("x" * 2331)) == 177
    with pytest.raises(qr.TooLong, match="2331"):
        qr.rows("x" * 2332)
