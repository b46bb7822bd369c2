"""The file plan, retention classes and books as tables of the admin, each change in the trail."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from backoffice.documents import services
from backoffice.documents.access import signed_in
from backoffice.documents.models import Book, PlanItem, RetentionClass


class _Saved:
    """Write through the service, which leaves the audit row."""

    form: Any
    request: Any

    def save_instance(self) -> Any:
        """Save what the form says."""
        return services.save_law(
            row=self.form.save(commit=False),
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )


class CreateRow(_Saved, CreateView):
    """Enter a row."""


class EditRow(_Saved, EditView):
    """Change a row."""


class _Table(ModelViewSet):
    add_view_class = CreateRow
    edit_view_class = EditRow
    copy_view_enabled = False
    inspect_view_enabled = True


class PlanViewSet(_Table):
    """The subjects of the file plan."""

    model = PlanItem
    icon = "folder-open-1"
    menu_label = _("File plan")
    list_display = ["code", "name_el", "retention", "confidentiality", "in_use"]
    list_filter = ["retention", "in_use"]
    search_fields = ["code", "name_el", "name_en"]
    form_fields = [
        "code",
        "name_el",
        "name_en",
        "parent",
        "retention",
        "confidentiality",
        "in_use",
    ]


class RetentionViewSet(_Table):
    """How long each class of documents is kept."""

    model = RetentionClass
    icon = "history"
    menu_label = _("Retention classes")
    list_display = ["code", "name_el", "years", "legal_basis"]
    search_fields = ["code", "name_el"]
    form_fields = ["code", "name_el", "name_en", "years", "legal_basis", "note"]


class BookViewSet(_Table):
    """The books of the register."""

    model = Book
    icon = "list-ol"
    menu_label = _("Protocol books")
    list_display = ["code", "name_el", "mark", "is_open"]
    form_fields = ["code", "name_el", "name_en", "mark", "department", "is_open", "position"]


class PlanGroup(ModelViewSetGroup):
    """The three tables in one menu."""

    menu_label = _("File plan and books")
    menu_icon = "folder-open-1"
    menu_order = 312
    items = (
        PlanViewSet("document_plan"),
        RetentionViewSet("document_retention"),
        BookViewSet("document_books"),
    )
