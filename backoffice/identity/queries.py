"""Public reads: who holds which role, and as whom a user was verified."""

from datetime import date

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from backoffice.kernel.dates import athens_day

from .models import Department, Role, RoleAssignment, User, VerifiedIdentity


def assignments_on(user: User, on: date) -> QuerySet[RoleAssignment]:
    """Return the role assignments of a user that are in force on a day."""
    return RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), user=user, valid_from__lte=on
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


def verified_afms() -> dict[str, str]:
    """Return the address of the user behind every verified AFM."""
    return dict(VerifiedIdentity.objects.values_list("afm", "user__email"))
