"""The facts of attested certificates as somebody stated them, and who waits for them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate


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
    replaces = models.ForeignKey(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to take the place of"),
    )
    replaces_why = models.CharField(_("why it is replaced"), max_length=400, blank=True)
    application = models.OneToOneField(
        "certificates.Application",
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
                name="statement_says_why_it_replaces",
                condition=Q(replaces__isnull=True, replaces_why="")
                | (Q(replaces__isnull=False) & ~Q(replaces_why="")),
            ),
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
                    "replaces",
                    "replaces_why",
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


class Awaited(models.Model):
    """An attested certificate that an application waits for, until two people have issued it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    kind = models.SlugField(_("kind"), max_length=40)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("for whom")
    )
    purpose = models.CharField(_("for which use"), max_length=200, blank=True)
    title = models.CharField(_("what waits for it"), max_length=300)
    facts = models.JSONField(_("what the applicant says"), default=dict)
    source_kind = models.CharField(_("who waits"), max_length=60)
    source_id = models.CharField(_("code of who waits"), max_length=60)
    asked_at = models.DateTimeField(_("waits since"))
    certificate = models.OneToOneField(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awaited",
        verbose_name=_("certificate"),
    )
    dropped_at = models.DateTimeField(_("no longer awaited since"), null=True, blank=True)

    class Meta:
        verbose_name = _("awaited certificate")
        verbose_name_plural = _("awaited certificates")
        ordering = ["id"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["kind", "id"],
                name="certificate_awaited",
                condition=Q(certificate__isnull=True, dropped_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_awaited_certificate_each", fields=["source_kind", "source_id"]
            ),
            models.CheckConstraint(
                name="awaited_certificate_comes_or_not",
                condition=Q(certificate__isnull=True) | Q(dropped_at__isnull=True),
            ),
        ]
        triggers = [
            ReadOnly(
                name="awaited_certificate_keeps_what_was_asked",
                exclude=["certificate", "dropped_at"],
            ),
            Protect(
                name="awaited_certificate_came_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__certificate__isnull=False)
                | pgtrigger.Q(old__dropped_at__isnull=False),
            ),
            Protect(name="awaited_certificate_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("awaited_certificates_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
