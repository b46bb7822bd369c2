"""One question a page."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from backoffice.business_fees.services import MOST_FILES
from theme.forms import EuroField


class ReceiptsForm(forms.Form):
    """Were there receipts at all?"""

    had_receipts = forms.TypedChoiceField(
        label=_("Were there any receipts in this period?"),
        help_text=_("A declaration is compulsory also for a period without receipts."),
        choices=[("yes", _("Yes")), ("no", _("No, I declare zero"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether there were receipts.")},
    )


class AmountForm(forms.Form):
    """How much was received of one kind."""

    amount = EuroField(
        min_value=0,
        help_text=_("Without VAT and without this fee. For example 48.000,00. Write 0 if none."),
        error_messages={
            "required": _("Write the amount. Write 0 if there were no receipts of this kind."),
            "min_value": _("Write an amount of zero or more."),
        },
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        """:param label: what is received, in words"""
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = label


class FileForm(forms.Form):
    """A file that goes with the declaration."""

    file = forms.FileField(
        label=_("Add a file"),
        error_messages={"required": _("Choose a file first, or continue without one.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"size": filesizeformat(settings.UPLOAD_MAX_BYTES), "most": MOST_FILES}
        hint = _("PDF, JPG, PNG or XLSX, up to %(size)s each, up to %(most)s files.") % limits
        self.fields["file"].help_text = hint


class ReasonForm(forms.Form):
    """Why something declared before is corrected."""

    reason = forms.CharField(
        label=_("Why do you correct the declaration?"),
        help_text=_("For example: an amended VAT return, an invoice found later."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
