"""The only way a view gets a row: the wrong person finds nothing, as if nothing were there."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from backoffice.identity.models import User
from backoffice.party.queries import represented_party_ids

from .models import Attachment, Declaration, Establishment, ExpectedPeriod, ImportRun
from .states import DeclarationState

SCOPE = "declare"
COUNTER = "business_fees.declare_for_others"


def signed_in(user: User | AnonymousUser) -> User:
    """Return the user of a request behind sign-in.

    :raises PermissionDenied: if nobody signed in, which the page's guard lets not happen
    """
    if not user.is_authenticated:
        raise PermissionDenied
    return user


def may_declare_for_others(user: User) -> bool:
    """Tell whether a user serves businesses at the counter."""
    return user.is_authenticated and user.is_staff_member and user.has_perm(COUNTER)


def establishments_of(user: User) -> QuerySet[Establishment]:
    """Return the establishments for which a user may declare."""
    if not user.is_authenticated:
        return Establishment.objects.none()
    return Establishment.objects.filter(party_id__in=represented_party_ids(user, SCOPE))


def establishment_for(user: User, code: str) -> Establishment:
    """Return an establishment to somebody who may declare for it.

    :raises Http404: to everybody else
    """
    establishment = (
        Establishment.objects.select_related("party")
        .prefetch_related("categories")
        .filter(code=code)
        .first()
    )
    if establishment is None or not user.is_authenticated:
        raise Http404
    if establishment.party_id in represented_party_ids(user, SCOPE):
        return establishment
    if may_declare_for_others(user):
        return establishment
    raise Http404


def declaration_for(user: User, code: str) -> Declaration:
    """Return a declaration to the business it binds, its representatives, or staff who may see it.

    :raises Http404: to everybody else, and to citizens while a finding is not certified
    """
    declaration = (
        Declaration.objects.select_related(
            "expected__establishment__party", "on_behalf_of", "declared_by", "corrects"
        )
        .filter(code=code)
        .first()
    )
    if declaration is None or not user.is_authenticated:
        raise Http404
    if user.is_staff_member and user.has_perm("business_fees.view_declaration"):
        return declaration
    if declaration.state in {DeclarationState.PROPOSED, DeclarationState.DROPPED}:
        raise Http404
    if declaration.on_behalf_of_id in represented_party_ids(user, SCOPE):
        return declaration
    raise Http404


def correctable_declaration_for(user: User, code: str) -> Declaration:
    """Return a declaration to whoever may declare for its establishment; seeing is not enough.

    :raises Http404: to everybody else
    """
    declaration = declaration_for(user, code)
    establishment_for(user, declaration.expected.establishment.code)
    return declaration


def attachment_for(user: User, code: str) -> Attachment:
    """Return a file to whoever may see its declaration; before sending, to its owner alone.

    :raises Http404: to everybody else
    """
    attachment = Attachment.objects.select_related("declaration").filter(code=code).first()
    if attachment is None or not user.is_authenticated:
        raise Http404
    if attachment.declaration is not None:
        declaration_for(user, attachment.declaration.code)
        return attachment
    if attachment.uploaded_by_id == user.pk:
        return attachment
    raise Http404


def registered_establishment_for(user: User, code: str) -> Establishment:
    """Return an establishment to staff who keep or read the register.

    :raises Http404: to everybody else
    """
    if not user.has_perm("business_fees.view_establishment"):
        raise Http404
    found = (
        Establishment.objects.select_related("party")
        .prefetch_related("categories")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


def expected_for(user: User, pk: int) -> ExpectedPeriod:
    """Return an expected period to staff who follow up what is missing.

    :raises Http404: to everybody else
    """
    if not user.has_perm("business_fees.view_expectedperiod"):
        raise Http404
    rows = ExpectedPeriod.objects.select_related("establishment__party")
    found = rows.prefetch_related("establishment__categories").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def import_run_for(user: User, code: str) -> ImportRun:
    """Return an import to staff who bring in files of ΑΑΔΕ.

    :raises Http404: to everybody else
    """
    if not user.has_perm("business_fees.import_aade"):
        raise Http404
    found = ImportRun.objects.select_related("imported_by").filter(code=code).first()
    if found is None:
        raise Http404
    return found
