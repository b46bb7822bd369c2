"""Where identity shows itself to staff."""

from wagtail import hooks

from .screens.rights import RightsGroup


@hooks.register("register_admin_viewset")
def register_rights() -> RightsGroup:
    """Offer roles, assignments and departments."""
    return RightsGroup()
