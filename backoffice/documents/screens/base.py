"""The look of the screens of documents."""

from backoffice.kernel import screens


class StaffScreen(screens.StaffScreen):
    """A page of the register or of circulation."""

    header_icon = "doc-full"


class FormScreen(screens.FormScreen, StaffScreen):
    """A form of the register or of circulation."""

    template_name = "documents/form.html"
