"""Draws the pictures of the town anew: `python -m portal.demonstration.scenes`."""

from collections.abc import Callable
from pathlib import Path

from .brush import Canvas
from .indoors import council, library, loggia, night, school
from .outdoors import beach, harbour, market, olives, square

FOLDER = Path(__file__).parent / "pictures"

SCENES: dict[str, Callable[[], Canvas]] = {
    scene.__name__: scene
    for scene in (harbour, loggia, olives, square, library, beach, school, night, market, council)
}


def main() -> None:
    """Draw every picture into the folder."""
    FOLDER.mkdir(exist_ok=True)
    for name, scene in SCENES.items():
        scene().finished().save(FOLDER / f"{name}.webp", quality=88, method=6)


if __name__ == "__main__":
    main()
