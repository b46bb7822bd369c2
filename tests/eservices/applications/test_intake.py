"""What is brought and refused: at the door, before anything of it is kept."""

import io
import json
import resource
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory
from PIL import Image

from backoffice.documents.rules import kinds
from backoffice.documents.rules.kinds import EICAR
from backoffice.forms.boxes import EXTENSIONS
from eservices.applications import intake
from eservices.applications.errors import FileUnfit
from tests.backoffice.documents import corpus


def take(name: str, content: bytes, accept: tuple[str, ...] = (), max_mb: int = 0):
    return intake.take(SimpleUploadedFile(name, content), accept=accept, max_mb=max_mb)


REFUSED = {name: attack for name, attack in corpus.ATTACKS.items() if not name.startswith("eicar")}


@pytest.mark.parametrize("name", REFUSED)
def test_what_attackers_send_is_refused(name):
    file_name, content, _reason = REFUSED[name]
    with pytest.raises(FileUnfit):
        take(file_name, content)


def test_malware_goes_on_to_the_store_that_sets_it_apart():
    assert take("a.txt", EICAR).body == EICAR


def test_a_picture_loses_the_place_it_was_taken():
    taken = take("photo.jpg", corpus.located_picture())
    assert taken.is_redrawn
    assert b"SecretCamera" not in taken.body
    with Image.open(io.BytesIO(taken.body)) as image:
        assert not dict(image.getexif())
        assert image.size == (60, 40)


def test_a_comment_in_a_picture_and_what_follows_it_are_gone():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Δοκιμάκης")
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(out, "PNG", pnginfo=info)
    taken = take("scan.png", out.getvalue() + b"<script>alert(1)</script>")
    assert b"script" not in taken.body
    assert b"Author" not in taken.body


def test_a_flood_of_pixels_is_refused_within_its_memory():
    out = io.BytesIO()
    Image.new("1", (9_000, 8_000)).save(out, "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileUnfit):
        take("big.png", out.getvalue())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 << 10


def test_a_locked_pdf_is_refused_with_the_way_to_mend_it():
    locked = corpus.pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R")
    with pytest.raises(FileUnfit, match=r"password|κωδικό"):
        take("a.pdf", locked)


def test_a_question_takes_its_own_kinds_and_size_only():
    with pytest.raises(FileUnfit):
        take("a.pdf", corpus.pdf(), accept=("image",))
    assert take("a.pdf", corpus.pdf(), accept=("pdf",)).name == "a.pdf"
    with pytest.raises(FileUnfit):
        take("a.txt", b"x" * (2 << 20), max_mb=1)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "/root/a.pdf", "a\u202efdp.pdf", "a\0b.pdf"],
)
def test_names_lead_nowhere(name):
    upload = SimpleUploadedFile("x.pdf", corpus.pdf())
    upload._name = name
    taken = intake.take(upload, accept=(), max_mb=0)
    assert "/" not in taken.name
    assert "\\" not in taken.name
    assert not any(ord(c) < 32 or c == "\u202e" for c in taken.name)


def test_two_gigabytes_announced_are_refused_unread():
    request = RequestFactory().post("/el/x/", b"-", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(2 << 30)

    def view(request):
        raise AssertionError("the body must not be read")

    answer = intake.bounded(view)(request)
    assert answer.status_code == 413


def test_a_script_is_told_why_in_words_it_can_show():
    request = RequestFactory().post(
        "/el/x/",
        b"-",
        content_type="multipart/form-data; boundary=x",
        headers={"accept": "application/json"},
    )
    request.META["CONTENT_LENGTH"] = str(2 << 30)
    answer = intake.bounded(lambda _request: HttpResponse())(request)
    assert answer.status_code == 413
    assert "50" in json.loads(answer.content)["detail"]


def test_a_stream_without_any_size_is_not_read():
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    body = Endless(head, 2 << 30)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": body,
        }
    )
    request._dont_enforce_csrf_checks = True
    answer = intake.bounded(lambda request: HttpResponse(str(len(request.FILES))))(request)
    assert answer.content == b"0"
    assert body.read_bytes == 0


def test_a_chooser_offers_what_is_taken():
    for kind, endings in EXTENSIONS.items():
        names = {f"a{ending}" for ending in endings}
        for content_type in intake.KINDS[kind]:
            assert any(kinds.name_fits(name, content_type) for name in names), content_type
            names -= {name for name in names if kinds.name_fits(name, content_type)}
        assert not names, kind


class Endless(io.RawIOBase):
    """A body that goes on until somebody stops reading."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.left, self.read_bytes = head, size, 0

    def read(self, size: int = -1) -> bytes:
        if self.head:
            piece, self.head = self.head[:size], self.head[size:]
        else:
            piece = b"\0" * min(size, self.left, 65_536)
            self.left -= len(piece)
        self.read_bytes += len(piece)
        return piece


def test_a_stream_that_lies_about_its_size_is_stopped_without_memory():
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
    )
    body = Endless(head, 140 << 20)
    request = RequestFactory().post("/el/x/", b"-", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(len(head) + (140 << 20))
    request._stream = body
    request._read_started = False
    request.upload_handlers = [intake.BoundedHandler(request, limit=4 << 20)]
    tracemalloc.start()
    assert not request.FILES
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert request.too_large
    assert body.read_bytes < 12 << 20
    assert peak < 24 << 20
