"""Who may open a page of the cash desks: any one of several rights."""

from backoffice.kernel.screens import StaffScreen
from backoffice.ledger.acting import ActScreen
from backoffice.treasury import access


class DeskScreen(StaffScreen):
    """A page for cashiers; whoever sees all sessions may read it too where it says so."""

    right = access.USE
    #: Any one of these lets in.
    rights: tuple[str, ...] = ()

    def let_in(self) -> None:
        """Refuse whoever holds none of the rights."""
        access.require_any(self.user, *(self.rights or (self.right,)))


class DeskAct(DeskScreen, ActScreen):
    """An act at a cash desk."""
