"""Where e-services say that they exist, so that searching finds them beside the pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class FindableService:
    """An e-service in one language.

    :param text: further words by which people look for it
    """

    code: str
    language: str
    title: str
    summary: str
    url: str
    text: str = ""


Source = Callable[[], Iterable[FindableService]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a module name its services; the same name again replaces."""
    _sources[name] = source


def service_sources() -> Iterator[Source]:
    """Return every source, in the order of their names."""
    for name in sorted(_sources):
        yield _sources[name]
