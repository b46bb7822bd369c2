"""The law's figures on one day, as rules take them."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """Days and euros of ν.4978/2022; the data rows of one day hold them.

    :param wait_days: days that pass between the overdue notice and measures (άρθρο 7)
    :param objection_days: days to object to what was notified
    :param floor_immovables: euros of debt under which no immovable is seized (άρθρο 9 §4)
    :param floor_movables: euros under which no movable in the debtor's hands is seized
    :param floor_bank: euros under which no bank is asked (άρθρο 31)
    :param account_free: euros a month of one declared account that stay free (άρθρο 33)
    :param wage_free: euros of a wage or pension a month that stay free
    :param wage_half_to: euros up to which only a share of the rest is seized
    :param wage_half_share: that share
    :param day_wage_free: share of a day wage that stays free
    """

    wait_days: int
    objection_days: int
    floor_immovables: Decimal
    floor_movables: Decimal
    floor_bank: Decimal
    account_free: Decimal
    wage_free: Decimal
    wage_half_to: Decimal
    wage_half_share: Decimal
    day_wage_free: Decimal


@dataclass(frozen=True, slots=True)
class ServiceLaw:
    """How one way of service counts.

    :param serves: whether it is service at all, or only a courtesy
    :param from_posting: whether days run from the posting, or from the delivery
    """

    serves: bool
    from_posting: bool
    days: int
    working_days: bool
