"""What is looked at, as the person reads it, and the verbs of the trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SIGHTS: dict[str, str | Promise] = {
    "person": _("your record in the register of persons"),
    "debts": _("your debts and payments"),
    "application": _("an application of yours"),
    "case": _("a case of yours"),
    "document": _("a document of yours"),
    "certificate": _("a certificate of yours"),
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
