"""The look of a form that does one thing, in all offices above the books."""

from typing import Any

from backoffice.kernel import screens


class ActScreen(screens.ActScreen):
    """Show a form; when it is sent, do one thing and lead on, or say how to mend it.

    The page is `<module>/act.html`, where a module shows what the act is about, or else
    `ledger/act.html`.
    """

    # Wagtail's own default would come before the module's page.
    template_name = ""
    button: Any = ""

    def get_template_names(self) -> list[str]:
        """Return the page of the act: its own, its module's, or that of the books."""
        module = type(self).__module__.split(".")[1]
        if self.template_name:
            return [self.template_name]
        return [f"{module}/act.html", "ledger/act.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell what the button says, and whether files are sent."""
        context = super().get_context_data(**kwargs)
        sends_files = context["form"].is_multipart()
        return context | {"multipart": sends_files, "button": self.button or self.page_title}
