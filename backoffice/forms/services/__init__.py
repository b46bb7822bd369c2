"""The verbs of the forms."""

from .forms import discard_draft, publish_version, restore_version, retire, save_draft
from .loading import Shipped, load_shipped
from .parts import (
    discard_part_draft,
    make_part_of_page,
    publish_part,
    restore_part,
    save_part,
)
from .replays import ask_for_replay, run_replay
from .steps import redo, undo

__all__ = [
    "Shipped",
    "ask_for_replay",
    "discard_draft",
    "discard_part_draft",
    "load_shipped",
    "make_part_of_page",
    "publish_part",
    "publish_version",
    "redo",
    "restore_part",
    "restore_version",
    "retire",
    "run_replay",
    "save_draft",
    "save_part",
    "undo",
]
