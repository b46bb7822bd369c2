"""Verbs on users and on who they are in law."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User, VerifiedIdentity
from backoffice.identity.trail import record
from backoffice.kernel.errors import DomainError
from backoffice.kernel.registry import Registry

from .sessions import end_sessions_of

PROFILE = ("first_name", "last_name", "language")


class IdentityTaken(DomainError):
    """Another account holds this AFM, or this account another AFM."""

    code = "identity_taken"


class StaffAccount(DomainError):
    """An account of the municipality's staff is not a citizen's."""

    code = "staff_account"


class EmailTaken(DomainError):
    """Another account holds this address."""

    code = "email_taken"


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """Who somebody is, as an authority stated it; the AFM has nine digits."""

    provider: str
    afm: str
    surname: str
    first_name: str
    father_name: str = ""
    mother_name: str = ""
    birth_year: int | None = None


# Upper modules that must know a person as soon as one is verified: `party` registers them.
VERIFIED: Registry[Callable[..., object]] = Registry("identity.verified")


@transaction.atomic
def create_user(
    *,
    email: str,
    actor: User | None,
    at: datetime,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    language: str = "el",
) -> User:
    """Enter a user whose address the municipality vouches for.

    Without a password the user sets one through the link of a password reset.

    :raises EmailTaken: if another account has the address
    """
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise EmailTaken(_("An account with this e-mail address exists. Choose it from the list."))
    user = User.objects.create_user(
        address, password, first_name=first_name, last_name=last_name, language=language
    )
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    record("identity.user.created", user, actor=actor, at=at, after={"email": address})
    return user


@transaction.atomic
def change_profile(
    *, user_id: int, first_name: str, last_name: str, language: str, actor: User, at: datetime
) -> User:
    """Change the names by which a user is addressed and the language of pages and mail."""
    user = User.objects.select_for_update().get(pk=user_id)
    before = {name: getattr(user, name) for name in PROFILE}
    after = {"first_name": first_name, "last_name": last_name, "language": language}
    if before == after:
        return user
    for name, value in after.items():
        setattr(user, name, value)
    user.save(update_fields=list(PROFILE))
    record("identity.user.changed", user, actor=actor, at=at, before=before, after=after)
    return user


@transaction.atomic
def switch_language(*, user_id: int, language: str, at: datetime) -> None:
    """Keep the language a user chose, for mail and the next visit."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.language == language:
        return
    before, user.language = user.language, language
    user.save(update_fields=["language"])
    record(
        "identity.user.language_switched",
        user,
        actor=user,
        at=at,
        before={"language": before},
        after={"language": language},
    )


@transaction.atomic
def verify_identity(
    *, user_id: int, facts: IdentityFacts, at: datetime, actor: User | None = None
) -> VerifiedIdentity:
    """Bind a user to the person an authority named, or confirm the binding there is.

    :param actor: the official who checked an identity card at the counter; none for TAXISnet
    :raises StaffAccount: if the account is one of the municipality's staff
    :raises IdentityTaken: if another account holds the AFM, or this one holds another AFM
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_staff_member:
        raise StaffAccount(
            _("This is a staff account. Sign out and use TAXISnet for an account of your own.")
        )
    known = VerifiedIdentity.objects.filter(user=user).first()
    check_identity_free(user_id=user.pk, afm=facts.afm)
    identity = _confirm(known, facts, at) if known else _bind(user, facts, at)
    if known is None:
        record(
            "identity.user.verified",
            user,
            actor=actor,
            at=at,
            after={"provider": facts.provider, "afm": facts.afm},
        )
    for kind in VERIFIED.kinds():
        VERIFIED.get(kind)(facts=facts, actor=actor, at=at)
    return identity


def check_identity_free(*, user_id: int | None, afm: str) -> None:
    """Refuse an AFM that another account holds, or a second AFM for an account.

    :raises IdentityTaken: with the way to mend it
    """
    holder = VerifiedIdentity.objects.filter(afm=afm).values_list("user_id", flat=True).first()
    if holder is not None and holder != user_id:
        raise IdentityTaken(
            _(
                "Another account is already connected to this AFM. "
                "Sign out and sign in with TAXISnet to use that account."
            )
        )
    if user_id is None:
        return
    if VerifiedIdentity.objects.filter(user_id=user_id).exclude(afm=afm).exists():
        raise IdentityTaken(
            _(
                "Your account is connected to another AFM. "
                "Sign out and sign in with TAXISnet to use an account of this AFM."
            )
        )


def _bind(user: User, facts: IdentityFacts, at: datetime) -> VerifiedIdentity:
    try:
        with transaction.atomic():
            identity = VerifiedIdentity.objects.create(
                user=user,
                provider=facts.provider,
                afm=facts.afm,
                surname=facts.surname,
                first_name=facts.first_name,
                father_name=facts.father_name,
                mother_name=facts.mother_name,
                birth_year=facts.birth_year,
                verified_at=at,
                last_login_at=at,
            )
    except IntegrityError as error:  # two first sign-ins of one person at the same moment
        raise IdentityTaken(
            _("Another account was just connected to this AFM. Sign in with TAXISnet again.")
        ) from error
    if not user.get_full_name():
        user.first_name, user.last_name = facts.first_name.title(), facts.surname.title()
        user.save(update_fields=["first_name", "last_name"])
    return identity


def _confirm(known: VerifiedIdentity, facts: IdentityFacts, at: datetime) -> VerifiedIdentity:
    # Names change by marriage or correction, the AFM never does; the latest statement counts.
    known.surname, known.first_name = facts.surname, facts.first_name
    known.father_name, known.mother_name = facts.father_name, facts.mother_name
    known.birth_year = facts.birth_year or known.birth_year
    known.last_login_at = at
    known.save()
    return known


@transaction.atomic
def forget_user(*, user_id: int, at: datetime, reason: str) -> bool:
    """Delete an account that nobody ever proved to own: no verified address and no sign-in.

    :returns: whether it was such an account
    """
    user = User.objects.select_for_update().filter(pk=user_id, last_login__isnull=True).first()
    if user is None or EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    record("identity.user.forgotten", user, actor=None, at=at, note=reason)
    user.delete()
    return True


def forget_unproven_users(*, joined_before: datetime, at: datetime) -> int:
    """Delete the accounts that were begun before an instant and never proved.

    :returns: how many were deleted
    """
    begun = User.objects.filter(
        last_login__isnull=True, date_joined__lt=joined_before, assignments__isnull=True
    ).exclude(emailaddress__verified=True)
    reason = "address never verified"
    ids = list(begun.values_list("pk", flat=True))
    return sum(forget_user(user_id=pk, at=at, reason=reason) for pk in ids)


@transaction.atomic
def allow_sign_in(*, user_id: int, state: str, actor: User, at: datetime) -> User:
    """Stop a user from signing in, or allow it again; stopping ends every session.

    :param state: `allowed` or `stopped`
    :raises StaffAccount: if actors would stop themselves
    """
    user = User.objects.select_for_update().get(pk=user_id)
    wanted = state == "allowed"
    if user.is_active == wanted:
        return user
    if actor.pk == user.pk:
        raise StaffAccount(_("Another administrator must stop your account."))
    user.is_active = wanted
    user.save(update_fields=["is_active"])
    if not wanted:
        end_sessions_of(user_id=user.pk, actor=actor, at=at)
    verb = "identity.user.allowed" if wanted else "identity.user.stopped"
    record(verb, user, actor=actor, at=at)
    return user
