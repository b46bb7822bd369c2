"""Rows of enforcement: the law's figures, batches, notices with their service, measures."""

from .batches import Batch, Candidate, Part
from .law import LegalFigure, ServiceRule
from .measures import Measure, MeasureCharge
from .notices import Notice, NoticeLine
from .service import Delivery, Opening

__all__ = [
    "Batch",
    "Candidate",
    "Delivery",
    "LegalFigure",
    "Measure",
    "MeasureCharge",
    "Notice",
    "NoticeLine",
    "Opening",
    "Part",
    "ServiceRule",
]
