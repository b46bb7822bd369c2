"""Choosing among one's papers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.documents.queries import PaperFilters
from theme.forms import CalendarInput

WAYS = (
    ("", pgettext_lazy("papers", "All")),
    ("sent", _("You sent")),
    ("received", _("The municipality sent")),
)
STATES = (
    ("", pgettext_lazy("papers", "All")),
    ("open", _("Not answered yet")),
    ("waiting", _("Waiting for something")),
    ("over", _("Finished")),
)


class PapersForm(forms.Form):
    """Words, direction, state, days, and whose papers.

    :param people: pairs of code and name; with one person there is nothing to choose
    """

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        help_text=_("Protocol number such as 412/2026, or words of the subject."),
    )
    way = forms.ChoiceField(label=_("Who sent it"), choices=WAYS, required=False)
    state = forms.ChoiceField(label=pgettext_lazy("paper", "State"), choices=STATES, required=False)
    first = forms.DateField(label=_("From day"), required=False, widget=CalendarInput())
    last = forms.DateField(label=_("To day"), required=False, widget=CalendarInput())
    person = forms.ChoiceField(label=_("Whose"), required=False)

    def __init__(self, data: Any, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        if len(people) > 1:
            choices = [("", pgettext_lazy("papers", "All")), *people]
            self.fields["person"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["person"]

    @property
    def filters(self) -> PaperFilters:
        """What was chosen; what cannot be read chooses everything."""
        said: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return PaperFilters(
            text=said.get("q", ""),
            way=said.get("way", ""),
            state=said.get("state", ""),
            first_on=said.get("first"),
            last_on=said.get("last"),
        )
