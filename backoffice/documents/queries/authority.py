"""Reads of authority: who may sign for whom, who stands in, who works where on a day."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from backoffice.documents.authority import led_by, mayors_on
from backoffice.documents.models import Delegation, Scope, Substitution
from backoffice.identity.models import User
from backoffice.identity.queries import held_on


def delegations() -> QuerySet[Delegation]:
    """Return every delegation, the latest first."""
    return Delegation.objects.select_related("giver", "to_user", "to_role", "to_department")


def substitutions() -> QuerySet[Substitution]:
    """Return every substitution by order, the latest first."""
    return Substitution.objects.exclude(order_number="").select_related("absent", "deputy")


def absences_seen(user: User, on: date) -> QuerySet[Substitution]:
    """Return one's own absences, those of people one leads, and those in which one stands in."""
    seen = Q(absent=user) | Q(deputy=user)
    units = led_by(user.pk, on)
    if units:
        seen |= Q(absent__in=staff_of(units, on).values("pk"))
    if user.has_perm("documents.manage_authority"):
        seen = Q()
    return Substitution.objects.filter(seen).select_related("absent", "deputy", "entered_by")


def scopes() -> QuerySet[Scope]:
    """Return the fields of subjects."""
    return Scope.objects.all()


def staff_of(department_ids: Any, on: date) -> QuerySet[User]:
    """Return the people who work in units on a day."""
    rows = held_on(on).filter(department_id__in=department_ids, role__is_staff_role=True)
    return User.objects.filter(pk__in=rows.values("user_id"), is_active=True).order_by(
        "last_name", "first_name"
    )


def cosigner_choices(on: date) -> QuerySet[User]:
    """Return who may be asked to co-sign: heads, and whoever signs for the mayor."""
    rows = held_on(on).filter(role__code__in=["head", "mayor", "legal"])
    return User.objects.filter(pk__in=rows.values("user_id"), is_active=True).order_by(
        "last_name", "first_name"
    )


def staff_on(on: date) -> QuerySet[User]:
    """Return everybody who works for the town on a day."""
    rows = held_on(on).filter(role__is_staff_role=True)
    return User.objects.filter(pk__in=rows.values("user_id"), is_active=True).order_by(
        "last_name", "first_name"
    )


def mayors(on: date) -> QuerySet[User]:
    """Return whoever holds the mayor's right on a day."""
    return User.objects.filter(pk__in=mayors_on(on))
