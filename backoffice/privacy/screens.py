"""Staff screens of personal data: requests to answer, looks, periods, erasures by two people."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel import screens
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import PAGE
from backoffice.kernel.sights import Look

from . import access, queries, services
from .forms import AnswerForm, PeriodForm, ReasonForm
from .states import RequestKind
from .words import TERMS, reason_of, title_of


class StaffScreen(screens.StaffScreen):
    """A page about personal data, with a form where there is one."""

    header_icon = "lock"
    form_class: type[Form] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form, where there is one."""
        if self.form_class is not None:
            kwargs.setdefault("form", self.form_class())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do what the pressed button says, or show what must be mended."""
        if self.form_class is None:
            raise Http404
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                address = self.act(request.POST.get("verb", ""), form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("It is noted."))
                return redirect(address)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def act(self, verb: str, facts: dict[str, Any]) -> str:
        """Do it, and return the address that shows the result."""
        raise Http404


class RequestsScreen(StaffScreen):
    """What people ask about their data, the most pressing first."""

    right = access.SEE
    page_title = gettext_lazy("Requests about personal data")
    template_name = "privacy/requests.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what is open, and a page of what was answered."""
        ended = queries.requests().exclude(state="received")
        page = self.page_of(ended)
        return super().get_context_data(
            waiting=list(queries.open_requests()[:200]), page=page, today=athens_day(self.now)
        )


class RequestScreen(StaffScreen):
    """One request and its answer."""

    right = access.SEE
    template_name = "privacy/request.html"
    form_class = AnswerForm

    def look(self) -> Look | None:
        """Say whose request it shows."""
        return Look("privacy", [self.asked.party_id], self.asked.get_kind_display())

    def find(self, **kwargs: Any) -> None:
        """Find the request, or answer that there is none."""
        self.asked = access.office_request_for(self.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return what is asked."""
        return f"{self.asked.get_kind_display()}: {self.asked.party or self.asked.user}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the request and what may be done."""
        return super().get_context_data(
            asked=self.asked,
            may_answer=self.user.has_perm(access.ANSWER),
            kept=queries.kept() if self.asked.kind == RequestKind.ERASURE else [],
            **kwargs,
        )

    def act(self, verb: str, facts: dict[str, Any]) -> str:
        """Answer, refuse or take more time."""
        if not self.user.has_perm(access.ANSWER):
            raise Http404
        who: dict[str, Any] = {
            "request_id": self.asked.pk,
            "actor": self.user,
            "at": self.now,
        }
        if verb == "refuse":
            services.refuse_request(answer=facts["text"], **who)
        elif verb == "extend":
            services.extend_request(reason=facts["text"], **who)
        else:
            services.answer_request(answer=facts["text"], **who)
        return reverse("privacy:requests")


class LooksScreen(StaffScreen):
    """Who looked at whose data."""

    right = access.LOOKS
    page_title = gettext_lazy("Looks at personal data")
    template_name = "privacy/looks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of looks."""
        page = self.page_of(queries.sights())
        shown = [(row, title_of(row.what), row.reason or reason_of(row.what)) for row in page]
        return super().get_context_data(page=page, rows=shown)


class ErasuresScreen(StaffScreen):
    """Classes of data, how much is past its period, and erasures."""

    right = access.SEE_ERASURES
    page_title = gettext_lazy("Keeping and erasing")
    template_name = "privacy/erasures.html"
    form_class = PeriodForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the classes with what is due, and the erasures."""
        today = athens_day(self.now)
        classes = []
        for eraser in queries.erasers():
            months, basis = queries.months_of(eraser, today)
            due = eraser.count(queries.horizon_of(eraser, self.now))
            classes.append((eraser, months, basis, due))
        return super().get_context_data(
            classes=classes,
            terms=[(title, queries.term_on(name, today)) for name, title in TERMS.items()],
            kept=queries.kept(),
            rows=list(queries.erasures()[:PAGE]),
            may_propose=self.user.has_perm(access.PROPOSE),
            **kwargs,
        )

    def act(self, verb: str, facts: dict[str, Any]) -> str:
        """Set a period."""
        if not self.user.has_perm(access.APPROVE):
            raise Http404
        services.set_period(**facts, actor=self.user, at=self.now)
        return reverse("privacy:erasures")


class ProposeScreen(StaffScreen):
    """Propose to erase what is past its period."""

    right = access.PROPOSE
    template_name = "privacy/propose.html"
    form_class = Form

    def find(self, **kwargs: Any) -> None:
        """Find the class, or answer that there is none."""
        found = next((one for one in queries.erasers() if one.name == kwargs["name"]), None)
        if found is None:
            raise Http404
        self.eraser = found

    def get_page_title(self) -> str:
        """Return what would be erased."""
        return _("Propose to erase: %(title)s") % {"title": self.eraser.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give how much it is."""
        before = queries.horizon_of(self.eraser, self.now)
        return super().get_context_data(before=before, count=self.eraser.count(before), **kwargs)

    def act(self, verb: str, facts: dict[str, Any]) -> str:
        """Propose it."""
        made = services.propose_erasure(eraser=self.eraser.name, actor=self.user, at=self.now)
        return reverse("privacy:erasure", args=[made.code])


class ErasureScreen(StaffScreen):
    """One erasure, decided by a second person."""

    right = access.SEE_ERASURES
    template_name = "privacy/erasure.html"
    form_class = ReasonForm

    def find(self, **kwargs: Any) -> None:
        """Find the erasure, or answer that there is none."""
        self.erasure = access.erasure_for(self.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return what it is about."""
        return _("Erasure: %(title)s") % {"title": self.erasure.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the erasure and what may be done."""
        may_decide = self.user.has_perm(access.APPROVE)
        is_other = self.erasure.proposed_by_id != self.user.pk
        return super().get_context_data(
            erasure=self.erasure,
            may_decide=may_decide and is_other and self.erasure.state == "proposed",
            is_own=not is_other,
            **kwargs,
        )

    def act(self, verb: str, facts: dict[str, Any]) -> str:
        """Approve or refuse."""
        if not self.user.has_perm(access.APPROVE):
            raise Http404
        who: dict[str, Any] = {
            "erasure_id": self.erasure.pk,
            "actor": self.user,
            "at": self.now,
        }
        if verb == "approve":
            services.approve_erasure(**who)
        else:
            services.refuse_erasure(reason=facts["reason"], **who)
        return reverse("privacy:erasure", args=[self.erasure.code])
