"""QR codes drawn quickly: the same symbols as segno's byte mode, level M, mask 0.

A certificate's code carries some 360 letters. Walking its 5 000 modules one by one costs more than
setting the page, so where each bit lands is worked out once for a size and then looked up.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
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


class TooLong(ValueError):
    """The text does not fit into the largest QR code."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What all symbols of one size share.

    :param blocks: data bytes of each block, in order
    :param remainders: by byte, what it adds to a block's check bytes, as one number
    :param frame: the modules that hold no content, row by row, as digits
    :param runs: which bits go where: stretches of a column that get bits a step apart
    :param mask: the modules that the mask flips, as digits
    :param light: the dots of a picture whose modules are all 0
    """

    side: int
    blocks: tuple[int, ...]
    checks: int
    remainders: tuple[int, ...]
    spare: int
    frame: bytes
    runs: tuple[tuple[slice, slice], ...]
    mask: bytes
    light: int


def rows(text: str) -> list[str]:
    """Return the modules of a text's symbol, a string of 0 and 1 for each row.

    :raises TooLong: if no size holds it
    """
    shape, modules = _laid(text)
    count = len(modules)
    symbol = f"{int(modules, 2) ^ int(shape.mask, 2):0{count}b}"
    return [symbol[start : start + shape.side] for start in range(0, count, shape.side)]


def _laid(text: str) -> tuple[Shape, bytearray]:
    """Return a symbol's size and its modules as digits, not masked yet."""
    content = text.encode()
    version = _version(len(content))
    shape = _shape(version)
    words = _interleaved(shape, _data(content, version, sum(shape.blocks)))
    bits = f"{int.from_bytes(words):0{8 * len(words)}b}{'0' * shape.spare}".encode()
    modules = bytearray(shape.frame)
    for there, here in shape.runs:
        modules[there] = bits[here]
    return shape, modules


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
    mask = _mask(side, path)
    return Shape(
        side=side,
        blocks=blocks,
        checks=checks,
        remainders=_remainders(checks),
        spare=len(path) - used,
        frame=_frame(version, path),
        runs=tuple(_runs(side, path)),
        mask=mask,
        light=_light(side, mask),
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


def _frame(version: int, path: list[tuple[int, int]]) -> bytes:
    free = set(path)
    matrix = segno.make("x", version=version, **QUICK).matrix
    return "".join(
        "0" if (i, j) in free else str(module & 1)
        for i, row in enumerate(matrix)
        for j, module in enumerate(row)
    ).encode()


def _mask(side: int, path: list[tuple[int, int]]) -> bytes:
    flipped = {(i, j) for i, j in path if (i + j) % 2 == 0}
    return "".join(str(int((i, j) in flipped)) for i in range(side) for j in range(side)).encode()


def _runs(side: int, path: list[tuple[int, int]]) -> Iterator[tuple[slice, slice]]:
    """Yield the stretches of a column whose modules get bits a fixed step apart."""
    columns: dict[int, list[tuple[int, int]]] = {}
    for bit, (row, column) in enumerate(path):
        columns.setdefault(column, []).append((row * side + column, bit))
    for found in columns.values():
        start = 0
        while start < len(found):
            count = _even(found[start:])
            places, bits = zip(*found[start : start + count], strict=True)
            yield _slice(places), _slice(bits)
            start += count


def _even(found: list[tuple[int, int]]) -> int:
    """Return how many of them, from the first on, are the same step apart."""
    steps = [(after[0] - one[0], after[1] - one[1]) for one, after in pairwise(found)]
    return 1 + next((count for count, step in enumerate(steps) if step != steps[0]), len(steps))


def _slice(places: Sequence[int]) -> slice:
    step = places[1] - places[0] if len(places) > 1 else 1
    stop = places[-1] + (1 if step > 0 else -1)
    return slice(places[0], stop if stop >= 0 else None, step)


# One dot a module would vanish where a reader shrinks the page; four cost a tenth of the page.
DOTS = 2  # 1, 2 or 4


def picture(text: str) -> str:
    """Return a text's symbol as an SVG picture that holds a bitmap of one bit a dot.

    As a path of some 1 500 strokes it would cost a fifth of the page it stands on.

    :raises TooLong: if no size holds it
    """
    shape, modules = _laid(text)
    side = DOTS * shape.side
    width = 1 + (side + 7) // 8
    dots = _dots(shape.side, modules) ^ shape.light
    lines = dots.to_bytes(width * shape.side)
    bitmap = b"".join(lines[start : start + width] * DOTS for start in range(0, len(lines), width))
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


def _dots(side: int, modules: bytes | bytearray) -> int:
    """Return the lines of a bitmap as one number: each its filter, its dots, its filling."""
    head, tail = b"0" * (8 // DOTS), b"0" * (-side % (8 // DOTS))
    lines = [head + modules[start : start + side] + tail for start in range(0, len(modules), side)]
    # Read to a larger base, the digits stand apart; times 3 (or 15), each fills its place.
    return int(b"".join(lines), 1 << DOTS) * ((1 << DOTS) - 1)


def _light(side: int, mask: bytes) -> int:
    """Return the dots of a symbol whose modules are all 0: light but where the mask flips."""
    return _dots(side, mask.translate(bytes.maketrans(b"01", b"10")))
