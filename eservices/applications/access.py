"""The only way a page gets a draft, an application or a file; the wrong person finds nothing."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from backoffice.documents.access import departments_of
from backoffice.identity.models import User

from . import people
from .models import Application, Ask, CoSignature, Custody, Draft, Objection, Upload
from .states import SignatureState

Visitor = User | AnonymousUser


def draft_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Draft:
    """Return a draft to whoever writes it.

    :param in_hand: codes of drafts that this very visitor's session began without signing in
    :raises Http404: to everybody else
    """
    rows = Draft.objects.select_related("party", "custody", "user")
    draft = rows.filter(code=code).first()
    if draft is None:
        raise Http404
    if draft.user_id is None and code in in_hand:
        return draft
    if draft.user_id is not None and draft.user_id == user.pk:
        return draft
    raise Http404


def mine(user: Visitor, *, in_hand: Collection[str] = ()) -> Q:
    """Return the condition of the applications that a visitor may read."""
    allowed = Q(code__in=list(in_hand), user__isnull=True)
    if user.is_authenticated:
        allowed |= Q(user=user, party__isnull=True)
        allowed |= Q(party__in=people.visible_party_ids(user))
        signed = Q(signatures__signer=user, signatures__state=SignatureState.SIGNED)
        allowed |= Q(pk__in=Application.objects.filter(signed).values("pk"))
    return allowed


def application_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Application:
    """Return an application to the applicant, whoever acts for them, and who signed it with them.

    Staff read it on their own screens, in the unit that answers it.

    :raises Http404: to everybody else
    """
    rows = Application.objects.select_related("entry__book", "charge", "reply", "party", "user")
    found = rows.filter(mine(user, in_hand=in_hand), code=code).first()
    if found is None:
        raise Http404
    return found


def own_application_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Application:
    """Return an application to whoever may change something about it, co-signers left out.

    :raises Http404: to everybody else
    """
    found = application_for(user, code, in_hand=in_hand)
    if found.user_id is None and code in in_hand:
        return found
    if found.party_id is None and found.user_id == user.pk:
        return found
    if found.party_id in people.visible_party_ids(user):
        return found
    raise Http404


def applications_for(user: Visitor) -> QuerySet[Application]:
    """Return every application that a visitor may read, the newest first."""
    if not user.is_authenticated:
        return Application.objects.none()
    return Application.objects.filter(mine(user))


def staff_applications_for(user: Visitor) -> QuerySet[Application]:
    """Return the applications of the units that a member of staff works in, or leads."""
    if not user.is_authenticated or not user.has_perm("applications.view_application"):
        return Application.objects.none()
    if user.has_perm("documents.view_every_entry") and not user.is_superuser:
        return Application.objects.all()
    return Application.objects.filter(department_id__in=departments_of(user))


def staff_application_for(user: Visitor, code: str) -> Application:
    """Return an application to staff of the unit that answers it.

    :raises Http404: to everybody else
    """
    rows = staff_applications_for(user).select_related(
        "entry__book", "charge", "reply", "party", "department", "case"
    )
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def upload_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Upload:
    """Return a file to whoever brought it, or may read the application that it went with.

    :raises Http404: to everybody else
    """
    rows = Upload.objects.select_related("file", "draft", "application")
    found = rows.filter(code=code, file__destroyed_at__isnull=True).first()
    if found is None:
        raise Http404
    if found.draft is not None:
        draft_for(user, found.draft.code, in_hand=in_hand)
        return found
    assert found.application is not None
    application_for(user, found.application.code, in_hand=in_hand)
    return found


def ask_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Ask:
    """Return a request of the office to the applicant.

    :raises Http404: to everybody else
    """
    found = Ask.objects.select_related("application").filter(code=code).first()
    if found is None:
        raise Http404
    own_application_for(user, found.application.code, in_hand=in_hand)
    return found


def objection_for(user: Visitor, code: str) -> Objection:
    """Return an objection to the applicant.

    :raises Http404: to everybody else
    """
    found = Objection.objects.select_related("application").filter(code=code).first()
    if found is None:
        raise Http404
    own_application_for(user, found.application.code)
    return found


def invitation_for(user: Visitor, code: str) -> CoSignature:
    """Return an invitation to whoever signed in and holds its link; the code is the secret.

    :raises Http404: to whoever is not signed in, and to another person once it was signed
    """
    rows = CoSignature.objects.select_related("draft__party", "draft__user", "application")
    found = rows.filter(code=code).first()
    if found is None or not user.is_authenticated:
        raise Http404
    if found.signer_id is not None and found.signer_id != user.pk:
        raise Http404
    if found.draft_id is None and found.signer_id is None:
        raise Http404
    return found


def custody_for(user: Visitor, code: str) -> Custody:
    """Return a declaration of custody to whoever made it.

    :raises Http404: to everybody else
    """
    found = Custody.objects.filter(code=code).first() if user.is_authenticated else None
    if found is None or found.declared_by_id != user.pk:
        raise Http404
    return found


def owned_signature_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> CoSignature:
    """Return an invitation to whoever writes the draft that is to be signed.

    :raises Http404: to everybody else
    """
    found = CoSignature.objects.select_related("draft").filter(code=code).first()
    if found is None or found.draft is None:
        raise Http404
    draft_for(user, found.draft.code, in_hand=in_hand)
    return found
