"""How a person wants to hear, and in which words the town speaks."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.messaging import wording
from backoffice.messaging.errors import NumberRefused, WordingRefused
from backoffice.messaging.gateway import gateway
from backoffice.messaging.models import Mobile, Preference, Wording
from backoffice.messaging.rules import mobile_number
from backoffice.messaging.templates import COMPULSORY, TEMPLATES, TOPICS, Template
from backoffice.messaging.wording import Text

CODE_LIVES = timedelta(minutes=10)
ONE_CODE_EVERY = timedelta(minutes=1)
MOST_TRIES = 5


@transaction.atomic
def set_preferences(
    *, user: User, chosen: Mapping[str, tuple[bool, bool]], actor: User, at: datetime
) -> None:
    """Set by which ways a user hears of each topic.

    :param chosen: topic → (by e-mail, by SMS)
    :raises NumberRefused: if SMS is chosen without a confirmed telephone
    """
    topics = {topic: ways for topic, ways in chosen.items() if topic in TOPICS}
    if any(sms for _email, sms in topics.values()) and not _confirmed(user):
        raise NumberRefused(_("Add and confirm a telephone first, then choose SMS."))
    for topic, (email, sms) in topics.items():
        Preference.objects.update_or_create(
            user=user,
            topic=topic,
            defaults={"email": email or topic in COMPULSORY, "sms": sms, "changed_at": at},
        )
    after = {topic: list(ways) for topic, ways in topics.items()}
    record("messaging.preferences.set", user, actor=actor, at=at, after=after)


def _confirmed(user: User) -> bool:
    return Mobile.objects.filter(user=user, confirmed_at__isnull=False).exists()


def send_mobile_code(*, user: User, number: str, at: datetime) -> Mobile:
    """Send a code to a telephone, to prove that it is in its owner's hands.

    :raises NumberRefused: if it is no mobile number, or a code went out a moment ago
    :raises integrations.sms.messages.SmsError: if the gateway is away
    """
    wanted = mobile_number(number)
    if not wanted:
        raise NumberRefused(_("Write a mobile number of ten digits, such as 6912345678."))
    code = f"{secrets.randbelow(10**6):06d}"
    made = _asked(user, wanted, code, at)
    with override(user.language):
        text = _("Your code: %(code)s. Nobody from the municipality asks for it.") % {"code": code}
    gateway().send(key=f"mobile-{user.pk}-{at.timestamp():.0f}", to=wanted, text=text)
    return made


@transaction.atomic
def _asked(user: User, number: str, code: str, at: datetime) -> Mobile:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = Mobile.objects.filter(user=user).first()
    if known is not None and known.asked_at > at - ONE_CODE_EVERY:
        raise NumberRefused(_("A code was sent a moment ago. Wait a minute, then ask again."))
    made, _new = Mobile.objects.update_or_create(
        user=user,
        defaults={
            "number": number,
            "code_digest": make_password(code),
            "asked_at": at,
            "tries": 0,
            "confirmed_at": None,
        },
    )
    record("messaging.mobile.asked", user, actor=user, at=at, after={"number": number[-3:]})
    return made


def confirm_mobile(*, user: User, code: str, at: datetime) -> Mobile:
    """Take the code that was sent to a telephone.

    :raises NumberRefused: if it is wrong, too old, or was guessed too often
    """
    # A wrong code is counted in a transaction of its own: the refusal must not undo the count.
    made = _tried(user, code, at)
    if made is None:
        raise NumberRefused(
            _("The code is wrong or has expired. Look at the latest SMS, or ask for a new code.")
        )
    return made


@transaction.atomic
def _tried(user: User, code: str, at: datetime) -> Mobile | None:
    made = Mobile.objects.select_for_update(no_key=True).filter(user=user).first()
    if made is None or made.tries >= MOST_TRIES or made.asked_at < at - CODE_LIVES:
        return None
    if not check_password("".join(code.split()), made.code_digest):
        made.tries += 1
        made.save(update_fields=["tries"])
        return None
    made.confirmed_at, made.code_digest = at, ""
    made.save(update_fields=["confirmed_at", "code_digest"])
    record("messaging.mobile.confirmed", user, actor=user, at=at)
    return made


@transaction.atomic
def drop_mobile(*, user: User, at: datetime) -> None:
    """Forget a user's telephone; no SMS go out from now on."""
    Mobile.objects.filter(user=user).delete()
    Preference.objects.filter(user=user, sms=True).update(sms=False, changed_at=at)
    record("messaging.mobile.dropped", user, actor=user, at=at)


@transaction.atomic
def write_wording(
    *, template: str, language: str, text: Text, is_shipped: bool = False, actor: User, at: datetime
) -> Wording:
    """Put the town's own words for a notification in use; those before stay in the history.

    :param is_shipped: go back to the words that ship; `text` is then theirs
    :raises WordingRefused: if a text names what the template does not know, or is too long
    """
    kind = TEMPLATES.get(template)
    chosen = kind.shipped(language) if is_shipped else text
    _check(kind, chosen)
    made = Wording.objects.create(
        template=template,
        language=language,
        subject=chosen.subject[:200],
        body=chosen.body,
        sms=chosen.sms[:480],
        is_shipped=is_shipped,
        written_by=actor,
        written_at=at,
    )
    record("messaging.wording.written", made, actor=actor, at=at)
    return made


def _check(kind: Template, text: Text) -> None:
    if not text.subject.strip() or not text.body.strip():
        raise WordingRefused(_("Subject and text cannot be empty."))
    for fault in wording.faults(text, kind.variables):
        raise WordingRefused(_words(fault, kind))


def _words(fault: wording.Fault, kind: Template) -> str:
    if fault.kind == "place":
        known = ", ".join(f"{{{name}}}" for name in kind.variables)
        return _("“{%(name)s}” is unknown here. You may use: %(known)s.") % {
            "name": fault.name,
            "known": known,
        }
    if fault.kind == "braces":
        return _("A brace is open or stands alone. Write places as {name}.")
    return _("The SMS is longer than three messages. Shorten it.")
