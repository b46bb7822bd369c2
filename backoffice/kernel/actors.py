"""What a fact came from, named without importing the module that owns it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A row of another module: its registered kind and its identifier there."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
