"""The only way a page gets a draft, an application or a file; the wrong person finds nothing."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from backoffice.documents.access import departments_of
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.procedures import queries as procedures

from . import people
from .models import (
    Application,
    Ask,
    CoSignature,
    Custody,
    Draft,
    Objection,
    RankedList,
    TextBlock,
    Upload,
)
from .models.applications import Channel
from .states import SignatureState

Visitor = User | AnonymousUser


def draft_for(user: Visitor, code: str, *, in_hand: Collection[str] = ()) -> Draft:
    """Return a draft to whoever writes it.

    :param in_hand: codes of drafts that this very visitor's session began without signing in
    :raises Http404: to everybody else
    """
    # What staff fill in at the counter has its own pages, behind the second factor.
    rows = Draft.objects.select_related("party", "custody", "user")
    draft = rows.filter(code=code, channel=Channel.PORTAL).first()
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
    related = ("entry__book", "limit_entry__book", "charge", "reply", "party", "user")
    rows = Application.objects.select_related(*related)
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
    # Whoever has a step to do in another unit's case reads what it is about.
    units = departments_of(user)
    part = procedures.parts_of(user, athens_day(timezone.now())).exclude(case__department__in=units)
    return Application.objects.filter(
        Q(department_id__in=units)
        | Q(case_id__in=part.values("case"))
        | Q(case_id__in=part.filter(case__root__isnull=False).values("case__root"))
    )


def staff_application_for(user: Visitor, code: str) -> Application:
    """Return an application to staff of the unit that answers it.

    :raises Http404: to everybody else
    """
    rows = (
        staff_applications_for(user)
        .select_related(
            "entry__book", "limit_entry__book", "charge", "reply", "party", "department"
        )
        .select_related("case__version", "case__definition", "case__department")
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


def ranked_lists_for(user: Visitor) -> QuerySet[RankedList]:
    """Return the ranked lists of the units that a member of staff works in, or leads."""
    rows = RankedList.objects.select_related("department", "made_by")
    if not user.is_authenticated or not user.has_perm("applications.view_application"):
        return rows.none()
    if user.has_perm("documents.view_every_entry") and not user.is_superuser:
        return rows
    return rows.filter(department_id__in=departments_of(user))


def ranked_list_for(user: Visitor, code: str) -> RankedList:
    """Return a ranked list to staff of the unit that draws it up.

    :raises Http404: to everybody else
    """
    related = ("provisional_entry__book", "final_entry__book", "provisional_by", "final_by")
    found = ranked_lists_for(user).select_related(*related).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def text_blocks_for(user: Visitor) -> QuerySet[TextBlock]:
    """Return every text block to whoever may change them."""
    allowed = user.is_authenticated and user.has_perm("applications.change_textblock")
    return TextBlock.objects.all() if allowed else TextBlock.objects.none()


def text_block_for(user: Visitor, code: str) -> TextBlock:
    """Return a text block to whoever may change them.

    :raises Http404: to everybody else, and if there is none
    """
    found = text_blocks_for(user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def counter_draft_for(user: Visitor, code: str) -> Draft:
    """Return a form that is filled in at the counter to the clerk who began it.

    :raises Http404: to everybody else
    """
    allowed = user.is_authenticated and user.has_perm("applications.file_for_citizen")
    rows = Draft.objects.select_related("party", "user").exclude(channel=Channel.PORTAL)
    found = rows.filter(code=code, user_id=user.pk or 0).first() if allowed else None
    if found is None:
        raise Http404
    return found
