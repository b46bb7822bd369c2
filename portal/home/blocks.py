"""Blocks that name a destination."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from . import doors

ICONS = [
    ("euro", _("Euro")),
    ("bed", _("Lodging")),
    ("document", _("Document")),
    ("receipt", _("Receipt")),
    ("card", _("Card")),
    ("fault", _("Repair")),
    ("pencil", _("Form")),
    ("calendar", _("Calendar")),
    ("people", _("People")),
    ("mail", _("Letter")),
    ("phone", _("Telephone")),
    ("scales", _("Justice")),
    ("map", _("Map")),
    ("building", _("Town hall")),
    ("info", _("Information")),
]


class LinkValue(blocks.StructValue):
    """A destination: a page in the reader's language, an e-service, or an address elsewhere."""

    @property
    def href(self) -> str:
        """Return the address, or nothing when the destination is not there (any more)."""
        page = self.get("page")
        if page is not None:
            there = page.localized
            return (there.url or "") if there.live else ""
        if self.get("door"):
            return doors.address(self["door"])
        return self.get("url") or ""


class LinkBlock(blocks.StructBlock):
    """Exactly one destination."""

    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    door = blocks.ChoiceBlock(
        required=False, choices=doors.choices, label=_("E-service"), search_index=False
    )
    url = blocks.URLBlock(required=False, label=_("Address elsewhere"))

    class Meta:
        value_class = LinkValue
        label = _("Destination")

    def clean(self, value: Any) -> Any:
        """Refuse none and more than one destination."""
        cleaned = super().clean(value)
        if sum(bool(cleaned.get(name)) for name in ("page", "door", "url")) != 1:
            raise blocks.StructBlockValidationError(
                non_block_errors=[
                    ValidationError(_("Choose a page, an e-service or an address: exactly one."))
                ]
            )
        return cleaned


class TaskBlock(blocks.StructBlock):
    """One of the things most visitors come for."""

    title = blocks.CharBlock(max_length=60, label=_("What"), help_text=_("Begin with a verb."))
    text = blocks.CharBlock(max_length=140, required=False, label=_("Explanation"))
    icon = blocks.ChoiceBlock(choices=ICONS, label=_("Icon"), search_index=False)
    link = LinkBlock()

    class Meta:
        icon = "link"
        label = _("Task")
