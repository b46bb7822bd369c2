"""Letters to people without an account: one thing each, with the link to it."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from backoffice.messaging import queries as messaging
from backoffice.messaging import wording
from backoffice.messaging.templates import TEMPLATES


def send(*, to: str, letter: str, values: Mapping[str, str], link: str, language: str) -> int:
    """Send a letter; return whether the mail server took it."""
    with override(language):
        subject, body = _words(letter, values, language)
        lines = [body, f"{settings.SITE_URL}{link}", str(letterhead(language)["name"])]
    return send_mail(
        subject.replace("\n", " "), "\n\n".join(lines), settings.DEFAULT_FROM_EMAIL, [to]
    )


def _words(letter: str, values: Mapping[str, str], language: str) -> tuple[str, str]:
    if letter == "cosigner_invited":
        return (
            _("You are asked to sign: %(service)s") % values,
            _(
                "%(name)s, you are asked to sign an application together with the applicant. Sign"
                " in with TAXISnet, read it, and sign or refuse by %(until)s:"
            )
            % values,
        )
    if letter == "cosigner_taken_back":
        return (
            _("Your signature is not needed any more: %(service)s") % values,
            _("The application was changed or taken back. If it is needed, you are asked again.")
            % values,
        )
    text = wording.filled(messaging.text_of(TEMPLATES.get(letter), language), values)
    return text.subject, text.body
