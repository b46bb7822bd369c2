"""The counter: staff choose person and service, then fill in the citizen's own pages for them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from backoffice.forms.pages import page_form
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from backoffice.kernel.screens import reader_of
from backoffice.kernel.sights import Look, SeenMixin
from backoffice.procedures.screens.base import FormScreen
from eservices.applications import access, services
from eservices.applications.errors import DraftIncomplete, FileUnfit, FormChanged
from eservices.applications.forms_office import CounterForm
from eservices.applications.journey import Journey, journey_of
from eservices.applications.services.counter import begin_at_counter, send_at_counter

from .base import COUNTER


class BeginScreen(FormScreen):
    """Who stands at the counter, how the clerk knows, and for what."""

    right = COUNTER
    page_title = gettext_lazy("At the counter")
    template_name = "applications_office/form.html"
    submit = gettext_lazy("Begin the form")
    lead = gettext_lazy(
        "The person keeps the same rights as online: the same form, time limit, fee and receipt."
        " You and the person both stand in the audit trail."
    )

    def form(self, data: Any = None, files: Any = None) -> CounterForm:
        """Return the form."""
        return CounterForm(data, initial={"afm": self.request.GET.get("afm", "")})

    def save(self, form: Any) -> HttpResponse:
        """Begin and show the first page."""
        draft = begin_at_counter(actor=self.user, at=self.now, **form.cleaned_data)
        journey = journey_of(draft, language(), self.now)
        return redirect("applications_office:counter_page", draft.code, journey.pages[0].key)

    def back(self) -> str:
        """Return the list's address."""
        return reverse("applications_office:list")


class CounterView(SeenMixin, View):
    """A page of a form that is filled in at the counter, in the look of the citizen's own."""

    def look(self) -> Look | None:
        """Say who stands at the counter."""
        return Look("application", [self.draft.party_id], str(self.draft.service))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the draft of this clerk, or answer that there is none."""
        if not request.user.has_perm(COUNTER):
            raise PermissionDenied
        self.user = reader_of(request)
        self.now = timezone.now()
        self.draft = access.counter_draft_for(self.user, kwargs["draft"])
        self.journey: Journey = journey_of(self.draft, language(), self.now)
        if self.journey.changes:
            services.follow_form(draft_id=self.draft.pk, language=language(), at=self.now)
            self.draft.refresh_from_db()
            self.journey = journey_of(self.draft, language(), self.now)
        return super().dispatch(request, *args, **kwargs)

    def shown(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return a page with what all of them show."""
        common = {"draft": self.draft, "journey": self.journey, "party": self.draft.party}
        return render(self.request, template, common | context, status=status)

    def to_page(self, key: str) -> HttpResponse:
        """Go to a page of the form, or to the check at its end."""
        if key:
            return redirect("applications_office:counter_page", self.draft.code, key)
        return redirect("applications_office:counter_check", self.draft.code)


class PageScreen(CounterView):
    """One page of the form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the page among those that are asked."""
        self.key = kwargs["page"]
        return super().dispatch(request, *args, **kwargs)

    def page(self) -> Any:
        """Return the page.

        :raises Http404: if the form has none of this key, or does not ask it now
        """
        found = next((one for one in self.journey.pages if one.key == self.key), None)
        if found is None:
            raise Http404
        return found

    def page_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the page as a form."""
        return page_form(
            self.journey.offer.form,
            self.page(),
            data=data,
            files=files,
            values=self.journey.values,
            offered=self.journey.offered,
            language=self.journey.language,
            today=self.journey.on,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.show(self.page_form())

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """Show the page with a form."""
        page = self.page()
        context = {
            "form": form,
            "page": page,
            "number": self.journey.number_of(page),
            "before": self.journey.before(page),
        }
        return self.shown("applications_office/counter_page.html", context, status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was typed, right or wrong, and go on if it is right."""
        form = self.page_form(request.POST, request.FILES)
        if form.rearranged:
            self.save(form)
            return self.show(form)
        is_right = form.is_valid()
        self.save(form)
        is_right = self.take_files(form) and is_right
        if not is_right:
            self.draft.refresh_from_db()
            return self.show(form, 422)
        self.draft.refresh_from_db()
        self.journey = journey_of(self.draft, language(), self.now)
        following = self.journey.after(self.page())
        return self.to_page(following.key if following else "")

    def save(self, form: Any) -> None:
        """Keep what stands on the page."""
        services.save_page(draft_id=self.draft.pk, page=self.key, raw=form.typed(), at=self.now)

    def take_files(self, form: Any) -> bool:
        """Keep the files that were sent; tell whether all were taken."""
        taken = True
        for path, _spec, file in form.sent_files():
            try:
                services.add_upload(
                    draft_id=self.draft.pk,
                    field=path,
                    upload=file,
                    actor=self.user,
                    at=self.now,
                )
            except FileUnfit as error:
                form.put(path, str(error))
                taken = False
        return taken


class CheckScreen(CounterView):
    """Everything that was typed, read out to the person, and the button that sends it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the answers."""
        return self.shown("applications_office/counter_check.html", {})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it and show the application with its receipt and its fee."""
        try:
            application = send_at_counter(
                draft=self.draft, actor=self.user, language="el", at=self.now
            )
        except (DraftIncomplete, FormChanged, DomainError) as error:
            return self.shown(
                "applications_office/counter_check.html", {"refusal": str(error)}, 422
            )
        messages.success(request, _("The application was sent. Print the receipt for the person."))
        if application.charge_id is not None:
            return redirect("applications_office:payment", application.code)
        return redirect("applications_office:application", application.code)


class DiscardScreen(CounterView):
    """Throw a form away."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Throw it away and begin anew."""
        services.discard_draft(draft_id=self.draft.pk)
        messages.success(request, _("The form was thrown away."))
        return redirect("applications_office:counter")
