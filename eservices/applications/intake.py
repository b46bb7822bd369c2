"""What a brought file must be before it is kept: bounded on the way in, looked at, drawn anew."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from backoffice.documents.rules import kinds
from backoffice.documents.rules.kinds import IMAGES, MIB, Finding, Harmful
from backoffice.documents.rules.names import safe_name
from backoffice.documents.services.files import REFUSALS

from . import redraw
from .errors import FileUnfit

PROGRAM = Path(redraw.__file__)
REDRAW_SECONDS = 20
LARGEST = 50 * MIB
#: What a form sends beside its files: the other answers, names and borders.
ENVELOPE = MIB
#: A page with several file questions may send one file for each.
MOST_AT_ONCE = 3 * LARGEST + ENVELOPE

KINDS = {
    "pdf": frozenset({kinds.PDF}),
    "image": IMAGES,
    "office": kinds.ARCHIVES | {kinds.TEXT},
}
ANY = ("pdf", "image", "office")
WORDS = {
    "pdf": _("PDF"),
    "image": _("image (JPG, PNG, TIFF)"),
    "office": _("DOCX, XLSX, ODT, ODS or text"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A content that may be kept, and the name it goes by."""

    body: bytes
    name: str
    is_redrawn: bool


def take(upload: File[bytes], *, accept: Sequence[str], max_mb: int) -> Taken:
    """Return what a brought file holds, fit to be kept.

    :param accept: `pdf`, `image`, `office`; nothing means all of them
    :param max_mb: the largest size of the question; 0 means the largest that is taken at all
    :raises FileUnfit: with the way to mend it
    """
    limit = min(max_mb * MIB, LARGEST) if max_mb else LARGEST
    size = upload.size or 0
    if not size:
        raise FileUnfit(_("The file is empty. Choose another one."))
    if size > limit:
        raise too_large(limit)
    upload.seek(0)
    body = upload.read(limit + 1)
    if len(body) > limit:
        raise too_large(limit)
    name = safe_name(upload.name or "")
    finding = _looked_at(body, name, accept)
    if finding.content_type in IMAGES:
        return Taken(_redrawn(body), name, is_redrawn=True)
    return Taken(body, name, is_redrawn=False)


def too_large(limit: int) -> FileUnfit:
    """Return the refusal of a file above a size in bytes."""
    return FileUnfit(
        _(
            "The file is larger than %(limit)s. Scan at 150–200 dpi in black and white, or send it"
            " in parts."
        )
        % {"limit": filesizeformat(limit)}
    )


def _looked_at(body: bytes, name: str, accept: Sequence[str]) -> Finding:
    wanted = accept or ANY
    try:
        finding = kinds.look_at(body)
    except Harmful as harm:
        if str(harm) == "malware":
            # The store refuses it too, and sets it apart.
            return Finding()
        raise FileUnfit(REFUSALS[str(harm)]) from None
    taken = frozenset[str]().union(*(KINDS[one] for one in wanted))
    if finding.content_type not in taken:
        raise FileUnfit(
            _("This file is not a kind that is taken here. Send: %(kinds)s.")
            % {"kinds": ", ".join(str(WORDS[one]) for one in wanted)}
        )
    if not kinds.name_fits(name, finding.content_type):
        raise FileUnfit(
            _("The name of the file does not say what it is. Save it anew under its right kind.")
        )
    if "encrypted" in finding.notes:
        raise FileUnfit(
            _("The file is locked with a password. Save it without a password and send it again.")
        )
    return finding


def _redrawn(body: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        source, target = Path(folder) / "in", Path(folder) / "out"
        source.write_bytes(body)
        try:
            done = subprocess.run(  # noqa: S603 - our own program and paths we made
                [sys.executable, "-I", str(PROGRAM), str(source), str(target)],
                capture_output=True,
                timeout=REDRAW_SECONDS,
                check=False,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            raise FileUnfit(REFUSALS["pixels"]) from None
        if done.returncode == redraw.BROKEN:
            raise FileUnfit(REFUSALS["broken"])
        if done.returncode:
            raise FileUnfit(REFUSALS["pixels"])
        json.loads(done.stdout)
        return target.read_bytes()


class BoundedHandler(TemporaryFileUploadHandler):
    """Write files to disk as they come, and stop in the middle of one that grows too large."""

    def __init__(self, request: HttpRequest | None = None, limit: int = LARGEST) -> None:
        super().__init__(request)
        self.limit = limit
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count each file from its beginning."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, unless the file is already too large."""
        self.received += len(raw_data)
        if self.received > self.limit:
            if isinstance(self.file, TemporaryUploadedFile):
                self.file.close()
            if self.request is not None:
                self.request.too_large = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def is_too_long(request: HttpRequest) -> bool:
    """Tell whether a request announces more than any page sends; nothing of it is read then."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    return announced > MOST_AT_ONCE


def bounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page that takes files their bounds before anything of the request is read.

    The guard against forged requests reads the form, so it comes after the bounds.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_too_long(request):
            return refuse_too_long(request)
        request.upload_handlers = [BoundedHandler(request)]
        answer = guarded(request, *args, **kwargs)
        return refuse_too_long(request) if getattr(request, "too_large", False) else answer

    return wrapped


def refuse_too_long(request: HttpRequest) -> HttpResponse:
    """Answer a request whose files are too large, without having kept any of it."""
    from django.shortcuts import render

    refusal = too_large(LARGEST)
    if "application/json" in request.headers.get("Accept", ""):
        # The page's own script reads the reason out beside the file.
        told = {"detail": str(refusal), "code": refusal.code}
        answer: HttpResponse = JsonResponse(told, status=413)
    else:
        context = {"message": str(refusal), "back": request.path}
        answer = render(request, "applications/too_large.html", context, status=413)
    # What is still on its way is not read: the next request needs a line of its own.
    answer["Connection"] = "close"
    return answer
