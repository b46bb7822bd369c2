"""The services that come with the programme: one YAML file each, read strictly.

The shape of a file stands in README.md beside this module.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import sections
from .nodes import FileFaults, Node, read_yaml
from .states import ApplicantType, AuthLevel, Availability

FOLDER = Path(__file__).parent / "services"
PARTS = Path(__file__).parent / "parts"
TOPICS = Path(__file__).parent / "topics.yaml"
FILE_NAME = re.compile(r"\d{2,3}-[a-z0-9-]+\.yaml")
Pair = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CardText:
    """What a page says of a service; each text in both languages, paragraphs in plain marks."""

    code: str
    number: int | None
    title: Pair
    summary: Pair
    description: Pair
    who: Pair
    you_get: Pair
    how_to_appeal: Pair
    keywords: Pair


@dataclass(frozen=True, slots=True)
class ShippedService:
    """One file as it was understood.

    :param machine: values of the fields of `Service`
    :param fee: values of the fields of `ServiceFee`
    :param form: document of the form, or nothing where no form is filled in
    """

    code: str
    machine: Mapping[str, Any]
    department: str
    topics: tuple[str, ...]
    fee: Mapping[str, Any]
    card: CardText
    form: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ShippedTopic:
    """A topic or life event."""

    kind: str
    slug: str
    title: Pair


def services(folder: Path = FOLDER) -> list[ShippedService]:
    """Return every service of a folder, in the order of their numbers.

    :raises FileFaults: with every fault of every file
    """
    found, faults = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(read(path))
        except FileFaults as error:
            faults += error.faults
    faults += _twice(found)
    if faults:
        raise FileFaults(faults)
    return found


def _twice(found: list[ShippedService]) -> list[str]:
    faults = []
    for name in ("code", "number"):
        seen: set[Any] = set()
        for one in found:
            value = one.code if name == "code" else one.machine["number"]
            if value in seen:
                faults.append(
                    _("%(code)s: %(name)s: another service has it.")
                    % {"code": one.code, "name": name}
                )
            seen.add(value)
    return faults


@lru_cache
def topics() -> tuple[ShippedTopic, ...]:
    """Return the topics and life events under which services stand.

    :raises FileFaults: if the file has faults
    """
    top = read_yaml(TOPICS)
    found: list[ShippedTopic] = []
    for kind, key in (("topic", "topics"), ("life_event", "life_events")):
        found += [
            ShippedTopic(kind, slug, title)
            for slug, title in top.nodes(key, lambda node: (node.slug("slug"), node.pair("title")))
        ]
    top.finish()
    return tuple(found)


def read(path: Path) -> ShippedService:
    """Read one file.

    :raises FileFaults: with every fault of the file
    """
    top = read_yaml(path)
    if not FILE_NAME.fullmatch(path.name):
        top.faults.append(
            _("%(file)s: name the file like 16-clearance.yaml.") % {"file": path.name}
        )
    code = top.slug("code")
    title = top.pair("title", most=160)
    subjects = (
        *top.words("topics", [one.slug for one in topics() if one.kind == "topic"]),
        *top.words("life_events", [one.slug for one in topics() if one.kind == "life_event"]),
    )
    found = ShippedService(
        code=code,
        department=top.slug("department", ""),
        topics=subjects,
        machine={
            "number": top.number("number"),
            "mitos_id": top.number("mitos_id", None, most=2_000_000_000),
            "title_el": title["el"],
            "title_en": title["en"],
            **_way(top, code),
            **sections.law(top),
            **sections.availability(top),
            **sections.source(top),
        },
        fee=sections.fee(top),
        card=_card(top, code, title),
        form=_form(top),
    )
    _check_whole(top, found)
    top.finish()
    return found


def _card(top: Node, code: str, title: Pair) -> CardText:
    return CardText(
        code=code,
        number=top.number("number"),
        title=title,
        summary=top.pair("summary", most=320),
        description=top.pair("description"),
        who=top.pair("who"),
        you_get=top.pair("you_get"),
        how_to_appeal=top.pair("how_to_appeal", {}),
        keywords=top.word_lists("keywords"),
    )


def _way(top: Node, code: str) -> dict[str, Any]:
    register = top.node("register", {})
    placed: dict[str, Any] = {
        name: said for name in ("classification", "book") if (said := register.text(name, ""))
    }
    if register.truth("sensitive", default=False):
        placed["sensitive"] = True
    register.close()
    has_form = isinstance(top.data.get("form"), dict)
    return {
        "form_key": code if has_form else "",
        "process_key": top.slug("process", ""),
        "door": top.text("door", "", most=80),
        "auth_level": top.number("auth_level", AuthLevel.TAXISNET, most=max(AuthLevel.values)) or 0,
        "applicant_types": top.words("applicant_types", ApplicantType.values),
        "documents": top.nodes("documents", sections.document),
        "check_questions": top.nodes("check", sections.question),
        "register": placed,
    }


def _form(top: Node) -> Mapping[str, Any] | None:
    form = top.raw("form", None)
    if form is None:
        return None
    if not isinstance(form, dict) or not isinstance(form.get("pages"), list):
        top.fault("form", _("write `pages:` with a list of pages."))
        return None
    return form


def _check_whole(top: Node, found: ShippedService) -> None:
    machine = found.machine
    is_elsewhere = machine["availability"] == Availability.REDIRECT
    if found.form is None and not machine["door"] and not is_elsewhere:
        top.fault("form", _("a service has a form, a `door` of its own, or a redirect."))
    if found.form is not None and not machine["process_key"]:
        top.fault("process", _("name the procedure that begins when the form is sent."))
    if not is_elsewhere and not found.department:
        top.fault("department", _("name the department that answers."))
    if not found.topics:
        top.fault("topics", _("name at least one topic."))
    keys = [one["key"] for one in machine["documents"]]
    if len(set(keys)) < len(keys):
        top.fault("documents", _("two documents have one key."))
