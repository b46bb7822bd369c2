"""What Typst remembers of a large document, let go again.

It keeps whatever one of its last ten settings used, for the whole process: a worker that set a
dozen files for the printer would hold two gigabytes.
"""

from functools import cache

import typst

SETTINGS_KEPT = 10


def let_go() -> None:
    """Make Typst forget what it set before; some milliseconds, and small documents need it not."""
    for _blank in range(SETTINGS_KEPT + 1):
        typst.compile(b"", font_paths=_no_fonts())


@cache
def _no_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
