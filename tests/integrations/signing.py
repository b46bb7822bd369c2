"""The signing sandbox for tests, its keys, and the other program that reads our signatures."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from integrations.signing import Signer, Timestamper, Trust
from tests.integrations.servers import SandboxServer, running
from theme import pdf

TOWN = {"name": "Δήμος Μινώας Ακτής"}


@dataclass(frozen=True)
class SigningDesk:
    """A running authority with its two keys."""

    server: SandboxServer
    seal: Signer
    person: Signer
    trust: Trust

    @property
    def timestamper(self) -> Timestamper:
        """Return a client of its timestamp authority that a busy machine does not make give up."""
        return Timestamper(f"{self.server.url}/tsa", timeout=30.0)

    @property
    def hurried_timestamper(self) -> Timestamper:
        """Return a client that does not wait long."""
        return Timestamper(f"{self.server.url}/tsa", timeout=1.0)

    @property
    def asking(self) -> Trust:
        """Return the same trust, asking the sandbox's responder."""
        host = self.server.url.partition("//")[2]
        return Trust(anchors=self.trust.anchors, responders=(host,), timeout=30.0)


def get(server: SandboxServer, path: str) -> bytes:
    """Return what the sandbox hands out."""
    return requests.get(f"{server.url}/{path}", timeout=10).content


@pytest.fixture(scope="session")
def signing_process() -> Iterator[SigningDesk]:
    with running("integrations.signing.sandbox") as server:
        yield SigningDesk(
            server,
            Signer.from_pkcs12(get(server, "seal.p12"), "sandbox"),
            Signer.from_pkcs12(get(server, "signer.p12"), "sandbox"),
            Trust(anchors=(get(server, "root.pem"),)),
        )


@pytest.fixture
def signing_desk(signing_process: SigningDesk) -> SigningDesk:
    """A signing sandbox that remembers nothing of earlier tests."""
    signing_process.server.reset()
    return signing_process


def letter(text: str = "Βεβαιώνεται ότι η αίτηση έγινε δεκτή.") -> bytes:
    """Return a PDF/A as our offices make them."""
    data = {"town": TOWN, "title": "Βεβαίωση", "paragraphs": [text], "date": "22/11/2026"}
    return pdf.render("letterhead", data)


def tool(name: str) -> str:
    """Return a program of poppler-utils; with CI=true a missing one is a failure, not a skip."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{name} is missing: apt-get install poppler-utils")
    if found is None:
        pytest.skip(f"{name} is missing: apt-get install poppler-utils")
    return found


def pdfsig(content: bytes, folder: Path) -> str:
    """Return what poppler says about the signatures of a PDF."""
    path = folder / "signed.pdf"
    path.write_bytes(content)
    done = subprocess.run([tool("pdfsig"), str(path)], capture_output=True, text=True, check=False)
    return done.stdout
