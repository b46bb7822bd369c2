"""Files: kept once, taken for what they are, refused at once when they are harmful."""

import hashlib
import io
import socket
import struct
import threading
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override
from PIL import Image

from backoffice.documents import blobs, queries, services
from backoffice.documents.errors import FileRefused, ScannerAway
from backoffice.documents.models import StoredFile
from backoffice.documents.reconcile import attached_content_exists, disagreeing
from backoffice.documents.rules import kinds
from backoffice.documents.rules.names import safe_name
from backoffice.documents.services import FileFacts

from . import corpus
from .office import AT, entry

pytestmark = pytest.mark.django_db


def keep(content: bytes, name: str):
    return services.keep_file(content=content, name=name, actor=None, at=AT)


@pytest.mark.parametrize("attack", sorted(corpus.ATTACKS))
def test_attack_is_refused_at_once_and_leaves_nothing(attack):
    name, content, words = corpus.ATTACKS[attack]
    began = time.process_time()
    with override("en"), pytest.raises(FileRefused, match=words):
        keep(content, name)
    assert time.process_time() - began < 3
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("αίτηση.pdf", corpus.pdf(), kinds.PDF),
        ("σάρωση.JPG", corpus.picture(), kinds.JPEG),
        ("σάρωση.tif", corpus.picture("TIFF"), kinds.TIFF),
        ("a.png", corpus.picture("PNG"), kinds.PNG),
        ("a.docx", corpus.docx(), kinds.DOCX),
        ("a.odt", corpus.odt(), kinds.ODT),
        ("a.txt", "Κείμενο".encode("cp1253"), kinds.TEXT),
        ("a.csv", "α;β\n1;2\n".encode(), kinds.TEXT),
    ],
)
def test_what_people_send_is_kept(name, content, kind):
    kept = keep(content, name)
    assert kept.content_type == kind
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert queries.content_of(kept) == content


def test_the_same_content_is_kept_once():
    first = keep(corpus.pdf(), "a.pdf")
    assert keep(corpus.pdf(), "b.pdf").pk == first.pk
    assert (
        services.keep_file(content=ContentFile(corpus.pdf()), name="c.pdf", actor=None, at=AT).pk
        == first.pk
    )


def test_a_file_is_larger_than_its_kind_may_be(monkeypatch):
    monkeypatch.setitem(kinds.KINDS, kinds.TEXT, (frozenset({"txt"}), 10))
    with override("en"), pytest.raises(FileRefused, match="larger than"):
        keep(b"twelve bytes", "a.txt")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\αίτηση.pdf", "αίτηση.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("..", "file"),
        ("a" * 400 + ".pdf", "a" * 187 + ".pdf"),
    ],
)
def test_names_are_plain_text(given, kept):
    assert safe_name(given) == kept


def test_pages_are_counted_and_text_is_read_in_a_child():
    kept = keep(corpus.pdf(text="Aithsh gia adeia"), "a.pdf")
    assert kept.pages == 1
    assert services.read_text(file_id=kept.pk) == "read"
    assert "Aithsh gia adeia" in queries.text_of(kept)
    assert services.read_text(file_id=kept.pk) == "read"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", corpus.docx("Προσφορά υλικών"), "Προσφορά υλικών"),
        ("a.odt", corpus.odt("Βεβαίωση κατοικίας"), "Βεβαίωση κατοικίας"),
        ("a.txt", "Ένσταση κατά προστίμου".encode(), "Ένσταση κατά προστίμου"),
    ],
)
def test_text_of_documents_is_read(name, content, words):
    kept = keep(content, name)
    services.read_text(file_id=kept.pk)
    assert words in queries.text_of(kept)


def test_a_picture_holds_no_text():
    kept = keep(corpus.picture(), "a.jpg")
    assert services.read_text(file_id=kept.pk) == "none"


