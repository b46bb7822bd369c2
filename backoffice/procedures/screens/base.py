"""What the screens share: their look, and the procedure of the address."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.kernel import screens
from backoffice.procedures.models import Definition, Version


class StaffScreen(screens.StaffScreen):
    """A page of the procedures."""

    header_icon = "clipboard-list"

    def may(self, right: str) -> bool:
        """Tell whether the reader holds another right of the procedures."""
        return bool(self.user.has_perm(f"procedures.{right}"))


class ListScreen(screens.ListScreen, StaffScreen):
    """A list of the procedures."""


class DefinitionScreen(StaffScreen):
    """A page about one procedure."""

    right = "procedures.view_definition"
    of_kind = ""

    def find(self, **kwargs: Any) -> None:
        """Find the procedure by its key."""
        rows = Definition.objects.filter(key=kwargs["key"])
        found = (rows.filter(kind=self.of_kind) if self.of_kind else rows).first()
        if found is None:
            raise Http404
        self.definition = found

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list and the procedure."""
        address = reverse("procedures:definition", args=[self.definition.key])
        return [
            {"url": reverse("procedures:definitions"), "label": _("Procedures")},
            {"url": address, "label": self.definition.name},
        ]

    def version(self, number: Any) -> Version:
        """Return a version by its number, or the one in force, or the newest."""
        rows = self.definition.versions.select_related("definition")
        if str(number or "").isdecimal():
            found = rows.filter(number=int(number)).first()
        else:
            found = rows.filter(state="published").first() or rows.order_by("-number").first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the procedure."""
        return super().get_context_data(definition=self.definition, **kwargs)


class FormScreen(screens.FormScreen, StaffScreen):
    """A form of the procedures."""

    template_name = "procedures/form.html"

    def back(self) -> str:
        """Lead back to the list."""
        return reverse("procedures:definitions")
