"""What the town may tell somebody: each template with its topic, its places and its own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.registry import Registry

from . import wording
from .wording import Text

TOPICS: dict[str, str | Promise] = {
    "applications": _("Applications"),
    "appointments": _("Appointments"),
    "debts": _("Debts and payments"),
    "documents": _("Documents and certificates"),
    "messages": _("Messages from the offices"),
    "account": _("The account itself"),
}
# Whoever runs an account must hear of it: these cannot be switched off.
COMPULSORY = frozenset({"account"})


@dataclass(frozen=True, slots=True)
class Template:
    """A notification that a module sends.

    :param variables: the places that the texts may name, with what stands there
    :param el: the words as they ship; the town may write its own
    """

    code: str
    topic: str
    title: str | Promise
    variables: Mapping[str, str | Promise]
    el: Text
    en: Text

    def shipped(self, language: str) -> Text:
        """Return the words as they ship in a language."""
        return self.en if language == "en" else self.el


TEMPLATES: Registry[Template] = Registry("messaging.templates")


def register(template: Template) -> None:
    """Enter a template; called in `apps.ready()`.

    :raises ValueError: if its topic is unknown, or a text of its own is at fault
    """
    if template.topic not in TOPICS:
        raise ValueError(f"{template.code}: unknown topic {template.topic!r}")
    for text in (template.el, template.en):
        if found := wording.faults(text, template.variables):
            raise ValueError(f"{template.code}: {found}")
    TEMPLATES.register(template.code, template)
