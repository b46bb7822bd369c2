"""The way of an application: start, one page of the form a screen, check, send."""

from collections.abc import Callable
from functools import wraps
from html import unescape
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backoffice.forms.pages import PageForm, page_form
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from eservices.applications import access, guessing, pages, queries, services
from eservices.applications.errors import (
    DraftIncomplete,
    FormChanged,
    NeedsStrongerIdentity,
    UnknownService,
)
from eservices.applications.intake import bounded
from eservices.applications.journey import Journey, journey_of

from .shared import (
    DRAFTS,
    SENT,
    application_of,
    ask_to_sign_in,
    in_hand,
    remember,
    visitor_of,
)

Step = Callable[..., HttpResponse]
CHECK = "check"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, service: str) -> HttpResponse:
    """Say what is needed, for whom one may apply, and what was begun; begin."""
    at = timezone.now()
    try:
        begin = pages.start_of(
            service, visitor_of(request), in_hand(request, DRAFTS), language(), at
        )
    except UnknownService as error:
        return render(request, "applications/refused.html", {"error": error}, status=404)
    if request.method == "POST" and begin.may_begin:
        return _begin(request, service)
    return render(request, "applications/start.html", {"start": begin, "service": service})


def _begin(request: HttpRequest, service: str) -> HttpResponse:
    choice = request.POST.get("for") or "self"
    try:
        if visitor_of(request) is None:
            guessing.need_room_to_begin(request)
        draft = services.open_draft(
            service=service,
            user=visitor_of(request),
            choice=choice,
            known=in_hand(request, DRAFTS),
            at=timezone.now(),
        )
    except guessing.TooManyTries as error:
        return render(request, "applications/refused.html", {"error": error}, status=429)
    except DomainError as error:
        return render(request, "applications/refused.html", {"error": error}, status=409)
    if draft.user_id is None:
        remember(request, DRAFTS, draft.code)
    return redirect("applications:tasks", service, draft.code)


def step(view: Callable[..., HttpResponse]) -> Step:
    """Give a page the journey of a draft; tell first if the questions changed meanwhile."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, service: str, draft: str, **rest: Any) -> HttpResponse:
        known = in_hand(request, DRAFTS)
        try:
            held = access.draft_for(request.user, draft, in_hand=known)
        except Http404:
            return _sent_before(request, draft) or ask_to_sign_in(request)
        user = visitor_of(request)
        if held.user_id is None and user is not None:
            held = services.adopt_draft(draft_id=held.pk, user=user, at=timezone.now())
        journey = journey_of(held, language(), timezone.now())
        if journey.changes:
            return _changed(request, journey)
        return view(request, journey, **rest)

    return wrapped


def _sent_before(request: HttpRequest, draft: str) -> HttpResponse | None:
    """Lead from a draft that was sent to its application: a second click, or Back."""
    code = queries.code_of_sent(draft)
    if not code:
        return None
    try:
        application_of(request, code)
    except Http404:
        return None
    return redirect("applications:sent", code)


def _changed(request: HttpRequest, journey: Journey) -> HttpResponse:
    if request.method == "POST" and request.POST.get("action") == "follow":
        services.follow_form(
            draft_id=journey.draft.pk, language=journey.language, at=timezone.now()
        )
        return redirect("applications:tasks", journey.draft.service, journey.draft.code)
    return render(request, "applications/changed.html", {"journey": journey}, status=409)


@step
def tasks(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Show the pages of a long form as tasks; a short one goes on where it was left."""
    draft = journey.draft
    if draft.frozen_at is not None or (journey.is_complete and not journey.is_long):
        return redirect("applications:check", draft.service, draft.code)
    upcoming = journey.next_page
    if not journey.is_long and upcoming is not None:
        return redirect("applications:page", draft.service, draft.code, upcoming.key)
    return render(request, "applications/tasks.html", {"journey": journey})


@bounded
@step
def page(request: HttpRequest, journey: Journey, page: str) -> HttpResponse:
    """Ask one page of the form; whatever was typed is kept, right or wrong."""
    draft = journey.draft
    if draft.frozen_at is not None:
        return redirect("applications:check", draft.service, draft.code)
    found = next((one for one in journey.pages if one.key == page), None)
    if found is None:
        return redirect("applications:tasks", draft.service, draft.code)
    sent = request.method == "POST"
    form = page_form(
        journey.offer.form,
        found,
        data=request.POST if sent else None,
        files=request.FILES if sent else None,
        values=journey.values,
        offered=journey.offered,
        language=journey.language,
        today=journey.on,
    )
    if sent and "_keep" in request.POST:
        return _kept(journey, form)
    status = 200
    if sent:
        try:
            if _saved(request, journey, form):
                return _onward(request, journey, page)
            status = 200 if form.rearranged else 422
        except DomainError as error:
            form.add_error(None, str(error))
            status = 409
    return render(request, "applications/page.html", _page(journey, form, found), status=status)


