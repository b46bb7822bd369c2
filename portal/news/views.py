"""The feed of the reader's language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.home.cache import keep

from .feeds import NewsFeed
from .models import NewsIndexPage


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Return the newest items as Atom."""
    index = (
        NewsIndexPage.objects.live().public().filter(locale__language_code=get_language()).first()
    )
    if index is None:
        raise Http404
    return keep(NewsFeed(index)(request))
