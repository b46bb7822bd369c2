"""Static files of the demonstration: the same files and names, compressed in seconds.

Brotli at its best takes most of a minute over the admin's scripts and the API description's viewer.
Small files, which are what the public pages load, still get the best; what nobody asks for by that
name, or only a debugger asks for, is left as it is. A real town's `collectstatic` is plain.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

SMALL = 100_000
BEST, QUICK = 11, 5
NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.[^/]*$")


class QuickCompressor(Compressor):
    """Compresses large files less well and much sooner."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return the data compressed, at the best quality up to 100 kB."""
        return bytes(brotli.compress(data, quality=BEST if len(data) <= SMALL else QUICK))

    def should_compress(self, filename: str) -> bool:
        """Leave maps for debuggers alone."""
        return not filename.endswith(".map") and bool(super().should_compress(filename))


class QuickStorage(CompressedManifestStaticFilesStorage):
    """Names by content as production does, and compresses only what goes by such a name."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Return the quick compressor."""
        return QuickCompressor(**kwargs)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the files that pages refer to."""
        yield from super().compress_files([name for name in paths if NAMED_BY_CONTENT.search(name)])
