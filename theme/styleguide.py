"""Specimens for the styleguide page: invented values that fill every component."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from theme.formatting import day, euro
from theme.forms import CalendarInput, CountInput, DayField, EuroField

FAMILIES_SHOWN = [
    ("accent", "Μπλε του Αιγαίου"),
    ("neutral", "Ενετική πέτρα"),
    ("brand1", "Κεραμίδι"),
    ("info", "Πληροφορία"),
    ("success", "Επιτυχία"),
    ("warning", "Προσοχή"),
    ("danger", "Σφάλμα"),
]
SIZES = [("hotel", "Ξενοδοχείο"), ("rooms", "Ενοικιαζόμενα δωμάτια"), ("camp", "Κατασκήνωση")]


class Specimen(forms.Form):
    """One field of each kind."""

    afm = forms.CharField(
        label="ΑΦΜ επιχείρησης",
        help_text="Εννέα ψηφία, όπως στο εκκαθαριστικό.",
        error_messages={"required": "Γράψτε τον ΑΦΜ με εννέα ψηφία."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-length": "short"}),
    )
    email = forms.EmailField(
        label="Ηλεκτρονικό ταχυδρομείο", help_text="Εδώ στέλνουμε την απόδειξη."
    )
    size = forms.ChoiceField(
        label="Είδος καταλύματος",
        choices=SIZES,
        widget=forms.RadioSelect,
        error_messages={"required": "Επιλέξτε το είδος του καταλύματος."},
    )
    opened = DayField(label="Έναρξη λειτουργίας", help_text="Για παράδειγμα 21 5 2019.")
    nights = forms.IntegerField(label="Διανυκτερεύσεις του μήνα", widget=CountInput)
    gross = EuroField(label="Ακαθάριστα έσοδα", help_text="Χωρίς ΦΠΑ, όπως 1.234,56.")
    month = forms.ChoiceField(
        label="Μήνας", choices=[("2026-08", "Αύγουστος 2026"), ("2026-09", "Σεπτέμβριος 2026")]
    )
    visit = forms.DateField(label="Ημέρα επίσκεψης", widget=CalendarInput, required=False)
    extras = forms.MultipleChoiceField(
        label="Τι άλλο προσφέρετε",
        choices=[("food", "Πρωινό"), ("pool", "Πισίνα"), ("beach", "Ομπρέλες")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    proof = forms.FileField(
        label="Κατάσταση εσόδων", help_text="PDF, JPG ή PNG, έως 10 MB.", required=False
    )
    notes = forms.CharField(
        label="Παρατηρήσεις", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    truth = forms.BooleanField(
        label="Δηλώνω ότι τα στοιχεία είναι αληθή.",
        error_messages={"required": "Βεβαιώστε ότι τα στοιχεία είναι αληθή."},
    )


class Filter(forms.Form):
    """A filter above a list."""

    state = forms.ChoiceField(
        label="Κατάσταση", choices=[("", "Όλες"), ("open", "Ανοικτές")], required=True
    )
    since = forms.DateField(label="Από", widget=CalendarInput, required=True)


def node(label: str, english: str, amount: str, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "formula": "",
        "base": None,
        "rate": None,
        "unit": "",
        "basis": "",
        "decision": "",
        "children": [],
    }
    return {"label_el": label, "label_en": english, "amount": amount, **empty, **more}


def explanation() -> dict[str, Any]:
    fee = node(
        "Τέλος παρεπιδημούντων, Αύγουστος 2026",
        "Tourist fee, August 2026",
        "617.28",
        formula="έσοδα × συντελεστής",
        base="123456.00",
        rate="0.005",
        unit="€",
        basis="Ν. 339/1976, άρθρο 1",
        decision="ΨΧ7ΛΩ6Υ-4Τ2",
    )
    days = node(
        "Προσαύξηση 12 ημερών",
        "Surcharge, 12 days",
        "2.02",
        formula="ποσό × ημέρες × ετήσιο επιτόκιο ÷ 365",
    )
    late = node(
        "Προσαύξηση εκπρόθεσμης καταβολής", "Late payment surcharge", "2.02", children=[days]
    )
    return node("Σύνολο οφειλής", "Total owed", "619.30", children=[fee, late])


def table(debts: list[tuple[str, date, Decimal, str, str]]) -> dict[str, Any]:
    return {
        "caption": "Οφειλές",
        "columns": [
            {"label": "Αιτιολογία"},
            {"label": "Λήξη", "key": "due_on", "sort": "ascending"},
            {"label": "Κατάσταση"},
            {"label": "Ποσό", "key": "amount", "sort": "none", "numeric": True},
        ],
        "rows": [
            [{"text": text, "url": "#"}, day(due), {"text": state, "tone": tone}, euro(amount)]
            for text, due, amount, tone, state in debts
        ],
        "total": ["Σύνολο", "", "", euro(sum((row[2] for row in debts), Decimal(0)))],
    }


TASKS: list[dict[str, str]] = [
    {
        "title": "Στοιχεία επιχείρησης",
        "url": "#",
        "state": "Ολοκληρώθηκε",
        "tone": "success",
    },
    {
        "title": "Έσοδα του μήνα",
        "url": "#",
        "hint": "Χρειάζονται περίπου πέντε λεπτά.",
        "state": "Σε εξέλιξη",
        "tone": "info",
    },
    {
        "title": "Υποβολή",
        "hint": "Μόλις ολοκληρωθούν τα προηγούμενα.",
        "state": "Δεν μπορεί να αρχίσει ακόμη",
    },
]
DOORS: list[tuple[str, str, str]] = [
    ("card", "Πληρωμή οφειλής", "Με κάρτα ή κωδικό RF, και χωρίς σύνδεση."),
    ("document", "Έκδοση πιστοποιητικού", "Τα περισσότερα εκδίδονται αμέσως."),
    ("bed", "Τέλος παρεπιδημούντων", "Μηνιαία δήλωση καταλυμάτων και εστίασης."),
    ("fault", "Δήλωση βλάβης", "Λακκούβες, φωτισμός, καθαριότητα."),
]
BARS: list[dict[str, str]] = [
    {"label": "Τέλη ύδρευσης", "value": "412300.50", "second": "398120.10"},
    {"label": "Τέλος παρεπιδημούντων", "value": "236480.00", "second": "191004.75"},
    {"label": "Κοινόχρηστοι χώροι", "value": "98700.00", "second": "87950.00"},
]
TONES: list[tuple[str, str]] = [
    ("Ανοικτή", "neutral"),
    ("Σε έλεγχο", "info"),
    ("Εξοφλήθηκε", "success"),
    ("Λήγει σύντομα", "warning"),
    ("Ληξιπρόθεσμη", "danger"),
]
DEBTS = [
    (
        "Τέλος παρεπιδημούντων, Αύγουστος",
        date(2026, 9, 30),
        Decimal("619.30"),
        "danger",
        "Ληξιπρόθεσμη",
    ),
    (
        "Τέλος παρεπιδημούντων, Σεπτέμβριος",
        date(2026, 10, 30),
        Decimal("1111.10"),
        "warning",
        "Λήγει σύντομα",
    ),
    (
        "Κοινόχρηστος χώρος, τραπεζοκαθίσματα",
        date(2026, 12, 31),
        Decimal("2840.00"),
        "neutral",
        "Ανοικτή",
    ),
]
TYPED = {
    "email": "maria@",
    "opened_day": "31",
    "opened_month": "2",
    "opened_year": "2020",
    "gross": "πολλά",
}
SPRITE = Path(__file__).parent / "static" / "theme" / "icons.svg"


def samples() -> dict[str, Any]:
    """Return the context of the styleguide page."""
    return {
        "families": FAMILIES_SHOWN,
        "answers": [
            {"label": "Κατάλυμα", "value": "Ξενοδοχείο «Ακτή»", "url": "#"},
            {"label": "Μήνας", "value": "Αύγουστος 2026", "url": "#"},
            {"label": "Ακαθάριστα έσοδα", "value": euro("123456"), "url": "#"},
        ],
        "tasks": TASKS,
        "doors": DOORS,
        "debts": DEBTS,
        "table": table(DEBTS),
        "page": Paginator(range(240), 20).page(4),
        "blank": Specimen(),
        "wrong": Specimen(TYPED, auto_id="w_%s"),
        "filter": Filter(),
        "explanation": explanation(),
        "bars": BARS,
        "tones": TONES,
        "icons": re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text(encoding="utf-8")),
    }
