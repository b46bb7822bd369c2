"""Public verbs of applications. Each is one transaction and leaves one row in the audit trail.

Filling in: `open_draft`, `save_page`, `save_draft`, `add_upload`, `submit`. The applicant later:
`withdraw`, `answer_request`, `correct`, `object_to`. The office: `begin_work`, `ask_for_more`,
`decide`, `complete`, `forward`, `await_payment`, `resume`, `decide_objection`.
"""

from .custody import declare_custody, end_custody
from .drafts import (
    adopt_draft,
    discard_draft,
    follow_form,
    keep_typed,
    open_draft,
    save_draft,
    save_page,
)
from .fees import charge_on_the_way, note_fee_paid
from .forwarding import warn_unforwarded
from .later import answer_request, correct, object_to, withdraw, withdraw_objection
from .office import (
    ask_for_more,
    await_payment,
    begin_work,
    complete,
    decide,
    decide_objection,
    forward,
    resume,
)
from .signing import (
    drop_invitation,
    expire_signatures,
    invite_cosigner,
    refuse_signature,
    sign,
    take_back,
)
from .submitting import submit
from .upkeep import file_paper, purge_drafts
from .uploads import (
    add_later_upload,
    add_upload,
    purge_quarantine,
    remove_later_upload,
    remove_upload,
)

__all__ = [
    "add_later_upload",
    "add_upload",
    "adopt_draft",
    "answer_request",
    "ask_for_more",
    "await_payment",
    "begin_work",
    "charge_on_the_way",
    "complete",
    "correct",
    "decide",
    "decide_objection",
    "declare_custody",
    "discard_draft",
    "drop_invitation",
    "end_custody",
    "expire_signatures",
    "file_paper",
    "follow_form",
    "forward",
    "invite_cosigner",
    "keep_typed",
    "note_fee_paid",
    "object_to",
    "open_draft",
    "purge_drafts",
    "purge_quarantine",
    "refuse_signature",
    "remove_later_upload",
    "remove_upload",
    "resume",
    "save_draft",
    "save_page",
    "sign",
    "submit",
    "take_back",
    "warn_unforwarded",
    "withdraw",
    "withdraw_objection",
]
