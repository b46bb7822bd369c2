"""The desk on the first page of the staff's screens."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from backoffice.kernel.dates import athens_day

from .panels import tiles_for


class DeskPanel(Component):
    """The tiles of the visitor."""

    name = "desk"
    template_name = "desk/panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Gather the tiles."""
        user = parent_context["request"].user
        return {"tiles": tiles_for(user, athens_day(timezone.now()))}


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Any]) -> None:
    """Put the desk first."""
    panels.insert(0, DeskPanel())
