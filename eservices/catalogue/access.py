"""Who may see and change the machine part of services; the only way a screen gets one."""

from django.http import Http404

from backoffice.identity.models import User

from . import queries
from .models import Service

SEE = "catalogue.view_service"
CHANGE = "catalogue.change_service"
ADD = "catalogue.add_service"
SET_FEE = "catalogue.add_servicefee"
ANNOUNCE = "catalogue.add_window"
CONTACTS = "catalogue.change_officecontact"


def service_for(user: User, code: str) -> Service:
    """Return a service, offered or not, to staff who see the catalogue.

    :raises Http404: to everybody else
    """
    found = queries.whole_services(offered=None).filter(code=code).first()
    if found is None or not user.has_perm(SEE):
        raise Http404
    return found
