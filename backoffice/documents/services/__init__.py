"""Public verbs of documents. Each is one transaction and leaves one row in the audit trail."""

from .changes import (
    add_files,
    cancel_entry,
    correct_entry,
    hold_entry,
    move_entry,
    note_signatures,
    relate_entries,
    release_entry,
    set_due,
)
from .files import keep_file, read_text
from .plan import (
    approve_clearance,
    count_retention,
    destroy_cleared,
    draw_clearance,
    drop_clearance,
    leave_out,
    load_defaults,
)
from .register import (
    Correspondent,
    FileFacts,
    PersonalData,
    RecipientFacts,
    let_read,
    register_entry,
)

__all__ = [
    "Correspondent",
    "FileFacts",
    "PersonalData",
    "RecipientFacts",
    "add_files",
    "approve_clearance",
    "cancel_entry",
    "correct_entry",
    "count_retention",
    "destroy_cleared",
    "draw_clearance",
    "drop_clearance",
    "hold_entry",
    "keep_file",
    "leave_out",
    "let_read",
    "load_defaults",
    "move_entry",
    "note_signatures",
    "read_text",
    "register_entry",
    "relate_entries",
    "release_entry",
    "set_due",
]
