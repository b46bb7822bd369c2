"""Public verbs of the procedures."""

from .at_once import run_waiting_steps, tell_news
from .cases import cancel_case, correct_facts, resume_case, start_case, suspend_case
from .definitions import publish_version, restore_version, retire_version, save_draft
from .errands import retry_incident, run_service_step
from .forgetting import forget_facts
from .messages import deliver_kept, send_message
from .migration import MigrationReport, migrate_cases
from .people import assign_task, claim_task, complete_task, release_task
from .stepping import hold_case
from .timers import fire_timer, fire_timers

__all__ = [
    "MigrationReport",
    "assign_task",
    "cancel_case",
    "claim_task",
    "complete_task",
    "correct_facts",
    "deliver_kept",
    "fire_timer",
    "fire_timers",
    "forget_facts",
    "hold_case",
    "migrate_cases",
    "publish_version",
    "release_task",
    "restore_version",
    "resume_case",
    "retire_version",
    "retry_incident",
    "run_service_step",
    "run_waiting_steps",
    "save_draft",
    "send_message",
    "start_case",
    "suspend_case",
    "tell_news",
]
