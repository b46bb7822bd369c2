"""Drafts: their templates and versions, whom they are for, and the order of co-signing."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.documents.steps import DraftState
from backoffice.documents.words import Confidentiality, Role
from backoffice.kernel.codes import new_code
from backoffice.kernel.languages import in_language
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

from .entries import Entry
from .plan import PlanItem
from .shared import NOBODY


class LetterTemplate(models.Model):
    """The text with which a kind of letter begins: plain marks and named fields, never code."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, verbose_name=_("used by"), **NOBODY
    )
    scope = models.CharField(_("field of subjects"), max_length=40, blank=True)
    classification = models.ForeignKey(
        PlanItem, models.PROTECT, verbose_name=_("subject of the file plan"), **NOBODY
    )
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["name_el"]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return in_language(self, "name")


class Draft(models.Model):
    """An outgoing document on its way: written, co-signed, signed, numbered, sent, filed."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    answers = models.ForeignKey(
        Entry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("answers"),
    )
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repetitions",
        verbose_name=_("correct repetition of"),
    )
    change_note = models.TextField(_("what changed"), blank=True)
    entry = models.ForeignKey(
        Entry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_drafts",
        verbose_name=_("number in the register"),
    )
    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, verbose_name=_("template"), **NOBODY
    )
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("issuing unit")
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DraftState, default=DraftState.DRAFT
    )
    round = models.PositiveSmallIntegerField(_("round of co-signing"), default=0)
    scope = models.CharField(_("field of subjects"), max_length=40, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    classification = models.ForeignKey(
        PlanItem, models.PROTECT, verbose_name=_("subject of the file plan"), **NOBODY
    )
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=12,
        choices=Confidentiality,
        default=Confidentiality.PUBLIC,
    )
    current = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("begun at"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    withdraw_reason = models.TextField(_("reason of the withdrawal"), blank=True)

    class Meta:
        verbose_name = _("outgoing document")
        verbose_name_plural = _("outgoing documents")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="issued_draft_has_its_number",
                condition=~Q(state__in=["numbered", "dispatched", "archived"])
                | Q(entry__isnull=False),
            ),
            models.CheckConstraint(
                name="repetition_says_what_changed",
                condition=Q(repeats__isnull=True) | ~Q(change_note=""),
            ),
            models.CheckConstraint(
                name="draft_ended_says_why",
                condition=~Q(state__in=["withdrawn", "cancelled"]) | ~Q(withdraw_reason=""),
            ),
            models.CheckConstraint(
                name="draft_amount_is_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
            ),
            models.CheckConstraint(
                name="draft_does_not_repeat_itself",
                condition=Q(repeats__isnull=True) | ~Q(repeats=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "-created_at"], name="draft_by_unit"),
            models.Index(fields=["state", "-created_at"], name="draft_by_state"),
        ]
        triggers = [
            Protect(name="draft_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="draft_keeps_its_origin",
                fields=["code", "repeats", "department", "drafter", "created_at"],
            ),
            # The text, and the facts that decide who may sign, stay as they were signed.
            Protect(
                name="signed_draft_keeps_its_text",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__state__in=["signed", "numbered", "dispatched", "archived", "cancelled"]
                )
                & (
                    pgtrigger.Q(old__current__df=pgtrigger.F("new__current"))
                    | pgtrigger.Q(old__scope__df=pgtrigger.F("new__scope"))
                    | pgtrigger.Q(old__amount__df=pgtrigger.F("new__amount"))
                    | pgtrigger.Q(old__signed_at__df=pgtrigger.F("new__signed_at"))
                    | pgtrigger.Q(new__state__in=["draft", "in_cosign", "returned", "withdrawn"])
                ),
            ),
            Protect(
                name="draft_keeps_its_number",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__entry__isnull=False)
                & pgtrigger.Q(old__entry__df=pgtrigger.F("new__entry")),
            ),
            refuse_truncate("drafts_are_never_emptied"),
        ]
        default_permissions = ("view",)
        permissions = [
            ("write_draft", _("Can draft outgoing documents")),
            ("cosign_draft", _("Can co-sign and return outgoing documents")),
            ("sign_draft", _("Can sign outgoing documents, where authority covers it")),
            ("issue_draft", _("Can number outgoing documents")),
            ("dispatch_draft", _("Can dispatch outgoing documents")),
        ]

    def __str__(self) -> str:
        return self.current.subject if self.current else self.code


class Version(models.Model):
    """The text of a draft at one saving; a new saving is a new version."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    digest = models.CharField(_("SHA-256 of subject and text"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saved by")
    )
    made_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("version of a draft")
        verbose_name_plural = _("versions of drafts")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                name="one_draft_version_per_number", fields=["draft", "number"]
            ),
        ]
        triggers = [
            Protect(name="version_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete),
            Trigger(
                name="no_version_after_signature",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    if (select state from documents_draft where id = new.draft_id)
                       not in ('draft', 'returned') then
                        raise exception 'no_version_after_signature: the text is being signed'
                            using errcode = '23514';
                    end if;
                    return new;
                """,
            ),
            refuse_truncate("versions_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.subject} ({self.number})"


class Addressee(models.Model):
    """Whom a draft is for, and by which way it shall go."""

    class Way(models.TextChoices):
        EMAIL = "email", _("e-mail")
        POST = "post", _("post")
        HAND = "hand", _("by hand")
        KSHDE = "kshde", _("ΚΣΗΔΕ")
        EEPIDOSI = "eepidosi", _("eEpidosi")
        INSIDE = "inside", _("inside the municipality")

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="addressees")
    position = models.PositiveSmallIntegerField(_("order"))
    role = models.CharField(_("why"), max_length=12, choices=Role, default=Role.ACTION)
    name = models.CharField(_("name"), max_length=240)
    email = models.EmailField(_("e-mail address"), blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    way = models.CharField(_("sent by"), max_length=8, choices=Way)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, verbose_name=_("person in the register"), **NOBODY
    )
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, verbose_name=_("unit"), **NOBODY
    )

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="one_addressee_per_position", fields=["draft", "position"]
            ),
            models.CheckConstraint(
                name="addressee_by_mail_has_an_address", condition=~Q(way="email") | ~Q(email="")
            ),
        ]
        triggers = [
            Trigger(
                name="addressees_are_fixed_with_the_signature",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    if (select state from documents_draft
                        where id = coalesce(new.draft_id, old.draft_id))
                       not in ('draft', 'returned') then
                        raise exception 'addressees_are_fixed_with_the_signature'
                            using errcode = '23514';
                    end if;
                    if tg_op = 'DELETE' then return old; end if;
                    return new;
                """,
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """One place in the fixed order of co-signing."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField(_("order"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("co-signer")
    )
    title = models.CharField(_("in the capacity of"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("place in the order of co-signing")
        verbose_name_plural = _("order of co-signing")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="one_place_per_position", fields=["draft", "position"]),
            models.UniqueConstraint(name="one_place_per_cosigner", fields=["draft", "user"]),
        ]
        triggers = [
            Trigger(
                name="order_of_cosigning_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    if (select state from documents_draft
                        where id = coalesce(new.draft_id, old.draft_id))
                       not in ('draft', 'returned') or tg_op = 'UPDATE' then
                        raise exception 'order_of_cosigning_is_fixed' using errcode = '23514';
                    end if;
                    if tg_op = 'DELETE' then return old; end if;
                    return new;
                """,
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.position}. {self.user}"
