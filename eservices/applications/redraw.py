"""Draw a picture anew, in a process of its own: what hid in the file does not come along.

Started as `python redraw.py <path in> <path out>`; prints JSON. It imports nothing of the project:
whatever a picture does to its reader, it does it here, with little memory and time.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 768 << 20
CPU_SECONDS = 15
MOST_PIXELS = 40_000_000
MOST_PAGES = 50
LONGEST_SIDE = 12_000
TOO_LARGE, BROKEN = 3, 4


def main(arguments: list[str]) -> int:
    """Draw a picture and print its size and pages."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    source, target = (Path(name) for name in arguments)
    try:
        sys.stdout.write(json.dumps(drawn(source, target)))
    except (MemoryError, OverflowError):
        return TOO_LARGE
    except Exception:
        return BROKEN
    return 0


def drawn(source: Path, target: Path) -> dict[str, int]:
    """Write a copy that holds pixels and nothing else; a photograph is turned upright first.

    :raises OverflowError: if it has more pixels or pages than a scan of a document needs
    """
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source, formats=["PNG", "JPEG", "TIFF"]) as picture:
        kind = picture.format or ""
        pages = getattr(picture, "n_frames", 1) if kind == "TIFF" else 1
        if pages > MOST_PAGES or max(picture.size) > LONGEST_SIDE:
            raise OverflowError
        if picture.width * picture.height > MOST_PIXELS:
            raise OverflowError
        frames = []
        for frame in ImageSequence.Iterator(picture):
            if frame.width * frame.height * pages > MOST_PIXELS * 4:
                raise OverflowError
            frames.append(_plain(ImageOps.exif_transpose(frame), kind))
            if len(frames) >= pages:
                break
    known: dict[str, dict[str, Any]] = {"JPEG": {"quality": 90}, "PNG": {"optimize": False}}
    options = known.get(kind, {})
    if kind == "TIFF":
        options = {"compression": "tiff_deflate", "save_all": True, "append_images": frames[1:]}
    frames[0].save(target, kind, **options)
    return {"pages": pages, "width": frames[0].width, "height": frames[0].height}


def _plain(image: Any, kind: str) -> Any:
    """Return pixels without profiles, comments, place and device."""
    from PIL import Image

    modes = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA"), "TIFF": ("RGB", "L", "1")}
    mode = image.mode if image.mode in modes[kind] else "RGBA" if kind == "PNG" else "RGB"
    converted = image.convert(mode)
    bare = Image.new(mode, converted.size)
    bare.paste(converted)
    return bare


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
