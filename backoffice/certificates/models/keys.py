"""The public halves of the keys that sign what QR codes say."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate


class QrKey(models.Model):
    """A key that signed at least one certificate; old papers are checked with it for ever."""

    kid = models.CharField(_("name of the key"), max_length=40, unique=True)
    jwk = models.JSONField(_("public key"))
    first_used_at = models.DateTimeField(_("first used at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("key of QR codes")
        verbose_name_plural = _("keys of QR codes")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="withdrawn_key_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
            )
        ]
        triggers = [
            ReadOnly(name="key_of_codes_never_changes", fields=["kid", "jwk", "first_used_at"]),
            Protect(
                name="withdrawn_key_stays_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            Protect(name="key_of_codes_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("keys_of_codes_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.kid
