"""What an application says, as it is signed, sent and kept: the same words give the same hash."""

from collections.abc import Iterable, Mapping
from typing import Any

from .models import Draft, Upload
from .models.applications import Capacity
from .offers import Offer


def content_of(
    draft: Draft, offer: Offer, values: Mapping[str, Any], files: Iterable[Upload], language: str
) -> dict[str, Any]:
    """Return everything that somebody answers for by signing or sending.

    No time stands in it: who signs later signs the same content.
    """
    return {
        "service": offer.code,
        "title": offer.titles,
        "form": {"key": offer.service.form_key, "version": draft.form_version},
        "language": language,
        "applicant": _person(draft.party),
        "capacity": draft.capacity,
        "child": _child(draft) if draft.capacity == Capacity.CUSTODY else None,
        "answers": dict(values),
        "files": [
            {
                "id": one.code,
                "question": one.field,
                "name": one.name,
                "sha256": one.sha256,
                "size": one.size,
                "kind": one.content_type,
                "pages": one.pages,
            }
            for one in sorted(files, key=lambda one: one.code)
        ],
    }


def _person(party: Any) -> dict[str, Any] | None:
    if party is None:
        return None
    return {"code": party.code, "name": party.full_name, "afm": party.afm}


def _child(draft: Draft) -> dict[str, Any] | None:
    child = draft.custody
    if child is None:
        return None
    return {
        "code": child.code,
        "name": str(child),
        "birth_on": child.birth_on.isoformat(),
        "afm": child.afm,
        "amka": child.amka,
        "by_court": child.by_court,
    }
