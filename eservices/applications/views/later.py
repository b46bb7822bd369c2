"""What an applicant does after sending: answer, correct, object, withdraw; and children."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.documents.access import signed_in
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from backoffice.party.queries import party_of
from eservices.applications import access, people, queries, services
from eservices.applications.errors import AnswerIncomplete, NothingAsked, SentAlready
from eservices.applications.forms import (
    AnswerForm,
    ChildForm,
    CorrectForm,
    ObjectForm,
    WithdrawForm,
)
from eservices.applications.intake import bounded
from eservices.applications.services.refunds import foretold

from .shared import ask_to_sign_in, own_application_of, visitor_of


def _own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            found = own_application_of(request, code)
        except Http404:
            return ask_to_sign_in(request)
        return view(request, found, **rest)

    return wrapped


def _bound(form: type[forms.Form], request: HttpRequest, **more: Any) -> Any:
    sent = request.method == "POST"
    return form(request.POST if sent else None, request.FILES if sent else None, **more)


def _show(
    request: HttpRequest, template: str, application: Any, form: Any, **more: Any
) -> HttpResponse:
    context = {"application": application, "form": form, **more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"applications/{template}.html", context, status=status)


@_own
def withdraw(request: HttpRequest, application: Any) -> HttpResponse:
    """Take an application back."""
    form = _bound(WithdrawForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(
                application_id=application.pk,
                reason=form.cleaned_data["reason"],
                actor=visitor_of(request),
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("applications:application", application.code)
    refund = foretold(application, athens_day(timezone.now()))
    return _show(request, "withdraw", application, form, refund=refund)


@bounded
@_own
def correct(request: HttpRequest, application: Any) -> HttpResponse:
    """Send a correction or addition."""
    form = _bound(CorrectForm, request)
    may_send = request.method == "POST" and form.is_valid()
    if may_send and _sent(request, application, form, "correction", services.correct):
        return redirect("applications:application", application.code)
    waiting = queries.waiting_files(application, "correction")
    return _show(request, "correct", application, form, waiting=waiting)


@bounded
@_own
def object_to(request: HttpRequest, application: Any) -> HttpResponse:
    """Object to what was decided."""
    form = _bound(ObjectForm, request)
    may_send = request.method == "POST" and form.is_valid()
    if may_send and _sent(request, application, form, "objection", services.object_to):
        return redirect("applications:application", application.code)
    waiting = queries.waiting_files(application, "objection")
    return _show(request, "object", application, form, waiting=waiting)


def _sent(
    request: HttpRequest, application: Any, form: Any, field: str, verb: Callable[..., Any]
) -> bool:
    said, user = form.cleaned_data, visitor_of(request)
    files, key = [(field, one) for one in said["files"]], f"{application.code}:{said['key']}"
    try:
        if not _kept(application, files, form, "files", user, key):
            return False
        verb(
            application_id=application.pk,
            text=said["text"],
            key=key,
            actor=user,
            at=timezone.now(),
        )
    except SentAlready:
        return True
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _kept(
    application: Any, files: list[Any], form: Any, box: str, user: Any, key: str = ""
) -> bool:
    """Keep the files that came along; tell at their box what is wrong with one."""
    for field, one in files:
        try:
            services.add_later_upload(
                application_id=application.pk,
                field=field,
                upload=one,
                actor=user,
                at=timezone.now(),
                key=key,
            )
        except (NothingAsked, SentAlready):
            raise
        except DomainError as error:
            form.add_error(box or f"item_{field.rpartition(':')[2]}", str(error))
    return not form.errors


@bounded
@_own
def answer(request: HttpRequest, application: Any) -> HttpResponse:
    """Send what the office asked for."""
    ask = queries.open_ask(application)
    if ask is None:
        return redirect("applications:application", application.code)
    form = _bound(AnswerForm, request, items=ask.items, language=language())
    if request.method == "POST" and form.is_valid():
        user = visitor_of(request)
        files = [(f"ask:{ask.code}:{key}", one) for key, one in form.sent_files]
        try:
            is_kept = _kept(application, files, form, "", user)
        except NothingAsked:
            # Answered a moment ago, as by the first of two clicks.
            return redirect("applications:application", application.code)
        if is_kept and _answered(form, ask, user):
            return redirect("applications:application", application.code)
    context = {
        "application": application,
        "form": form,
        "ask": ask,
        "waiting": queries.waiting_files(application, f"ask:{ask.code}:"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "applications/answer.html", context, status=status)


def _answered(form: AnswerForm, ask: Any, user: Any) -> bool:
    try:
        services.answer_request(
            ask_id=ask.pk,
            texts=form.texts,
            text=form.cleaned_data["text"],
            key=f"{ask.code}:{form.cleaned_data['key']}",
            actor=user,
            at=timezone.now(),
        )
    except AnswerIncomplete as incomplete:
        for key, message in incomplete.errors.items():
            form.add_error(f"item_{key}", message)
        return False
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


#: The pages where a file waits to be sent.
WHERE = ("answer", "correct", "object")


@require_POST
@_own
def remove(request: HttpRequest, application: Any, file: str) -> HttpResponse:
    """Take away a file that waits to be sent, and return to where it waited."""
    services.remove_later_upload(application_id=application.pk, code=file)
    where = request.POST.get("where")
    name = where if where in WHERE else "application"
    return redirect(f"applications:{name}", application.code)


@never_cache
@login_required
@require_POST
def withdraw_objection(request: HttpRequest, code: str, objection: str) -> HttpResponse:
    """Take an objection back."""
    held = access.objection_for(request.user, objection)
    services.withdraw_objection(objection_id=held.pk, actor=visitor_of(request), at=timezone.now())
    return redirect("applications:application", code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def children(request: HttpRequest) -> HttpResponse:
    """Show the children declared, and declare another."""
    user = signed_in(request.user)
    own = party_of(user)
    form = ChildForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "declared"}
        try:
            services.declare_custody(actor=user, at=timezone.now(), **said)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("applications:children")
    held = people.children_of(own.pk, athens_day(timezone.now())) if own else []
    context = {"form": form, "children": held, "own": own}
    return render(
        request, "applications/children.html", context, status=422 if form.errors else 200
    )


@never_cache
@login_required
@require_POST
def end_child(request: HttpRequest, code: str) -> HttpResponse:
    """End a declaration of custody."""
    held = access.custody_for(request.user, code)
    services.end_custody(custody_id=held.pk, actor=signed_in(request.user), at=timezone.now())
    return redirect("applications:children")
