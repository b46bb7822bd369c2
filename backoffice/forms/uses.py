"""Which services ask a form: modules above enter themselves, the staff screens show it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Use:
    """One service that asks a form.

    :param url: where staff see the service; empty where there is no page
    :param right: what a reader must hold to open that page
    """

    title: str
    url: str = ""
    right: str = ""


Finder = Callable[[Collection[str]], Mapping[str, Sequence[Use]]]
USES: "Registry[Finder]" = Registry("forms.uses")


def register(name: str, finder: Finder) -> None:
    """Enter a module that asks forms; `finder` gets keys of forms and gives uses by key."""
    USES.register(name, finder)


def of(keys: Collection[str], reader: User) -> dict[str, list[Use]]:
    """Return who asks each form, by key; without the pages that the reader may not open."""
    found: dict[str, list[Use]] = {key: [] for key in keys}
    for name in USES.kinds():
        for key, uses in USES.get(name)(keys).items():
            found.setdefault(key, []).extend(_seen_by(reader, use) for use in uses)
    return found


def _seen_by(reader: User, use: Use) -> Use:
    return use if not use.right or reader.has_perm(use.right) else replace(use, url="")
