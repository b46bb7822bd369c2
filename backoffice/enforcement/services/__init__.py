"""Public verbs of enforcement. Each is one transaction and leaves one row in the audit trail."""

from .batches import cancel_batch, choose_debtors, issue_batch, rehearse_batch
from .criteria import Criteria
from .defaults import load_defaults
from .electronic import (
    follow_delivery,
    order_deliveries,
    order_delivery,
    send_delivery,
)
from .measures import decide_measure, lift_measure, propose_measure, take_measure
from .papers import keep_paper, keep_papers, note_opening, open_notice, order_papers
from .parts import set_part
from .results import ResultsReport, import_post_results
from .service import (
    mark_deemed,
    record_handing,
    record_posting,
    record_return,
    record_service,
    withdraw_notice,
)

__all__ = [
    "Criteria",
    "ResultsReport",
    "cancel_batch",
    "choose_debtors",
    "decide_measure",
    "follow_delivery",
    "import_post_results",
    "issue_batch",
    "keep_paper",
    "keep_papers",
    "lift_measure",
    "load_defaults",
    "mark_deemed",
    "note_opening",
    "open_notice",
    "order_deliveries",
    "order_delivery",
    "order_papers",
    "propose_measure",
    "record_handing",
    "record_posting",
    "record_return",
    "record_service",
    "rehearse_batch",
    "send_delivery",
    "set_part",
    "take_measure",
    "withdraw_notice",
]
