"""Public verbs of arrangements. Each is one transaction and leaves one row in the audit trail."""

from backoffice.arrangements.errors import TakeOverRefused, UnknownDebtor

from .applying import apply, revive
from .deciding import approve, prepare_decision, refuse
from .judging import judge, judge_arrangements, remind
from .law import load_defaults, open_longer_term, set_base_rate
from .rewarding import give_reward, propose_reward, settle_reward
from .running import ask_next, ask_rest, collect, revoke
from .taking_over import Papers, take_over

__all__ = [
    "Papers",
    "TakeOverRefused",
    "UnknownDebtor",
    "apply",
    "approve",
    "ask_next",
    "ask_rest",
    "collect",
    "give_reward",
    "judge",
    "judge_arrangements",
    "load_defaults",
    "open_longer_term",
    "prepare_decision",
    "propose_reward",
    "refuse",
    "remind",
    "revive",
    "revoke",
    "set_base_rate",
    "settle_reward",
    "take_over",
]
