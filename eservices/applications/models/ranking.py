"""Lists of applications by points: drawn up, provisional, final; published by number alone."""

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.states import Moves
from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate
from eservices.applications.ranking import Result

from .applications import NOBODY, Application


class ListState(models.TextChoices):
    """Where a list stands."""

    DRAWN_UP = "drawn_up", pgettext_lazy("ranked", "being drawn up")
    PROVISIONAL = "provisional", pgettext_lazy("ranked", "provisional")
    FINAL = "final", pgettext_lazy("ranked", "final")


LIST_MOVES: Moves = {
    ListState.DRAWN_UP: {ListState.PROVISIONAL},
    ListState.PROVISIONAL: {ListState.FINAL},
    ListState.FINAL: set(),
}


class RankedList(models.Model):
    """The applications of one service in one window, by points."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    service = models.CharField(_("service"), max_length=80)
    title_el = models.CharField(_("title in Greek"), max_length=240)
    title_en = models.CharField(_("title in English"), max_length=240)
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("department")
    )
    opens_at = models.DateTimeField(_("applications from"))
    closes_at = models.DateTimeField(_("applications until"))
    objections_until = models.DateField(_("objections until"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places"))
    # [{"text": {"el", "en"}, "if", "points" | "value"}]
    rules = models.JSONField(_("what earns points"), default=list)
    decision = models.CharField(_("decision that set places and points"), max_length=80)
    state = models.CharField(
        _("state"), max_length=12, choices=ListState, default=ListState.DRAWN_UP
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drawn up by")
    )
    made_at = models.DateTimeField(_("drawn up at"))
    provisional_at = models.DateTimeField(_("provisional since"), null=True, blank=True)
    provisional_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("published by"), **NOBODY
    )
    provisional_entry = models.OneToOneField(
        "documents.Entry",
        models.PROTECT,
        verbose_name=_("number of the provisional list"),
        **NOBODY,
    )
    final_at = models.DateTimeField(_("final since"), null=True, blank=True)
    final_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made final by"), **NOBODY
    )
    final_entry = models.OneToOneField(
        "documents.Entry", models.PROTECT, verbose_name=_("number of the final list"), **NOBODY
    )

    class Meta:
        verbose_name = _("ranked list")
        verbose_name_plural = _("ranked lists")
        ordering = ["-closes_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("publish_rankedlist", _("Can publish ranked lists"))]
        constraints = [
            models.CheckConstraint(
                name="ranked_window_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="published_list_says_when",
                condition=Q(state="drawn_up", provisional_at__isnull=True, final_at__isnull=True)
                | Q(
                    state="provisional",
                    provisional_at__isnull=False,
                    objections_until__isnull=False,
                    final_at__isnull=True,
                )
                | Q(state="final", provisional_at__isnull=False, final_at__isnull=False),
            ),
            models.CheckConstraint(
                name="list_is_published_by_another",
                condition=Q(final_by__isnull=True) | ~Q(final_by=F("made_by")),
            ),
            models.UniqueConstraint(
                name="one_list_per_service_and_window", fields=["service", "closes_at"]
            ),
        ]
        triggers = [
            Protect(name="ranked_list_is_never_deleted", operation=pgtrigger.Delete),
            Protect(
                name="published_list_keeps_its_rules",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'drawn_up' AND ROW(OLD.code, OLD.service, OLD.opens_at, "
                    "OLD.closes_at, OLD.places, OLD.rules, OLD.decision) IS DISTINCT FROM "
                    "ROW(NEW.code, NEW.service, NEW.opens_at, NEW.closes_at, NEW.places, "
                    "NEW.rules, NEW.decision)"
                ),
            ),
            Protect(
                name="final_list_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="final"),
            ),
            refuse_truncate("ranked_lists_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.title_el} ({self.code})"

    @property
    def title(self) -> str:
        """Its title in the language of the page."""
        return self.title_en if (get_language() or "el").startswith("en") else self.title_el


class RankedRow(models.Model):
    """One application in a list: its points, why, its place and what came of it."""

    ranked_list = models.ForeignKey(
        RankedList, models.PROTECT, related_name="rows", verbose_name=_("list")
    )
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="ranked", verbose_name=_("application")
    )
    # How the list shows it, and nothing else: names never leave the office.
    number = models.CharField(_("protocol number"), max_length=40)
    points = models.DecimalField(_("points"), max_digits=9, decimal_places=2)
    lines = models.JSONField(_("what earned them"), default=list, encoder=DjangoJSONEncoder)
    corrected = models.DecimalField(
        _("points after an objection"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("reasons"), blank=True)
    is_out = models.BooleanField(_("left out"), default=False)
    place = models.PositiveIntegerField(_("place"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)

    class Meta:
        verbose_name = _("row of a ranked list")
        verbose_name_plural = _("rows of ranked lists")
        ordering = ["ranked_list", F("place").asc(nulls_last=True), "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="changed_points_have_reasons",
                condition=Q(corrected__isnull=True, is_out=False) | ~Q(note=""),
            ),
        ]
        triggers = [
            Trigger(
                name="row_of_a_final_list_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Insert | pgtrigger.Delete,
                func="""
                    if exists (
                        select 1 from applications_rankedlist l
                        where l.id = coalesce(new.ranked_list_id, old.ranked_list_id)
                          and l.state = 'final'
                    ) then
                        raise exception 'row_of_a_final_list_is_fixed: a final list never changes'
                            using errcode = '23514';
                    end if;
                    if tg_op = 'DELETE' then return old; end if;
                    return new;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.points}"

    @property
    def counted(self) -> object:
        """The points that count: after an objection, if there was one."""
        return self.points if self.corrected is None else self.corrected
