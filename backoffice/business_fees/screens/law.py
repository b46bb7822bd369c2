"""The law as data: categories of business and receivers of declarations."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from backoffice.business_fees import services
from backoffice.business_fees.access import signed_in
from backoffice.business_fees.models import Category, Receiver


class _Saved:
    """Write through the service, which leaves the audit row."""

    verb: Any
    argument: str

    def save_instance(self) -> Any:
        """Save what the form says."""
        row = self.form.save(commit=False)  # type: ignore[attr-defined]
        return type(self).verb(
            **{self.argument: row},
            actor=signed_in(self.request.user),  # type: ignore[attr-defined]
            at=timezone.now(),
        )


class _CategorySaved(_Saved):
    verb = staticmethod(services.save_category)
    argument = "category"


class _ReceiverSaved(_Saved):
    verb = staticmethod(services.save_receiver)
    argument = "receiver"


class CreateCategory(_CategorySaved, CreateView):
    """Enter a category."""


class EditCategory(_CategorySaved, EditView):
    """Change a category."""


class CreateReceiver(_ReceiverSaved, CreateView):
    """Enter a receiver."""


class EditReceiver(_ReceiverSaved, EditView):
    """Change a receiver."""


class CategoryViewSet(ModelViewSet):
    """Categories of business."""

    model = Category
    icon = "tag"
    menu_label = _("Categories of business")
    add_view_class = CreateCategory
    edit_view_class = EditCategory
    copy_view_enabled = False
    list_display = [
        "__str__",
        "fee",
        "tariff_key",
        "legal_basis",
        BooleanColumn(
            "needs_tables", label=_("Only with counters or seats"), sort_key="needs_tables"
        ),
        BooleanColumn("in_use", label=_("In use"), sort_key="in_use"),
    ]
    list_filter = ["fee", "in_use"]
    search_fields = ["name_el", "name_en", "key"]
    form_fields = [
        "key",
        "name_el",
        "name_en",
        "base_el",
        "base_en",
        "fee",
        "tariff_key",
        "legal_basis",
        "needs_tables",
        "measure",
        "town_always_receives",
        "in_use",
    ]


class ReceiverViewSet(ModelViewSet):
    """Who receives declarations, by date."""

    model = Receiver
    icon = "mail"
    menu_label = _("Receivers of declarations")
    add_view_class = CreateReceiver
    edit_view_class = EditReceiver
    copy_view_enabled = False
    list_display = ["valid_from", "who", "legal_basis", "link"]
    form_fields = ["valid_from", "who", "legal_basis", "link", "municipality_code"]


class LawGroup(ModelViewSetGroup):
    """Both tables in the menu of the office."""

    menu_label = _("Rules of business fees")
    menu_icon = "cog"
    items = (CategoryViewSet("fee_categories"), ReceiverViewSet("fee_receivers"))
