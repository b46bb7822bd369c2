"""Text blocks: the list and the page of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.procedures.screens.base import FormScreen, StaffScreen
from eservices.applications import access
from eservices.applications.forms_office import TextForm
from eservices.applications.services.texts import save_text

CHANGE = "applications.change_textblock"


class TextsScreen(StaffScreen):
    """Every text block."""

    right = CHANGE
    page_title = gettext_lazy("Text blocks")
    template_name = "applications_office/texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the blocks."""
        return super().get_context_data(rows=access.text_blocks_for(self.user), **kwargs)


class TextScreen(FormScreen):
    """One text block, new or known."""

    right = CHANGE
    template_name = "applications_office/form.html"

    def find(self, **kwargs: Any) -> None:
        """Find the block; a new one has no code yet."""
        code = kwargs.get("slug", "")
        self.block = access.text_block_for(self.user, code) if code else None

    def get_page_title(self) -> str:
        """Return its title."""
        return str(self.block or _("New text block"))

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [{"url": self.back(), "label": _("Text blocks")}]

    def form(self, data: Any = None, files: Any = None) -> TextForm:
        """Return the form; a code never changes."""
        form = TextForm(data, instance=self.block)
        if self.block is not None:
            form.fields["code"].disabled = True
        return form

    def save(self, form: Any) -> HttpResponse:
        """Save it and show the list."""
        values = {name: form.cleaned_data[name] for name in form.fields if name != "code"}
        code = form.cleaned_data["code"]
        save_text(code=code, values=values, actor=self.user, at=self.now)
        messages.success(self.request, _("The text block was saved."))
        return redirect("applications_office:texts")

    def back(self) -> str:
        """Return the list's address."""
        return reverse("applications_office:texts")
