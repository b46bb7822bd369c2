"""Applications in the account: the list, one application, and what one can do about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backoffice.documents.access import signed_in
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.exports import csv_response
from backoffice.kernel.languages import language
from backoffice.messaging import services as messaging
from backoffice.messaging.forms import MessageForm
from eservices.applications import access, paper, people, queries
from eservices.applications.contact import contact_of, note_read
from eservices.applications.forms import FilterForm
from eservices.applications.matters import about_of
from eservices.applications.models import Application
from theme.formatting import day, instant

from .shared import application_of, ask_to_sign_in, attachment

PER_PAGE = 25
FILES = 50


@never_cache
@login_required
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """Show the applications of everyone one may apply for, and the drafts."""
    user = signed_in(request.user)
    form = _filter(request)
    found = Paginator(queries.search(access.applications_for(user), form.filters), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": queries.rows_of(list(page.object_list)),
        "drafts": list(queries.drafts_of(user)[:20]),
        "titles": queries.titles_of(queries.drafts_of(user)[:20], language()),
        "is_known": people.level_of(user) >= people.TAXISNET,
        "query": request.GET.urlencode(),
    }
    return render(request, "applications/list.html", context)


def _filter(request: HttpRequest) -> FilterForm:
    user = signed_in(request.user)
    return FilterForm(request.GET, people=queries.people_of(user))


@never_cache
@login_required
@require_safe
def application_csv(request: HttpRequest) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    user = signed_in(request.user)
    found = queries.search(access.applications_for(user), _filter(request).filters)
    header = [_("Number"), _("Service"), _("Person"), _("Sent"), _("State"), _("Answer by")]
    rows = [
        [
            row.number,
            row.title,
            row.person,
            instant(row.submitted_at),
            row.state,
            day(row.due_on) if row.due_on else "",
        ]
        for row in queries.rows_of(list(found[:5000]))
    ]
    return csv_response("applications", header, rows)


@never_cache
@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Show one application with everything about it: papers, messages, appointments, money."""
    try:
        found = application_of(request, code)
    except Http404:
        return ask_to_sign_in(request)
    return _page(request, found, MessageForm())


@never_cache
@login_required
@require_POST
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the office about an application."""
    found, user = application_of(request, code), signed_in(request.user)
    subject = about_of(found)
    if subject is None or not contact_of(found, user).may_write:
        raise Http404
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            messaging.write_about(
                about=subject,
                body=form.cleaned_data["body"],
                uploads=form.cleaned_data["papers"],
                key=form.cleaned_data["key"],
                to_office=True,
                author=user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error("papers" if request.FILES else "body", str(error))
        else:
            messages.success(request, _("Your message reached the office."))
            return redirect(f"{reverse('applications:application', args=[code])}#messages")
    return _page(request, found, form)


def _page(request: HttpRequest, found: Application, form: MessageForm) -> HttpResponse:
    now, contact = timezone.now(), contact_of(found, request.user)
    if request.user.is_authenticated:
        note_read(contact, request.user, now)
    view = queries.view_of(found, language(), athens_day(now))
    context = {
        "view": view,
        "application": found,
        "contact": contact,
        "form": form,
        "files": Paginator(view.files, FILES).get_page(request.GET.get("page")),
    }
    status = 422 if form.errors else 200
    return render(request, "applications/application.html", context, status=status)


@never_cache
@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm that an application arrived, and say what happens next and when."""
    return _shown(request, code, "applications/sent.html")


def _shown(request: HttpRequest, code: str, template: str) -> HttpResponse:
    try:
        found = application_of(request, code)
    except Http404:
        return ask_to_sign_in(request)
    view = queries.view_of(found, language(), athens_day(timezone.now()))
    return render(request, template, {"view": view, "application": found})


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the receipt with everything that was sent, as a PDF to keep."""
    try:
        found = application_of(request, code)
    except Http404:
        return ask_to_sign_in(request)
    body = paper.receipt_pdf(found, language())
    return attachment(body, f"application-{found.code}.pdf", "application/pdf")


@never_cache
@require_safe
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to paying the fee; the amount is shown there before anybody leaves."""
    try:
        found = application_of(request, code)
    except Http404:
        return ask_to_sign_in(request)
    if found.charge is None:
        raise Http404
    review: Any = urlencode({"charge": found.charge.code})
    return redirect(f"{reverse('payments:review')}?{review}")
