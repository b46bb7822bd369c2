"""Files that people send, and files that attackers send; all synthetic."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from backoffice.documents.rules.kinds import EICAR


def pdf(extra: bytes = b"", text: str = "Aithsh polith") -> bytes:
    """Return a small valid PDF with one page of text."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str = "Αίτηση κατάληψης πεζοδρομίου", **more: bytes) -> bytes:
    """Return a small document of words."""
    words = f"<w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body>"
    text = f'<w:document xmlns:w="{WORD}">{words}</w:document>'
    members = {"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()}
    return archive(members | {name.replace("__", "/"): c for name, c in more.items()})


def odt(body: str = "Βεβαίωση μόνιμης κατοικίας") -> bytes:
    """Return a small OpenDocument text."""
    text = f'<o:doc xmlns:o="urn:o" xmlns:t="urn:t"><t:p>{body}</t:p></o:doc>'
    return archive(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": text.encode()}
    )


def lying_bomb() -> bytes:
    """Return a document with a part that unpacks to far more than its heads say."""
    size = 30 << 20
    return docx(**{"word__x.xml": b"\0" * size}).replace(
        struct.pack("<I", size), struct.pack("<I", 90)
    )


def renamed_macros(kind: bytes) -> bytes:
    """Return a document with a part that only the list of types calls macros."""
    types = b'<Types><Override PartName="/word/font.bin" ContentType="%s"/></Types>' % kind
    text = f'<w:document xmlns:w="{WORD}"><w:body/></w:document>'.encode()
    parts = {"[Content_Types].xml": types, "word/document.xml": text, "word/font.bin": b"x"}
    return archive(parts)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **more)
    return out.getvalue()


def located_picture() -> bytes:
    """Return a photograph that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (35.0, 20.0, 0.0)
    return picture(exif=exif)


def huge_picture() -> bytes:
    """Return a PNG whose head promises 50 000 by 50 000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        )

    head = struct.pack("!IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def packed_script() -> bytes:
    """Return a PDF whose script hides in a packed list of objects, its name written in hex."""
    body = zlib.compress(b"7 0 << /S /J#61vaScript /J#53 (app.alert(1)) >>")
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        body
    )
    return pdf().replace(b"xref\n0", b"6 0 obj\n" + stream + body + b"\nendstream\nendobj\nxref\n0")


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'

#: name → (file name, content, the reason's first words in English)
ATTACKS = {
    "eicar": ("virus.txt", EICAR, "carries malware"),
    "eicar in a document": ("a.docx", docx(word__media=EICAR), "carries malware"),
    "eicar behind a picture": ("a.jpg", picture() + EICAR, "carries malware"),
    "program": ("invoice.pdf", b"MZ\x90\0" + b"\0" * 300, "not what the name says"),
    "script of a shell": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "not what the name says"),
    "page as picture": ("a.png", b"<html><script>alert(1)</script>", "not what the name says"),
    "page as text": ("a.txt", b"  <!DOCTYPE html><script>1</script>", "not what the name says"),
    "drawing with script": ("a.svg", b"<svg onload='x()'/>", "not what the name says"),
    "picture named as document": ("a.pdf", picture(), "not what the name says"),
    "document named as page": ("a.html", pdf(), "not what the name says"),
    "pdf and archive": ("a.pdf", pdf() + archive({"a.class": b"x"}) + b"%%EOF", "two kinds"),
    "picture and archive": ("a.jpg", picture() + archive({"a.js": b"x"}), "two kinds"),
    "pdf with script": ("a.pdf", pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "scripts"),
    "pdf with hidden script": ("a.pdf", packed_script(), "scripts"),
    "pdf with program": ("a.pdf", pdf(b"/OpenAction << /S /Launch /F (x.exe) >>"), "scripts"),
    "pdf that is cut off": ("a.pdf", pdf()[:200], "broken"),
    "macros": ("a.docx", docx(word__vbaProject=b"", **{"word__vbaProject.bin": b"x"}), "macros"),
    "macros under another name": (
        "a.docx",
        renamed_macros(b"application/vnd.ms-office.vbaProject"),
        "macros",
    ),
    "sheet of macros": (
        "a.docx",
        renamed_macros(b"application/vnd.ms-excel.macrosheet+xml"),
        "macros",
    ),
    "macros of free office": (
        "a.odt",
        archive(
            {
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "content.xml": b"<x/>",
                "Basic/Standard/a.xml": b"x",
            }
        ),
        "macros",
    ),
    "old office file": (
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900,
        "not what the name says",
    ),
    "document with room for macros": ("a.docm", docx(), "not what the name says"),
    "bomb that lies about its size": ("a.docx", lying_bomb(), "broken"),
    "bomb": ("a.docx", docx(**{"word__x.xml": b"\0" * (30 << 20)}), "unpacks"),
    "many names": ("a.docx", docx(**{f"n{i}": b"" for i in range(2500)}), "unpacks"),
    "way out": ("a.docx", docx(**{"..__..__etc__passwd": b"x"}), "lead out"),
    "entities": ("a.docx", docx(**{"word__settings.xml": ENTITY}), "load other files"),
    "pixels": ("a.png", huge_picture(), "too many pixels"),
    "bare archive": ("a.zip", archive({"a": b"x"}), "not what the name says"),
    "empty": ("a.pdf", b"", "empty"),
}
