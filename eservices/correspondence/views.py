"""Pages of what one sent to the town and what the town sent back."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.documents import access as documents_access
from backoffice.documents import papers, queries
from backoffice.kernel.dates import athens_day
from backoffice.kernel.exports import csv_response
from backoffice.kernel.languages import language
from theme.formatting import instant

from . import access
from .forms import PapersForm

PAGE = 25
MOST_EXPORTED = 5_000


@never_cache
@login_required
@require_safe
def paper_list(request: HttpRequest) -> HttpResponse:
    """Show the papers of everyone the user may read for, the newest first."""
    people = access.people_for(request.user)
    form = PapersForm(request.GET or None, people=[(one.code, one.name) for one in people])
    ids = access.chosen_of(people, request.GET.get("person", ""))
    found = queries.search_papers(ids, form.filters)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = queries.paper_rows(list(page), ids, athens_day(timezone.now()))
    context = {
        "is_known": bool(people),
        "has_others": len(people) > 1,
        "form": form,
        "page": page,
        "rows": rows,
        "is_chosen": any(value for name, value in request.GET.items() if name != "page"),
    }
    return render(request, "correspondence/list.html", context)


@never_cache
@login_required
@require_safe
def paper_csv(request: HttpRequest) -> HttpResponseBase:
    """Hand out the chosen papers as a table."""
    people = access.people_for(request.user)
    form = PapersForm(request.GET or None, people=[(one.code, one.name) for one in people])
    ids = access.chosen_of(people, request.GET.get("person", ""))
    found = list(queries.search_papers(ids, form.filters)[:MOST_EXPORTED])
    today = athens_day(timezone.now())
    header = [
        _("Protocol number"),
        _("Registered at"),
        _("Who sent it"),
        _("Subject"),
        _("Person"),
        pgettext("paper", "State"),
        _("Answer due by"),
    ]
    rows = (
        (
            row.label,
            instant(row.at),
            _("You") if row.is_sent else _("The municipality"),
            row.title,
            row.person,
            row.state,
            row.due_on or "",
        )
        for row in queries.paper_rows(found, ids, today)
    )
    return csv_response(f"documents-{today}", header, rows)


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Show one paper: its number and time, the time limit, and what was sent about it."""
    entry = documents_access.paper_for(request.user, code)
    ids = documents_access.correspondent_ids(request.user)
    today = athens_day(timezone.now())
    shown = queries.paper_view(entry, ids, on=today, language=language())
    return render(request, "correspondence/paper.html", {"shown": shown, "entry": entry})


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the receipt of registration."""
    entry = documents_access.sent_paper_for(request.user, code)
    return pdf_response(papers.receipt(entry, language()), f"receipt-{entry.code}.pdf")


@never_cache
@login_required
@require_safe
def sealed(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a sealed document that was sent to the user."""
    issue = documents_access.sealed_for(request.user, code)
    assert issue.file is not None
    return pdf_response(queries.content_of(issue.file), f"document-{issue.verification}.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that is kept, not shown inside a page of ours."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
