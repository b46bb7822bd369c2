"""What a file is by its content, and what in it is refused. A name proves nothing.

Everything is looked at in place and bounded: nothing is drawn, nothing is unpacked whole.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

MIB = 1 << 20
PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
OPENXML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{OPENXML}wordprocessingml.document", f"{OPENXML}spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TEXT = "text/plain"

#: content type → endings of names, largest size in bytes
KINDS: dict[str, tuple[frozenset[str], int]] = {
    PDF: (frozenset({"pdf"}), 50 * MIB),
    PNG: (frozenset({"png"}), 25 * MIB),
    JPEG: (frozenset({"jpg", "jpeg"}), 25 * MIB),
    TIFF: (frozenset({"tif", "tiff"}), 50 * MIB),
    DOCX: (frozenset({"docx"}), 25 * MIB),
    XLSX: (frozenset({"xlsx"}), 25 * MIB),
    ODT: (frozenset({"odt"}), 25 * MIB),
    ODS: (frozenset({"ods"}), 25 * MIB),
    TEXT: (frozenset({"txt", "csv"}), 5 * MIB),
}
LARGEST = max(size for _endings, size in KINDS.values())
IMAGES = frozenset({PNG, JPEG, TIFF})
ARCHIVES = frozenset({DOCX, XLSX, ODT, ODS})

# Written apart, so that no scanner takes this file for the test file itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

MOST_PIXELS = 80_000_000
MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * MIB
MOST_RATIO = 200
LIST_MAX_BYTES = MIB
LOOKED_AT = 64 * 1024
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA|GoToE|ImportData)(?![A-Za-z0-9])")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
MACROS = re.compile(r"vbaProject\.bin$|^(Basic|Scripts)/", re.IGNORECASE)
MACRO_TYPES = re.compile(rb"vbaProject|macroEnabled|macrosheet", re.IGNORECASE)
OBJECT_STREAM = re.compile(rb"/ObjStm\b")
MARKUP = re.compile(rb"^\s*(<\?xml|<!doctype|<html|<svg|<script|<\?php|%!PS|MZ|#!)", re.IGNORECASE)


class Harmful(ValueError):
    """The content may not be kept; the argument names why, as `REFUSALS` of the services do."""


@dataclass
class Finding:
    """What a file is."""

    content_type: str = ""
    pages: int | None = None
    notes: list[str] = field(default_factory=list)


def look_at(content: bytes) -> Finding:
    """Tell what a content is; the type is empty where it is none that is taken.

    :raises Harmful: with `malware`, `two_kinds`, `active`, `macros`, `bomb`, `entities`, `paths`,
        `pixels` or `broken`
    """
    if EICAR in content:
        raise Harmful("malware")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    image = _image(content)
    if image.content_type:
        return image
    return _text(content)


def name_fits(name: str, content_type: str) -> bool:
    """Tell whether a name's ending says the same as the content."""
    return PurePosixPath(name).suffix.lower().lstrip(".") in KINDS[content_type][0]


def _pdf(content: bytes) -> Finding:
    if b"%%EOF" not in content[-2048:]:
        raise Harmful("broken")
    if _is_archive(content):
        raise Harmful("two_kinds")
    bodies = [content, *_object_streams(content)]
    plain = [HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), part) for part in bodies]
    if any(ACTIVE.search(_outside_streams(part)) for part in plain):
        raise Harmful("active")
    pages = sum(len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", part)) for part in plain)
    notes = ["encrypted"] if b"/Encrypt" in content else []
    notes += ["signed"] if b"/ByteRange" in content else []
    return Finding(PDF, pages or None, notes)


def _outside_streams(content: bytes) -> bytes:
    """Leave out packed bytes, where a name may stand by chance."""
    return re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)


def _object_streams(content: bytes) -> list[bytes]:
    """Return packed lists of objects, unpacked up to a limit; there scripts can hide."""
    found, room = [], 8 * MIB
    for mark in OBJECT_STREAM.finditer(content):
        start = content.find(b"stream", mark.end(), mark.end() + 2048)
        if start < 0 or room <= 0:
            continue
        start += 8 if content[start + 6 : start + 8] == b"\r\n" else 7
        try:
            body = zlib.decompressobj().decompress(content[start : start + 4 * MIB], room)
        except zlib.error:
            continue
        room -= len(body)
        found.append(body)
    return found


def _is_archive(content: bytes) -> bool:
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        return False
    size, start = struct.unpack("<II", content[end + 12 : end + 20])
    # A real list of an archive stands right before its end, whatever was put in front of it.
    at = end - size
    return bool(size) and at >= 0 and start <= at and content[at : at + 4] == b"PK\x01\x02"


def _archive(content: bytes) -> Finding:
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        raise Harmful("broken")
    if struct.unpack("<I", content[end + 12 : end + 16])[0] > LIST_MAX_BYTES:
        raise Harmful("bomb")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_members(archive.infolist())
            kind = _office_kind(archive)
            if kind:
                _check_contents(archive)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise Harmful("broken") from error
    return Finding(kind)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise Harmful("bomb")
    for member in members:
        if member.file_size > MIB and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise Harmful("bomb")
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or member.filename.startswith(("/", "\\")):
            raise Harmful("paths")
        if member.flag_bits & 1:
            raise Harmful("broken")


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if any(MACROS.search(name) for name in names):
        raise Harmful("macros")
    if "[Content_Types].xml" in names:
        # A part may have any name: what it is stands in the list of types.
        if MACRO_TYPES.search(_start_of(archive, "[Content_Types].xml")):
            raise Harmful("macros")
        known = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
        return next((kind for part, kind in known.items() if part in names), "")
    if "mimetype" in names:
        said = _start_of(archive, "mimetype").decode("ascii", "replace").strip()
        return said if said in {ODT, ODS} and "content.xml" in names else ""
    return ""


def _check_contents(archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        start = _start_of(archive, member.filename)
        if EICAR in start:
            raise Harmful("malware")
        if member.filename.endswith((".xml", ".rels")) and re.search(
            rb"<!(DOCTYPE|ENTITY)|<\0!\0[DE]", start
        ):
            raise Harmful("entities")


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(LOOKED_AT)


def _image(content: bytes) -> Finding:
    from PIL import Image, UnidentifiedImageError

    kinds = {"PNG": PNG, "JPEG": JPEG, "TIFF": TIFF}
    try:
        # Opening reads the head alone; no pixel is unpacked.
        with Image.open(BytesIO(content), formats=list(kinds)) as picture:
            width, height = picture.size
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            kind = kinds[picture.format or ""]
    except Image.DecompressionBombError as error:
        raise Harmful("pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, EOFError):
        return Finding()
    if width * height > MOST_PIXELS or pages > 500:
        raise Harmful("pixels")
    if _is_archive(content):
        raise Harmful("two_kinds")
    return Finding(kind, pages)


def _text(content: bytes) -> Finding:
    if MARKUP.match(content[:1024].lstrip(b"\xef\xbb\xbf")) or _is_archive(content):
        return Finding()
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", content):
        return Finding()
    return Finding(TEXT) if decoded(content) is not None else Finding()


def decoded(content: bytes) -> str | None:
    """Return a text in UTF-8 or in the older Greek encoding of Windows, if it is one."""
    for encoding in ("utf-8-sig", "cp1253"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
