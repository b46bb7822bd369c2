"""Read text out of a file in a process of its own, with little time and memory.

Started as `python -m backoffice.documents.child <content type> <path>`; it prints JSON. It imports
nothing of the project but this: whatever a file does to its reader, it does it here.
"""

import json
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import IO, Any

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 20
LONGEST = 400_000
MEMBER_MAX = 64 << 20
ALLOWED_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml|content\.xml")


def main(arguments: list[str]) -> int:
    """Print what a file says."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    content_type, path = arguments
    try:
        found = read(content_type, Path(path))
    except MemoryError:
        return 3
    sys.stdout.write(json.dumps(found, ensure_ascii=True))
    return 0


def read(content_type: str, path: Path) -> dict[str, Any]:
    """Return `text` and, where they are counted, `pages`."""
    if content_type == "application/pdf":
        return _pdf(path)
    if content_type == "text/plain":
        return {"text": _plain(path.read_bytes())[:LONGEST]}
    if content_type.startswith("image/"):
        return {"text": ""}
    return {"text": _office(path)}


def _pdf(path: Path) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"text": ""}
    pages, length = [], 0
    for page in reader.pages:
        pages.append(page.extract_text() or "")
        length += len(pages[-1])
        if length > LONGEST:
            break
    return {"text": "\n".join(pages)[:LONGEST], "pages": len(reader.pages)}


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1253", "replace")


def _office(path: Path) -> str:
    parts, length = [], 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not (ALLOWED_PARTS.fullmatch(name) or name == "xl/sharedStrings.xml"):
                continue
            with archive.open(name) as member:
                parts.append(_xml_text(member))
            length += len(parts[-1])
            if length > LONGEST:
                break
    return "\n".join(parts)[:LONGEST]


def _xml_text(member: IO[bytes]) -> str:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(member.read(MEMBER_MAX), parser)
    if root.getroottree().docinfo.doctype:
        return ""
    wanted = {"p", "h", "si"}
    return "\n".join(
        "".join(str(piece) for piece in element.itertext())
        for element in root.iter()
        if isinstance(element.tag, str) and etree.QName(element).localname in wanted
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
