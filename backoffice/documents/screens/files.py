"""Files leave here alone: as a download of unknown kind, after access agreed."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse

from backoffice.documents import access, queries
from backoffice.documents.access import signed_in
from backoffice.documents.models import StoredFile
from backoffice.kernel.sights import Look

from .base import StaffScreen


def as_download(content: bytes, name: str) -> HttpResponse:
    """Return a content that no browser runs or shows inside a page."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


class EntryFile(StaffScreen):
    """What an entry holds, as a file."""

    right = "documents.view_entry"

    def find(self, **kwargs: Any) -> None:
        """Find the file, or answer that there is none."""
        user = signed_in(self.request.user)
        self.found = access.attachment_for(user, kwargs["code"], kwargs["position"])

    def look(self) -> Look | None:
        """Say who sent or receives the document."""
        entry = self.found.entry
        return Look("document", queries.persons_of(entry), entry.label)


class AttachmentScreen(EntryFile):
    """A file of an entry."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the file."""
        return as_download(queries.content_of(self.found.file), self.found.name)


class PictureScreen(EntryFile):
    """A picture of a file, drawn anew without hidden data."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the picture."""
        return _picture(self.found.file)


def _picture(file: StoredFile) -> HttpResponse:
    body = queries.picture_of(file)
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class FileScreen(StaffScreen):
    """A kept file by its own code, for drafts and messages that hold it."""

    right = "documents.view_entry"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the file."""
        found = access.file_for(signed_in(request.user), kwargs["code"])
        return as_download(queries.content_of(found), found.name)
