"""Co-signing and signing, made for a head on a phone; numbering; the list of copies."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import circulation_access, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.drafts import DispatchForm, RemarksForm
from backoffice.identity.access import fresh_login_required
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.sights import Look

from .base import FormScreen, StaffScreen
from .drafts import OneDraft


class CosignScreen(OneDraft):
    """Read the text, then co-sign, differ or return it."""

    right = "documents.cosign_draft"
    template_name = "documents/circulation/cosign.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Answer that there is nothing where it is not the reader's turn."""
        super().setup(request, *args, **kwargs)
        self.view = self.seen
        if "cosign" not in self.view.acts:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give text and form."""
        number = self.draft.current.number if self.draft.current else 0
        kwargs.setdefault("form", RemarksForm(initial={"seen_version": number}))
        return super().get_context_data(shown=self.view, number=number, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was pressed."""
        form = RemarksForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            verbs: dict[str, tuple[Any, str]] = {
                "cosign": (services.cosign, _("You have co-signed.")),
                "dissent": (services.dissent, _("You have co-signed with a differing opinion.")),
                "return": (services.return_draft, _("It went back with your remarks.")),
            }
            verb, said = verbs[data["act"]]
            try:
                verb(seen_version=data["seen_version"], remarks=data["remarks"], **self.act)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, said)
                return redirect(f"{reverse('circulation:drafts')}?pile=cosign")
        return self.render_to_response(self.get_context_data(form=form), status=422)


# A signature binds the town: whoever signs proves again who he is.
@method_decorator(cast("Any", fresh_login_required), name="dispatch")
class SignScreen(OneDraft):
    """Read the text a last time, then sign it."""

    right = "documents.sign_draft"
    template_name = "documents/circulation/sign.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Answer that there is nothing where the reader's authority does not cover it."""
        super().setup(request, *args, **kwargs)
        self.view = self.seen
        if "sign" not in self.view.acts:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the text, and the lines that will be printed."""
        number = self.draft.current.number if self.draft.current else 0
        lines = queries.lines_of(signed_in(self.request.user), self.draft, timezone.now())
        return super().get_context_data(shown=self.view, number=number, lines=lines, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign it."""
        seen = request.POST.get("seen_version", "")
        try:
            services.sign_document(seen_version=int(seen) if seen.isdecimal() else 0, **self.act)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.back())
        return self.done(_("The document is signed; the registry numbers it next."))


class IssueScreen(OneDraft):
    """Number a signed document with one press."""

    right = "documents.issue_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back: numbering is a press of its button."""
        return redirect(self.back())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Number it; the seal follows from the queue."""
        try:
            issue = services.issue_document(**self.act)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.back())
        said = _("Number %(number)s. The seal follows in a moment.")
        return self.done(said % {"number": issue.entry.label})


class DispatchesScreen(StaffScreen):
    """Copies that have not arrived."""

    right = "documents.dispatch_draft"
    page_title = gettext_lazy("Dispatch")
    header_icon = "mail"
    template_name = "documents/circulation/dispatches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the copies, those to send first."""
        user, on = signed_in(self.request.user), athens_day(timezone.now())
        rows = queries.dispatches_waiting(user, on)
        page = self.page_of(rows)
        return super().get_context_data(page=page, **kwargs)


class DispatchScreen(FormScreen):
    """Write down what became of one copy, with its proof."""

    right = "documents.dispatch_draft"
    submit = gettext_lazy("Write it down")
    template_name = "documents/circulation/dispatch.html"

    def look(self) -> Look | None:
        """Say to whom the copy goes."""
        entry = self.held.draft.entry
        return Look("document", [self.held.addressee.party_id], entry.label if entry else "")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the copy, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = circulation_access.dispatch_for(signed_in(request.user), kwargs["pk"])

    def get_page_title(self) -> str:
        """Return the recipient's name."""
        return self.held.addressee.name

    def back(self) -> str:
        """Return to the list."""
        return reverse("circulation:dispatches")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the copy."""
        return super().get_context_data(held=self.held, **kwargs)

    def form(self, data: Any = None, files: Any = None) -> DispatchForm:
        """Ask what happened."""
        held = self.held
        initial = {"reference": held.reference, "receipt_number": held.receipt_number}
        return DispatchForm(data, files, initial=initial)

    def save(self, form: DispatchForm) -> HttpResponse:
        """Write it down."""
        services.dispatch_with_proof(
            dispatch_id=self.held.pk,
            actor=signed_in(self.request.user),
            at=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(self.request, _("It is written down."))
        return redirect(self.back())
