"""Public reads of enforcement; nothing here writes."""

from . import waiting
from .ladder import (
    DebtorOnLadder,
    LadderRow,
    debtor_on_ladder,
    debts_on_ladder,
    ladder,
    ladder_of_debtor,
)
from .law import figure, figures_on, law_rows, service_law_on
from .notices import (
    NoticeView,
    deliveries_of,
    notices_of_parties,
    openings_of,
    page_data,
    printed,
)
from .office import batches, candidates, debts_of_measure, measures, notices, parts_of, progress_of

__all__ = [
    "DebtorOnLadder",
    "LadderRow",
    "NoticeView",
    "batches",
    "candidates",
    "debtor_on_ladder",
    "debts_of_measure",
    "debts_on_ladder",
    "deliveries_of",
    "figure",
    "figures_on",
    "ladder",
    "ladder_of_debtor",
    "law_rows",
    "measures",
    "notices",
    "notices_of_parties",
    "openings_of",
    "page_data",
    "parts_of",
    "printed",
    "progress_of",
    "service_law_on",
    "waiting",
]
