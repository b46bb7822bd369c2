"""What the drawing tool must know of our own attributes, and its words in Greek."""

from typing import Any

from .engine.reading import LOGGIA


def _attributes(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "type": "String", "isAttr": True} for name in names]


def _element(name: str, *attributes: str, many: str = "") -> dict[str, Any]:
    held: list[dict[str, Any]] = []
    if many:
        held = [{"name": f"{many.lower()}s", "type": many, "isMany": True}]
    return {
        "name": name,
        "superClass": ["Element"],
        "properties": [*_attributes(*attributes), *held],
    }


DESCRIPTOR: dict[str, Any] = {
    "name": "Loggia",
    "uri": LOGGIA,
    "prefix": "loggia",
    "xml": {"tagAlias": "lowerCase"},
    "types": [
        {
            "name": "Work",
            "extends": ["bpmn:FlowElement"],
            "properties": _attributes(
                "name_en",
                "role",
                "department",
                "due",
                "not_by",
                "operation",
                "decision",
                "correlation",
            ),
        },
        {
            "name": "Place",
            "extends": ["bpmn:Lane"],
            "properties": _attributes("name_en", "role", "department"),
        },
        {
            "name": "Whole",
            "extends": ["bpmn:Process"],
            "properties": _attributes("name_en", "purpose_en"),
        },
        {
            "name": "Pool",
            "extends": ["bpmn:Participant"],
            "properties": _attributes("name_en"),
        },
        _element("Input", "name", "value"),
        _element("Output", "name", "fact"),
        _element("Choice", "value", "label", "label_en"),
        _element("Field", "name", "type", "label", "label_en", "required", many="Choice"),
        _element("Form", many="Field"),
    ],
}

# The tool's own words are its keys; these are the Greek ones of its palette and menus.
GREEK = {
    "Activate hand tool": "Μετακίνηση της σελίδας",
    "Activate lasso tool": "Επιλογή περιοχής",
    "Activate create/remove space tool": "Προσθήκη ή αφαίρεση χώρου",
    "Activate global connect tool": "Σύνδεση στοιχείων",
    "Add lane above": "Λωρίδα από πάνω",
    "Add lane below": "Λωρίδα από κάτω",
    "Add text annotation": "Σημείωση",
    "Append": "Συνέχεια με",
    "Append end event": "Συνέχεια με λήξη",
    "Append gateway": "Συνέχεια με πύλη",
    "Append intermediate/boundary event": "Συνέχεια με συμβάν",
    "Append task": "Συνέχεια με εργασία",
    "Append {type}": "Συνέχεια με {type}",
    "Boundary event": "Συμβάν σε εργασία",
    "Business rule task": "Πίνακας αποφάσεων",
    "Call activity": "Κλήση διαδικασίας",
    "Change element": "Αλλαγή είδους",
    "Change type": "Αλλαγή είδους",
    "Collapsed pool": "Κλειστή δεξαμενή",
    "Connect to other element": "Σύνδεση με άλλο στοιχείο",
    "Connect using association": "Σύνδεση με σημείωση",
    "Connect using sequence/message flow or association": "Σύνδεση με βέλος",
    "Create": "Νέο",
    "Create data object reference": "Νέο αντικείμενο δεδομένων",
    "Create data store reference": "Νέα αποθήκη δεδομένων",
    "Create element": "Νέο στοιχείο",
    "Create end event": "Νέα λήξη",
    "Create expanded sub-process": "Νέα υποδιαδικασία",
    "Create gateway": "Νέα πύλη",
    "Create group": "Νέα ομάδα",
    "Create intermediate/boundary event": "Νέο συμβάν",
    "Create pool/participant": "Νέα δεξαμενή",
    "Create start event": "Νέα έναρξη",
    "Create task": "Νέα εργασία",
    "Default flow": "Αν δεν ισχύει άλλο",
    "Delete": "Διαγραφή",
    "Divide into three lanes": "Χωρισμός σε τρεις λωρίδες",
    "Divide into two lanes": "Χωρισμός σε δύο λωρίδες",
    "End event": "Λήξη",
    "Error boundary event": "Συμβάν σφάλματος",
    "Error end event": "Λήξη με σφάλμα",
    "Event-based gateway": "Πύλη: ό,τι έρθει πρώτο",
    "Exclusive gateway": "Πύλη: ένας δρόμος",
    "Inclusive gateway": "Πύλη: όσοι χρειάζονται",
    "Parallel gateway": "Πύλη: όλοι μαζί",
    "Manual task": "Εργασία με τα χέρια",
    "Message boundary event": "Συμβάν μηνύματος",
    "Message boundary event (non-interrupting)": "Συμβάν μηνύματος (χωρίς διακοπή)",
    "Message end event": "Λήξη με μήνυμα",
    "Message intermediate catch event": "Αναμονή μηνύματος",
    "Message intermediate throw event": "Αποστολή μηνύματος",
    "Message start event": "Έναρξη με μήνυμα",
    "Parallel multi-instance": "Για πολλούς μαζί",
    "Sequential multi-instance": "Για πολλούς με τη σειρά",
    "Loop": "Επανάληψη",
    "Receive task": "Αναμονή μηνύματος",
    "Send task": "Αποστολή μηνύματος",
    "Sequence flow": "Βέλος",
    "Conditional flow": "Βέλος με συνθήκη",
    "Service task": "Αυτόματο βήμα",
    "Script task": "Σενάριο (δεν επιτρέπεται)",
    "Start event": "Έναρξη",
    "Sub-process": "Υποδιαδικασία",
    "Sub-process (collapsed)": "Υποδιαδικασία (κλειστή)",
    "Sub-process (expanded)": "Υποδιαδικασία (ανοιχτή)",
    "Task": "Εργασία",
    "Terminate end event": "Λήξη όλων",
    "Timer boundary event": "Συμβάν χρόνου",
    "Timer boundary event (non-interrupting)": "Συμβάν χρόνου (χωρίς διακοπή)",
    "Timer intermediate catch event": "Αναμονή χρόνου",
    "Timer start event": "Έναρξη σε χρόνο",
    "User task": "Εργασία υπαλλήλου",
}


def dictionary() -> dict[str, str]:
    """Return the tool's words in Greek."""
    return GREEK
