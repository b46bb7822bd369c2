"""The plan of the house as the checks read it."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("config", "portal", "eservices", "backoffice")


def contracts() -> list[dict]:
    """Return the import contracts of pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def office_ranks() -> dict[str, int]:
    """Return each back-office module's height; the ground floor is 0."""
    (layers,) = (c["layers"] for c in contracts() if c.get("containers") == ["backoffice"])
    return {
        name.strip(): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def rank_of(module_path: str) -> int | None:
    """Return how high an app stands: offices by their layer, then e-services, portal, config.

    :param module_path: the app's dotted name; packages from outside have no rank
    """
    floor, _, rest = module_path.partition(".")
    if floor in {"integrations", "theme"}:
        return -1
    if floor == "backoffice":
        return office_ranks()[rest.partition(".")[0]]
    above = {"eservices": 100, "portal": 200, "config": 300}
    return above.get(floor)


def python_files() -> Iterator[Path]:
    """Yield the project's own source files."""
    for floor in FLOORS:
        yield from (p for p in (ROOT / floor).rglob("*.py") if "migrations" not in p.parts)


def imported_modules(source: str, package: str) -> Iterable[str]:
    """Return the absolute names that a source imports.

    :param package: the dotted package the source stands in, to resolve relative imports
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1]
            origin = ".".join([*base, node.module or ""]) if node.level else node.module or ""
            yield from (f"{origin.rstrip('.')}.{alias.name}" for alias in node.names)


def foreign_model_imports(source: str, package: str) -> list[str]:
    """Return the models of other modules that a source reaches into."""
    own = ".".join(package.split(".")[:2])
    found = []
    for name in imported_modules(source, package):
        parts = name.split(".")
        is_model = len(parts) > 2 and parts[0] in FLOORS and parts[2] == "models"
        # The site's demonstration fills every kind of page, as an editor does.
        fills_the_site = own in {"portal", "portal.demonstration"} and parts[0] == "portal"
        if is_model and ".".join(parts[:2]) != own and not fills_the_site:
            found.append(name)
    return found
