"""Rows of the treasury; only this module reads them."""

from .desks import Desk, Session
from .money import Cancellation, Movement, Taking

__all__ = ["Cancellation", "Desk", "Movement", "Session", "Taking"]
