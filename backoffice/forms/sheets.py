"""A draft on the desk: a form or a shared part, edited by the same steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backoffice.identity.models import User

from . import editing, schema, services
from .faults import Fault
from .models import Definition, Part, PartVersion, Version
from .reading import as_form, documents_of, faults_of, parts_in_force
from .states import VersionState

Document = dict[str, Any]
EMPTY_FORM: Document = {"pages": []}
EMPTY_PART: Document = {"fields": []}


@dataclass
class Sheet:
    """What is edited: the draft, or what a draft would begin from.

    :param document: as a form; a part is a form of one page
    """

    owner: Definition | Part
    version: Version | PartVersion | None
    document: Document
    parts: dict[str, PartVersion] = field(default_factory=dict)

    @property
    def is_part(self) -> bool:
        """Tell whether a shared part is edited."""
        return isinstance(self.owner, Part)

    @property
    def is_draft(self) -> bool:
        """Tell whether there is a draft, and not only what it would begin from."""
        return self.version is not None and self.version.is_draft

    @property
    def base(self) -> str:
        """The checksum of what was seen; a draft that somebody began meanwhile has another."""
        return self.version.checksum if self.version is not None else ""

    @property
    def part_documents(self) -> dict[str, dict[str, Any]]:
        """The documents of the parts in force; a part does not hold itself."""
        known = documents_of(self.parts)
        return {key: one for key, one in known.items() if not self._is_me(key)}

    @property
    def part_titles(self) -> dict[str, str]:
        """The titles of the parts that may be linked, by key."""
        return {key: row.part.title for key, row in self.parts.items() if not self._is_me(key)}

    def _is_me(self, key: str) -> bool:
        return self.is_part and key == self.owner.key

    def faults(self) -> list[Fault]:
        """Return what hinders it from coming in force."""
        return faults_of(self.document, self.part_documents)

    def form(self) -> schema.Form:
        """Return it as a form.

        :raises FormFaults: if it has faults
        """
        return schema.read(self.document, self.part_documents)

    def save(
        self,
        document: Mapping[str, Any],
        *,
        what: str,
        about: str,
        base: str,
        actor: User,
        at: datetime,
    ) -> Version | PartVersion:
        """Keep a document as the draft, after a step.

        :raises ChangedMeanwhile: if somebody else saved the draft since
        """
        key, more = self.owner.key, {"what": what, "about": about, "base": base}
        if self.is_part:
            fields = editing.entry_at(document, (0,)).get("fields") or []
            return services.save_part(
                key=key, document={"fields": fields}, actor=actor, at=at, **more
            )
        return services.save_draft(key=key, document=dict(document), actor=actor, at=at, **more)


def sheet_of(owner: Definition | Part) -> Sheet:
    """Return the draft of a form or part, or what one would begin from."""
    rows = owner.versions.order_by("-number")
    version = (
        rows.filter(state=VersionState.DRAFT).first()
        or rows.filter(state=VersionState.IN_FORCE).first()
        or rows.first()
    )
    if isinstance(owner, Part):
        document = as_form(version.document if version else EMPTY_PART, owner.titles)
    else:
        document = version.document if version else EMPTY_FORM
    return Sheet(owner, version, document, parts_in_force())
