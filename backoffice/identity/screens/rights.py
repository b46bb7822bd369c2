"""Staff screens over roles, who holds them, and the organisation chart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from backoffice.identity import services
from backoffice.identity.forms import AssignmentEndForm, AssignmentForm, DepartmentForm, RoleForm
from backoffice.identity.models import Department, Role, RoleAssignment

from .saving import ServiceFormMixin


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
    menu_label = gettext_lazy("Who holds which role")
    index_view_class = AssignmentIndex
    add_view_class = AssignmentCreate
    edit_view_class = AssignmentEdit
    copy_view_enabled = False
    list_display = [
        TitleColumn("user", label=gettext_lazy("User"), url_name="role-assignments:edit"),
        Column("role", label=gettext_lazy("Role")),
        Column("department", label=gettext_lazy("Department")),
        DateColumn("valid_from", label=gettext_lazy("From")),
        DateColumn("valid_until", label=gettext_lazy("Until")),
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
        """Bring the unit above along."""
        return super().get_base_queryset().select_related("parent")


class DepartmentViewSet(ModelViewSet):
    """The organisation chart."""

    model = Department
    name = "departments"
    icon = "site"
    menu_label = gettext_lazy("Departments")
    index_view_class = DepartmentIndex
    add_view_class = DepartmentCreate
    copy_view_enabled = False
    list_display = ["name_el", "name_en", "parent", "valid_from", "valid_until"]
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


class RoleViewSet(ModelViewSet):
    """Roles and their rights, to be read."""

    model = Role
    name = "roles"
    icon = "key"
    menu_label = gettext_lazy("Roles")
    index_view_class = RoleIndex
    inspect_view_enabled = True
    inspect_view_fields = ["name_el", "name_en", "code", "is_staff_role", "by_department", "rights"]
    copy_view_enabled = False
    list_display = ["name_el", "name_en", "is_staff_role", "by_department"]
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

    menu_label = gettext_lazy("Rights")
    menu_icon = "lock"
    menu_order = 900
    items = (AssignmentViewSet(), DepartmentViewSet(), RoleViewSet())
