"""The only way a page gets an application or a certificate."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from backoffice.identity.models import User
from backoffice.party.queries import represented_party_ids

from .models import Application, Certificate

Visitor = User | AnonymousUser

GIVE = "certificates.give_certificate"
SEE = "certificates.view_certificate"
REVOKE = "certificates.revoke_certificate"


def visible_party_ids(user: Visitor) -> set[int]:
    """Return the parties for whom a user may ask for certificates: the own and the mandated."""
    return represented_party_ids(user) if user.is_authenticated else set()


def application_for(user: Visitor, code: str) -> Application:
    """Return an application to whoever may act for its party, and to staff who see certificates.

    :raises Http404: to everybody else
    """
    found = Application.objects.select_related("party", "certificate__entry", "certificate__file")
    made = found.filter(code=code).first()
    if made is None:
        raise Http404
    if user.has_perm(SEE):
        return made
    if made.party_id in visible_party_ids(user):
        return made
    raise Http404


def certificate_for(user: Visitor, code: str) -> Certificate:
    """Return a certificate to whoever may act for its party, and to staff who see certificates.

    :raises Http404: to everybody else
    """
    found = Certificate.objects.select_related("party", "entry", "file", "application")
    certificate = found.filter(code=code).first()
    if certificate is None:
        raise Http404
    if user.has_perm(SEE):
        return certificate
    if certificate.party_id in visible_party_ids(user):
        return certificate
    raise Http404
