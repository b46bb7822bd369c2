"""Public reads: who holds which role, and as whom a user was verified."""

from datetime import date

from django.db.models import Q, QuerySet

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
