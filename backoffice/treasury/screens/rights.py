"""Who may open a page of the cash desks: any one of several rights."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backoffice.ledger.acting import ActScreen
from backoffice.ledger.screens import StaffScreen
from backoffice.treasury import access


class DeskScreen(StaffScreen):
    """A page for cashiers; whoever sees all sessions may read it too where it says so."""

    right = access.USE
    #: Any one of these lets in.
    rights: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever holds none of the rights."""
        access.require_any(self.user, *(self.rights or (self.right,)))
        return super(StaffScreen, self).dispatch(request, *args, **kwargs)


class DeskAct(DeskScreen, ActScreen):
    """An act at a cash desk."""
