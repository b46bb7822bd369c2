"""Public verbs: loading the shipped services, and what the town decides about them."""

from .changing import (
    announce_window,
    change_service,
    drop_announced_fee,
    mark_checked,
    register_service,
    set_contact,
    set_fee,
)
from .loading import Loaded, load_services

__all__ = [
    "Loaded",
    "announce_window",
    "change_service",
    "drop_announced_fee",
    "load_services",
    "mark_checked",
    "register_service",
    "set_contact",
    "set_fee",
]
