"""How a lower module hears an upper one without importing it: a kind and its handler."""

from typing import Generic, TypeVar

Handler = TypeVar("Handler")

REGISTRIES: "dict[str, Registry]" = {}


class UnknownKind(LookupError):
    """Nobody registered this kind; a module's `apps.ready()` is missing a line."""


class Registry(Generic[Handler]):
    """A table of kinds, filled in `apps.ready()` and read at run time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._handlers: dict[str, Handler] = {}
        REGISTRIES[name] = self

    def register(self, kind: str, handler: Handler) -> None:
        """Enter a handler for a kind.

        :raises ValueError: if another handler holds the kind already
        """
        if self._handlers.get(kind, handler) is not handler:
            raise ValueError(f"{self.name}: {kind!r} is registered twice")
        self._handlers[kind] = handler

    def get(self, kind: str) -> Handler:
        """Return the handler of a kind.

        :raises UnknownKind: if there is none
        """
        try:
            return self._handlers[kind]
        except KeyError:
            known = ", ".join(self.kinds()) or "none"
            raise UnknownKind(f"{self.name}: unknown kind {kind!r} (known: {known})") from None

    def kinds(self) -> list[str]:
        """Return the registered kinds in order."""
        return sorted(self._handlers)
