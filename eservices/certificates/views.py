"""Pages of certificates: choose, get it or read why not, mend it, go on."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.certificates import access, services
from backoffice.certificates.kinds import offered
from backoffice.certificates.queries import file_of
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError

from . import queries
from .forms import ApplyForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest) -> HttpResponse:
    """Offer the kinds and show earlier ones; asked for one, give it or say what stands against."""
    user = cast("User", request.user)
    people = queries.people_for(user)
    names = [(party.code, party.full_name) for party in people]
    form = ApplyForm(request.POST or None, people=names)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data.get("party") or (people[0].code if people else "")
        chosen = next((party for party in people if party.code == code), None)
        if chosen is None:
            raise Http404
        try:
            made = services.obtain(
                kind=form.cleaned_data["kind"],
                party_id=chosen.pk,
                key=f"citizen:{user.pk}:{form.cleaned_data['key']}",
                purpose=form.cleaned_data["purpose"],
                actor=user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("my_certificates:application", made.code)
    context = {
        "form": form,
        "people": people,
        "kinds": offered(),
        "rows": queries.applications_of(user),
    }
    status = 422 if form.errors else 200
    return render(request, "certificates_door/list.html", context, status=status)


@never_cache
@login_required
@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Show the certificate, or exactly what stands against it and how to mend that."""
    made = access.application_for(request.user, code)
    return render(request, "certificates_door/application.html", {"shown": queries.shown(made)})


@never_cache
@login_required
@require_POST
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    """Look again after paying or arranging; the same application goes on to its certificate."""
    made = access.application_for(request.user, code)
    user = cast("User", request.user)
    services.go_on(application_id=made.pk, actor=user, at=timezone.now())
    return redirect("my_certificates:application", code)


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the sealed file."""
    certificate = access.certificate_for(request.user, code)
    sealed = file_of(certificate)
    if sealed is None:
        raise Http404
    response = HttpResponse(sealed.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{sealed.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
