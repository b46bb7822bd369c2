"""The sandboxes' fixtures, for every test of this folder."""

from tests.integrations.servers import (
    gsis_process,
    gsis_sandbox,
    notice_receiver,
    stripe_process,
    stripe_sandbox,
)

__all__ = ["gsis_process", "gsis_sandbox", "notice_receiver", "stripe_process", "stripe_sandbox"]
