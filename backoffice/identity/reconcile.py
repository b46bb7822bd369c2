"""What must never be true of users and rights."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from backoffice.kernel.dates import athens_day
from backoffice.kernel.reconcile import query

from .models import RoleAssignment, User


@query("identity.rights_follow_assignments", _("Rights that no role in force gives"))
def rights_without_role() -> Iterable[dict[str, Any]]:
    """Find roles that ended while the user still stands in their group, and the reverse."""
    today = athens_day(timezone.now())
    over = RoleAssignment.objects.filter(valid_until__lt=today, user__groups=F("role__group"))
    in_force = RoleAssignment.objects.filter(valid_from__lte=today).exclude(valid_until__lt=today)
    still = in_force.filter(user=OuterRef("user"), role=OuterRef("role"))
    missing = in_force.exclude(user__groups=F("role__group"))
    for kind, rows in (("ended", over.filter(~Exists(still))), ("missing", missing)):
        for row in rows.select_related("user", "role"):
            yield {"user": row.user.email, "role": row.role.code, "state": kind}


@query("identity.second_factor_mark", _("Users whose second-factor mark is not true"))
def second_factor_mark() -> Iterable[dict[str, Any]]:
    """Find users who have a device and are not asked for it, or are asked and have none."""
    has = Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)) | Exists(
        WebAuthnCredential.objects.filter(user=OuterRef("pk"), confirmed=True)
    )
    wrong = User.objects.annotate(has_device=has).filter(~Q(asks_second_factor=F("has_device")))
    return [{"user": user.email, "asked": user.asks_second_factor} for user in wrong]


@query("identity.staff_is_no_citizen", _("Staff accounts bound to a citizen's identity"))
def staff_is_no_citizen() -> Iterable[dict[str, Any]]:
    """Find staff accounts that carry a verified identity."""
    both = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), identities__isnull=False)
    return [{"user": user.email} for user in both]
