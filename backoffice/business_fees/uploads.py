"""What a file is by its content; a name proves nothing."""

import struct
import unicodedata
import zipfile
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {
    "application/pdf": {"pdf"},
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg"},
    XLSX: {"xlsx"},
}
HEAD = 8192
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_END_REACH = 65_557
ARCHIVE_LIST_MAX_BYTES = 1_000_000


def content_type_of(stream: BinaryIO) -> str:
    """Return the type of a file if its content is one that is accepted, or nothing."""
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return XLSX if _is_workbook(stream) else ""
    found = filetype.guess_mime(head) or ""
    return found if found in EXTENSIONS else ""


def _is_workbook(stream: BinaryIO) -> bool:
    if not _has_short_list(stream):
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and not has_macros


def _has_short_list(stream: BinaryIO) -> bool:
    """Look at the archive's own end first: a list of a million names is refused unread."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - ARCHIVE_END_REACH))
    tail = stream.read()
    at = tail.rfind(ARCHIVE_END)
    if at < 0 or len(tail) < at + 22:
        return False
    (list_bytes,) = struct.unpack("<I", tail[at + 12 : at + 16])
    return bool(list_bytes <= ARCHIVE_LIST_MAX_BYTES)


def name_fits(name: str, content_type: str) -> bool:
    """Tell whether a name's ending says the same as the content."""
    return PurePosixPath(name).suffix.lower().lstrip(".") in EXTENSIONS[content_type]


def safe_name(name: str) -> str:
    """Return a given name as plain text: no folders, no control or direction marks."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c for c in bare if unicodedata.category(c)[0] != "C")
    stem, dot, ending = printable.strip().rpartition(".")
    short = f"{stem[: 190 - len(ending)]}{dot}{ending[:10]}" if dot else printable[:190]
    return short.strip(". ") or "file"


def fingerprint(stream: BinaryIO) -> str:
    """Return the SHA-256 of a file."""
    stream.seek(0)
    digest = sha256()
    while block := stream.read(1 << 16):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()
