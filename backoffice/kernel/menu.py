"""Pages in the staff's menu, each shown to those who may open it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

Rights = str | tuple[str, ...]
#: Name of the address, label, right or rights, icon.
MenuPage = tuple[str, Any, Rights, str]


class RightItem(MenuItem):
    """A page in the menu, shown to whoever holds one of its rights.

    :param rights: one right or several, each as `app_label.codename`
    """

    def __init__(self, label: Any, url: str, rights: Rights, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.rights = (rights,) if isinstance(rights, str) else rights

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds a right."""
        return any(request.user.has_perm(right) for right in self.rights)


def item_of(page: MenuPage, namespace: str, order: int) -> RightItem:
    """Return the item of one page of an office."""
    name, label, rights, icon = page
    url, own = reverse(f"{namespace}:{name}"), f"{namespace}-{name}"
    return RightItem(label, url, rights, name=own, icon_name=icon, order=order)


def office_menu(
    label: Any, pages: Iterable[MenuPage], *, namespace: str, **look: Any
) -> SubmenuMenuItem:
    """Return the menu of an office; whoever may open none of its pages does not see it.

    :param look: `name`, `icon_name` and `order` of the menu
    """
    items = [item_of(page, namespace, order) for order, page in enumerate(pages)]
    return SubmenuMenuItem(label, Menu(items=items), **look)


def add_pages(hook: str, pages: Iterable[MenuPage], *, namespace: str, first: int) -> None:
    """Add an office's pages to the menu that several offices share.

    :param hook: name under which that menu asks for its items
    :param first: order of the first page
    """
    for order, page in enumerate(pages, first):
        hooks.register(hook, _maker(page, namespace, order))


def _maker(page: MenuPage, namespace: str, order: int) -> Any:
    return lambda: item_of(page, namespace, order)
