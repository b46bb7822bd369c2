"""Which kind a page is of: the template that it was made from, told in a header for the tests."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template

HEADER = "X-Template"
_depth: ContextVar[int] = ContextVar("depth", default=0)
_last: ContextVar[str] = ContextVar("last", default="")


def _told(render: Callable[..., str]) -> Callable[..., str]:
    def told(self: Template, *args: Any, **kwargs: Any) -> str:
        depth = _depth.set(_depth.get() + 1)
        try:
            return render(self, *args, **kwargs)
        finally:
            _depth.reset(depth)
            # What is made within another is a part of it; the page itself comes last.
            if not _depth.get():
                _last.set(str(self.template.name))

    return told


class TellTemplate:
    """Middleware that names the template of a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        Template.render = _told(Template.render)  # type: ignore[method-assign]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _last.set("")
        response = self.get_response(request)
        response.headers[HEADER] = _last.get()
        return response
