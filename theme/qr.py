"""QR codes drawn quickly: the same symbols as segno's byte mode, level M, mask 0.

A certificate's code carries some 360 letters. Walking its 5 000 modules one by one costs more than
setting the page, so where each bit lands is worked out once for a size and then looked up.
"""

import struct
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
    :param spare: modules that no bit is left for
    :param frame: the modules that hold no content, row by row, as digits
    :param runs: which bits go where: stretches of a column that get bits a step apart
    :param flipped: the modules that the mask flips, a digit to the base of 16 for each
    """

    side: int
    blocks: tuple[int, ...]
    checks: int
    remainders: tuple[int, ...]
    spare: int
    frame: bytes
    runs: tuple[tuple[slice, slice], ...]
    flipped: int


def rows(text: str) -> list[str]:
    """Return the modules of a text's symbol, a string of 0 and 1 for each row.

    :raises TooLong: if no size holds it
    """
    shape, modules = _laid(text)
    symbol = f"{modules:0{shape.side**2}x}"
    return [symbol[start : start + shape.side] for start in range(0, len(symbol), shape.side)]


def _laid(text: str) -> tuple[Shape, int]:
    """Return a symbol's size and its modules, row by row, a digit to the base of 16 for each."""
    content = text.encode()
    version = _version(len(content))
    shape = _shape(version)
    words = _interleaved(shape, _data(content, version, sum(shape.blocks)))
    bits = f"{int.from_bytes(words):0{8 * len(words)}b}{'0' * shape.spare}".encode()
    modules = bytearray(shape.frame)
    for there, here in shape.runs:
        modules[there] = bits[here]
    return shape, int(modules, 16) ^ shape.flipped


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
        frame=_frame(version, path),
        runs=tuple(_runs(side, path)),
        flipped=_flipped(side, path),
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


def _flipped(side: int, path: list[tuple[int, int]]) -> int:
    flipped = {(i, j) for i, j in path if (i + j) % 2 == 0}
    digits = (str(int((i, j) in flipped)) for i in range(side) for j in range(side))
    return int("".join(digits), 16)


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


# A module is a block of a JPEG picture, eight by eight dots of one grey.
BLOCK = 8
# With the shades told in steps of 255 and the two of them twelve steps apart, each block takes six
# bits, as a letter of base 64 does: the same as the block before, twelve up, twelve down. The
# first module is dark in every symbol. Grey beyond black or white is black or white.
SAME, LIGHT, DARK, FIRST = "100000", "011000", "000110", "001110"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
TOLD = str.maketrans({str(n): LETTERS[int(bits, 2)] for n, bits in enumerate((SAME, LIGHT, DARK))})
# What fills the last byte, and the mark of the end: a symbol's modules are one more than by four.
END = "//Z"


def picture(text: str) -> str:
    """Return a text's symbol as an SVG picture that holds a JPEG of one block a module.

    A PDF takes it as it is, while a PNG is unpacked and packed again; as a path of some 1 500
    strokes it would cost a fifth of the page it stands on.

    :raises TooLong: if no size holds it
    """
    shape, modules = _laid(text)
    changed = modules ^ modules >> 4
    told = f"{changed + (changed & modules):x}"[1:]
    return f'{_head(shape.side)}{told.translate(TOLD)}{END}"/></svg>'


@cache
def _head(side: int) -> str:
    """Return the picture of a symbol of that size up to its first module."""
    dots = BLOCK * side
    head = b"".join(
        (
            b"\xff\xd8",
            _segment(0xFE, b" "),  # a comment, for a length that is whole in base 64
            _segment(0xDB, b"\0" + b"\xff" * 64),
            _segment(0xC0, struct.pack(">BHHB", 8, dots, dots, 1) + b"\1\x11\0"),
            _segment(0xC4, b"\x00" + _codes({1: 4, 5: 0})),
            _segment(0xC4, b"\x10" + _codes({1: 0})),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {dots} {dots}"><image width="{dots}" height="{dots}" '
        'image-rendering="optimizeSpeed" '
        f'xlink:href="data:image/jpeg;base64,{b64encode(head).decode()}{LETTERS[int(FIRST, 2)]}'
    )


def _segment(kind: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, 2 + len(content)) + content


def _codes(values: dict[int, int]) -> bytes:
    """Return a Huffman table with one code of each given length, and the value it stands for."""
    return bytes(int(length in values) for length in range(1, 17)) + bytes(values.values())
