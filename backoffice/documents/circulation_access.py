"""The only way a view gets a draft, an assignment or a copy; the wrong person finds nothing."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from . import queries
from .access import entries_for
from .authority import may_pass_on
from .models import (
    Assignment,
    Delegation,
    Dispatch,
    Draft,
    Entry,
    LetterTemplate,
    StoredFile,
    Substitution,
)
from .steps import OPEN_ASSIGNMENTS


def draft_for(user: User, code: str) -> Draft:
    """Return an outgoing document to whoever may open it.

    :raises Http404: to everybody else
    """
    on = athens_day(timezone.now())
    rows = queries.drafts_seen(user, on).select_related(
        "answers__book", "classification", "repeats__current", "template"
    )
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def assignment_for(user: User, code: str) -> Assignment:
    """Return an open assignment to whoever has it, or may pass on what others have.

    :raises Http404: to everybody else
    """
    on = athens_day(timezone.now())
    if not user.has_perm("documents.view_assignment"):
        raise Http404
    found = queries.assignments_of(user, on).filter(code=code, state__in=OPEN_ASSIGNMENTS).first()
    if found is None and user.has_perm("documents.assign_entry"):
        found = (
            Assignment.objects.select_related("entry__book", "department", "user")
            .filter(code=code, state__in=OPEN_ASSIGNMENTS, entry__in=_readable(user))
            .first()
        )
    if found is None:
        raise Http404
    return found


def _readable(user: User) -> QuerySet[Entry]:
    return entries_for(user).order_by()


def dispatch_for(user: User, pk: int) -> Dispatch:
    """Return a copy to whoever dispatches it.

    :raises Http404: to everybody else
    """
    on = athens_day(timezone.now())
    if not user.has_perm("documents.dispatch_draft"):
        raise Http404
    found = (
        Dispatch.objects.select_related("addressee", "draft__entry__book", "draft__current")
        .filter(pk=pk, draft__in=queries.drafts_seen(user, on).order_by().values("pk"))
        .first()
    )
    if found is None:
        raise Http404
    return found


def delegation_for(user: User, code: str) -> Delegation:
    """Return a delegation to whoever keeps them.

    :raises Http404: to everybody else
    """
    found = queries.delegations().filter(code=code).first()
    if found is None or not user.has_perm("documents.manage_authority"):
        raise Http404
    return found


def substitution_for(user: User, code: str) -> Substitution:
    """Return a substitution to whoever keeps them.

    :raises Http404: to everybody else
    """
    found = queries.substitutions().filter(code=code).first()
    if found is None or not user.has_perm("documents.manage_authority"):
        raise Http404
    return found


def absence_for(user: User, code: str) -> Substitution:
    """Return an absence without an order to whoever may end it: who entered or leads.

    :raises Http404: to everybody else, the deputy among them
    """
    rows = Substitution.objects.select_related("absent", "deputy")
    found = rows.filter(code=code, order_number="").first()
    if found is None or not may_pass_on(user, found.absent_id, athens_day(timezone.now())):
        raise Http404
    return found


def template_for(user: User, pk: int) -> LetterTemplate:
    """Return a letter template to whoever keeps them.

    :raises Http404: to everybody else
    """
    if not user.has_perm("documents.change_lettertemplate"):
        raise Http404
    found = queries.templates(user, in_use=False).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_read_proof(user: User, file: StoredFile) -> bool:
    """Tell whether a file proves the dispatch of a document that a user may open."""
    on = athens_day(timezone.now())
    seen = queries.drafts_seen(user, on).order_by().values("pk")
    return Dispatch.objects.filter(proof=file, draft__in=seen).exists()
