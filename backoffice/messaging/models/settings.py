"""How each person wants to hear, and the town's own words."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.triggers import Protect


class Preference(models.Model):
    """By which ways somebody wants to hear of a topic; without a row by e-mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    topic = models.SlugField(_("topic"), max_length=40)
    email = models.BooleanField(_("by e-mail"), default=True)
    sms = models.BooleanField(_("by SMS"), default=False)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="one_preference_per_topic", fields=["user", "topic"])
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.topic}"


class Mobile(models.Model):
    """The telephone to which somebody gets SMS, proved by a code that was sent there."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    number = models.CharField(_("number"), max_length=16)
    code_digest = models.CharField(max_length=128, editable=False)
    asked_at = models.DateTimeField(_("code sent at"))
    tries = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("telephone for SMS")
        verbose_name_plural = _("telephones for SMS")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="mobile_is_international", condition=Q(number__regex=r"^\+[1-9]\d{7,14}$")
            )
        ]

    def __str__(self) -> str:
        return self.number


class Wording(models.Model):
    """The town's own words for a template in one language; the newest is the one in use."""

    template = models.SlugField(_("template"), max_length=80)
    language = models.CharField(
        _("language"), max_length=2, choices=[("el", _("Greek")), ("en", _("English"))]
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    sms = models.CharField(_("text of the SMS"), max_length=480, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))
    is_shipped = models.BooleanField(_("back to the words that ship"), default=False)

    class Meta:
        verbose_name = _("wording of a notification")
        verbose_name_plural = _("wordings of notifications")
        ordering = ["-id"]
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["template", "language", "-id"], name="wording_in_use")]
        triggers = [
            Protect(
                name="wording_of_the_past_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.language}"
