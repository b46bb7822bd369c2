"""The look of the staff's screens."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def staff_colours() -> str:
    """Put the town's colours over Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("theme/staff.css"))
