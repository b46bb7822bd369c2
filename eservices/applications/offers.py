"""What a service offers to whoever applies: its machine part and the form in force, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.forms import prefill
from backoffice.forms import queries as forms
from backoffice.forms.errors import UnknownForm
from backoffice.forms.schema import Form
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from eservices.catalogue import queries as catalogue

from . import rules
from .errors import ServiceClosed, UnknownService
from .models import Draft


@dataclass(frozen=True, slots=True)
class Offer:
    """A service and the form by which it is applied for."""

    service: Any
    version_id: int
    form: Form

    @property
    def code(self) -> str:
        """The code of the service."""
        return str(self.service.code)

    @property
    def titles(self) -> dict[str, str]:
        """The name of the service by language."""
        return {"el": self.service.title_el, "en": self.service.title_en}


def offer_of(code: str) -> Offer:
    """Return a service with its form in force.

    :raises UnknownService: if there is none, or it has pages of its own
    """
    service = catalogue.service(code)
    if service is None or not service.form_key:
        raise UnknownService
    try:
        found = forms.form_in_force(service.form_key)
    except UnknownForm:
        raise UnknownService from None
    return Offer(service, found.version_id, found.form)


def offer_with(code: str, version_id: int) -> Offer:
    """Return a service, offered or not any more, with the version of a form that was filled in.

    :raises UnknownService: if the town never had it
    """
    service = catalogue.any_service(code)
    if service is None:
        raise UnknownService
    return Offer(service, version_id, forms.form_of(version_id))


def need_open(service: Any, at: datetime) -> None:
    """Refuse a service that takes no applications at an instant.

    :raises ServiceClosed: with when it opens, or when it closed
    """
    opening = catalogue.opening_of(service, at)
    if opening.is_open:
        return
    opens = opening.opens_at if opening.opens_at and opening.opens_at > at else None
    raise ServiceClosed(opens, opening.closes_at)


def fee_of(service: Any, values: Mapping[str, Any], at: datetime) -> Any:
    """Return what an application with these answers costs today."""
    return catalogue.fee_of(service, values, athens_day(at))


def department_id_of(service: Any, at: datetime) -> int:
    """Return the unit that answers; without one the top of the chart, which assigns it."""
    if service.department_id is not None:
        return int(service.department_id)
    _depth, top = departments_as_tree(athens_day(at))[0]
    return int(top.pk)


def asked_by(form: Form, language: str) -> list[rules.Asked]:
    """Return the questions of a form, for comparing it with another version."""
    return [
        rules.Asked(
            field.key,
            field.type,
            field.label.of(language),
            field.required,
            tuple(sorted(option.value for option in field.options)),
        )
        for _page, field in form.walk()
        if field.asks
    ]


def known(form: Form, draft: Draft) -> dict[str, Any]:
    """Return the answers of a draft that the form still asks for; others wait in the draft."""
    return {key: value for key, value in draft.answers.items() if key in form.fields}


def offered(
    offer: Offer, party_id: int | None, user: User | None, at: datetime
) -> dict[str, prefill.Offered]:
    """Return what the town holds already, by question."""
    if party_id is None and user is None:
        return {}
    return prefill.offered(offer.form, party_id=party_id, user=user, today=athens_day(at))


def is_vouched(source: str) -> bool:
    """Tell whether an authority stated what comes from a source, so that nobody writes over it."""
    return any(one.name == source and one.vouched for one in prefill.sources())
