"""The menu of the financial offices; modules above add their own pages to it."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

FINANCE_MENU = "register_finance_menu_item"


class RightMenuItem(MenuItem):
    """A page in the menu, shown to those who may open it."""

    def __init__(self, label: Any, url: str, right: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds the right."""
        return request.user.has_perm(self.right)
