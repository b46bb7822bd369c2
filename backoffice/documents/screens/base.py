"""What the screens of documents share: one right each, filters in the address, forms that call one
service."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from backoffice.kernel.errors import DomainError


class StaffScreen(WagtailAdminTemplateMixin, View):
    """A page of the admin that asks for one right."""

    right: ClassVar[str]
    page_title: Any = ""
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever lacks the right; Wagtail answers with its own page."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the path."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class FormScreen(StaffScreen):
    """A form that calls one service."""

    template_name = "documents/form.html"
    submit: Any = gettext_lazy("Save")

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, filled or not."""
        raise NotImplementedError

    def save(self, form: Any) -> HttpResponse:
        """Call the service and go on."""
        raise NotImplementedError

    def back(self) -> str:
        """Return the address to which «Back» leads."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form."""
        if "form" not in kwargs:
            kwargs["form"] = self.form()
        return super().get_context_data(submit=self.submit, back=self.back(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show what must be mended."""
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self.save(form)
            except DomainError as error:
                form.add_error(None, str(error))
        return self.render_to_response(self.get_context_data(form=form), status=422)
