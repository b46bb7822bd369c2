"""Pages of what the town told a person, what they wrote to each other, and how to be told."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.documents.queries import content_of
from backoffice.documents.screens.files import as_download
from backoffice.identity.access import signed_in
from backoffice.kernel.errors import DomainError
from backoffice.messaging import access, queries, services
from backoffice.messaging.forms import MessageForm
from backoffice.messaging.gateway import is_set
from integrations.sms.messages import SmsError

from .forms import CodeForm, MobileForm, WaysForm

PAGE = 25


@never_cache
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what the town told the user, the newest first, and the conversations."""
    user = signed_in(request.user)
    page = Paginator(queries.notifications_of(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": list(page),
        "unread": queries.unread_count(user),
        "conversations": list(queries.conversations_of(user)[:PAGE]),
    }
    return render(request, "my_messages/inbox.html", context)


@never_cache
@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that the user has seen everything."""
    services.read_notifications(user=signed_in(request.user), at=timezone.now())
    return redirect("my_messages:inbox")


@never_cache
@login_required
@require_safe
def notification(request: HttpRequest, code: str) -> HttpResponse:
    """Show one notification with its one link."""
    found = access.notification_for(request.user, code)
    services.read_notification(notification=found, at=timezone.now())
    return render(request, "my_messages/notification.html", {"told": found})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was written about a matter; write when something is sent."""
    held = access.conversation_for(request.user, code)
    user, now = signed_in(request.user), timezone.now()
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_message(
                conversation_id=held.pk,
                body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
                to_office=True,
                author=user,
                uploads=form.cleaned_data["papers"],
                at=now,
            )
        except DomainError as error:
            form.add_error("papers" if request.FILES else "body", str(error))
        else:
            messages.success(request, _("Your message reached the office."))
            return redirect("my_messages:conversation", code)
    rows = list(queries.messages_of(held))
    services.read_conversation(conversation_id=held.pk, as_office=False, reader=user, at=now)
    context = {"held": held, "rows": rows, "form": form}
    return render(
        request, "my_messages/conversation.html", context, status=422 if form.errors else 200
    )


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out a file of a message."""
    found = access.file_for(request.user, code, number)
    return as_download(content_of(found.file), found.name)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """Let the user choose by which ways to hear of what."""
    user = signed_in(request.user)
    form = WaysForm(request.POST or None, ways=queries.all_ways(user))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_preferences(user=user, chosen=form.chosen, actor=user, at=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your choices are kept."))
            return redirect("my_messages:ways")
    return _ways_page(request, form, status=422 if form.errors else 200)


def _ways_page(request: HttpRequest, form: WaysForm, **more: object) -> HttpResponse:
    status = cast("int", more.pop("status", 200))
    mobile = queries.mobile_of(signed_in(request.user))
    context = {
        "form": form,
        "mobile": mobile,
        "mobile_form": more.get("mobile_form") or MobileForm(),
        "code_form": more.get("code_form") or CodeForm(),
        "sends_sms": is_set(),
    }
    return render(request, "my_messages/ways.html", context, status=status)


@never_cache
@login_required
@require_POST
def mobile(request: HttpRequest) -> HttpResponse:
    """Send a code to a telephone."""
    user, form = signed_in(request.user), MobileForm(request.POST)
    if form.is_valid():
        try:
            services.send_mobile_code(
                user=user, number=form.cleaned_data["number"], at=timezone.now()
            )
        except DomainError as error:
            form.add_error("number", str(error))
        except SmsError:
            form.add_error(
                "number", _("No SMS can be sent at the moment. Try again in a few minutes.")
            )
        else:
            messages.success(request, _("The code is on its way. Write it below."))
            return redirect("my_messages:ways")
    empty = WaysForm(ways=queries.all_ways(user))
    return _ways_page(request, empty, mobile_form=form, status=422)


@never_cache
@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the code of a telephone."""
    user, form = signed_in(request.user), CodeForm(request.POST)
    if form.is_valid():
        try:
            services.confirm_mobile(user=user, code=form.cleaned_data["code"], at=timezone.now())
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("Your telephone is confirmed. Choose what comes by SMS."))
            return redirect("my_messages:ways")
    empty = WaysForm(ways=queries.all_ways(user))
    return _ways_page(request, empty, code_form=form, status=422)


@never_cache
@login_required
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget the telephone."""
    services.drop_mobile(user=signed_in(request.user), at=timezone.now())
    messages.success(request, _("Your telephone is removed. No SMS will come."))
    return redirect("my_messages:ways")
