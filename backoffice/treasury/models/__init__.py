"""Rows of the treasury; only this module reads them."""

from .bank import BankMatch, BankSum
from .desks import Desk, Session
from .money import Cancellation, Movement, Taking

__all__ = ["BankMatch", "BankSum", "Cancellation", "Desk", "Movement", "Session", "Taking"]
