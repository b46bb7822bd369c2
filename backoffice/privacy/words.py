"""What is looked at, as the person reads it, and the verbs of the trail."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANSWER, MORE = "request_answer", "request_more"


@dataclass(frozen=True, slots=True)
class Sighted:
    """A kind of page with a person's data: what it shows, and for what staff open it."""

    title: str | Promise
    reason: str | Promise


SIGHTS: dict[str, Sighted] = {
    "person": Sighted(
        _("your record in the register of persons"), _("to keep the register of persons right")
    ),
    "mandate": Sighted(_("a mandate of yours"), _("to know who may act for whom")),
    "account": Sighted(_("your account"), _("to help with signing in")),
    "debts": Sighted(_("your debts and payments"), _("to certify and collect what is owed")),
    "payment": Sighted(_("a payment of yours"), _("to book a payment or give it back")),
    "arrangement": Sighted(_("an arrangement of your debts"), _("to keep an arrangement of debts")),
    "notice": Sighted(_("a notice of your debts"), _("to collect what is overdue")),
    "objection": Sighted(_("an objection of yours"), _("to answer an objection")),
    "application": Sighted(_("an application of yours"), _("to answer an application")),
    "case": Sighted(_("a case of yours"), _("to carry out a procedure")),
    "document": Sighted(_("a document of yours"), _("to handle a document of the register")),
    "certificate": Sighted(_("a certificate of yours"), _("to give or check a certificate")),
    "conversation": Sighted(_("your messages with an office"), _("to answer your messages")),
    "appointment": Sighted(_("an appointment of yours"), _("to receive you")),
    "establishment": Sighted(
        _("your business in the register"), _("to keep the register of businesses")
    ),
    "declaration": Sighted(_("a declaration of yours"), _("to check a declaration")),
    "privacy": Sighted(_("a request about your data"), _("to answer your request about your data")),
}


def title_of(what: str) -> str:
    """Return what a kind of page shows, as the person reads it."""
    return str(SIGHTS[what].title) if what in SIGHTS else what


def reason_of(what: str) -> str:
    """Return for what staff open a kind of page."""
    return str(SIGHTS[what].reason) if what in SIGHTS else ""


TERMS: dict[str, str | Promise] = {
    ANSWER: _("Answer to a request about personal data"),
    MORE: _("More time for a complex request about personal data"),
}

LABELS = {
    "privacy.consent.given": _("Consent given"),
    "privacy.consent.withdrawn": _("Consent taken back"),
    "privacy.request.made": _("Request about personal data"),
    "privacy.request.answered": _("Request about personal data answered"),
    "privacy.request.refused": _("Request about personal data refused"),
    "privacy.request.withdrawn": _("Request about personal data taken back"),
    "privacy.request.extended": _("Time to answer about personal data extended"),
    "privacy.parcel.made": _("Copy of personal data made"),
    "privacy.parcel.fetched": _("Copy of personal data fetched"),
    "privacy.period.set": _("Period of keeping set"),
    "privacy.erasure.proposed": _("Erasure proposed"),
    "privacy.erasure.approved": _("Erasure approved"),
    "privacy.erasure.refused": _("Erasure refused"),
    "privacy.erasure.done": _("Erasure carried out"),
}
