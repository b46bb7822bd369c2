"""The law of notices and enforcement as pure functions: facts and figures in, answers out."""

from .ladder import (
    ChargeFacts,
    DebtorFacts,
    Ladder,
    Step,
    Verdict,
    ladder_of,
    measures_allowed,
    step_of,
)
from .law import Figures, ServiceLaw
from .protected import seizable_day_wage, seizable_wage
from .service import deemed_on, measures_from, objection_until

__all__ = [
    "ChargeFacts",
    "DebtorFacts",
    "Figures",
    "Ladder",
    "ServiceLaw",
    "Step",
    "Verdict",
    "deemed_on",
    "ladder_of",
    "measures_allowed",
    "measures_from",
    "objection_until",
    "seizable_day_wage",
    "seizable_wage",
    "step_of",
]
