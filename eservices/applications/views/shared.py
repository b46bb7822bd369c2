"""What every page of applications needs: the visitor, the language, what the session holds."""

from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from backoffice.identity.models import User
from eservices.applications import access
from eservices.applications.models import Application

DRAFTS, SENT = "application_drafts", "applications_sent"
MOST_IN_SESSION = 20


def visitor_of(request: HttpRequest) -> User | None:
    """Return who is signed in, if anybody is."""
    return request.user if isinstance(request.user, User) else None


def in_hand(request: HttpRequest, what: str) -> list[str]:
    """Return the codes that this visitor's session began or sent without signing in."""
    return list(request.session.get(what, []))


def remember(request: HttpRequest, what: str, code: str) -> None:
    """Keep a code for this visitor's session."""
    held = [one for one in in_hand(request, what) if one != code]
    request.session[what] = [*held, code][-MOST_IN_SESSION:]


def application_of(request: HttpRequest, code: str) -> Application:
    """Return an application to whoever may read it.

    :raises Http404: to everybody else
    """
    return access.application_for(request.user, code, in_hand=in_hand(request, SENT))


def own_application_of(request: HttpRequest, code: str) -> Application:
    """Return an application to whoever may change something about it.

    :raises Http404: to everybody else
    """
    return access.own_application_for(request.user, code, in_hand=in_hand(request, SENT))


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page, whether there is such a row or not.

    :raises Http404: if somebody is signed in already
    """
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def attachment(body: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file that is kept, never shown inside a page of ours."""
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
