"""Public reads of enforcement; nothing here writes."""

from .ladder import LadderRow, debts_on_ladder, ladder, ladder_of_debtor
from .law import figure, figures_on, law_rows, service_law_on
from .notices import (
    NoticeView,
    deliveries_of,
    notices_of_parties,
    openings_of,
    page_data,
    printed,
)
from .office import batches, candidates, measures, notices, parts_of, progress_of

__all__ = [
    "LadderRow",
    "NoticeView",
    "batches",
    "candidates",
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
]
