"""Sign a PDF after PAdES: B-B, or B-T with a timestamp, with at most one visible mark."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError as PyHankoError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.stamp import StaticStampStyle

from integrations.signing.errors import NotSignable, TimestampUnavailable
from integrations.signing.keys import Signer

DIGEST = "sha256"
#: What a field is called when nobody says otherwise; a second signature counts on.
FIELD = "Seal"


@dataclass(frozen=True, slots=True)
class Mark:
    """The one visible place of a signature.

    :param appearance: a one-page PDF whose page becomes the mark, fonts and all
    :param box: left, bottom, right, top in points from the page's lower left corner
    :param page: counted from 0; -1 is the last
    """

    appearance: bytes
    box: tuple[int, int, int, int]
    page: int = -1
    words: str = ""


class Timestamper:
    """An RFC 3161 authority; kept between signatures, because the first answer tells the size.

    :param timeout: seconds to wait for an answer
    """

    def __init__(
        self, url: str, *, timeout: float = 10.0, username: str = "", password: str = ""
    ) -> None:
        self.url = url
        auth = (username, password) if username else None
        self._inner = RequestsHTTPTimeStamper(url, timeout=timeout, auth=auth)


def sign_pdf(
    pdf: bytes,
    signer: Signer,
    timestamper: Timestamper | None = None,
    *,
    reason: str = "",
    location: str = "",
    mark: Mark | None = None,
) -> bytes:
    """Return the PDF with one signature more; what stood in it stays byte for byte.

    :param timestamper: with it the signature is B-T, without it B-B
    :raises NotSignable: if the file is broken, encrypted, or allows no further signature
    :raises TimestampUnavailable: if the authority gives no timestamp in time
    :raises KeyRefused: if the token refuses
    """
    writer = _opened(pdf)
    name = _free_name(writer.prev)
    metadata = PdfSignatureMetadata(
        field_name=name,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=location or None,
        name=signer.name,
    )
    machine = PdfSigner(
        metadata,
        signer._inner,
        timestamper=timestamper._inner if timestamper else None,
        stamp_style=_style(mark) if mark else None,
        new_field_spec=_field(name, mark, writer),
    )
    with signer._lock:
        return _guarded(lambda: machine.sign_pdf(writer).getvalue())


def _guarded(sign: Callable[[], bytes]) -> bytes:
    try:
        return sign()
    except TimestampRequestError as error:
        raise TimestampUnavailable(f"The timestamp authority did not answer: {error}") from error
    except (PyHankoError, PdfError) as error:
        raise NotSignable(f"The document cannot be signed: {error}") from error
    except ValueError as error:
        # An answer that is no timestamp at all fails while it is decoded.
        raise TimestampUnavailable(f"The timestamp cannot be read: {error}") from error


def _opened(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise NotSignable("The document is encrypted; save it without a password first.")
        _ = writer.prev.root["/Pages"]
    except NotSignable:
        raise
    except Exception as error:
        # Broken files fail anywhere in the parser, with any exception.
        raise NotSignable("The file is not a readable PDF; export it anew.") from error
    return writer


def _free_name(reader: PdfFileReader) -> str:
    taken = {signature.field_name for signature in reader.embedded_signatures}
    names = [FIELD, *(f"{FIELD}{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _field(name: str, mark: Mark | None, writer: IncrementalPdfFileWriter) -> SigFieldSpec:
    if mark is None:
        return SigFieldSpec(name)
    pages = int(writer.prev.root["/Pages"]["/Count"])
    page = mark.page if mark.page >= 0 else pages + mark.page
    return SigFieldSpec(
        name,
        on_page=max(0, min(page, pages - 1)),
        box=mark.box,
        readable_field_name=mark.words or name,
    )


def _style(mark: Mark) -> StaticStampStyle:
    return StaticStampStyle(
        border_width=0,
        background=_Appearance(mark.appearance),
        background_opacity=1.0,
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MIN,
            y_align=AxisAlignment.ALIGN_MAX,
            margins=Margins.uniform(0),
            inner_content_scaling=InnerScaling.SHRINK_TO_FIT,
        ),
    )


class _Appearance(PdfContent):
    """The page of a small PDF, drawn as a mark."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        super().__init__()

    def render(self) -> bytes:
        """Bring the page into the document and return the operator that draws it."""
        page = PdfFileReader(io.BytesIO(self._content))
        drawing = self._ensure_writer.import_page_as_xobject(page)
        self.resources.xobject["/Mark"] = drawing
        left, bottom, right, top = drawing.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Mark Do"
