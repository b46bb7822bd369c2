"""Agree to a purpose, and take it back as easily (GDPR, article 7 §3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.privacy.models import Consent
from backoffice.privacy.registries import PURPOSES


@transaction.atomic
def give_consent(*, user: User, purpose: str, language: str, at: datetime) -> Consent:
    """Keep that a user agrees, with the words that were shown; agreed already changes nothing.

    :raises UnknownKind: if no module asks for consent to this purpose
    """
    asked = PURPOSES.get(purpose)
    with override(language):
        text = str(asked.text)
    made, is_new = Consent.objects.get_or_create(
        user=user,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"text": text, "language": language, "given_at": at},
    )
    if is_new:
        record("privacy.consent.given", made, actor=user, at=at, after={"purpose": purpose})
    return made


@transaction.atomic
def withdraw_consent(*, user: User, purpose: str, at: datetime) -> bool:
    """Take a consent back; what was done before stays lawful.

    :return: whether there was one
    """
    rows = Consent.objects.select_for_update(no_key=True)
    held = rows.filter(user=user, purpose=purpose, withdrawn_at=None).first()
    if held is None:
        return False
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    record("privacy.consent.withdrawn", held, actor=user, at=at, after={"purpose": purpose})
    return True
