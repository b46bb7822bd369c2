"""The page of a matter, whoever owns it: everything in one place, block by block."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property

from backoffice.kernel.languages import language
from backoffice.kernel.matters import BLOCKS, Matter, Visit, shown

from .base import StaffScreen


class MatterScreen(StaffScreen):
    """Everything about a matter; what a block's form sends goes to the block."""

    template_name = "procedures/matter.html"

    def matter(self) -> Matter:
        """Return what the page is about."""
        raise NotImplementedError

    @cached_property
    def visit(self) -> Visit:
        """Who looks, and how."""
        asked = self.request.GET
        return Visit(
            reader=self.user,
            at=self.now,
            language=language(),
            asked=asked.dict(),
            is_print=asked.get("view") == "print",
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.page(self.matter())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let a block do what its form sent, and show the page again."""
        key, matter = request.POST.get("block", ""), self.matter()
        act = BLOCKS.get(key).act if key in BLOCKS.kinds() else None
        if act is None:
            raise Http404
        done = act(matter, self.visit, request.POST, request.FILES)
        if done.text:
            messages.success(request, done.text)
            return redirect(f"{request.path}#{key}")
        return self.page(matter, {key: done.values}, status=422)

    def page(
        self,
        matter: Matter,
        instead: Mapping[str, Mapping[str, Any]] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Return the page with its blocks."""
        context = self.get_context_data(
            matter=matter, visit=self.visit, blocks=shown(matter, self.visit, instead)
        )
        answer: HttpResponse = self.render_to_response(context, status=status)
        return answer
