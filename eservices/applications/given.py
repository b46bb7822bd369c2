"""Certificates that the town gives after an application: what is printed on each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from backoffice.certificates import kinds
from backoffice.certificates.kinds import Finding, Kind
from backoffice.forms.summary import sections

from .models import Application
from .offers import Offer

GENERAL = "after-application"


@dataclass(frozen=True, slots=True)
class Given:
    """What an application says about the facts of a certificate, and a kind of our own.

    :ivar facts: the answer with which a fact begins, by the fact's key; whoever states it checks it
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None


def _kind(code: str, name: Any, about: Any, basis: str, unit: str) -> Kind:
    return Kind(
        code=code,
        name=name,
        about=about,
        find=kinds.after_an_application,
        legal_basis=basis,
        unit=unit,
        order=500,
        on_application=True,
    )


GIVEN: dict[str, Given] = {
    "permanent-residence": Given({"address": "residence_address"}),
    "street-number": Given({"property": "property", "street": "entrance_street"}),
    "tap-position": Given({"address": "property", "notary": "notary_name"}),
    GENERAL: Given(
        kind=_kind(
            GENERAL,
            gettext_lazy("Certificate"),
            gettext_lazy("What a department of the town checked after an application."),
            "ν. 2690/1999 άρθρα 3 και 4",
            "registry",
        ),
    ),
}


def register_all() -> None:
    """Enter the kinds that no other module knows."""
    for given in GIVEN.values():
        if given.kind is not None:
            kinds.register(given.kind)


def kind_for(service: Any) -> str:
    """Return the kind of certificate in which a service ends; a general one if none is named."""
    code = str(service.output_certificate or "")
    return code if code in kinds.KINDS.kinds() else GENERAL


def finding_of(application: Application, text: str) -> Finding:
    """Return what is printed: which application it answers, and the clerk's words."""
    with override("el"):
        lead = text.strip() or _("The department checked what is stated below and certifies it.")
        first = _("Application %(number)s: %(title)s.") % {
            "number": application.entry.label if application.entry else application.code,
            "title": application.title_el,
        }
    return Finding(paragraphs=[first, lead], summary=application.title_el)


def facts_of(offer: Offer, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what an application says about the facts of the certificate in which it ends."""
    wanted = GIVEN.get(kind_for(offer.service), Given()).facts
    with override("el"):
        said = {
            line.path: line.shown
            for section in sections(offer.form, values, "el")
            for line in section.lines
        }
    return {fact: said[answer] for fact, answer in wanted.items() if said.get(answer)}
