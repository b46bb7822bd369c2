"""Verbs of signing together: invite, sign, refuse, take back; who is late is told."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from backoffice.party.queries import party_of
from eservices.applications import notices, offers, people, rules
from eservices.applications.content import content_of
from eservices.applications.errors import (
    DraftGone,
    NeedsStrongerIdentity,
    SignatureRefused,
)
from eservices.applications.models import CoSignature, Draft
from eservices.applications.states import SIGNATURE_MOVES, SignatureState

from .checking import checked_answers
from .uploads import files_in

TIME_TO_SIGN = timedelta(days=14)
MOST_SIGNERS = 6


@transaction.atomic
def invite_cosigner(
    *,
    draft_id: int,
    name: str,
    email: str,
    afm: str,
    language: str,
    actor: User | None,
    at: datetime,
) -> CoSignature:
    """Ask a second person to sign; the content is closed until it is sent or taken back.

    :param afm: of the only person whose signature counts; empty for whoever holds the link
    :raises DraftIncomplete: if answers are missing or wrong
    :raises SignatureRefused: if there are too many, or the person is asked already
    """
    draft = _locked(draft_id)
    asked = [one for one in draft.signatures.all() if one.state != SignatureState.TAKEN_BACK]
    if len(asked) >= MOST_SIGNERS:
        raise SignatureRefused(_("Six people may sign at most. Take one invitation back first."))
    if any(one.email.lower() == email.lower() for one in asked):
        raise SignatureRefused(_("This person was asked already. See the list of signatures."))
    if draft.party and afm and draft.party.afm == afm:
        raise SignatureRefused(_("This is the applicant's own AFM. Write the second person's."))
    if draft.frozen_at is None:
        _freeze(draft, language, at)
    made = CoSignature.objects.create(
        draft=draft,
        name=name,
        email=email,
        afm=afm,
        digest=draft.digest,
        invited_at=at,
        expires_at=at + TIME_TO_SIGN,
    )
    notices.tell_cosigner(made, "invited", at=at)
    _trail("invited", made, actor, at)
    return made


def _locked(draft_id: int) -> Draft:
    found = Draft.objects.select_for_update(of=["self"]).select_related("party", "custody")
    draft = found.filter(pk=draft_id).first()
    if draft is None:
        raise DraftGone
    return draft


def _freeze(draft: Draft, language: str, at: datetime) -> None:
    offer = offers.offer_with(draft.service, draft.form_version)
    values = checked_answers(draft, offer, at).values
    content = content_of(draft, offer, values, files_in(draft), language)
    draft.snapshot, draft.digest = content, rules.digest_of(content)
    draft.frozen_at = at
    draft.save(update_fields=["snapshot", "digest", "frozen_at"])


@transaction.atomic
def sign(*, signature_id: int, digest: str, actor: User, at: datetime) -> CoSignature:
    """Sign the content that was shown.

    :param digest: the hash of what the signer saw
    :raises NeedsStrongerIdentity: if the signer is not known through TAXISnet
    :raises SignatureRefused: if it is not theirs to sign, too late, or another content
    """
    held = _answerable(signature_id, at)
    if people.level_of(actor) < people.TAXISNET:
        raise NeedsStrongerIdentity(people.TAXISNET)
    party = party_of(actor)
    if party is None or (held.afm and party.afm != held.afm):
        raise SignatureRefused(
            _("This invitation is for another person. Sign in with their TAXISnet codes.")
        )
    draft = held.draft
    assert draft is not None
    if actor.pk == draft.user_id or party.pk == draft.party_id:
        raise SignatureRefused(_("The applicant signs by sending. A second person signs here."))
    same = draft.signatures.filter(signer_party=party, state=SignatureState.SIGNED)
    if same.exists():
        raise SignatureRefused(_("You signed this application already."))
    if digest != draft.digest or held.digest != draft.digest:
        raise SignatureRefused(
            _("The application changed since this page was opened. Reload the page and read it.")
        )
    check_move(SIGNATURE_MOVES, SignatureState(held.state), SignatureState.SIGNED)
    held.state, held.answered_at = SignatureState.SIGNED, at
    held.signer, held.signer_party = actor, party
    held.save(update_fields=["state", "answered_at", "signer", "signer_party"])
    notices.tell_of_signature(held, "signed", at=at)
    _trail("signed", held, actor, at)
    return held


@transaction.atomic
def refuse_signature(*, signature_id: int, reason: str, actor: User, at: datetime) -> CoSignature:
    """Say that one does not sign, and why; the applicant is told.

    :raises SignatureRefused: if it is too late or without a reason
    """
    held = _answerable(signature_id, at)
    if not reason.strip():
        raise SignatureRefused(_("Write why you do not sign; the applicant reads it."))
    check_move(SIGNATURE_MOVES, SignatureState(held.state), SignatureState.REFUSED)
    held.state, held.reason, held.answered_at = SignatureState.REFUSED, reason.strip()[:400], at
    held.save(update_fields=["state", "reason", "answered_at"])
    notices.tell_of_signature(held, "refused", at=at)
    _trail("refused", held, actor, at)
    return held


def _answerable(signature_id: int, at: datetime) -> CoSignature:
    # The draft first, then its signatures, as every verb of drafts does.
    draft_id = CoSignature.objects.values_list("draft_id", flat=True).get(pk=signature_id)
    if draft_id is None:
        raise SignatureRefused(_("This application was sent or thrown away; nothing is asked."))
    draft = _locked(draft_id)
    held = CoSignature.objects.select_for_update(of=["self"]).get(pk=signature_id)
    held.draft = draft
    if held.state == SignatureState.INVITED and at >= held.expires_at:
        raise SignatureRefused(_("The time to sign ended. Ask the applicant to invite you again."))
    if held.state != SignatureState.INVITED:
        raise SignatureRefused(_("This invitation was answered or taken back; nothing is asked."))
    return held


@transaction.atomic
def take_back(*, draft_id: int, actor: User | None, at: datetime) -> Draft:
    """Open the content again; whoever was asked or signed is told that it no longer counts."""
    draft = _locked(draft_id)
    if draft.frozen_at is None:
        return draft
    asked = CoSignature.objects.select_for_update(of=["self"]).filter(draft=draft)
    for held in asked.exclude(state=SignatureState.TAKEN_BACK):
        told = held.state in (SignatureState.INVITED, SignatureState.SIGNED)
        check_move(SIGNATURE_MOVES, SignatureState(held.state), SignatureState.TAKEN_BACK)
        held.state = SignatureState.TAKEN_BACK
        held.save(update_fields=["state"])
        if told:
            notices.tell_cosigner(held, "taken_back", at=at)
        _trail("taken_back", held, actor, at)
    draft.frozen_at, draft.snapshot, draft.digest, draft.saved_at = None, None, "", at
    draft.save(update_fields=["frozen_at", "snapshot", "digest", "saved_at"])
    return draft


@transaction.atomic
def drop_invitation(*, signature_id: int, actor: User | None, at: datetime) -> None:
    """Ask one person no more; with nobody left the content opens again."""
    draft_id = CoSignature.objects.values_list("draft_id", flat=True).get(pk=signature_id)
    if draft_id is None:
        return
    draft = _locked(draft_id)
    held = CoSignature.objects.select_for_update(of=["self"]).get(pk=signature_id)
    if held.state == SignatureState.TAKEN_BACK:
        return
    check_move(SIGNATURE_MOVES, SignatureState(held.state), SignatureState.TAKEN_BACK)
    held.state = SignatureState.TAKEN_BACK
    held.save(update_fields=["state"])
    _trail("taken_back", held, actor, at)
    if not draft.signatures.exclude(state=SignatureState.TAKEN_BACK).exists():
        take_back(draft_id=draft.pk, actor=actor, at=at)


@transaction.atomic
def expire_signatures(*, at: datetime) -> int:
    """Close the invitations whose time ended, and tell the applicants; return how many."""
    late = CoSignature.objects.select_for_update(of=["self"], skip_locked=True).filter(
        state=SignatureState.INVITED, expires_at__lte=at
    )
    count = 0
    for held in late:
        check_move(SIGNATURE_MOVES, SignatureState(held.state), SignatureState.EXPIRED)
        held.state = SignatureState.EXPIRED
        held.save(update_fields=["state"])
        notices.tell_of_signature(held, "expired", at=at)
        _trail("expired", held, None, at)
        count += 1
    return count


def _trail(verb: str, held: CoSignature, actor: User | None, at: datetime) -> None:
    draft: Any = held.draft
    record(
        f"applications.cosignature.{verb}",
        held,
        actor=actor,
        at=at,
        on_behalf_of=draft.party_id if draft else None,
        after={"digest": held.digest, "state": held.state},
    )
