"""The card page beside the pages of instalments."""

from tests.integrations.servers import notice_receiver, stripe_process, stripe_sandbox

__all__ = ["notice_receiver", "stripe_process", "stripe_sandbox"]
