"""Who is chosen for notices, what the rehearsal found, and the parts in which they are set."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.enforcement.states import BatchState, NoticeKind, PartState
from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, refuse_truncate

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .notices import Notice

ISSUED = [BatchState.ISSUING, BatchState.ISSUED]
SAID = (
    "code",
    "kind",
    "title",
    "criteria",
    "department",
    "findings",
    "on",
    "issued_by",
    "issued_at",
    "entry",
    "frame",
)


def _changed(*fields: str) -> pgtrigger.Q:
    """Return the condition that one of some columns changes."""
    found = pgtrigger.Q()
    for name in fields:
        found |= pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return found


class Batch(models.Model):
    """One run of notices: who was chosen by what, who issued it, under which register number."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("kind of notice"), max_length=10, choices=NoticeKind)
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=BatchState, default=BatchState.DRAFT
    )
    criteria = models.JSONField(_("who is chosen"))
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("department")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    rehearsed_on = models.DateField(_("rehearsed on"), null=True, blank=True)
    findings = models.JSONField(_("what the rehearsal found"), default=dict)
    on = models.DateField(_("date of the notices"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    entry = models.ForeignKey(
        "documents.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("register entry"),
    )
    # From then on each notice gets a PDF of its own as soon as its part is ready.
    papers_asked_at = models.DateTimeField(_("single PDFs asked for at"), null=True, blank=True)
    # What every notice of the batch says alike: the town, the words, the warnings.
    frame = models.JSONField(_("words of all its notices"), default=dict)

    notices: "RelatedManager[Notice]"
    parts: "RelatedManager[Part]"
    candidates: "RelatedManager[Candidate]"

    class Meta:
        verbose_name = _("batch of notices")
        verbose_name_plural = _("batches of notices")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("make_batch", _("Can choose debtors for notices and rehearse")),
            ("issue_batch", _("Can issue notices")),
        ]
        constraints = [
            models.CheckConstraint(
                name="batch_state_is_known", condition=Q(state__in=BatchState.values)
            ),
            models.CheckConstraint(
                name="issued_batch_has_day_issuer_and_number",
                condition=~Q(state__in=ISSUED)
                | Q(
                    on__isnull=False,
                    issued_by__isnull=False,
                    issued_at__isnull=False,
                    entry__isnull=False,
                ),
            ),
        ]
        triggers = [
            Protect(
                name="issued_batch_is_sealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=ISSUED) & _changed(*SAID),
            ),
            Protect(
                name="issued_batch_stays_issued",
                operation=pgtrigger.Update,
                condition=(pgtrigger.Q(old__state="issuing") & ~pgtrigger.Q(new__state__in=ISSUED))
                | (pgtrigger.Q(old__state="issued") & ~pgtrigger.Q(new__state="issued")),
            ),
            Protect(name="batch_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("batches_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """A debtor as the rehearsal found them, and what became of them when the batch was issued."""

    class Choice(models.TextChoices):
        IN = "in", pgettext_lazy("candidate", "gets a notice")
        HELD = "held", pgettext_lazy("candidate", "everything is on hold")
        LATELY = "lately", pgettext_lazy("candidate", "was notified lately")
        SMALL = "small", pgettext_lazy("candidate", "owes less than asked")
        SETTLED = "settled", pgettext_lazy("candidate", "owed nothing any more at the issue")

    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="candidates", verbose_name=_("batch")
    )
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("debtor")
    )
    position = models.PositiveIntegerField(_("position"))
    charge_ids = ArrayField(models.BigIntegerField(), verbose_name=_("charges"))
    amount = MoneyField(_("open debt without interest"))
    held = MoneyField(_("of the debt, on hold"))
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    has_email = models.BooleanField(_("has an e-mail address"))
    notified_on = models.DateField(_("last notice of this kind"), null=True, blank=True)
    choice = models.CharField(_("result"), max_length=8, choices=Choice)

    class Meta:
        verbose_name = _("debtor of a rehearsal")
        verbose_name_plural = _("debtors of a rehearsal")
        ordering = ["batch", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_candidate_per_debtor_and_batch", fields=["batch", "debtor"]
            ),
            models.UniqueConstraint(
                name="one_candidate_per_position", fields=["batch", "position"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.debtor_id}"


class Part(models.Model):
    """Neighbours of a batch that are issued together and printed as one file."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="parts", verbose_name=_("batch"))
    number = models.PositiveSmallIntegerField(_("number"))
    first = models.PositiveIntegerField(_("first position"))
    last = models.PositiveIntegerField(_("last position"))
    state = models.CharField(_("state"), max_length=8, choices=PartState, default=PartState.WAITING)
    notices_count = models.PositiveIntegerField(_("notices"), null=True, blank=True)
    file = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enforcement_parts",
        verbose_name=_("file for the printer"),
    )
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    set_at = models.DateTimeField(_("ready at"), null=True, blank=True)

    class Meta:
        verbose_name = _("part of a batch")
        verbose_name_plural = _("parts of batches")
        ordering = ["batch", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="one_part_per_number", fields=["batch", "number"]),
            models.CheckConstraint(
                name="part_state_is_known", condition=Q(state__in=PartState.values)
            ),
        ]
        triggers = [
            Protect(
                name="set_part_is_sealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="set"),
            ),
            Protect(name="part_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("parts_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"
