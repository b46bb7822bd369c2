"""What the screens share: their look, and the form or part of the address."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.forms import access
from backoffice.forms.models import Definition, Part
from backoffice.kernel import screens

FORM, PART = "form", "part"


class StaffScreen(screens.StaffScreen):
    """A page of the forms."""

    right = access.VIEW
    header_icon = "form"
    above: screens.Path = (("service_forms:list", gettext_lazy("Forms")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell what the reader may do."""
        kwargs |= {
            "may_edit": self.user.has_perm(access.EDIT),
            "may_publish": self.user.has_perm(access.PUBLISH),
        }
        return super().get_context_data(**kwargs)


class OwnerScreen(StaffScreen):
    """A page about one form or one shared part."""

    of: str = FORM

    def find(self, **kwargs: Any) -> None:
        """Find the form or part by its key."""
        find = access.definition_for if self.of == FORM else access.part_for
        self.owner: Definition | Part = find(self.user, kwargs["key"])

    def url(self, name: str, *args: Any) -> str:
        """Return the address of another page about the same form or part."""
        prefix = "" if self.of == FORM else "part_"
        return reverse(f"service_forms:{prefix}{name}", args=[self.owner.key, *args])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list and to the form or part."""
        rows = super().trail()
        if self.of == PART:
            rows.append({"url": reverse("service_forms:parts"), "label": _("Shared parts")})
        return [*rows, {"url": self.url("page"), "label": self.owner.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form or part, and the addresses of its pages."""
        kwargs |= {"owner": self.owner, "of": self.of, "page_url": self.url("page")}
        return super().get_context_data(**kwargs)


class FormScreen(screens.FormScreen, StaffScreen):
    """A form about the forms."""

    template_name = "form_desk/form.html"

    def back(self) -> str:
        """Lead back to the list."""
        return reverse("service_forms:list")