def _kept(journey: Journey, form: PageForm) -> HttpResponse:
    """Keep what stands on a page that is still being filled in, and say since when."""
    try:
        draft = services.keep_typed(
            draft_id=journey.draft.pk, page=form.page.key, raw=_stated(form), at=timezone.now()
        )
    except DomainError as error:
        return JsonResponse({"detail": str(error), "code": error.code}, status=409)
    words = render_to_string("applications/saved_words.html", {"draft": draft})
    return JsonResponse({"saved": unescape(strip_tags(words)).strip()})


def _stated(form: PageForm) -> dict[str, Any]:
    """Return what stands on the page, emptied boxes too."""
    typed = form.typed()
    asked = [one.key for one in form.page.fields if one.asks]
    return {key: typed.get(key) for key in asked if not form.is_vouched(key)}


def _page(journey: Journey, form: PageForm, found: Any) -> dict[str, Any]:
    return {
        "journey": journey,
        "form": form,
        "page": found,
        "number": journey.number_of(found),
        "previous": journey.before(found),
        "form_has_errors": form.is_bound and bool(form.errors),
    }


def _saved(request: HttpRequest, journey: Journey, form: PageForm) -> bool:
    """Keep what stands on the page and its new files; tell whether one may go on."""
    services.save_page(
        draft_id=journey.draft.pk, page=form.page.key, raw=_stated(form), at=timezone.now()
    )
    if form.rearranged:
        return False
    may_go_on = form.is_valid()
    for path, _spec, file in list(form.sent_files()):
        try:
            services.add_upload(
                draft_id=journey.draft.pk,
                field=path,
                upload=file,
                actor=visitor_of(request),
                at=timezone.now(),
            )
        except DomainError as error:
            form.tell(path.split("."), str(error))
            may_go_on = False
    if may_go_on and request.FILES:
        # The page counts as answered with the files that came along.
        services.save_page(draft_id=journey.draft.pk, page=form.page.key, raw={}, at=timezone.now())
    return may_go_on


def _onward(request: HttpRequest, journey: Journey, page: str) -> HttpResponse:
    draft = journey.draft
    draft.refresh_from_db()
    now = journey_of(draft, journey.language, timezone.now())
    if request.POST.get("action") == "add":
        return redirect(request.get_full_path())
    if request.GET.get("from") == CHECK and now.is_complete:
        return redirect("applications:check", draft.service, draft.code)
    found = next((one for one in now.pages if one.key == page), None)
    following = now.after(found) if found is not None else now.next_page
    if now.is_complete and following is None:
        return redirect("applications:check", draft.service, draft.code)
    if now.is_long or following is None:
        return redirect("applications:tasks", draft.service, draft.code)
    return redirect("applications:page", draft.service, draft.code, following.key)


@step
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Show every answer with a way to change it; sending twice sends once."""
    draft = journey.draft
    if request.method == "POST":
        return _send(request, journey)
    if not journey.is_complete and draft.frozen_at is None:
        return redirect("applications:tasks", draft.service, draft.code)
    return render(request, "applications/check.html", {"journey": journey})


def _send(request: HttpRequest, journey: Journey) -> HttpResponse:
    draft = journey.draft
    try:
        application = services.submit(
            draft_code=draft.code,
            key=request.POST.get("key") or draft.submission_key,
            user=visitor_of(request),
            language=journey.language,
            at=timezone.now(),
        )
    except (FormChanged, DraftIncomplete):
        return redirect("applications:tasks", draft.service, draft.code)
    except DomainError as error:
        context = {
            "journey": journey,
            "error": error,
            "needs_identity": isinstance(error, NeedsStrongerIdentity),
            "form_has_errors": True,
        }
        return render(request, "applications/check.html", context, status=409)
    if application.user_id is None:
        remember(request, SENT, application.code)
    return redirect("applications:sent", application.code)


@step
def discard(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Throw a draft away, once that was confirmed."""
    if request.method == "POST":
        services.discard_draft(draft_id=journey.draft.pk)
        return redirect("applications:start", journey.draft.service)
    return render(request, "applications/discard.html", {"journey": journey})
