"""The register: entries that never move, their people, files and links."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.documents.rules.numbers import display_number
from backoffice.documents.states import EntryState
from backoffice.documents.words import Channel, Confidentiality, Direction, Relation, Role
from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

from .books import Book
from .files import StoredFile
from .plan import PlanItem

# Clerks ask at the same moment and wait for one number each: who asked first may get the second.
FOLLOWS = """
    if new.year <> extract(year from new.registered_at at time zone 'Europe/Athens') then
        raise exception 'entry_follows_the_one_before: the year is not that of the registration'
            using errcode = '23514';
    end if;
    if new.number > 1 then
        select e.registered_at into before from documents_entry e
        where e.book_id = new.book_id and e.year = new.year and e.number = new.number - 1;
        if not found or before > new.registered_at + interval '1 minute' then
            raise exception 'entry_follows_the_one_before: number % leaves a gap or is back-dated',
                new.number using errcode = '23514';
        end if;
    end if;
    return new;
"""


class Entry(models.Model):
    """One entry of a protocol book (ν. 4727/2020): it may be cancelled, it never goes away."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    # The unique index begins with the book; a second one would only tempt the planner.
    book = models.ForeignKey(
        Book, models.PROTECT, db_index=False, related_name="entries", verbose_name=_("book")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registered by"),
    )
    key = models.CharField(_("key"), max_length=120, null=True, blank=True, unique=True)
    digest = models.CharField(_("digest of what was asked"), max_length=64, blank=True)
    source_kind = models.CharField(_("kind of source"), max_length=60, blank=True)
    source_id = models.CharField(_("source"), max_length=60, blank=True)

    subject = models.CharField(_("subject of the document"), max_length=500)
    subject_public = models.CharField(_("subject in public"), max_length=500, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    sender_name = models.CharField(_("sender"), max_length=240, blank=True)
    sender_email = models.EmailField(_("e-mail address of the sender"), blank=True)
    sender_party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sender in the register of persons"),
    )
    sender_department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sending unit"),
    )
    sender_number = models.CharField(_("number of the sender"), max_length=60, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)

    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        related_name="+",
        verbose_name=_("competent unit"),
    )
    classification = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("subject of the file plan"),
    )
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=12,
        choices=Confidentiality,
        default=Confidentiality.PUBLIC,
    )
    has_personal_data = models.BooleanField(_("holds personal data"), default=False)
    has_sensitive_data = models.BooleanField(
        _("holds special categories of personal data"), default=False
    )
    data_basis = models.CharField(_("legal basis of the processing"), max_length=200, blank=True)

    state = models.CharField(
        _("state"), max_length=12, choices=EntryState, default=EntryState.REGISTERED
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_rule = models.CharField(_("rule of the time limit"), max_length=60, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.TextField(_("reason of the cancellation"), blank=True)

    closed_on = models.DateField(_("file closed on"), null=True, blank=True)
    delete_after = models.DateField(_("kept until"), null=True, blank=True)
    legal_hold = models.CharField(_("on hold because of"), max_length=240, blank=True)
    destroyed_at = models.DateTimeField(_("contents destroyed at"), null=True, blank=True)

    folded = models.TextField(editable=False, blank=True)
    words = SearchVectorField(editable=False, null=True)

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("entries of the register")
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_entry_per_book_year_number", fields=["book", "year", "number"]
            ),
            models.CheckConstraint(name="entry_numbers_begin_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="entry_has_a_subject", condition=~Q(subject="")),
            models.CheckConstraint(
                name="entry_level_is_not_secret",
                condition=Q(confidentiality__in=Confidentiality.values),
            ),
            models.CheckConstraint(
                name="cancelled_entry_has_reason",
                condition=~Q(state=EntryState.CANCELLED)
                | (~Q(cancel_reason="") & Q(cancelled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="sensitive_data_is_personal",
                condition=Q(has_sensitive_data=False) | Q(has_personal_data=True),
            ),
            models.CheckConstraint(
                name="personal_data_has_a_basis",
                condition=Q(has_personal_data=False) | ~Q(data_basis=""),
            ),
            models.CheckConstraint(
                name="held_entry_is_not_destroyed",
                condition=Q(destroyed_at__isnull=True) | Q(legal_hold=""),
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="entry_by_words"),
            models.Index(fields=["-registered_at", "-id"], name="entry_by_time"),
            models.Index(fields=["department", "-registered_at"], name="entry_by_department"),
            models.Index(fields=["sender_party", "-registered_at"], name="entry_by_party"),
            models.Index(fields=["source_kind", "source_id"], name="entry_by_source"),
            models.Index(
                fields=["delete_after"],
                name="entry_by_last_day",
                condition=Q(delete_after__isnull=False),
            ),
        ]
        triggers = [
            Protect(name="entry_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="entry_keeps_its_place",
                fields=[
                    "code",
                    "book",
                    "year",
                    "number",
                    "direction",
                    "registered_at",
                    "registered_by",
                    "key",
                    "digest",
                    "source_kind",
                    "source_id",
                ],
            ),
            Trigger(
                name="entry_follows_the_one_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("before", "timestamptz")],
                func=FOLLOWS,
            ),
            Protect(
                name="cancelled_entry_stays_cancelled",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="cancelled")
                & ~pgtrigger.Q(new__state="cancelled"),
            ),
            refuse_truncate("entries_are_never_emptied"),
        ]
        default_permissions = ("view",)
        permissions = [
            ("register_entry", _("Can register documents")),
            ("correct_entry", _("Can correct entries of the register")),
            ("cancel_entry", _("Can cancel entries of the register")),
            ("view_register", _("Can read the register of all units")),
            ("view_every_entry", _("Can read every entry, whatever its level")),
            ("hold_entry", _("Can put entries on legal hold")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number with its year, as people write it."""
        return display_number(
            number=self.number,
            year=self.year,
            direction=self.direction,
            confidentiality=self.confidentiality,
            has_personal_data=self.has_personal_data,
            mark=self.book.mark,
        )

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled; its number stays taken."""
        return self.state == EntryState.CANCELLED


class Recipient(models.Model):
    """Whom a document is for."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="recipients")
    position = models.PositiveSmallIntegerField(_("order"))
    role = models.CharField(_("why"), max_length=12, choices=Role, default=Role.ACTION)
    name = models.CharField(_("name"), max_length=240)
    email = models.EmailField(_("e-mail address"), blank=True)
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person in the register"),
    )
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
    )

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="one_recipient_per_position", fields=["entry", "position"]
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file of an entry, under the name it had there."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original")
        COPY = "copy", pgettext_lazy("attachment", "copy")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("original or copy"), max_length=8, choices=Kind, default="copy")
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    signatures = models.JSONField(_("signatures found"), null=True, blank=True)
    signatures_checked_at = models.DateTimeField(_("signatures checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="one_attachment_per_position", fields=["entry", "position"]
            ),
        ]
        triggers = [
            Protect(name="attachment_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="attachment_is_fixed",
                fields=["entry", "file", "position", "added_at", "added_by"],
            ),
            refuse_truncate("attachments_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """What one entry is to an earlier one; read from both ends."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="links")
    other = models.ForeignKey(Entry, models.PROTECT, related_name="links_back")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("link between entries")
        verbose_name_plural = _("links between entries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_link_of_a_kind", fields=["entry", "other", "relation"]
            ),
            models.CheckConstraint(
                name="entry_is_not_linked_to_itself", condition=~Q(entry=F("other"))
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.relation} {self.other_id}"


class Reader(models.Model):
    """A unit or a person who may read an entry besides the competent unit."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="readers")
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("reader of an entry")
        verbose_name_plural = _("readers of entries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="reader_once_per_entry",
                fields=["entry", "department", "user"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="reader_is_a_unit_or_a_person",
                condition=Q(department__isnull=False, user__isnull=True)
                | Q(department__isnull=True, user__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "entry"], name="reader_by_department"),
            models.Index(fields=["user", "entry"], name="reader_by_user"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.department_id or self.user_id}"
