"""How many charges of a list a person looks up before it is certified."""

from decimal import Decimal


def sample_size(rows: int, *, confidence: Decimal, tolerable: Decimal) -> int:
    """Return how many rows drawn by lot, all of them right, speak for the whole list.

    If more than the tolerable share were wrong, a sample of this size would show at least one
    wrong row with the stated confidence (discovery sampling, draws without replacement are
    cut to the size of the list).

    :param rows: rows of the list
    :param confidence: a fraction, 0.95 for 95 %
    :param tolerable: the share of wrong rows that must not stay hidden, 0.05 for 5 %
    """
    if rows <= 0:
        return 0
    if not (0 < confidence < 1 and 0 < tolerable < 1):
        raise ValueError("confidence and tolerable are fractions between 0 and 1")
    drawn, unseen = 0, Decimal(1)
    while unseen > 1 - confidence and drawn < rows:
        drawn, unseen = drawn + 1, unseen * (1 - tolerable)
    return drawn
