"""Staff screens of attested certificates: facts stated by one, issued by another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import StaffScreen
from backoffice.kernel.sights import Look
from backoffice.party.queries import party_by_afm

from . import access, queries, stating
from .errors import FactsRefused
from .facts import written
from .forms import ReasonForm, StateForm, initial_of
from .screens import file_response, kind_name

MOST = 50


class StatementsScreen(StaffScreen):
    """What was stated, and the kinds that one may state."""

    right = access.STATE
    page_title = gettext_lazy("Stated certificates")
    template_name = "certificates/statements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of statements and the kinds to choose from."""
        kinds = access.own_kinds(self.user)
        page = self.page_of(queries.statements([kind.code for kind in kinds]))
        return super().get_context_data(
            page=page,
            kinds=kinds,
            rows=[(row, kind_name(row.kind), _certificate(row)) for row in page],
            awaited=[
                (row, kind_name(row.kind))
                for row in queries.awaited([kind.code for kind in kinds])[:MOST]
            ],
            **kwargs,
        )


def _certificate(statement: Any) -> Any:
    return getattr(statement.application, "certificate", None)


class StateScreen(StaffScreen):
    """State the facts of one kind: for anybody, for who waits (`for`), or anew (`replaces`)."""

    right = access.STATE
    template_name = "certificates/state.html"
    awaited: Any = None
    old: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep which kind was asked for."""
        super().setup(request, *args, **kwargs)
        self.code = kwargs["kind"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer that there is no such kind to whoever may not state it."""
        if self.user.has_perm(self.right):
            self.kind = access.kind_for(self.user, self.code)
            if request.GET.get("for"):
                self.awaited = access.awaited_for(self.kind, request.GET["for"])
            elif request.GET.get("replaces"):
                self.old = access.replaceable_for(self.kind, request.GET["replaces"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return what is stated."""
        return str(self.kind.name)

    @property
    def holder(self) -> Any:
        """For whom it is stated, where that is known before."""
        known = self.awaited or self.old
        return known.party if known else None

    def form(self, data: Any = None) -> StateForm:
        """Return the form, beginning with what the applicant says or was stated before."""
        known = self.awaited or (self.old.application.statement if self.old else None)
        begun = {}
        if known is not None:
            begun = initial_of(self.kind, known.facts) | {"purpose": known.purpose}
        return StateForm(data, kind=self.kind, holder=self.holder, old=self.old, initial=begun)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form of the kind."""
        kwargs.setdefault("form", self.form())
        return super().get_context_data(
            kind=self.kind, awaited=self.awaited, old=self.old, holder=self.holder, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """State it; where nobody else is needed, issue it too."""
        form = self.form(request.POST)
        if form.is_valid():
            code = self._stated(form)
            if code:
                return redirect("certificates:statement", code)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _stated(self, form: StateForm) -> str:
        party = self.holder or party_by_afm(form.cleaned_data["afm"].strip())
        if party is None:
            form.add_error(
                "afm", _("Nobody in the register has this AFM. Enter the person there first.")
            )
            return ""
        now = timezone.now()
        try:
            made = stating.state_facts(
                kind=self.kind.code,
                party_id=party.pk,
                facts=form.facts,
                key=f"counter:{form.cleaned_data['key']}",
                purpose=form.cleaned_data["purpose"],
                awaited=self.awaited,
                replaces=self._replaced(form),
                actor=self.user,
                at=now,
            )
            if not self.kind.needs_second:
                stating.issue_stated(statement_id=made.pk, actor=self.user, at=now)
        except FactsRefused as error:
            form.blame(error.wrong)
            return ""
        except DomainError as error:
            form.add_error(None, str(error))
            return ""
        return made.code

    def _replaced(self, form: StateForm) -> stating.Replaced | None:
        if self.old is None:
            return None
        return stating.Replaced(self.old, form.cleaned_data["replaces_why"])


class OneStatement(StaffScreen):
    """What the screens of one statement share."""

    right = access.STATE

    def look(self) -> Look | None:
        """Say whose certificate is stated."""
        return Look("certificate", [self.statement.party_id], kind_name(self.statement.kind))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep which statement was asked for."""
        super().setup(request, *args, **kwargs)
        self.code = kwargs["code"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the statement, or answer that there is none."""
        if self.user.has_perm(self.right):
            self.statement = access.statement_for(self.user, self.code)
        return super().dispatch(request, *args, **kwargs)


class StatementScreen(OneStatement):
    """Stated facts: issue the certificate, set them aside, or see what came of them."""

    template_name = "certificates/statement.html"

    def get_page_title(self) -> str:
        """Return what was stated."""
        return kind_name(self.statement.kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the facts, what came of them and what may be done."""
        row = self.statement
        kind = queries.kind_of(row.kind)
        is_open = row.application is None and row.dropped_at is None
        is_own = row.needs_second and row.stated_by_id == self.user.pk
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(
            row=row,
            facts=[
                (fact.title, written(fact, row.facts[fact.key]))
                for fact in kind.facts
                if fact.key in row.facts
            ],
            certificate=_certificate(row),
            is_open=is_open,
            is_own=is_own,
            may_issue=is_open and not is_own and self.user.has_perm(access.ISSUE),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Issue, or set aside with a reason."""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        try:
            if not form.is_bound:
                return self._issue()
            if form.is_valid():
                return self._set_aside(form.cleaned_data["reason"])
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("certificates:statement", self.code)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _issue(self) -> HttpResponse:
        if not self.user.has_perm(access.ISSUE):
            raise Http404
        stating.issue_stated(statement_id=self.statement.pk, actor=self.user, at=timezone.now())
        return redirect("certificates:statement", self.code)

    def _set_aside(self, reason: str) -> HttpResponse:
        stating.set_aside(
            statement_id=self.statement.pk, reason=reason, actor=self.user, at=timezone.now()
        )
        messages.success(self.request, _("It is set aside; no certificate is given of it."))
        return redirect("certificates:statements")


class StatementFileScreen(OneStatement):
    """The sealed file of what was stated."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand it out."""
        certificate = _certificate(self.statement)
        if certificate is None:
            raise Http404
        return file_response(certificate)
