"""The form as citizens will see it on a phone, in both languages, with trial answers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import View

from backoffice.forms import access, answers, fields, pages, prefill, queries, summary
from backoffice.forms.faults import FormFaults
from backoffice.forms.models import Version
from backoffice.forms.sheets import sheet_of
from backoffice.kernel.dates import athens_day
from backoffice.kernel.screens import reader_of

from .base import OwnerScreen

SESSION = "forms_preview"
SPOKEN = ("el", "en")
CHECK = "check"


class PreviewScreen(OwnerScreen):
    """Two phones side by side, one for each language."""

    page_title = gettext_lazy("Preview")
    template_name = "form_desk/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the addresses of the frames."""
        version = version_of(self.owner, self.request)
        numbers = list(self.owner.versions.order_by("-number").values_list("number", flat=True))
        frames = [
            (code, f"{self.url('preview_frame', code)}?version={version.number}") for code in SPOKEN
        ]
        return super().get_context_data(version=version, numbers=numbers, frames=frames, **kwargs)


def version_of(owner: Any, request: HttpRequest) -> Version:
    """Return the version that is asked for; else the draft, or what is in force.

    :raises Http404: if there is none
    """
    asked = request.GET.get("version", "")
    if asked.isdecimal():
        found = owner.versions.filter(number=int(asked)).first()
    else:
        found = sheet_of(owner).version
    if found is None:
        raise Http404
    return found


@method_decorator(xframe_options_sameorigin, name="dispatch")
class FrameScreen(View):
    """One page of the form inside the phone; what is typed is checked for real, and kept nowhere.

    Trial answers rest in the session of whoever tries, for one version at a time.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the form, and speak the phone's language."""
        if not request.user.has_perm(access.VIEW):
            raise PermissionDenied
        self.spoken = kwargs["spoken"]
        if self.spoken not in SPOKEN:
            raise Http404
        self.owner = access.definition_for(reader_of(request), kwargs["key"])
        self.version = version_of(self.owner, request)
        self.today = athens_day(timezone.now())
        with translation.override(self.spoken):
            request.LANGUAGE_CODE = self.spoken
            try:
                self.form = queries.form_of(self.version.pk)
            except FormFaults as error:
                return self.show(request, {"faults": error.faults[:5]})
            return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show a page, or the answers to check."""
        if "again" in request.GET:
            request.session.pop(SESSION, None)
            return redirect(self.at(""))
        values = self.values(request)
        wanted = request.GET.get("page", "")
        asked = answers.visible_pages(self.form, values, today=self.today)
        if not asked or wanted == CHECK:
            sections = summary.sections(self.form, values, self.spoken)
            checked = answers.check(self.form, values, today=self.today)
            return self.show(request, {"sections": sections, "checked": checked})
        page = next((one for one in asked if one.key == wanted), asked[0])
        return self.show_page(request, page, self.page_form(page, values), asked)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the page, and go on to the next or show what must be mended."""
        values = self.values(request)
        asked = answers.visible_pages(self.form, values, today=self.today)
        wanted = request.GET.get("page", "")
        page = next((one for one in asked if one.key == wanted), None)
        if page is None:
            return redirect(self.at(""))
        filled = self.page_form(page, values, data=request.POST, files=request.FILES)
        if filled.rearranged or not filled.is_valid():
            return self.show_page(request, page, filled, asked)
        kept = {**filled.checked.values, **trial_files(filled)}
        request.session[SESSION] = {"version": self.version.pk, "values": kept}
        after = answers.visible_pages(self.form, kept, today=self.today)
        keys = [one.key for one in after]
        place = keys.index(page.key) + 1 if page.key in keys else 0
        return redirect(self.at(keys[place] if place < len(keys) else CHECK))

    def page_form(self, page: fields.Page, values: dict[str, Any], **kwargs: Any) -> pages.PageForm:
        """Return the citizen's own form of a page."""
        return pages.page_form(
            self.form,
            page,
            values=values,
            offered=self.offered(),
            language=self.spoken,
            today=self.today,
            **kwargs,
        )

    def offered(self) -> dict[str, prefill.Offered]:
        """Return what the town holds of whoever tries the form."""
        user = reader_of(self.request)
        return prefill.offered(self.form, party_id=None, user=user, today=self.today)

    def values(self, request: HttpRequest) -> dict[str, Any]:
        """Return the trial answers so far."""
        kept = request.session.get(SESSION) or {}
        found: dict[str, Any] = kept.get("values", {})
        return found if kept.get("version") == self.version.pk else {}

    def at(self, page: str) -> str:
        """Return the address of a page in this phone."""
        address = reverse("service_forms:preview_frame", args=[self.owner.key, self.spoken])
        tail = f"&page={page}" if page else ""
        return f"{address}?version={self.version.number}{tail}"

    def show_page(
        self,
        request: HttpRequest,
        page: fields.Page,
        form: pages.PageForm,
        asked: tuple[fields.Page, ...],
    ) -> HttpResponseBase:
        """Show one page of the form."""
        keys = [one.key for one in asked]
        place = keys.index(page.key)
        facts = {
            "form": form,
            "number": place + 1,
            "count": len(keys),
            "action": self.at(page.key),
            "back": self.at(keys[place - 1]) if place else "",
        }
        return self.show(request, facts)

    def show(self, request: HttpRequest, facts: dict[str, Any]) -> HttpResponseBase:
        """Show the phone's page."""
        facts |= {
            "owner": self.owner,
            "title": self.owner.titles[self.spoken],
            "again": f"{self.at('')}&again=1",
        }
        return render(request, "form_desk/frame.html", facts)


def trial_files(form: pages.PageForm) -> dict[str, list[dict[str, str]]]:
    """Return stand-ins for files that were attached on trial; the files themselves are let go."""
    found: dict[str, list[dict[str, str]]] = {}
    for count, (path, _spec, file) in enumerate(form.sent_files()):
        if "." not in path:
            found.setdefault(path, []).append({"id": f"trial-{count}", "name": str(file.name)[:80]})
    return found
