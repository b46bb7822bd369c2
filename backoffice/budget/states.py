"""The states of a budget and of an amendment (ν.4172/2013 άρθρο 77, as replaced by ν.4555/2018)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BudgetState(models.TextChoices):
    """Where a year's budget stands on its way from the services to its closing."""

    DRAFT_SERVICE = "draft_service", _("draft of the services")
    DRAFT_COMMITTEE = "draft_committee", _("draft before the committee")
    OBSERVATORY_OPINION = "observatory_opinion", _("opinion of the Observatory")
    COUNCIL_VOTED = "council_voted", _("voted by the council")
    LEGALITY_CHECK = "legality_check", _("legality check")
    APPROVED = "approved", _("approved")
    EXECUTING = "executing", _("in execution")
    CLOSED = "closed", _("closed")


class AmendmentState(models.TextChoices):
    """Where an amendment stands on its way to the lines it changes."""

    PROPOSED = "proposed", _("proposed")
    COMMITTEE = "committee", _("before the committee")
    COUNCIL_VOTED = "council_voted", _("voted by the council")
    LEGALITY_CHECK = "legality_check", _("legality check")
    EFFECTIVE = "effective", _("in effect")
    REJECTED = "rejected", _("rejected")


_B, _A = BudgetState, AmendmentState

BUDGET_MOVES: dict[BudgetState, frozenset[BudgetState]] = {
    _B.DRAFT_SERVICE: frozenset({_B.DRAFT_COMMITTEE}),
    _B.DRAFT_COMMITTEE: frozenset({_B.OBSERVATORY_OPINION, _B.DRAFT_SERVICE}),
    _B.OBSERVATORY_OPINION: frozenset({_B.COUNCIL_VOTED, _B.DRAFT_COMMITTEE}),
    _B.COUNCIL_VOTED: frozenset({_B.LEGALITY_CHECK}),
    # The supervisor may send a budget back; it is then drafted and voted again.
    _B.LEGALITY_CHECK: frozenset({_B.APPROVED, _B.DRAFT_COMMITTEE}),
    _B.APPROVED: frozenset({_B.EXECUTING}),
    _B.EXECUTING: frozenset({_B.CLOSED}),
    _B.CLOSED: frozenset(),
}

AMENDMENT_MOVES: dict[AmendmentState, frozenset[AmendmentState]] = {
    _A.PROPOSED: frozenset({_A.COMMITTEE, _A.REJECTED}),
    _A.COMMITTEE: frozenset({_A.COUNCIL_VOTED, _A.REJECTED}),
    _A.COUNCIL_VOTED: frozenset({_A.LEGALITY_CHECK}),
    _A.LEGALITY_CHECK: frozenset({_A.EFFECTIVE, _A.REJECTED}),
    _A.EFFECTIVE: frozenset(),
    _A.REJECTED: frozenset(),
}

# While it is drafted its lines change freely; afterwards only amendments change what was voted.
DRAFTS = frozenset({_B.DRAFT_SERVICE, _B.DRAFT_COMMITTEE, _B.OBSERVATORY_OPINION})
