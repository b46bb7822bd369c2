"""QR codes drawn quickly: the same symbols as segno's byte mode, level M, mask 0.

A certificate's code carries some 360 letters. Walking its 5 000 modules one by one costs more than
setting the page, so where each bit lands is worked out once for a size and then looked up.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import segno
from segno import consts, encoder

# Weighing all eight masks is most of the work of a symbol; every reader reads any of them.
QUICK: dict[str, Any] = {
    "error": "m",
    "mask": 0,
    "boost_error": False,
    "mode": "byte",
    "micro": False,
}
FREE = 0x2
FLIPPED = str.maketrans("01", "10")


class TooLong(ValueError):
    """The text does not fit into the largest QR code."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What all symbols of one size share.

    :param blocks: data bytes of each block, in order
    :param remainders: by byte, what it adds to a block's check bytes, as one number
    :param pick: picks each module, row by row, from the bits, the bits flipped, and «01»
    """

    side: int
    blocks: tuple[int, ...]
    checks: int
    remainders: tuple[int, ...]
    spare: int
    pick: Callable[[str], tuple[str, ...]]


def rows(text: str) -> list[str]:
    """Return the modules of a text's symbol, a string of 0 and 1 for each row.

    :raises TooLong: if no size holds it
    """
    content = text.encode()
    version = _version(len(content))
    shape = _shape(version)
    words = _interleaved(shape, _data(content, version, sum(shape.blocks)))
    bits = f"{int.from_bytes(words):0{8 * len(words)}b}" + "0" * shape.spare
    modules = "".join(shape.pick(bits + bits.translate(FLIPPED) + "01"))
    return [modules[start : start + shape.side] for start in range(0, len(modules), shape.side)]


def _version(length: int) -> int:
    for version in range(1, 41):
        head = 12 if version < 10 else 20
        if head + 8 * length + 4 <= 8 * sum(_blocks(version)):
            return version
    raise TooLong(f"{length} bytes do not fit into a QR code; 2331 do.")


# segno's table of blocks, by size and level, has no types of its own.
GROUPS: Any = consts.ECC


@cache
def _blocks(version: int) -> tuple[int, ...]:
    groups = GROUPS[version][consts.ERROR_LEVEL_M]
    return tuple(group.num_data for group in groups for _ in range(group.num_blocks))


def _data(content: bytes, version: int, capacity: int) -> bytes:
    counter = 8 if version < 10 else 16
    head = 0b0100 << counter | len(content)
    stream = (head << 8 * len(content) | int.from_bytes(content)) << 4
    data = stream.to_bytes((8 + counter) // 8 + len(content))
    return data + (b"\xec\x11" * capacity)[: capacity - len(data)]


def _interleaved(shape: Shape, data: bytes) -> bytes:
    """Return the bytes of all blocks, each block's first before any second, then the checks."""
    count, shortest = len(shape.blocks), min(shape.blocks)
    first, late, checks = bytearray(count * shortest), bytearray(), bytearray(count * shape.checks)
    start = 0
    for place, length in enumerate(shape.blocks):
        block = data[start : start + length]
        first[place::count] = block[:shortest]
        late += block[shortest:]
        checks[place::count] = _checks(shape, block)
        start += length
    return bytes(first + late + checks)


def _checks(shape: Shape, block: bytes) -> bytes:
    top, below = 8 * (shape.checks - 1), (1 << 8 * (shape.checks - 1)) - 1
    rest = 0
    for byte in block:
        rest = (rest & below) << 8 ^ shape.remainders[rest >> top ^ byte]
    return rest.to_bytes(shape.checks)


@cache
def _shape(version: int) -> Shape:
    blocks = _blocks(version)
    groups = GROUPS[version][consts.ERROR_LEVEL_M]
    checks = groups[0].num_total - groups[0].num_data
    side = 17 + 4 * version
    path, used = _path(version, side), 8 * (sum(blocks) + checks * len(blocks))
    return Shape(
        side=side,
        blocks=blocks,
        checks=checks,
        remainders=_remainders(checks),
        spare=len(path) - used,
        pick=itemgetter(*_places(version, side, path)),
    )


def _remainders(checks: int) -> tuple[int, ...]:
    """Return each byte's multiple of the generating polynomial, in the field of 256 (0x11d)."""
    powers = [1]
    while len(powers) < 255:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0x11D if doubled > 255 else doubled)
    logs = {value: power for power, value in enumerate(powers)}

    def times(one: int, other: int) -> int:
        return powers[(logs[one] + logs[other]) % 255] if one and other else 0

    polynomial = [1]
    for power in range(checks):
        raised = [times(factor, powers[power]) for factor in polynomial]
        polynomial = [a ^ b for a, b in zip([*polynomial, 0], [0, *raised], strict=True)]
    return tuple(
        int.from_bytes(bytes(times(byte, factor) for factor in polynomial[1:]))
        for byte in range(256)
    )


def _path(version: int, side: int) -> list[tuple[int, int]]:
    """Return the modules free for content in the order that bits are laid (ISO 18004, 7.7.3)."""
    matrix = encoder.make_matrix(side, side)
    encoder.add_finder_patterns(matrix, side, side)
    encoder.add_alignment_patterns(matrix, side, side)
    path = []
    for turn, right in enumerate([*range(side - 1, 7, -2), 5, 3, 1]):
        lines = range(side) if turn % 2 else range(side - 1, -1, -1)
        path += [(i, j) for i in lines for j in (right, right - 1) if matrix[i][j] == FREE]
    return path


def _places(version: int, side: int, path: list[tuple[int, int]]) -> list[int]:
    """Return where each module's bit stands among the bits, the bits flipped, and «01»."""
    frame = segno.make("x", version=version, **QUICK).matrix
    bits = len(path)
    found = {at: place + bits * ((at[0] + at[1]) % 2 == 0) for place, at in enumerate(path)}
    return [
        found.get((i, j), 2 * bits + (frame[i][j] & 1)) for i in range(side) for j in range(side)
    ]


# One dot a module would vanish where a reader shrinks the page; four cost a tenth of the page.
DOTS = 2
DOTTED = str.maketrans({"0": "1" * DOTS, "1": "0" * DOTS})


def picture(text: str) -> str:
    """Return a text's symbol as an SVG picture that holds a bitmap of one bit a dot.

    As a path of some 1 500 strokes it would cost a fifth of the page it stands on.

    :raises TooLong: if no size holds it
    """
    symbol = rows(text)
    side = DOTS * len(symbol)
    padding = "1" * (-side % 8)
    lines = [int(row.translate(DOTTED) + padding, 2) for row in symbol]
    bitmap = b"".join((b"\0" + line.to_bytes((side + 7) // 8)) * DOTS for line in lines)
    image = b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(bitmap, 1)),
            _chunk(b"IEND", b""),
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {side} {side}"><image width="{side}" height="{side}" '
        'image-rendering="optimizeSpeed" '
        f'xlink:href="data:image/png;base64,{b64encode(image).decode()}"/></svg>'
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
