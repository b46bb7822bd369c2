"""Staff screens over persons, businesses and mandates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from backoffice.identity.screens.saving import ServiceFormMixin
from backoffice.kernel.sights import Look, SeenMixin
from theme.formatting import day, instant

from . import queries, services
from .forms import MandateEndForm, MandateForm, NewPartyForm, PartyForm
from .models import Mandate, Party


def last_day(row: Mandate) -> str:
    """Return a mandate's last day, or nothing where it has none."""
    return day(row.valid_until) if row.valid_until else ""


def revoked_at(row: Mandate) -> str:
    """Return when a mandate was revoked, if it was."""
    return instant(row.revoked_at) if row.revoked_at else ""


class PartyIndex(generic.IndexView):
    """The register, searched by AFM or by any part of a name."""

    is_searchable = True

    def get_base_queryset(self) -> Any:
        """Order by the Greek alphabet, without a collation of the database."""
        return Party.objects.order_by("sort_key")

    def search_queryset(self, queryset: Any) -> Any:
        """Search whatever the case and accents."""
        if not self.search_query:
            return queryset
        found = queries.find_parties(self.search_query)
        return queryset.filter(pk__in=found.values("pk"))


class PartyCreate(ServiceFormMixin, generic.CreateView):
    """Enter a person or business."""

    def save_instance(self) -> Party:
        """Register through the service."""
        data = self.form.cleaned_data
        return services.register_party(
            kind=data["kind"],
            afm=data["afm"] or None,
            name=data["name"],
            first_name=data["first_name"],
            father_name=data["father_name"],
            trade_name=data["trade_name"],
            email=data["email"],
            phone=data["phone"],
            language=data["language"],
            addresses=self.form.addresses(),
            **self.done,
        )


class PartyEdit(SeenMixin, ServiceFormMixin, generic.EditView):
    """Correct names, contact and address."""

    def look(self) -> Look | None:
        """Say whose record it shows."""
        return Look("person", [self.object.pk])

    def save_instance(self) -> Party:
        """Correct through the service."""
        data = self.form.cleaned_data
        return services.correct_party(
            party_id=self.object.pk,
            name=data["name"],
            first_name=data["first_name"],
            father_name=data["father_name"],
            trade_name=data["trade_name"],
            language=data["language"],
            email=data["email"],
            phone=data["phone"],
            addresses=self.form.addresses(),
            **self.done,
        )


class PartyInspect(SeenMixin, generic.InspectView):
    """Everything the register says about a person or business."""

    def look(self) -> Look | None:
        """Say whose record it shows."""
        return Look("person", [self.object.pk])


class PartyViewSet(ModelViewSet):
    """Persons and businesses."""

    model = Party
    name = "parties"
    icon = "group"
    menu_label = _("Persons and businesses")
    index_view_class = PartyIndex
    add_view_class = PartyCreate
    edit_view_class = PartyEdit
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = PartyInspect
    inspect_view_fields = [
        "afm",
        "name",
        "first_name",
        "kind",
        "trade_name",
        "email",
        "phone",
        "created_at",
    ]
    list_display = [
        TitleColumn("full_name", label=_("Name"), url_name="parties:edit"),
        Column("masked_afm", label=_("AFM")),
        Column("kind", accessor="get_kind_display", label=_("Kind")),
        Column("trade_name", label=_("Trade name")),
    ]
    list_filter = ["kind", "is_synthetic"]
    search_fields = ["search_key"]
    search_backend_name = None
    form_fields = ["kind"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Ask for the AFM only once: it never changes."""
        return PartyForm if for_update else NewPartyForm

    def get_urlpatterns(self) -> list[Any]:
        """Leave out deleting: every book names its party."""
        return [p for p in super().get_urlpatterns() if p.name != "delete"]


class MandateIndex(generic.IndexView):
    """Who may act for whom."""

    def get_base_queryset(self) -> Any:
        """Bring both sides along."""
        return Mandate.objects.select_related("principal", "agent").order_by("-valid_from", "-pk")

    def get_delete_url(self, instance: Mandate) -> None:
        """Offer no deleting: a mandate is revoked."""


class MandateCreate(ServiceFormMixin, generic.CreateView):
    """Enter a mandate on proof, such as a company's representative."""

    def save_instance(self) -> Mandate:
        """Give through the service."""
        data = self.form.cleaned_data
        return services.give_mandate(
            principal_id=data["principal_afm"].pk,
            agent_id=data["agent_afm"].pk,
            scope=data["scope"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            capacity=data["capacity"],
            proof=data["proof"],
            **self.done,
        )


class MandateEdit(SeenMixin, ServiceFormMixin, generic.EditView):
    """Revoke a mandate."""

    def look(self) -> Look | None:
        """Say whose mandate it shows."""
        return Look("mandate", [self.object.principal_id, self.object.agent_id])

    def get_delete_url(self) -> None:
        """Offer no deleting, not even to a role that has every right on the register."""

    def save_instance(self) -> Mandate:
        """Revoke through the service."""
        return services.revoke_mandate(
            mandate_id=self.object.pk, reason=self.form.cleaned_data["reason"], **self.done
        )


class MandateViewSet(ModelViewSet):
    """Who may act for whom, in what, from when to when."""

    model = Mandate
    name = "party-mandates"
    icon = "user"
    menu_label = _("Mandates")
    index_view_class = MandateIndex
    add_view_class = MandateCreate
    edit_view_class = MandateEdit
    copy_view_enabled = False
    list_display = [
        TitleColumn("principal", label=_("For whom"), url_name="party-mandates:edit"),
        Column("agent", label=_("Who may act")),
        Column("scope", accessor="get_scope_display", label=_("In what")),
        Column("valid_from", accessor=lambda row: day(row.valid_from), label=_("From")),
        Column("valid_until", accessor=last_day, label=_("Until")),
        Column("revoked_at", accessor=revoked_at, label=_("Revoked")),
    ]
    list_filter = ["scope"]
    search_fields = ["principal__search_key", "agent__search_key"]
    form_fields = ["scope"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Ask for everything when giving, for the reason when revoking."""
        return MandateEndForm if for_update else MandateForm

    def get_urlpatterns(self) -> list[Any]:
        """Leave out deleting: a mandate is revoked."""
        return [p for p in super().get_urlpatterns() if p.name != "delete"]


class RegisterGroup(ModelViewSetGroup):
    """The register of persons."""

    menu_label = _("Register")
    menu_icon = "group"
    menu_order = 250
    items = (PartyViewSet(), MandateViewSet())
