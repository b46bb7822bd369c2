"""What the home screen of staff counts among the applications."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.desk.panels import Tile
from backoffice.identity.models import User

from . import access, office_queries


def tiles_for(user: User, on: date) -> list[Tile]:
    """Count what nobody took up while the law let it be forwarded."""
    if not user.has_perm("applications.handle_application"):
        return []
    late = access.staff_applications_for(user).filter(office_queries.untouched(on)).count()
    address = f"{reverse('applications_office:list')}?only=untouched"
    return [Tile(_("Applications not forwarded in time"), late, address, order=12)]
