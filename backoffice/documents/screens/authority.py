"""Delegations, substitutions and letter templates, as the town keeps them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import circulation_access, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.authority import DelegationForm, EndForm, SubstitutionForm
from backoffice.documents.forms.drafts import TemplateForm
from backoffice.identity.queries import role_by_code
from backoffice.kernel.dates import athens_day

from .base import FormScreen, StaffScreen


class AuthorityScreen(StaffScreen):
    """Who signs for the mayor, and who stands in for whom."""

    right = "documents.view_delegation"
    page_title = gettext_lazy("Delegations and substitutions")
    header_icon = "group"
    template_name = "documents/circulation/authority.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both lists."""
        names = {scope.code: str(scope) for scope in queries.scopes()}
        rows = [
            (row, [names.get(code, code) for code in row.scopes]) for row in queries.delegations()
        ]
        return super().get_context_data(
            delegations=rows,
            substitutions=queries.substitutions(),
            today=athens_day(timezone.now()),
            may_keep=self.request.user.has_perm("documents.manage_authority"),
            **kwargs,
        )


class AuthorityForm(FormScreen):
    """A form about authority."""

    right = "documents.manage_authority"

    def back(self) -> str:
        """Return to the lists."""
        return reverse("circulation:authority")

    @property
    def act(self) -> dict[str, Any]:
        """By whom, when."""
        return {"actor": signed_in(self.request.user), "at": timezone.now()}

    def done(self, text: str) -> HttpResponse:
        """Say what was done and show the lists."""
        messages.success(self.request, text)
        return redirect(self.back())


class NewDelegationScreen(AuthorityForm):
    """Enter a delegation."""

    page_title = gettext_lazy("New delegation")

    def form(self, data: Any = None, files: Any = None) -> DelegationForm:
        """Ask for the decision."""
        mayors = queries.mayors(athens_day(timezone.now()))
        return DelegationForm(data, mayors=mayors, head_role=role_by_code("head").pk)

    def save(self, form: DelegationForm) -> HttpResponse:
        """Enter it."""
        services.enter_delegation(**form.facts, **self.act)
        return self.done(_("The delegation is entered."))


class RevokeScreen(AuthorityForm):
    """End a delegation."""

    page_title = gettext_lazy("Revoke the delegation")
    submit = gettext_lazy("Revoke the delegation")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = circulation_access.delegation_for(signed_in(request.user), kwargs["code"])

    def form(self, data: Any = None, files: Any = None) -> EndForm:
        """Ask for day and reason."""
        return EndForm(data, initial={"on": athens_day(timezone.now())})

    def save(self, form: EndForm) -> HttpResponse:
        """End it."""
        services.revoke_delegation(delegation_id=self.held.pk, **form.cleaned_data, **self.act)
        return self.done(_("The delegation ends on that day."))


class NewSubstitutionScreen(AuthorityForm):
    """Enter an absence."""

    page_title = gettext_lazy("New substitution")

    def form(self, data: Any = None, files: Any = None) -> SubstitutionForm:
        """Ask who is absent and who stands in."""
        return SubstitutionForm(data)

    def save(self, form: SubstitutionForm) -> HttpResponse:
        """Enter it."""
        services.enter_substitution(**form.facts, **self.act)
        return self.done(_("The substitution is entered."))


class EndSubstitutionScreen(AuthorityForm):
    """End an absence early."""

    page_title = gettext_lazy("End the absence")
    submit = gettext_lazy("End the absence")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = circulation_access.substitution_for(signed_in(request.user), kwargs["code"])

    def form(self, data: Any = None, files: Any = None) -> EndForm:
        """Ask for the last day."""
        form = EndForm(data, initial={"on": athens_day(timezone.now())})
        del form.fields["reason"]
        return form

    def save(self, form: EndForm) -> HttpResponse:
        """End it."""
        services.end_substitution(substitution_id=self.held.pk, **form.cleaned_data, **self.act)
        return self.done(_("The absence ends on that day."))


class TemplatesScreen(StaffScreen):
    """Letter templates."""

    right = "documents.view_lettertemplate"
    page_title = gettext_lazy("Letter templates")
    template_name = "documents/circulation/templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give every template."""
        user = signed_in(self.request.user)
        return super().get_context_data(
            rows=queries.templates(user, in_use=False),
            may_change=user.has_perm("documents.change_lettertemplate"),
            **kwargs,
        )


class TemplateScreen(FormScreen):
    """Enter or change a letter template."""

    right = "documents.change_lettertemplate"
    page_title = gettext_lazy("Letter template")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the template, where one is named."""
        super().setup(request, *args, **kwargs)
        self.held = None
        if kwargs.get("pk"):
            self.held = circulation_access.template_for(signed_in(request.user), kwargs["pk"])

    def back(self) -> str:
        """Return to the list."""
        return reverse("circulation:templates")

    def form(self, data: Any = None, files: Any = None) -> TemplateForm:
        """Ask for names and text."""
        names = ("code", "name_el", "name_en", "subject", "body", "scope", "in_use")
        initial = {name: getattr(self.held, name) for name in names} if self.held else None
        return TemplateForm(data, initial=initial)

    def save(self, form: TemplateForm) -> HttpResponse:
        """Save it."""
        services.save_template(
            template_id=self.held.pk if self.held else None,
            values=form.cleaned_data,
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The template is saved; older letters keep their text."))
        return redirect(self.back())