def test_a_file_that_breaks_its_reader_breaks_only_the_child():
    broken = corpus.pdf().replace(b"/Type /Pages /Kids [3 0 R]", b"/Type /Pages /Kids [2 0 R]")
    kept = keep(broken, "a.pdf")
    assert services.read_text(file_id=kept.pk) in {"failed", "none"}


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    kept = keep(corpus.pdf(), "a.pdf")
    monkeypatch.setattr(services.files, "READ_SECONDS", 0.01)
    assert services.read_text(file_id=kept.pk) == "failed"


def test_the_shown_picture_tells_nothing_hidden():
    content = corpus.located_picture()
    assert b"SecretCamera" in content
    kept = keep(content, "a.jpg")
    shown = queries.picture_of(kept)
    assert b"SecretCamera" not in shown
    assert not Image.open(io.BytesIO(shown)).getexif()
    # What the applicant sent stays as it was sent.
    assert queries.content_of(kept) == content


def test_no_picture_of_what_is_none():
    assert queries.picture_of(keep(corpus.pdf(), "a.pdf")) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update documents_storedfile set sha256 = repeat('0', 64)",
        "update documents_storedfile set size = 1",
        "delete from documents_storedfile",
        "truncate documents_storedfile cascade",
    ],
)
def test_the_database_keeps_files_as_they_are(statement):
    keep(corpus.pdf(), "a.pdf")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_changed_content_is_found_out(town):
    kept = keep(corpus.pdf(), "a.pdf")
    held = entry(files=[FileFacts(kept, "Αίτηση.pdf", "original")])
    assert held.attachments.get().name == "Αίτηση.pdf"
    assert attached_content_exists() == []
    blobs.remove(kept.path)
    assert disagreeing([kept])[0]["found"] == "missing"
    with pytest.raises(CommandError, match="1 files"):
        call_command("check_files", stdout=io.StringIO())
    blobs.write(kept.path, b"other")
    assert disagreeing([kept])[0]["found"] == hashlib.sha256(b"other").hexdigest()
    blobs.remove(kept.path)
    blobs.write(kept.path, corpus.pdf())


def test_attachments_stay(town):
    entry(files=[keep(corpus.pdf(), "a.pdf")])
    for statement in (
        "delete from documents_attachment",
        "update documents_attachment set position = 7",
        "truncate documents_attachment cascade",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_files_that_nothing_names_go_after_a_month(town, django_capture_on_commit_callbacks):
    unused, used = keep(corpus.pdf(), "a.pdf"), keep(corpus.docx(), "b.docx")
    entry(files=[used])
    assert services.purge_files(at=AT + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.purge_files(at=AT + timedelta(days=31)) == 1
    unused.refresh_from_db()
    assert unused.destroyed_at is not None
    assert not blobs.store().exists(unused.path)
    # The same content may come again.
    assert keep(corpus.pdf(), "a.pdf").pk != unused.pk


class Daemon(threading.Thread):
    """A scanner that answers one file as it is told."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.got = answer, b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        line, _ = self.socket.accept()
        with line:
            stream = line.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!I", stream.read(4))[0]:
                self.got += stream.read(length)
            line.sendall(self.answer)
        self.socket.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"stream: OK\0", None),
        (b"stream: Win.Test.EICAR FOUND\0", FileRefused),
        (b"INSTREAM size limit exceeded. ERROR\0", ScannerAway),
    ],
)
def test_the_scanner_sees_the_whole_file(settings, answer, error):
    daemon = Daemon(answer)
    daemon.start()
    settings.MALWARE_SCANNER = f"tcp://127.0.0.1:{daemon.port}"
    if error is None:
        assert keep(corpus.pdf(), "a.pdf").scan == "clean"
    else:
        with pytest.raises(error):
            keep(corpus.pdf(), "a.pdf")
    daemon.join(5)
    assert daemon.got == corpus.pdf()


def test_without_its_scanner_nothing_is_let_in(settings):
    settings.MALWARE_SCANNER = "tcp://127.0.0.1:1"
    with pytest.raises(ScannerAway):
        keep(corpus.pdf(), "a.pdf")
