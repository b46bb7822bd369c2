"""The trail on the staff's screen, filtered and exported."""

from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from backoffice.kernel.exports import table_response
from theme.formatting import instant

from .models import Entry
from .services import record
from .words import LABELS, label_of

MOST_ROWS = 50_000
OWN = ("backoffice.", "eservices.")


def verb_choices() -> list[tuple[str, str]]:
    """Return the verbs there are words for, in the order of the words."""
    return sorted(((verb, str(words)) for verb, words in LABELS.items()), key=lambda row: row[1])


def said(values: dict[str, Any] | None) -> str:
    """Return what an entry keeps of a row, on one line."""
    return "; ".join(f"{name}: {value}" for name, value in (values or {}).items())


class TrailFilter(WagtailFilterSet):
    """Who, what, when, about what."""

    timestamp = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("When"), widget=DateRangePickerWidget
    )
    action = django_filters.ChoiceFilter(label=gettext_lazy("What"), choices=verb_choices)
    user = django_filters.CharFilter(
        label=gettext_lazy("Who (e-mail address)"),
        field_name="user__email",
        lookup_expr="istartswith",
        widget=forms.TextInput,
    )
    content_type = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Kind"), queryset=ContentType.objects.none()
    )
    object_id = django_filters.CharFilter(
        label=gettext_lazy("Identifier"), lookup_expr="exact", widget=forms.TextInput
    )

    class Meta:
        model = Entry
        fields = ["timestamp", "action", "user", "content_type", "object_id"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [c.label for c in apps.get_app_configs() if c.name.startswith(OWN)]
        self.filters["content_type"].queryset = ContentType.objects.filter(app_label__in=labels)


class TrailView(ReportView):
    """Who did what, when, to what."""

    model = Entry
    page_title = gettext_lazy("Audit trail")
    header_icon = "history"
    index_url_name = "audit:trail"
    index_results_url_name = "audit:trail_results"
    filterset_class = TrailFilter
    default_ordering = "-id"
    permission_required = "view"
    paginate_by = 50
    columns = [
        Column("timestamp", accessor=lambda e: instant(e.timestamp), label=gettext_lazy("When")),
        Column("message", label=gettext_lazy("What")),
        Column("label", label=gettext_lazy("About what")),
        Column("user_display_name", label=gettext_lazy("Who")),
        Column("on_behalf_of", label=gettext_lazy("On behalf of")),
        Column("before", accessor=lambda e: said(e.before), label=gettext_lazy("Before")),
        Column("after", accessor=lambda e: said(e.after), label=gettext_lazy("After")),
        Column("note", label=gettext_lazy("Note")),
    ]

    def user_has_permission(self, permission: str) -> bool:
        """Let those see the trail who have the right to."""
        return bool(self.request.user.has_perm("audit.view_entry"))

    def get_base_queryset(self) -> Any:
        """Bring the actors along."""
        return Entry.objects.select_related("user")

    @property
    def show_export_buttons(self) -> bool:
        """Offer the export to those who may take the trail away."""
        return bool(self.request.user.has_perm("audit.export_entry"))

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        """Return the filtered rows as a file, and leave a row that says so."""
        if not self.show_export_buttons:
            return HttpResponse(status=403)
        user = self.request.user
        rows = [_row(entry) for entry in queryset[:MOST_ROWS]]
        record(
            "audit.trail.exported",
            user,
            actor=user,
            at=timezone.now(),
            after={"rows": len(rows), "filter": self.request.GET.urlencode()},
        )
        header = [_("When"), _("What"), _("Verb"), _("Kind"), _("Identifier"), _("About what")]
        header += [_("Who"), _("On behalf of"), _("Before"), _("After"), _("Note")]
        return table_response(spreadsheet_format, "audit-trail", header, rows)  # type: ignore[return-value]


def _row(entry: Entry) -> list[Any]:
    return [
        entry.timestamp,
        label_of(entry.action),
        entry.action,
        entry.content_type.model,
        entry.object_id,
        entry.label,
        entry.user_display_name,
        entry.on_behalf_of,
        said(entry.before),
        said(entry.after),
        entry.note,
    ]
