"""What a reader of answers says of an answer that it cannot take."""

from collections.abc import Mapping


class Wrong(ValueError):
    """An answer is not of its kind; the text says how to mend it."""


class WrongParts(Wrong):
    """Some boxes of an answer are wrong.

    :param parts: message by key of the box
    """

    def __init__(self, parts: Mapping[str, str]) -> None:
        self.parts = dict(parts)
        super().__init__(" ".join(parts.values()))
