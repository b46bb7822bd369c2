"""Following an application that was sent without signing in, by the code on its receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.applications import guessing
from eservices.applications.forms import FollowForm

from .shared import SENT, remember


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and open the application in this browser."""
    if request.method != "POST":
        form = FollowForm(initial={"code": request.GET.get("code", "")[:40]})
        return render(request, "applications/follow.html", {"form": form})
    form, status = FollowForm(request.POST), 422
    if form.is_valid():
        try:
            found = guessing.follow(form.cleaned_data["code"], request)
        except guessing.TooManyTries as error:
            form.add_error(None, str(error))
            status = 429
        else:
            if found is not None:
                remember(request, SENT, found.code)
                return redirect("applications:application", found.code)
            form.add_error(
                "code",
                _(
                    "No application sent without signing in has this code. Compare it with the"
                    " receipt; if you signed in, look into your account."
                ),
            )
    return render(request, "applications/follow.html", {"form": form}, status=status)
