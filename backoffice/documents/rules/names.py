"""Names of files as plain text: no folders, no control or direction marks."""

import unicodedata

LONGEST = 190


def safe_name(name: str) -> str:
    """Return a given name without folders and without characters that deceive the eye."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c for c in bare if unicodedata.category(c)[0] != "C")
    stem, dot, ending = printable.strip().rpartition(".")
    short = f"{stem[: LONGEST - len(ending)]}{dot}{ending[:10]}" if dot else printable[:LONGEST]
    return short.strip(". ") or "file"
