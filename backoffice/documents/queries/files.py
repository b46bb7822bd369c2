"""Reads of files: the content, a harmless picture of it, its text."""

from io import BytesIO

from backoffice.documents import blobs
from backoffice.documents.models import FileText, StoredFile
from backoffice.documents.rules.kinds import IMAGES

LONGEST_SIDE = 1600


def content_of(file: StoredFile) -> bytes:
    """Return the content of a file."""
    return blobs.read(file.path)


def text_of(file: StoredFile) -> str:
    """Return the text read out of a file, if any."""
    held = FileText.objects.filter(file=file).first()
    return held.text if held else ""


def picture_of(file: StoredFile) -> bytes | None:
    """Return a picture drawn anew from an image, without place, device or other hidden data.

    :returns: a JPEG no longer than 1600 pixels, or nothing where the file is no image
    """
    from PIL import Image, ImageOps

    if file.content_type not in IMAGES:
        return None
    try:
        with Image.open(BytesIO(blobs.read(file.path)), formats=["PNG", "JPEG", "TIFF"]) as image:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", upright.size, "white")
            plain.paste(upright.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    out = BytesIO()
    plain.save(out, "JPEG", quality=80)
    return out.getvalue()
