"""The only way a screen gets a row of the books: staff by right, nobody else."""

from django.http import Http404

from backoffice.identity.models import User

from .models import Account, Entry, Period


def entry_for(user: User, *, journal: str, year: int, number: int) -> Entry:
    """Return a sealed entry for somebody who may read the books.

    :raises Http404: if there is none, or the user may not see entries
    """
    if not user.has_perm("ledger.view_entry"):
        raise Http404
    entry = (
        Entry.objects.select_related("journal", "actor", "reverses", "reversed_by")
        .filter(journal=journal, year=year, number=number)
        .first()
    )
    if entry is None:
        raise Http404
    return entry


def account_for(user: User, code: str) -> Account:
    """Return an account for somebody who may read the books.

    :raises Http404: if there is none, or the user may not see accounts
    """
    if not user.has_perm("ledger.view_account"):
        raise Http404
    account = Account.objects.filter(pk=code.replace(".", "")).first()
    if account is None:
        raise Http404
    return account


def period_for(user: User, pk: int) -> Period:
    """Return a period for somebody who may see periods.

    :raises Http404: if there is none, or the user may not see them
    """
    if not user.has_perm("ledger.view_period"):
        raise Http404
    period = Period.objects.filter(pk=pk).first()
    if period is None:
        raise Http404
    return period
