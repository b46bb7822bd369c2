"""What the reader of the worklist chooses."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .worklist import Source, Wanted

WHOSE = (
    ("", _("Everything I may do")),
    ("mine", _("Mine")),
    ("unit", _("My department's")),
    ("free", _("Nobody's yet")),
)


class WorklistForm(forms.Form):
    """Words, whose, kind, and only what is overdue."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        help_text=_("Words of the title, the matter or the person."),
    )
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    department = forms.TypedChoiceField(
        label=_("Unit"), required=False, coerce=int, empty_value=None
    )
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[Source],
        units: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kind, unit = self.fields["kind"], self.fields["department"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        kind.choices = [("", _("All")), *((one.name, one.title) for one in kinds)]
        unit.choices = [("", _("All")), *units]

    @property
    def wanted(self) -> Wanted:
        """What was chosen; a form with mistakes chooses what it can."""
        if not self.is_bound:
            return Wanted()
        self.is_valid()
        facts = self.cleaned_data
        return Wanted(
            facts.get("q") or "",
            facts.get("whose") or "",
            facts.get("kind") or "",
            bool(facts.get("overdue")),
            facts.get("department"),
        )
