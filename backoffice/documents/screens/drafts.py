"""Outgoing documents: the list, one of them, its versions and its preview."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backoffice.documents import circulation_access, letter, queries
from backoffice.documents.access import signed_in
from backoffice.documents.rules import letters
from backoffice.kernel.dates import athens_day
from backoffice.kernel.sights import Look

from .base import StaffScreen

PAGE = 50


PILES = (
    ("open", gettext_lazy("On their way")),
    ("cosign", gettext_lazy("For my co-signature")),
    ("sign", gettext_lazy("For my signature")),
    ("own", gettext_lazy("My drafts")),
    ("issue", gettext_lazy("To be numbered")),
    ("all", gettext_lazy("All")),
)


class DraftsScreen(StaffScreen):
    """Outgoing documents by pile."""

    right = "documents.view_draft"
    page_title = gettext_lazy("Outgoing documents")
    header_icon = "edit"
    template_name = "documents/circulation/drafts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give one pile."""
        user, on = signed_in(self.request.user), athens_day(timezone.now())
        asked = self.request.GET.get("pile", "open")
        pile = asked if asked in dict(PILES) else "open"
        page = Paginator(queries.drafts_in(user, on, pile), PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(page=page, pile=pile, piles=PILES, **kwargs)


class OneDraft(StaffScreen):
    """A screen about a document that the reader may open."""

    right = "documents.view_draft"
    needs: str = ""

    def look(self) -> Look | None:
        """Say to whom the document is addressed."""
        return Look("document", queries.addressed_to(self.draft), self.get_page_title())

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.draft = circulation_access.draft_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return its number, or its subject."""
        return self.draft.entry.label if self.draft.entry else letter.subject(self.draft)

    @property
    def seen(self) -> queries.DraftView:
        """Everything about it."""
        user, now = signed_in(self.request.user), timezone.now()
        return queries.draft_view(self.draft, user, athens_day(now), letter.values(self.draft, now))

    def back(self) -> str:
        """Return to the document."""
        return reverse("circulation:draft", args=[self.draft.code])

    @property
    def act(self) -> dict[str, Any]:
        """Which document, by whom, when."""
        return {
            "draft_id": self.draft.pk,
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }

    def done(self, text: str) -> HttpResponse:
        """Say what was done and show the document."""
        messages.success(self.request, text)
        return redirect(self.back())


class DraftScreen(OneDraft):
    """One document: where it stands, its text, its order, its versions, its copies."""

    template_name = "documents/circulation/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the document."""
        return super().get_context_data(shown=self.seen, **kwargs)


class PreviewScreen(OneDraft):
    """How the document looks on paper; sealed, the file itself."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the PDF."""
        issue = self.seen.issue
        if issue is not None and issue.file is not None:
            content = queries.content_of(issue.file)
        else:
            content = letter.preview(self.draft, timezone.now())
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{self.draft.code}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class CompareScreen(OneDraft):
    """Two versions side by side."""

    template_name = "documents/circulation/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the two versions and their lines."""
        current = self.draft.current.number if self.draft.current else 1
        left = self._version("a", max(1, current - 1))
        right = self._version("b", current)
        rows = letters.side_by_side(
            f"{left.subject}\n\n{left.body}", f"{right.subject}\n\n{right.body}"
        )
        return super().get_context_data(
            draft=self.draft, left=left, right=right, rows=rows, shown=self.seen, **kwargs
        )

    def _version(self, name: str, usual: int) -> Any:
        asked = self.request.GET.get(name, "")
        found = queries.version_of(self.draft, int(asked) if asked.isdecimal() else usual)
        if found is None:
            raise Http404
        return found
