"""Signatures: by whom, on which text, in their order."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate

from .drafts import Draft, Version
from .shared import NOBODY

ORDER = """
    select state, round, current_id into draft_state, draft_round, draft_current
        from documents_draft where id = new.draft_id for update;
    if draft_state <> 'in_cosign' or new.round <> draft_round
       or new.version_id is distinct from draft_current then
        raise exception 'signatures_keep_their_order: not this text, or not now'
            using errcode = '23514';
    end if;
    select count(*) into missing from documents_place p
        where p.draft_id = new.draft_id
          and (new.kind = 'final' or p.position < new.position)
          and not exists (
            select from documents_signature s
            where s.draft_id = new.draft_id and s.round = draft_round
              and s.position = p.position and s.kind in ('cosign', 'dissent'));
    if missing > 0 then
        raise exception 'signatures_keep_their_order: % before it', missing
            using errcode = '23514';
    end if;
    if new.kind <> 'final' and not exists (
        select from documents_place p
        where p.draft_id = new.draft_id and p.position = new.position
          and p.user_id = coalesce(new.stands_for_id, new.signer_id)) then
        raise exception 'signatures_keep_their_order: not this person''s place'
            using errcode = '23514';
    end if;
    return new;
"""


class Signature(models.Model):
    """A signature, dissent or return: by whom, on which text, in which capacity."""

    class Kind(models.TextChoices):
        COSIGN = "cosign", pgettext_lazy("signature", "co-signed")
        DISSENT = "dissent", pgettext_lazy("signature", "co-signed with a differing opinion")
        RETURN = "return", pgettext_lazy("signature", "returned")
        FINAL = "final", pgettext_lazy("signature", "signed")

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="signatures")
    version = models.ForeignKey(Version, models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField(_("round of co-signing"))
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("standing in for"), **NOBODY
    )
    delegation = models.ForeignKey(
        "documents.Delegation", models.PROTECT, verbose_name=_("by delegation"), **NOBODY
    )
    substitution = models.ForeignKey(
        "documents.Substitution", models.PROTECT, verbose_name=_("by substitution"), **NOBODY
    )
    printed = models.JSONField(_("lines printed under the text"), default=list)
    remarks = models.TextField(_("remarks"), blank=True)
    digest = models.CharField(_("SHA-256 of the text"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_final_signature", fields=["draft"], condition=Q(kind="final")
            ),
            models.UniqueConstraint(
                name="one_signature_per_place_and_round",
                fields=["draft", "round", "position"],
                condition=Q(position__isnull=False),
            ),
            models.CheckConstraint(
                name="only_the_final_signature_has_no_place",
                condition=Q(kind="final", position__isnull=True)
                | (~Q(kind="final") & Q(position__isnull=False)),
            ),
            models.CheckConstraint(
                name="return_and_dissent_say_why",
                condition=~Q(kind__in=["return", "dissent"]) | ~Q(remarks=""),
            ),
            models.CheckConstraint(
                name="standing_in_needs_a_substitution",
                condition=Q(stands_for__isnull=True) | Q(substitution__isnull=False),
            ),
        ]
        triggers = [
            Protect(name="signature_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete),
            Trigger(
                name="signatures_keep_their_order",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[
                    ("draft_state", "text"),
                    ("draft_round", "int"),
                    ("draft_current", "bigint"),
                    ("missing", "int"),
                ],
                func=ORDER,
            ),
            refuse_truncate("signatures_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.signer}"
