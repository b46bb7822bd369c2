"""One visit to the contact page, as plain values."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from backoffice.kernel.errors import DomainError
from portal.home.senders import sender_mark

from . import services
from .forms import ContactForm
from .models import ContactMessage


@dataclass(frozen=True)
class Outcome:
    """The form to show, or the message that was kept."""

    form: ContactForm
    message: ContactMessage | None = None
    is_refused: bool = False


def answer(request: HttpRequest) -> Outcome:
    """Return the empty form, the form with its errors, or the message kept."""
    form = ContactForm(request.POST or None, initial={"topic": request.GET.get("topic", "")})
    if request.method != "POST" or not form.is_valid():
        return Outcome(form)
    values = dict(form.cleaned_data)
    if values.pop("website"):
        # A program filled in the field that people do not see; it learns nothing.
        return Outcome(form, ContactMessage(code="", email=values["email"]))
    try:
        message = services.receive_message(
            **values,
            language=get_language() or settings.LANGUAGE_CODE,
            sender=sender_mark(request),
            at=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return Outcome(form, is_refused=True)
    return Outcome(form, message)
