"""Staff screens over users: names and sign-in here, rights through roles alone."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django_filters.fields import ModelMultipleChoiceField
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import ModelPermissionPolicy
from wagtail.users.views import groups, users

from backoffice.identity import queries, services
from backoffice.identity.forms import DeviceResetForm, NewUserForm, UserNamesForm
from backoffice.kernel.errors import DomainError
from backoffice.kernel.masking import mask

from .saving import ServiceFormMixin

User = get_user_model()


class RoleField(ModelMultipleChoiceField):
    """Groups under the names of their roles; a group itself is called by a code."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the role's name in the reader's language."""
        return str(obj.role)


class RoleFilter(users.GroupFilter):
    """Who holds one of some roles."""

    field_class = RoleField


class TownUserFilter(users.UserFilterSet):
    """Wagtail's filters, with roles in place of groups."""

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_searching=is_searching, **kwargs)
        self.filters["group"] = RoleFilter(
            field_name="groups",
            queryset=Group.objects.exclude(role=None).select_related("role"),
            label=gettext_lazy("Role"),
            use_subquery=is_searching,
            widget=forms.CheckboxSelectMultiple,
        )


def address_of(user: Any) -> str:
    """Return the address of a colleague whole, that of a citizen masked."""
    return str(user.email) if user.is_staff else mask(user.email, "email")


class TownUserIndex(users.IndexView):
    """Users with the roles they hold."""

    def get_base_queryset(self) -> Any:
        """Bring the roles along, for the column."""
        return super().get_base_queryset().prefetch_related("assignments__role")

    @property
    def columns(self) -> list[Column]:
        """Name, address, roles, second factor, state, last sign-in."""
        name = self._get_title_column_class(users.UserColumn)(
            "name", accessor=str, label=_("Name"), get_url=self.get_edit_url, classname="name"
        )
        return [
            name,
            Column("email", accessor=address_of, label=_("E-mail address"), sort_key="email"),
            Column("roles", accessor=queries.role_names, label=_("Roles")),
            BooleanColumn("asks_second_factor", label=_("Second factor")),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_list_buttons(self, instance: Any) -> list[Any]:
        """Offer editing alone: accounts are stopped, never deleted."""
        return []


class TownUserCreate(ServiceFormMixin, users.CreateView):
    """A new account, whose owner sets the password through a link in a mail."""

    def save_instance(self) -> Any:
        """Create the account through the service."""
        data = self.form.cleaned_data
        return services.create_user(
            email=data["email"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            language=data["language"],
            **self.done,
        )


class TownUserEdit(ServiceFormMixin, users.EditView):
    """Names, language, and whether the user may sign in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Leave out what only Wagtail's own form takes."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("editing_self", None)
        return kwargs

    def save_instance(self) -> Any:
        """Change the account through the services."""
        data = self.form.cleaned_data
        with transaction.atomic():
            user = services.change_profile(
                user_id=self.object.pk,
                first_name=data["first_name"],
                last_name=data["last_name"],
                language=data["language"],
                **self.done,
            )
            services.allow_sign_in(
                user_id=user.pk,
                state=data["sign_in"],
                **self.done,
            )
        return user


class DeviceResetView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Remove the second factors of somebody who lost them."""

    template_name = "identity/device_reset.html"
    form_class = DeviceResetForm
    permission_policy = ModelPermissionPolicy(User)
    permission_required = "reset_second_factor"
    page_title = gettext_lazy("Reset second factors")
    header_icon = "key"
    _show_breadcrumbs = True

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the one right that this page needs."""
        return bool(self.request.user.has_perm("identity.reset_second_factor"))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the user."""
        super().setup(request, *args, **kwargs)
        self.subject = get_object_or_404(User, pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the user and the devices."""
        devices = queries.devices_of(self.subject)
        return super().get_context_data(subject=self.subject, devices=devices, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Reset, and go back to the user."""
        try:
            services.reset_devices(
                user_id=self.subject.pk,
                reason=form.cleaned_data["reason"],
                actor=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The second factors of %s were removed.") % self.subject)
        return redirect(reverse("wagtailusers_users:edit", args=[self.subject.pk]))


class TownUserViewSet(users.UserViewSet):
    """Wagtail's user screens over the town's accounts."""

    index_view_class = TownUserIndex
    add_view_class = TownUserCreate
    edit_view_class = TownUserEdit
    filterset_class = TownUserFilter
    copy_view_enabled = False
    template_prefix = "identity/users/"
    menu_label = gettext_lazy("Users")
    ordering = "email"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Ask for names and language; rights come from roles."""
        return UserNamesForm if for_update else NewUserForm

    def get_urlpatterns(self) -> list[Any]:
        """Leave out deleting; add the reset of second factors."""
        kept = [p for p in super().get_urlpatterns() if p.name != "delete"]
        return [*kept, path("devices/<int:pk>/", DeviceResetView.as_view(), name="devices")]


class TownGroupViewSet(groups.GroupViewSet):
    """Groups are made from `data/roles.json`; here they are not offered for editing."""

    add_to_settings_menu = False
