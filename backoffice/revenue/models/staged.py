"""What a rehearsal calculated: charges, lines and what many of them share; nobody owes it yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import MoneyField

from .lists import Run


class StagedCharge(models.Model):
    """A charge as a rehearsal calculated it; nobody owes it yet.

    The table is unlogged: what it holds can be calculated again, and certifying checks that it is
    all there. It takes the identifier that the charge will have.
    """

    class Flag(models.IntegerChoices):
        USUAL = 0, _("as expected")
        NEW = 1, _("new since last time")
        SMALLER = 2, _("a third of last time or less")
        LARGER = 3, _("three times last time or more")
        ZERO = 4, _("comes to nothing")

    pk = models.CompositePrimaryKey("run_id", "position")
    charge_id = models.BigIntegerField(_("charge"))
    run = models.ForeignKey(
        Run, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="staged"
    )
    position = models.PositiveIntegerField(_("number in the list"))
    code = models.CharField(_("code"), max_length=20)
    debtor = models.ForeignKey(
        "party.Party",
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("debtor"),
    )
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    amount = MoneyField(_("amount"))
    previous = MoneyField(_("last time"), null=True)
    flag = models.SmallIntegerField(_("what stands out"), choices=Flag)
    rf_code = models.CharField(_("payment code"), max_length=25)
    # With a shape, the facts are what the charge has besides, and the tree is the shape's.
    shape_number = models.PositiveIntegerField(_("shape"), null=True)
    facts = models.JSONField(_("facts"), null=True)
    explanation = models.JSONField(_("how it was calculated"), null=True)

    class Meta:
        verbose_name = _("rehearsed charge")
        verbose_name_plural = _("rehearsed charges")
        ordering = ["position"]
        indexes = [
            models.Index(
                fields=["run", "flag", "position"],
                name="staged_that_stands_out",
                condition=Q(flag__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.amount}"


class _StagedText(models.Model):
    """What a line of a rehearsed charge says."""

    run_id = models.BigIntegerField(_("run"))
    position = models.PositiveSmallIntegerField(_("position"))
    label_el = models.CharField(_("label in Greek"), max_length=300)
    label_en = models.CharField(_("label in English"), max_length=300)
    tariff_key = models.CharField(_("tariff key"), max_length=80, blank=True)
    base = models.DecimalField(_("base"), max_digits=18, decimal_places=4, null=True)
    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=7, null=True)

    class Meta:
        abstract = True


class StagedShape(_StagedText):
    """What many rehearsed charges of a run share: their only line, what it rests on, their tree."""

    pk = models.CompositePrimaryKey("run_id", "number")
    number = models.PositiveIntegerField(_("number"))
    facts = models.JSONField(_("facts"))
    explanation = models.JSONField(_("how it was calculated"))

    class Meta:
        verbose_name = _("shape of rehearsed charges")
        verbose_name_plural = _("shapes of rehearsed charges")

    def __str__(self) -> str:
        return f"{self.number}: {self.label_el}"


class StagedLine(_StagedText):
    """One line of a rehearsed charge that has no shape.

    The table has no index: lines are only copied as a whole, and the key of what they become
    refuses a second one in a place.
    """

    pk = models.CompositePrimaryKey("charge_id", "position")
    charge_id = models.BigIntegerField(_("charge"))
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("line of a rehearsed charge")
        verbose_name_plural = _("lines of rehearsed charges")

    def __str__(self) -> str:
        return f"{self.label_el}: {self.amount}"
