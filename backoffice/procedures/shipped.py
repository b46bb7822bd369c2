"""The drawings that come with the programme: put in force once, never over a town's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lxml import etree

from . import services
from .engine import reading
from .models import Definition, Version
from .models.definitions import Kind
from .states import VersionState

FOLDER = Path(__file__).parent / "processes"
FOLDERS: list[Path] = [FOLDER]


def register(folder: Path) -> None:
    """Add the drawings of a module; called in `apps.ready()`."""
    if folder not in FOLDERS:
        FOLDERS.append(folder)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A file of the programme with what it says about itself."""

    key: str
    kind: str
    xml: str
    name_el: str
    name_en: str
    purpose: str
    calls: frozenset[str]

    @property
    def checksum(self) -> str:
        """What tells one drawing from another."""
        return sha256(self.xml.encode()).hexdigest()


def drawings(folders: Iterable[Path] | None = None) -> list[Drawing]:
    """Return every shipped drawing, those that others name before those that name them.

    :param folders: of these folders only; of all modules without any
    """
    chosen = FOLDERS if folders is None else folders
    files = sorted(path for one in chosen for path in (*one.glob("*.dmn"), *one.glob("*.bpmn")))
    left = {path.stem: _read(path) for path in files}
    ordered: list[Drawing] = []
    while left:
        free = [one for one in left.values() if not one.calls & left.keys()]
        ordered += free or list(left.values())
        left = {} if not free else {k: v for k, v in left.items() if v not in free}
    return ordered


def _read(path: Path) -> Drawing:
    xml = path.read_text(encoding="utf-8")
    root = reading.parse(xml)
    kind = Kind.PROCESS if path.suffix == ".bpmn" else Kind.DECISION
    tag = "process" if kind == Kind.PROCESS else "decision"
    whole = next(node for node in root.iter() if etree.QName(node).localname == tag)
    purpose = whole.find(f"{reading.B}documentation")
    calls = {node.get("calledElement") for node in root.iter(f"{reading.B}callActivity")}
    calls |= {
        node.get(f"{reading.L}decision") for node in root.iter(f"{reading.B}businessRuleTask")
    }
    return Drawing(
        key=path.stem,
        kind=kind,
        xml=xml,
        name_el=whole.get("name") or path.stem,
        name_en=whole.get(f"{reading.L}name_en") or "",
        purpose=(purpose.text or "") if purpose is not None else "",
        calls=frozenset(name for name in calls if name),
    )


def load(*, at: datetime) -> list[Version]:
    """Put in force every shipped drawing that is new to the town.

    A procedure that the town drew anew, or is drawing now, stays the town's.

    :returns: the versions put in force
    """
    loaded = []
    for drawing in drawings():
        if _is_known(drawing) or _is_the_towns(drawing):
            continue
        draft = services.save_draft(
            key=drawing.key,
            xml=drawing.xml,
            kind=drawing.kind,
            name_el=drawing.name_el,
            name_en=drawing.name_en,
            purpose=drawing.purpose,
            actor=None,
            at=at,
        )
        loaded.append(services.publish_version(version_id=draft.pk, actor=None, at=at))
    return loaded


def _is_known(drawing: Drawing) -> bool:
    return Version.objects.filter(definition__key=drawing.key, checksum=drawing.checksum).exists()


def _is_the_towns(drawing: Drawing) -> bool:
    definition = Definition.objects.filter(key=drawing.key).first()
    if definition is None:
        return False
    newest = definition.versions.order_by("-number").first()
    if newest is None:
        return False
    return newest.state == VersionState.DRAFT or newest.published_by_id is not None
