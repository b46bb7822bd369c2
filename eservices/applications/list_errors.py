"""Why something about a ranked list is refused; each message says how to mend it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError


class RulesFaulty(DomainError):
    """What earns points cannot be read."""

    code = "rules_faulty"

    def __init__(self, fault: str) -> None:
        super().__init__(_("What earns points cannot be read: %(fault)s") % {"fault": fault})


class WindowOpen(DomainError):
    """Applications or objections are still taken."""

    code = "window_open"

    def __init__(self) -> None:
        super().__init__(
            _("Applications or objections are still taken. Publish once their last day is over.")
        )


class ListNotOpen(DomainError):
    """The list is not where this can be done."""

    code = "list_not_open"

    def __init__(self) -> None:
        super().__init__(_("The list has gone on. Reload the page to see where it stands."))


class PublishedBySame(DomainError):
    """Whoever drew a list up does not make it final."""

    code = "published_by_same"

    def __init__(self) -> None:
        super().__init__(
            _("You drew this list up. Another person makes it final; leave it to a colleague.")
        )


class PointsWithoutReasons(DomainError):
    """Points are changed with reasons."""

    code = "points_without_reasons"

    def __init__(self) -> None:
        super().__init__(_("Write the reasons; they stay with the list."))


class ObjectionsUnanswered(DomainError):
    """A final list answers every objection."""

    code = "objections_unanswered"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            _("Objections are being examined: %(numbers)s. Answer them, then publish.")
            % {"numbers": ", ".join(numbers)}
        )
