"""What the office may ask for: the questions and documents of the application, and plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.applications import offers
from eservices.applications.models import Application

WORDS = "words"


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that may be asked for.

    :ivar kind: `file` or `text`
    """

    key: str
    kind: str
    titles: dict[str, str]
    accept: tuple[str, ...] = ()

    def item(self) -> dict[str, Any]:
        """Return it as a request for more keeps it."""
        made: dict[str, Any] = {"key": self.key, "kind": self.kind, "title": dict(self.titles)}
        return made | ({"accept": list(self.accept)} if self.accept else {})


def pickable(application: Application) -> list[Pick]:
    """Return every question and document of the form that the application was sent with."""
    offer = offers.offer_with(application.service, application.form_version)
    return [
        Pick(
            field.key,
            "file" if field.type == "file" else "text",
            {"el": field.label.of("el"), "en": field.label.of("en")},
            tuple(field.accept) if field.type == "file" else (),
        )
        for _page, field in offer.form.walk()
        if field.asks and field.type not in ("group", "consent")
    ]


def items_named(application: Application, keys: str, words: str) -> list[dict[str, Any]]:
    """Return what was named by keys; what is no key is asked for in the words that were written.

    :param keys: keys of questions with commas between, as a step of a drawing knows them
    """
    wanted = [key.strip() for key in keys.split(",") if key.strip()]
    known = {pick.key: pick for pick in pickable(application)}
    found = [known[key].item() for key in wanted if key in known]
    others = [key for key in wanted if key not in known]
    if others or not found:
        found.append(_in_words(others, words))
    return found


def _in_words(others: Iterable[str], words: str) -> dict[str, Any]:
    said = ", ".join(others)
    titles = {}
    for language in ("el", "en"):
        with override(language):
            titles[language] = (said or words[:200]) or _("What is missing from your application")
    return Pick(WORDS, "text", titles).item()
