"""The look of the screens of business fees."""

from backoffice.kernel import screens


class StaffScreen(screens.StaffScreen):
    """A page of the office."""

    header_icon = "form"


class ListScreen(screens.ListScreen, StaffScreen):
    """A list of the office."""


class FormScreen(screens.FormScreen, StaffScreen):
    """A form of the office."""

    template_name = "business_fees/form.html"
