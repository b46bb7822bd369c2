"""Greek words made comparable: folded, and as Latin letters say them."""

import math
import re
from collections.abc import Iterable

GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")

# How Greek sounds in Latin letters, reduced to one spelling for each sound; pairs go first.
SOUNDS_GREEK = [
    ("ου", "u"), ("αι", "e"), ("ει", "i"), ("οι", "i"), ("υι", "i"),
    ("αυ", "af"), ("ευ", "ef"),
    ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("γγ", "g"), ("τσ", "ts"), ("τζ", "tz"),
    ("α", "a"), ("β", "v"), ("γ", "g"), ("δ", "d"), ("ε", "e"), ("ζ", "z"), ("η", "i"),
    ("θ", "t"), ("ι", "i"), ("κ", "k"), ("λ", "l"), ("μ", "m"), ("ν", "n"), ("ξ", "x"),
    ("ο", "o"), ("π", "p"), ("ρ", "r"), ("σ", "s"), ("τ", "t"), ("υ", "i"), ("φ", "f"),
    ("χ", "x"), ("ψ", "ps"), ("ω", "o"),
]  # fmt: skip
SOUNDS_LATIN = [
    ("ou", "u"), ("oy", "u"), ("ai", "e"), ("ei", "i"), ("oi", "i"), ("yi", "i"),
    ("au", "af"), ("av", "af"), ("ay", "af"), ("eu", "ef"), ("ev", "ef"), ("ey", "ef"),
    ("mp", "b"), ("nt", "d"), ("gk", "g"), ("gg", "g"), ("ng", "g"),
    ("th", "t"), ("ch", "x"), ("kh", "x"), ("ph", "f"), ("ks", "x"), ("8", "t"), ("3", "x"),
    ("h", "x"),
    ("w", "o"), ("y", "i"), ("b", "v"), ("c", "k"), ("q", "k"), ("j", "z"),
]  # fmt: skip
SHORTEST_STEM = 3


def is_greek(word: str) -> bool:
    """Tell whether a word holds a Greek letter."""
    return bool(GREEK.search(word))


def sound_of(word: str) -> str:
    """Return how a folded word sounds: the same for «δήμος», «dimos» and «dhmos»."""
    text = _greek_sound(word) if is_greek(word) else _latin_sound(word)
    # b and v, and doubled letters, are written either way in Greeklish.
    return re.sub(r"(.)\1+", r"\1", text.replace("b", "v"))


def _greek_sound(word: str) -> str:
    return _replaced(word, SOUNDS_GREEK)


def _latin_sound(word: str) -> str:
    # «h» stands for η between consonants and for χ before a vowel.
    word = re.sub(r"(?<![aeioutckps])h(?![aeiou])", "i", word)
    return _replaced(word, SOUNDS_LATIN)


def _replaced(word: str, table: Iterable[tuple[str, str]]) -> str:
    pairs = dict(table)
    pattern = re.compile("|".join(sorted(map(re.escape, pairs), key=len, reverse=True)))
    return pattern.sub(lambda found: pairs[found[0]], word)


def stem_sound(stem: str) -> str:
    """Return the sound of a stem without the vowel by which endings differ."""
    sound = sound_of(stem)
    bare = sound.rstrip("aeious")
    return bare if len(bare) >= SHORTEST_STEM else sound


def possible_stem_sounds(word: str) -> list[str]:
    """Return the sounds of the stems that a word in Latin letters may have, the longest first.

    No stemmer knows Greek endings in Latin letters: up to two fifths of a word may be its ending.
    """
    sound = sound_of(word)
    shortest = min(len(sound), max(SHORTEST_STEM, math.ceil(len(sound) * 0.6)))
    return [sound[:length] for length in range(len(sound), shortest - 1, -1)]
