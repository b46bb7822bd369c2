"""Seals a second: our signer keeps its key parsed, the stock one reads it for every signature."""

import io
import time
from collections.abc import Callable

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from integrations import signing
from integrations.signing.sandbox import authority
from theme import pdf

from .harness import Contest, Result, compete

ROUND = 5
TARGET = 3.0
PAPER = {"town": {"name": "Δήμος Μινώας Ακτής"}, "title": "Βεβαίωση", "paragraphs": ["Κείμενο"]}


def run() -> list[Result]:
    """Sign the same PDF with the same 3072-bit key, without a timestamp, in both ways."""
    issued = authority.make("http://127.0.0.1:1")
    key, paper = issued.pkcs12("seal"), pdf.render("letterhead", PAPER)
    ours = signing.Signer.from_pkcs12(key, authority.PASSPHRASE)
    stock = SimpleSigner.load_pkcs12_data(key, (), passphrase=authority.PASSPHRASE.encode())

    def ours_once() -> None:
        signing.sign_pdf(paper, ours)

    def stock_once() -> None:
        about = PdfSignatureMetadata(field_name="Seal", subfilter=SigSeedSubFilter.PADES)
        sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), about, signer=stock)

    contest = Contest(
        name="seals_per_second",
        unit="/s",
        baseline="stock pyHanko, key parsed each time",
        target=TARGET,
        ours=lambda: _rate(ours_once),
        theirs=lambda: _rate(stock_once),
    )
    return [compete(contest)]


def _rate(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    for _ in range(ROUND):
        work()
    return ROUND / (time.perf_counter() - begun)
