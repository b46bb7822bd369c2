"""The certificates, with number, seal and what became of them."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import ALPHABET, new_code
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

from .applications import Application

VERIFY_LENGTH = 20


def new_verification_code() -> str:
    """Return a code of 100 random bits in letters that are not misread."""
    return "".join(secrets.choice(ALPHABET) for _place in range(VERIFY_LENGTH))


class Certificate(models.Model):
    """A certificate with its number in the register and, after it, its one sealed file."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="certificate", verbose_name=_("application")
    )
    kind = models.SlugField(_("kind"), max_length=40)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("for whom")
    )
    entry = models.OneToOneField(
        "documents.Entry",
        models.PROTECT,
        related_name="+",
        verbose_name=_("number in the register"),
    )
    verification = models.CharField(
        _("verification code"),
        max_length=24,
        unique=True,
        default=new_verification_code,
        editable=False,
    )
    on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    content = models.JSONField(_("what is printed"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("takes the place of"),
    )
    file = models.OneToOneField(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate",
        verbose_name=_("sealed file"),
    )
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    sealed_by = models.CharField(_("certificate of the seal"), max_length=200, blank=True)
    stamped_at = models.DateTimeField(_("timestamp"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    trouble = models.CharField(_("what failed last"), max_length=300, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    reason = models.CharField(_("reason of the revocation"), max_length=400, blank=True)
    # It holds until the town has judged it (docs/decisions/084).
    doubted_at = models.DateTimeField(_("examined anew since"), null=True, blank=True)
    doubted_why = models.CharField(_("why it is examined anew"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-id"]
        permissions = [
            ("give_certificate", _("Can give certificates at the counter")),
            ("revoke_certificate", _("Can revoke a certificate")),
        ]
        indexes = [
            models.Index(
                fields=["issued_at"], name="certificate_not_sealed", condition=Q(file__isnull=True)
            ),
            models.Index(fields=["party", "-id"], name="certificate_by_party"),
            models.Index(
                fields=["-on", "-id"],
                name="certificate_not_to_rely_on",
                condition=Q(revoked_at__isnull=False) | Q(doubted_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="sealed_certificate_has_its_file",
                condition=Q(file__isnull=True, sealed_at__isnull=True)
                | Q(file__isnull=False, sealed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="revocation_says_why",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="doubt_says_why_until_judged",
                condition=Q(doubted_at__isnull=True, doubted_why="")
                | (Q(doubted_at__isnull=False, revoked_at__isnull=True) & ~Q(doubted_why="")),
            ),
            models.CheckConstraint(
                name="certificate_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("on")),
            ),
        ]
        triggers = [
            Protect(name="certificate_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="certificate_keeps_what_it_says",
                fields=[
                    "code",
                    "application",
                    "kind",
                    "party",
                    "entry",
                    "verification",
                    "on",
                    "issued_at",
                    "valid_until",
                    "content",
                    "replaces",
                ],
            ),
            Trigger(
                name="replacement_is_of_one_holder_and_kind",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__replaces__isnull=False),
                func=(
                    "if not exists (select 1 from certificates_certificate earlier"
                    " where earlier.id = new.replaces_id and earlier.kind = new.kind"
                    " and earlier.party_id = new.party_id and earlier.revoked_at is not null) then"
                    " raise exception 'a certificate replaces a revoked one of its kind and holder'"
                    " using errcode = '23514'; end if; return new;"
                ),
            ),
            Protect(
                name="certificate_is_sealed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__file__isnull=False)
                & pgtrigger.Q(old__file__df=pgtrigger.F("new__file")),
            ),
            Protect(
                name="revoked_certificate_stays_revoked",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False)
                & pgtrigger.Q(old__revoked_at__df=pgtrigger.F("new__revoked_at")),
            ),
            refuse_truncate("certificates_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.entry.label
