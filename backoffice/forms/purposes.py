"""Why a question is asked: in the words of its form, or else by its kind where it names one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .fields import Field

OF_KIND: dict[str, str | Promise] = {
    "afm": _("to find the person in the register and in the files of the tax authority"),
    "phone": _("to reach you about this application, and for nothing else"),
    "email": _("to write to you about this application, and for nothing else"),
}


def purpose_of(spec: Field, language: str) -> str:
    """Return why a question is asked, in a language; nothing where it names nobody."""
    if spec.purpose.el:
        return spec.purpose.of(language)
    if spec.type not in OF_KIND:
        return ""
    with override(language):
        return str(OF_KIND[spec.type])
