"""The Greek catalogue: compiled without gettext's programs, and checked for completeness.

python -m config.local.catalogue compile
python -m config.local.catalogue check
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from config.local import places
from config.local.messages import Message, messages_in_source, placeholders

LANGUAGE = "el"
SKIPPED = {".venv", "var", "node_modules", ".git", "tests", "migrations", "media", "static"}


def catalogues(root: Path, language: str = "*") -> list[Path]:
    """Return the project's catalogues, in a stable order."""
    pattern = f"locale/{language}/LC_MESSAGES/django*.po"
    return sorted(path for folder in _folders(root) for path in folder.glob(pattern))


def sources(root: Path) -> Iterator[Path]:
    """Yield the files whose text may be shown to people."""
    for folder in _folders(root):
        for path in sorted(folder.iterdir()):
            if path.suffix in {".py", ".html", ".txt"} and path.is_file():
                yield path


def _folders(root: Path) -> Iterator[Path]:
    for folder, below, _ in os.walk(root):
        below[:] = sorted(name for name in below if name not in SKIPPED)
        yield Path(folder)


def compile_all(root: Path = places.ROOT) -> int:
    """Compile every catalogue that is newer than its compiled form; return how many."""
    changed = 0
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(target))
        changed += 1
    return changed


def check(root: Path = places.ROOT) -> list[str]:
    """Return what is wrong with the Greek catalogue, one line each, `file:line: what`."""
    wrong: list[str] = []
    known: dict[tuple[str, str], list[tuple[str, polib.POEntry]]] = {}
    for path in catalogues(root, LANGUAGE):
        shown = str(path.relative_to(root))
        try:
            entries = polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True)
        except (OSError, ValueError, UnicodeDecodeError) as error:
            wrong.append(f"{shown}:1: the catalogue cannot be read: {error}")
            continue
        for entry in entries:
            if not entry.obsolete:
                known.setdefault((entry.msgctxt or "", entry.msgid), []).append((shown, entry))
                wrong += entry_faults(entry, shown)
    wrong += _missing(root, known)
    return wrong


def _missing(
    root: Path, known: dict[tuple[str, str], list[tuple[str, polib.POEntry]]]
) -> Iterator[str]:
    for path in sources(root):
        shown = str(path.relative_to(root))
        try:
            found = list(messages_in_source(path))
        except SyntaxError as error:
            yield f"{shown}:{error.lineno or 1}: cannot be read: {error.msg}"
            continue
        for message in found:
            fault = message_fault(message, (e for _, e in known.get(message.key, [])))
            if fault:
                yield f"{shown}:{message.line}: {fault}: {message.text[:70]!r}"


def message_fault(message: Message, entries: Iterable[polib.POEntry]) -> str:
    """Return what is wrong with the translation of a message used in the source, or nothing."""
    usable = [entry for entry in entries if entry.translated() and not entry.fuzzy]
    if not usable:
        return "no Greek translation"
    if message.plural and not any(entry.msgid_plural for entry in usable):
        return "no Greek plural"
    return ""


def entry_faults(entry: polib.POEntry, shown: str) -> Iterator[str]:
    """Yield what is wrong with one catalogue entry, used or not."""
    where = f"{shown}:{entry.linenum}"
    if entry.fuzzy:
        yield f"{where}: marked fuzzy: {entry.msgid[:70]!r}"
        return
    if not entry.translated():
        yield f"{where}: empty translation: {entry.msgid[:70]!r}"
        return
    allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
    forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
    for form in forms:
        found = placeholders(form)
        # A singular may say «one» without a number, but never name a value the caller lacks.
        complete = bool(entry.msgid_plural) or found == allowed
        if not complete or not found <= allowed:
            yield f"{where}: placeholders differ: {entry.msgid[:50]!r} → {form[:50]!r}"
        if entry.msgid.startswith("\n") != form.startswith("\n"):
            yield f"{where}: only one of message and translation begins with a line break"


def _main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        print(f"{compile_all()} catalogues compiled")
        return 0
    if arguments != ["check"]:
        print("usage: python -m config.local.catalogue compile|check", file=sys.stderr)
        return 2
    wrong = check()
    for line in wrong:
        print(line)
    print(f"{len(wrong)} faults in the Greek catalogue")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
