"""The words of the catalogue that are stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthLevel(models.IntegerChoices):
    """How sure the town must be who applies (citizens.md §1.1)."""

    ANONYMOUS = 0, _("Without signing in")
    EMAIL = 1, _("E-mail address confirmed")
    TAXISNET = 2, _("TAXISnet")
    TAX_LINK = 3, _("TAXISnet and confirmed link to the tax record")


class ApplicantType(models.TextChoices):
    """Who may apply."""

    NATURAL = "natural", _("Person")
    LEGAL = "legal", _("Business or association")
    GUARDIAN = "guardian", _("Parent or guardian for a minor")
    REPRESENTATIVE = "representative", _("Authorised representative")
    PROFESSIONAL = "professional", _("Professional (engineer, undertaker, lawyer)")


class DeadlineKind(models.TextChoices):
    """Which days are counted."""

    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")
    NONE = "none", _("no time limit")


class OutputType(models.TextChoices):
    """What a service ends in."""

    CERTIFICATE = "certificate", _("Certificate")
    PERMIT = "permit", _("Permit")
    DECISION = "decision", _("Decision")
    CHARGE = "charge", _("Charge of money")
    REGISTER_ENTRY = "register_entry", _("Entry in a register")
    APPOINTMENT = "appointment", _("Appointment")
    TICKET = "ticket", _("Report that is followed up")
    RECEIPT = "receipt", _("Receipt")
    COPIES = "copies", _("Copies")
    CARD = "card", _("Card")
    CONTRACT = "contract", _("Contract")
    RANKED_LIST = "ranked_list", _("Place in a ranked list")
    REPLY = "reply", _("Reply")
    REDIRECT = "redirect", _("Way to another platform")


class Availability(models.TextChoices):
    """When a service takes applications."""

    ALWAYS = "always", _("All year")
    WINDOW = "window", _("In a window of time")
    REDIRECT = "redirect", _("On another platform")


class FeeKind(models.TextChoices):
    """How the fee of a service is found."""

    NONE = "none", _("Free")
    FIXED = "fixed", _("Fixed amount")
    FORMULA = "formula", _("Reckoned from the answers")
    TARIFF = "tariff", _("By tariff")
    PARABOLO = "parabolo", _("e-Parabolo, paid to the State")


class SourceMark(models.TextChoices):
    """How well the facts of a service are founded."""

    VERIFIED = "V", _("Read in a named source")
    MEMORY = "M", _("Default to be checked by the town")


class TopicKind(models.TextChoices):
    """Under which head a topic stands."""

    TOPIC = "topic", _("Topic")
    LIFE_EVENT = "life_event", _("Life event")
