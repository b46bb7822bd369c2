"""Public reads: who holds which role, and as whom a user was verified."""

from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from backoffice.kernel.dates import athens_day

from .models import Department, Role, RoleAssignment, User, VerifiedIdentity


def assignments_on(user: User, on: date) -> QuerySet[RoleAssignment]:
    """Return the role assignments of a user that are in force on a day."""
    return RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), user=user, valid_from__lte=on
    ).select_related("role", "department")


def assignments_of(users: Collection[int]) -> QuerySet[RoleAssignment]:
    """Return every role that users hold or held in a unit, in one query."""
    held = RoleAssignment.objects.filter(user__in=users, department__isnull=False)
    return held.select_related("department").order_by("valid_from", "pk")


def held_on(on: date) -> QuerySet[RoleAssignment]:
    """Return everybody's role assignments that are in force on a day."""
    return RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on
    ).select_related("role", "department")


def has_role(user: User, code: str, *, on: date, department: Department | None = None) -> bool:
    """Tell whether a user holds a role on a day, in a department when one is named."""
    held = assignments_on(user, on).filter(role__code=code)
    return held.filter(department=department).exists() if department else held.exists()


def verified_identity(user: User) -> VerifiedIdentity | None:
    """Return the identity that an authority stated for a user, if any."""
    return VerifiedIdentity.objects.filter(user=user).first()


def role_by_code(code: str) -> Role:
    """Return a role.

    :raises Role.DoesNotExist: if no such role was loaded
    """
    return Role.objects.get(code=code)


def staff_roles() -> QuerySet[Role]:
    """Return the roles whose holders work for the town, by name."""
    return Role.objects.filter(is_staff_role=True)


def staff_holding(code: str, on: date) -> QuerySet[User]:
    """Return the users who hold a role on a day, by name."""
    held = held_on(on).filter(role__code=code).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("last_name", "first_name")


def role_names(user: User) -> str:
    """Return the names of the roles a user was given and that have not ended, for a list."""
    today = athens_day(timezone.now())
    held = [a for a in user.assignments.all() if a.valid_until is None or a.valid_until >= today]
    return ", ".join(sorted({str(a.role) for a in held}))


def devices_of(user: User) -> list[Device]:
    """Return the authenticators and passkeys in use; recovery codes only stand in for them."""
    kinds: tuple[type[Device], ...] = (TOTPDevice, WebAuthnCredential)
    return [d for kind in kinds for d in kind.objects.filter(user=user, confirmed=True)]


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Return where a user is signed in, the latest first."""
    return UserSession.objects.filter(user=user).order_by("-last_seen_at")


def departments_as_tree(on: date) -> list[tuple[int, Department]]:
    """Return the units valid on a day with their depth, each below the one it belongs to."""
    valid = Department.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    below: dict[int | None, list[Department]] = {}
    for unit in valid.order_by("name_el"):
        below.setdefault(unit.parent_id, []).append(unit)

    def walk(parent: int | None, depth: int) -> list[tuple[int, Department]]:
        found = []
        for unit in below.get(parent, []):
            found += [(depth, unit), *walk(unit.pk, depth + 1)]
        return found

    return walk(None, 0)


def user_of_afm(afm: str) -> User | None:
    """Return the user whom an authority stated to be the person of an AFM, if any signs in here."""
    found = VerifiedIdentity.objects.select_related("user").filter(afm=afm).first()
    return found.user if found else None


def departments_by_id(ids: Collection[int]) -> dict[int, Department]:
    """Return units by identifier, in one query."""
    return Department.objects.in_bulk(list(ids))


def users_by_id(ids: Collection[int]) -> dict[int, User]:
    """Return users by identifier, in one query."""
    return User.objects.in_bulk(list(ids))


def role_titles() -> dict[str, str]:
    """Return what each role is called, by code."""
    return {role.code: str(role) for role in Role.objects.all()}


def verified_afms() -> dict[str, str]:
    """Return the address of the user behind every verified AFM."""
    return dict(VerifiedIdentity.objects.values_list("afm", "user__email"))


@dataclass(frozen=True, slots=True)
class Ways:
    """How a user can prove who they are."""

    password: bool
    gsis: bool
    code: bool
    passkey: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A second factor as its owner sees it."""

    kind: str
    pk: int
    name: str
    added_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its owner sees it."""

    pk: int
    browser: str
    ip: str
    since: datetime
    is_current: bool


def ways_to_prove(user: User) -> Ways:
    """Return the ways in which a user can prove who they are."""
    return Ways(
        password=user.has_usable_password(),
        gsis=SocialAccount.objects.filter(user=user, provider="gsis").exists(),
        code=TOTPDevice.objects.filter(user=user, confirmed=True).exists(),
        passkey=WebAuthnCredential.objects.filter(user=user, confirmed=True).exists(),
    )


def device_rows(user: User) -> list[DeviceRow]:
    """Return a user's second factors for a list."""
    return [
        DeviceRow(
            kind="app" if isinstance(device, TOTPDevice) else "passkey",
            pk=device.pk,
            name=device.name,
            added_at=device.created_at,
            used_at=device.last_used_at,
        )
        for device in devices_of(user)
    ]


def session_rows(user: User, current_key: str | None) -> list[SessionRow]:
    """Return where a user is signed in; sessions that ran out are left out."""
    alive = set(
        Session.objects.filter(
            session_key__in=sessions_of(user).values("session_key"), expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    return [
        SessionRow(
            pk=session.pk,
            browser=browser_name(session.user_agent),
            ip=session.ip,
            since=session.created_at,
            is_current=session.session_key == current_key,
        )
        for session in sessions_of(user)
        if session.session_key in alive
    ]


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes a user has left."""
    return StaticToken.objects.filter(device__user=user).count()


def readable_secret(device: TOTPDevice) -> str:
    """Return the secret of an authenticator in groups of four, for typing it by hand."""
    secret = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def browser_name(agent: str) -> str:
    """Return the browser and system that a user agent names, as people call them."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome"}
    browsers |= {"Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
    systems |= {"Mac OS": "macOS", "Linux": "Linux"}
    browser = next((name for mark, name in browsers.items() if mark in agent), "")
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or agent[:40]


def staff_without_device() -> QuerySet[User]:
    """Return staff who may sign in and have not set up a second factor."""
    staff = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), is_active=True)
    return staff.filter(asks_second_factor=False)


def right_names(role: Role) -> list[str]:
    """Return the rights of a role as `app.codename`."""
    rights = role.group.permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{codename}" for app, codename in rights)
