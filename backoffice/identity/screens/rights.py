"""Staff screens over roles, who holds them, and the organisation chart."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from backoffice.identity import queries, services
from backoffice.identity.forms import AssignmentEndForm, AssignmentForm, DepartmentForm, RoleForm
from backoffice.identity.models import Department, Role, RoleAssignment
from theme.formatting import day

from .saving import ServiceFormMixin


def last_day(row: RoleAssignment | Department) -> str:
    """Return the last day of a row, or nothing where it has none."""
    return day(row.valid_until) if row.valid_until else ""


def indented(unit: Department) -> str:
    """Return a unit's name, moved in below the one it belongs to."""
    return f"— {unit}" if unit.parent_id else str(unit)


class AssignmentCreate(ServiceFormMixin, generic.CreateView):
    """Give a role."""

    def save_instance(self) -> RoleAssignment:
        """Assign through the service."""
        data = self.form.cleaned_data
        department = data["department"]
        return services.assign_role(
            user_id=data["user"].pk,
            role=data["role"].code,
            department=department.code if department else None,
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            **self.done,
        )


class AssignmentEdit(ServiceFormMixin, generic.EditView):
    """End a role."""

    def save_instance(self) -> RoleAssignment:
        """End through the service."""
        data = self.form.cleaned_data
        return services.end_role(
            assignment_id=self.object.pk,
            on=data["valid_until"],
            reason=data["reason"],
            **self.done,
        )


class AssignmentIndex(generic.IndexView):
    """Who holds which role."""

    def get_base_queryset(self) -> Any:
        """Bring along what the columns show."""
        return super().get_base_queryset().select_related("user", "role", "department")


class AssignmentViewSet(ModelViewSet):
    """Who holds which role where, from when to when."""

    model = RoleAssignment
    name = "role-assignments"
    icon = "group"
    menu_label = _("Who holds which role")
    index_view_class = AssignmentIndex
    add_view_class = AssignmentCreate
    edit_view_class = AssignmentEdit
    copy_view_enabled = False
    list_display = [
        TitleColumn("user", label=_("User"), url_name="role-assignments:edit"),
        Column("role", label=_("Role")),
        Column("department", label=_("Department")),
        Column("valid_from", accessor=lambda row: day(row.valid_from), label=_("From")),
        Column("valid_until", accessor=last_day, label=_("Until")),
    ]
    list_filter = ["role", "department"]
    search_fields = ["user__last_name", "user__email"]
    form_fields = ["user", "role", "department", "valid_from", "valid_until"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Ask for everything when giving, for the last day when ending."""
        return AssignmentEndForm if for_update else AssignmentForm

    def get_urlpatterns(self) -> list[Any]:
        """Leave out deleting: a role ends."""
        return [p for p in super().get_urlpatterns() if p.name != "delete"]


class DepartmentCreate(ServiceFormMixin, generic.CreateView):
    """Enter a unit of the organisation chart."""

    def save_instance(self) -> Department:
        """Register through the service."""
        data = self.form.cleaned_data
        parent = data["parent"]
        return services.register_department(
            code=data["code"],
            name_el=data["name_el"],
            name_en=data["name_en"],
            parent=parent.code if parent else None,
            valid_from=data["valid_from"],
            legal_basis=data["legal_basis"],
            **self.done,
        )


class DepartmentIndex(generic.IndexView):
    """The units, each with the one above it."""

    def get_base_queryset(self) -> Any:
        """Put every unit below the one it belongs to."""
        units = super().get_base_queryset().select_related("parent")
        return units.annotate(
            above=Coalesce("parent__name_el", "name_el"),
            depth=Case(When(parent=None, then=0), default=1),
        )

    def order_queryset(self, queryset: Any) -> Any:
        """Show the chart as a tree until somebody sorts by a column."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by("above", "depth", "name_el")


class DepartmentViewSet(ModelViewSet):
    """The organisation chart."""

    model = Department
    name = "departments"
    icon = "site"
    menu_label = _("Departments")
    list_per_page = 200
    index_view_class = DepartmentIndex
    add_view_class = DepartmentCreate
    copy_view_enabled = False
    list_display = [
        TitleColumn("unit", accessor=indented, label=_("Department"), url_name="departments:edit"),
        Column("parent", label=_("Belongs to")),
        Column("valid_from", accessor=lambda unit: day(unit.valid_from), label=_("From")),
        Column("valid_until", accessor=last_day, label=_("Until")),
    ]
    search_fields = ["name_el", "name_en", "code"]
    form_fields = ["code", "name_el", "name_en", "parent", "valid_from", "valid_until"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Ask for all of a unit."""
        return DepartmentForm

    def get_urlpatterns(self) -> list[Any]:
        """Leave out deleting: a unit ends, papers keep its name."""
        return [p for p in super().get_urlpatterns() if p.name != "delete"]


class RoleIndex(generic.IndexView):
    """The roles; none is added here."""

    def get_base_queryset(self) -> Any:
        """Bring the rights along."""
        return super().get_base_queryset().select_related("group")


class RoleInspect(generic.InspectView):
    """A role with the rights it gives."""

    def get_field_label(self, field_name: str, field: Any) -> Any:
        """Name the list of rights, which is no field."""
        return _("Rights") if field_name == "rights" else super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """List the rights as the table of roles names them."""
        if field_name != "rights":
            return super().get_field_display_value(field_name, field)
        return ", ".join(queries.right_names(self.object))


class RoleViewSet(ModelViewSet):
    """Roles and their rights, to be read."""

    model = Role
    name = "roles"
    icon = "key"
    menu_label = _("Roles")
    index_view_class = RoleIndex
    inspect_view_enabled = True
    inspect_view_class = RoleInspect
    inspect_view_fields = ["name_el", "name_en", "code", "is_staff_role", "by_department", "rights"]
    copy_view_enabled = False
    list_display = [
        TitleColumn("role", accessor=str, label=_("Role"), url_name="roles:inspect"),
        BooleanColumn("is_staff_role", label=_("Staff, with second factor")),
        BooleanColumn("by_department", label=_("For a department")),
    ]
    form_fields = ["code"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Offer no field: `data/roles.json` is where rights are changed."""
        return RoleForm

    def get_urlpatterns(self) -> list[Any]:
        """Keep listing and reading alone."""
        kept = {"index", "index_results", "inspect"}
        return [p for p in super().get_urlpatterns() if p.name in kept]


class RightsGroup(ModelViewSetGroup):
    """Everything about who may do what."""

    menu_label = _("Rights")
    menu_icon = "lock"
    menu_order = 900
    items = (AssignmentViewSet(), DepartmentViewSet(), RoleViewSet())
