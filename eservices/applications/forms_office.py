"""What staff write about applications; a form checks shape, services check rules."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.identity import queries as identity
from backoffice.kernel.dates import athens_day
from backoffice.treasury.forms import KeyForm, TakeForm
from eservices.catalogue import queries as catalogue

from . import ranking
from .models.applications import Channel
from .models.counter import CounterCheck
from .models.texts import TextBlock
from .office_queries import Wanted
from .services.pickable import Pick
from .services.texts import texts_on
from .states import ApplicationState

ONLY = (
    ("open", pgettext_lazy("applications", "open")),
    ("overdue", _("late by the legal time limit")),
    ("untouched", _("nobody took up within three days")),
    ("waiting", _("waiting for the applicant")),
    ("undelivered", _("decided, not handed over")),
    ("all", _("all")),
)


class Areas(forms.Textarea):
    """A large text."""

    def __init__(self, rows: int = 5) -> None:
        super().__init__({"rows": rows})


def _choices(field: Any, first: Any, rows: Any) -> None:
    field.choices = [("", first), *rows]


class ApplicationsForm(forms.Form):
    """What to look for among the applications."""

    q = forms.CharField(label=_("Number, name or AFM"), required=False, max_length=120)
    service = forms.ChoiceField(label=_("Service"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *ApplicationState.choices[1:]],
        required=False,
    )
    department = forms.ChoiceField(label=_("Department"), required=False)
    channel = forms.ChoiceField(
        label=_("Came by"), choices=[("", _("All")), *Channel.choices], required=False
    )
    only = forms.ChoiceField(label=_("Only"), choices=ONLY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = catalogue.services()
        _choices(self.fields["service"], _("All"), [(s.code, s.title()) for s in services])
        today = athens_day(timezone.now())
        units = [(u.code, f"{'  ' * d}{u}") for d, u in identity.departments_as_tree(today)]
        _choices(self.fields["department"], _("All"), units)

    @property
    def chosen(self) -> Wanted:
        """What was chosen; a form with mistakes chooses what it can."""
        if not self.is_bound or (not self.is_valid() and not hasattr(self, "cleaned_data")):
            return Wanted()
        said = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return Wanted(**said | {"q": str(said["q"]).strip()})


class TextsMixin:
    """A select of text blocks; the button beside it puts the text into the field."""

    def offer_texts(self, use: str, service: str) -> None:
        """Offer the text blocks of a use for a service."""
        rows = texts_on(use, service, athens_day(timezone.now()))
        field = forms.ChoiceField(
            label=_("Text block"),
            required=False,
            choices=[("", "–"), *((row.code, row.title) for row in rows)],
        )
        self.fields[f"{use}_block"] = field  # type: ignore[attr-defined]
        self.texts = getattr(self, "texts", {}) | {row.code: row.text for row in rows}


class AskForm(TextsMixin, forms.Form):
    """What is missing: items of the form, and words."""

    items = forms.MultipleChoiceField(
        label=_("What is missing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("Message to the applicant"), required=False, max_length=2000, widget=Areas()
    )

    def __init__(self, *args: Any, picks: Sequence[Pick], service: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if (get_language() or "el").startswith("en") else "el"
        found = [(pick.key, pick.titles.get(language) or pick.key) for pick in picks]
        self.fields["items"].choices = found  # type: ignore[attr-defined]
        self.offer_texts(TextBlock.Use.MESSAGE, service)


class DecideForm(TextsMixin, forms.Form):
    """A decision with its reasons and remedies."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        required=False,
        max_length=4000,
        widget=Areas(8),
        help_text=_("A refusal needs them; they are printed in the letter as they stand."),
    )
    remedies = forms.CharField(
        label=_("Remedies and time limits"), required=False, max_length=4000, widget=Areas(5)
    )

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], service: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = list(choices)  # type: ignore[attr-defined]
        self.offer_texts(TextBlock.Use.REASONS, service)
        self.offer_texts(TextBlock.Use.REMEDIES, service)

    def clean(self) -> dict[str, Any]:
        """Refuse a refusal without reasons or remedies, at the field where they belong."""
        facts = super().clean() or {}
        if facts.get("decision") == "refuse":
            for name, message in (
                ("reasons", _("Write the reasons; the law asks for them.")),
                ("remedies", _("Write what the applicant can do against it; the law asks for it.")),
            ):
                if not str(facts.get(name) or "").strip():
                    self.add_error(name, message)
        return facts


