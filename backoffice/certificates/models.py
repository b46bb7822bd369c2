"""Applications for certificates, stated facts, the certificates that came of them, and terms."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import ALPHABET, new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

VERIFY_LENGTH = 20


def new_verification_code() -> str:
    """Return a code of 100 random bits in letters that are not misread."""
    return "".join(secrets.choice(ALPHABET) for _place in range(VERIFY_LENGTH))


class Terms(models.Model):
    """How long certificates of a kind may be used, from a day on."""

    kind = models.SlugField(_("kind"), max_length=40)
    valid_days = models.PositiveSmallIntegerField(_("valid for days"), null=True, blank=True)
    valid_from = models.DateField(_("applies from"))
    decision = models.CharField(_("decision number"), max_length=80)

    class Meta:
        verbose_name = _("terms of a certificate")
        verbose_name_plural = _("terms of certificates")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_terms_per_kind_and_day", fields=["kind", "valid_from"]
            )
        ]
        triggers = [
            ReadOnly(name="terms_never_change", fields=["kind", "valid_days", "valid_from"]),
            Protect(name="terms_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from:%d/%m/%Y}"


class Application(models.Model):
    """One question for a certificate; it stays open while something stands against it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    kind = models.SlugField(_("kind"), max_length=40)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("for whom")
    )
    purpose = models.CharField(_("for which use"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    made_at = models.DateTimeField(_("asked at"))
    tried_at = models.DateTimeField(_("last looked at"))
    grounds = models.JSONField(_("what stands against it"), default=list)

    class Meta:
        verbose_name = _("application for a certificate")
        verbose_name_plural = _("applications for certificates")
        ordering = ["-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["party", "-id"], name="application_by_party")]
        triggers = [
            ReadOnly(
                name="application_keeps_what_was_asked",
                fields=["code", "key", "kind", "party", "purpose", "made_by", "made_at"],
            ),
            Protect(name="application_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Statement(models.Model):
    """The facts of an attested kind, as somebody stated them or a case handed them over."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    kind = models.SlugField(_("kind"), max_length=40)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("for whom")
    )
    purpose = models.CharField(_("for which use"), max_length=200, blank=True)
    facts = models.JSONField(_("what is stated"))
    needs_second = models.BooleanField(_("another issues it"))
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("facts stated by"),
    )
    stated_at = models.DateTimeField(_("stated at"))
    source_kind = models.CharField(_("handed over by"), max_length=60, blank=True)
    source_id = models.CharField(_("code of what handed it over"), max_length=60, blank=True)
    application = models.OneToOneField(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statement",
        verbose_name=_("application"),
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    dropped_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )
    dropped_why = models.CharField(_("why it was set aside"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("statement for a certificate")
        verbose_name_plural = _("statements for certificates")
        ordering = ["-id"]
        default_permissions = ()
        permissions = [
            ("state_facts", _("Can state facts for a certificate")),
            ("issue_stated", _("Can issue a certificate of stated facts")),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="statement_waiting",
                condition=Q(application__isnull=True, dropped_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="statement_comes_from_somebody",
                condition=Q(stated_by__isnull=False) | ~Q(source_id=""),
            ),
            models.CheckConstraint(
                name="statement_is_issued_by_another",
                condition=Q(needs_second=False)
                | Q(application__isnull=True)
                | Q(stated_by__isnull=True)
                | (Q(issued_by__isnull=False) & ~Q(issued_by=F("stated_by"))),
            ),
            models.CheckConstraint(
                name="statement_is_issued_or_set_aside",
                condition=Q(application__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="statement_set_aside_says_why",
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, dropped_why="")
                | (Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(dropped_why="")),
            ),
        ]
        triggers = [
            ReadOnly(
                name="statement_keeps_what_was_stated",
                fields=[
                    "code",
                    "key",
                    "kind",
                    "party",
                    "purpose",
                    "facts",
                    "needs_second",
                    "stated_by",
                    "stated_at",
                    "source_kind",
                    "source_id",
                ],
            ),
            Protect(
                name="settled_statement_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__application__isnull=False)
                | pgtrigger.Q(old__dropped_at__isnull=False),
            ),
            Protect(name="statement_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("statements_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


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
                ],
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
