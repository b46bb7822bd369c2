"""Where the register shows itself to staff."""

from wagtail import hooks

from .screens import RegisterGroup


@hooks.register("register_admin_viewset")
def register_screens() -> RegisterGroup:
    """Offer persons, businesses and mandates."""
    return RegisterGroup()
