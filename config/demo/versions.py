"""What the demonstration's town drew anew: a procedure and a form in a second version.

The cases of the first version stay on it: their page shows what moving them would do.
"""

from copy import deepcopy
from datetime import datetime
from typing import Any

from backoffice.forms import queries as form_queries
from backoffice.forms import services as forms
from backoffice.identity.models import User
from backoffice.procedures import queries as procedure_queries
from backoffice.procedures import services as procedures
from backoffice.procedures.shipped import drawings

PROCESS, FORM = "event-permit", "bulky-waste-pickup"
#: What stands in the shipped drawing, and what the town says instead.
REDRAWN = (
    ('name="Στοιχεία εκδήλωσης"', 'name="Στοιχεία και ασφάλιση εκδήλωσης"'),
    ('loggia:name_en="Facts of the event"', 'loggia:name_en="Facts and insurance of the event"'),
    ('"check"', '"insurance"'),
    (">check<", ">insurance<"),
    ('"safety"', '"rescue_plan"'),
    (">safety<", ">rescue_plan<"),
    ('name="Σχέδιο ασφαλείας"', 'name="Σχέδιο ασφαλείας και διαφυγής"'),
    ('loggia:name_en="Safety plan"', 'loggia:name_en="Safety and escape plan"'),
)
FLOOR: dict[str, Any] = {
    "key": "floor",
    "type": "number",
    "label": {"el": "Όροφος χωρίς ανελκυστήρα", "en": "Floor without a lift"},
    "required": False,
    "min": 0,
    "max": 12,
    "decimals": 0,
}
NOTE = "Το συνεργείο χρειάζεται τον όροφο· οι πρωινές ώρες άλλαξαν."


def draw_anew(*, administrator: User, head: User, at: datetime) -> None:
    """Put a second version of a procedure and of a form in force; once."""
    if procedure_queries.definitions().get(key=PROCESS).versions.count() == 1:
        drawing = next(one for one in drawings() if one.key == PROCESS)
        draft = procedures.save_draft(
            key=PROCESS, xml=_redrawn(drawing.xml), actor=administrator, at=at
        )
        procedures.publish_version(version_id=draft.pk, actor=administrator, at=at)
    first = form_queries.version_of(FORM, 1)
    if first is not None and form_queries.versions_of(FORM).count() == 1:
        changed = forms.save_draft(key=FORM, document=_changed(first.document), actor=head, at=at)
        forms.publish_version(version_id=changed.pk, actor=head, at=at, note=NOTE)


def _redrawn(xml: str) -> str:
    for was, is_now in REDRAWN:
        xml = xml.replace(was, is_now)
    return xml


def _changed(document: dict[str, Any]) -> dict[str, Any]:
    """Ask for the floor too, give the morning other hours, and drop the remark of a row."""
    made = deepcopy(document)
    fields = {field.get("key"): field for page in made["pages"] for field in page["fields"]}
    items = next(page["fields"] for page in made["pages"] if page["key"] == "items")
    items.insert(2, FLOOR)
    fields["items"]["fields"] = fields["items"]["fields"][:2]
    fields["wanted_slot"]["options"][0]["label"] = {
        "el": "πρωί, 6:30–10:30",
        "en": "morning, 6:30–10:30",
    }
    fields["needs_help"]["required"] = "recommended"
    return made
