"""Tables of arrangements: the law as rows, and what was agreed with whom."""

from .agreed import ArrangedDebt, Arrangement, Instalment, Reward
from .law import AbilityBand, BaseRate, ExcludedKind, GrantLimit, LossRule, Scheme, Terms, Waiver
from .taken import TakenOver

__all__ = [
    "AbilityBand",
    "ArrangedDebt",
    "Arrangement",
    "BaseRate",
    "ExcludedKind",
    "GrantLimit",
    "Instalment",
    "LossRule",
    "Reward",
    "Scheme",
    "TakenOver",
    "Terms",
    "Waiver",
]
