"""Why a verb of the procedures was refused."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError


class UnknownProcedure(DomainError):
    """No version of a procedure is in force."""

    code = "unknown_procedure"


class NotFit(DomainError):
    """A drawing has faults that must be mended before it comes in force.

    :param findings: what `validation.check` found
    """

    code = "not_fit"

    def __init__(self, findings: list[Any]) -> None:
        self.findings = findings
        first = findings[0]
        super().__init__(
            _("The drawing has %(count)d faults. The first: %(message)s %(mend)s")
            % {"count": len(findings), "message": first.message, "mend": first.mend}
        )


class VersionStays(DomainError):
    """A version that is or was in force never changes."""

    code = "version_stays"


class CaseNotRunning(DomainError):
    """A case that is suspended or closed takes no step."""

    code = "case_not_running"


class TaskNotOpen(DomainError):
    """The task is done, or no longer needed."""

    code = "task_not_open"


class TaskTaken(DomainError):
    """Somebody else took the task."""

    code = "task_taken"


class NotStandingIn(DomainError):
    """A task is done in the place of somebody only while that person's tasks are passed on."""

    code = "not_standing_in"


class SamePerson(DomainError):
    """The task asks for another person than the one who did an earlier step."""

    code = "same_person"


class AnswersRefused(DomainError):
    """Answers do not fit the task's form.

    :param errors: what is wrong, by the name of the field
    """

    code = "answers_refused"

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class KeyUsed(DomainError):
    """A message came with the key of another message."""

    code = "key_used"


class IncidentSolved(DomainError):
    """The incident was solved before."""

    code = "incident_solved"
