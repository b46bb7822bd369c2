from tests.integrations.servers import gsis_process, gsis_sandbox

__all__ = ["gsis_process", "gsis_sandbox"]
