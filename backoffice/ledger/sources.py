"""Where the staff page of an entry's source stands; the module that owns the kind says so."""

from collections.abc import Callable

from backoffice.kernel.registry import Registry

SOURCE_PAGES: Registry[Callable[[str], str]] = Registry("ledger source pages")


def source_url(kind: str, source_id: str) -> str:
    """Return the address of a source's staff page, or nothing if its owner registered none."""
    if kind not in SOURCE_PAGES.kinds():
        return ""
    return SOURCE_PAGES.get(kind)(source_id)


def is_free(kind: str) -> bool:
    """Tell whether an entry may be reversed in the books alone.

    What another office keeps a register for is corrected there, or register and books would part.
    """
    return kind not in SOURCE_PAGES.kinds() and kind.partition(".")[0] in {"ledger", "opening"}
