"""Contents in the private store, under their own hash; writing one twice is writing it once."""

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def store() -> Storage:
    """Return the store that no address reaches."""
    return storages["private"]


def write(path: str, content: bytes) -> None:
    """Keep a content; one that lies there already is left as it is."""
    if not store().exists(path):
        store().save(path, ContentFile(content))


def read(path: str) -> bytes:
    """Return a content."""
    with store().open(path, "rb") as file:
        return bytes(file.read())


def remove(path: str) -> None:
    """Destroy a content."""
    store().delete(path)
