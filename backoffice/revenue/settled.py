"""How the module that raised a charge hears that it is settled: a table filled in `ready()`."""

from collections.abc import Callable
from datetime import datetime

from backoffice.kernel.registry import Registry

# A handler gets the source's identifier, the charge's public code and the instant; it must be
# safe to repeat, because the queue repeats.
Handler = Callable[[str, str, datetime], None]

_registry: Registry[Handler] = Registry("revenue settled")

register = _registry.register
get = _registry.get
kinds = _registry.kinds
