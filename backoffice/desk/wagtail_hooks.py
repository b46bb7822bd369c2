"""The desk on the first page of the staff's screens."""

from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from backoffice.kernel.dates import athens_day
from backoffice.kernel.kept import keep_answers

from .panels import tiles_for


class DeskPanel(Component):
    """The tiles of the visitor."""

    name = "desk"
    template_name = "desk/panel.html"
    order = 50
    media = Media(css={"all": ["desk/desk.css"]})

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Gather the tiles."""
        user = parent_context["request"].user
        keep_answers(user, parent_context["request"].method)
        return {"tiles": tiles_for(user, athens_day(timezone.now()))}


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Any]) -> None:
    """Put the desk first."""
    panels.insert(0, DeskPanel())


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the worklist under /cms/desk/."""
    return [path("desk/", include("backoffice.desk.urls"))]


@hooks.register("register_admin_menu_item")
def worklist_item() -> MenuItem:
    """Put the worklist above everything else."""
    return MenuItem(_("My work"), reverse("desk:work"), name="work", icon_name="tasks", order=10)


@hooks.register("construct_help_menu")
def keep_help_to_the_point(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave out what speaks of the publishing software and not of the town's work."""
    menu_items[:] = [item for item in menu_items if not _speaks_of_publishing(item.name)]


def _speaks_of_publishing(name: str) -> bool:
    return name == "editor-guide" or name.startswith("whats-new-in-")