class ForwardForm(forms.Form):
    """To which authority, and when."""

    to = forms.CharField(label=_("Competent authority"), max_length=240)
    on = forms.DateField(
        label=_("Forwarded on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Why, for the applicant"), required=False, max_length=2000, widget=Areas(3)
    )

    def clean_on(self) -> Any:
        """Refuse a day that has not come."""
        on = self.cleaned_data["on"]
        if on > athens_day(timezone.now()):
            raise forms.ValidationError(_("This day has not come yet."))
        return on


class ObjectionForm(forms.Form):
    """What comes of an objection, with reasons."""

    upheld = forms.TypedChoiceField(
        label=_("The objection"),
        choices=[("yes", _("is accepted")), ("no", _("is not accepted"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Answer with reasons"), max_length=4000, widget=Areas())


class CounterForm(forms.Form):
    """For whom, for what, and how the clerk knows who it is."""

    service = forms.ChoiceField(label=_("Service"))
    afm = forms.CharField(
        label=_("AFM of the person"), max_length=12, help_text=_("Nine digits, such as 090000045.")
    )
    how = forms.ChoiceField(
        label=_("Identity checked by"), choices=CounterCheck.How.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("Such as the last digits of the card. It is not shown to the applicant."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [s for s in catalogue.services() if s.form_key]
        _choices(self.fields["service"], "–", [(s.code, s.title()) for s in offered])

    def clean_afm(self) -> str:
        """Leave the digits alone."""
        return "".join(sign for sign in self.cleaned_data["afm"] if sign.isdigit())


class TillForm(KeyForm):
    """How the fee is paid over the counter; the amount comes from the charge."""

    method = TakeForm.base_fields["method"]
    handed = TakeForm.base_fields["handed"]
    reference = TakeForm.base_fields["reference"]
    email = TakeForm.base_fields["email"]


class NewListForm(forms.Form):
    """The list of one window: places and what earns points."""

    service = forms.ChoiceField(label=_("Service"))
    title_el = forms.CharField(label=_("Title in Greek"), max_length=240)
    title_en = forms.CharField(label=_("Title in English"), max_length=240)
    opens_at = forms.DateTimeField(
        label=_("Applications from"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    closes_at = forms.DateTimeField(
        label=_("Applications until"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100000)
    decision = forms.CharField(
        label=_("Decision that set places and points"), max_length=80, help_text=_("Number or ΑΔΑ.")
    )
    rules = forms.CharField(
        label=_("What earns points"),
        widget=Areas(12),
        help_text=_(
            "As the service ships them: a list of rules, each with text, points and the condition"
            " under which they are given."
        ),
    )

    def __init__(self, *args: Any, services: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(s.code, s.title()) for s in services]  # type: ignore[attr-defined]

    def clean_rules(self) -> list[dict[str, Any]]:
        """Read the rules and say what is wrong with them."""
        try:
            rules = json.loads(self.cleaned_data["rules"])
        except ValueError:
            raise forms.ValidationError(_("This is no list of rules (JSON).")) from None
        if wrong := ranking.faults(rules):
            raise forms.ValidationError(wrong[0])
        return list(rules)

    def clean(self) -> dict[str, Any]:
        """Refuse a window that closes before it opens."""
        facts = super().clean() or {}
        opens, closes = facts.get("opens_at"), facts.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens."))
        return facts


class RowForm(forms.Form):
    """A change of one application's points, or that it is left out."""

    points = forms.DecimalField(
        label=_("Points"), required=False, max_digits=9, decimal_places=2, localize=True
    )
    is_out = forms.BooleanField(label=_("Left out of the list"), required=False)
    note = forms.CharField(label=_("Reasons"), max_length=2000, widget=Areas(4))


class ProvisionalForm(forms.Form):
    """Until when objections are taken."""

    objections_until = forms.DateField(
        label=_("Objections until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: five working days."),
    )


class TextForm(forms.ModelForm):
    """A text block."""

    class Meta:
        model = TextBlock
        fields = (
            "code",
            "use",
            "title",
            "text",
            "service",
            "legal_basis",
            "valid_from",
            "valid_until",
            "position",
        )
