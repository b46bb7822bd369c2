"""What verbs are called on screen; every module may add its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "wagtail.create": _("Created on a staff screen"),
    "wagtail.edit": _("Changed on a staff screen"),
    "wagtail.delete": _("Deleted on a staff screen"),
    "identity.user.created": _("Account created by the municipality"),
    "identity.user.signed_up": _("Account opened"),
    "identity.user.signed_in": _("Signed in"),
    "identity.user.signed_out": _("Signed out"),
    "identity.user.changed": _("Account changed"),
    "identity.user.language_switched": _("Language switched"),
    "identity.user.verified": _("Identity verified"),
    "identity.user.forgotten": _("Unproven account deleted"),
    "identity.user.stopped": _("Sign-in stopped"),
    "identity.user.allowed": _("Sign-in allowed again"),
    "identity.account.connected": _("TAXISnet connected"),
    "identity.account.disconnected": _("TAXISnet disconnected"),
    "identity.password.changed": _("Password changed"),
    "identity.password.reset": _("Password set anew through e-mail"),
    "identity.email.changed": _("E-mail address changed"),
    "identity.email.verified": _("E-mail address verified"),
    "identity.device.added": _("Second factor added"),
    "identity.device.removed": _("Second factor removed"),
    "identity.device.reset": _("Second factors reset by an administrator"),
    "identity.recovery_codes.made": _("Recovery codes made"),
    "identity.recovery_code.used": _("Recovery code used"),
    "identity.second_factor.given": _("Second factor given"),
    "identity.second_factor.refused": _("Wrong code for the second factor"),
    "identity.session.ended": _("Session ended"),
    "identity.session.all_ended": _("All sessions ended"),
    "identity.role.loaded": _("Rights of a role loaded"),
    "identity.role.assigned": _("Role assigned"),
    "identity.role.ended": _("Role ended"),
    "identity.role.synchronised": _("Rights brought to the roles in force"),
    "identity.department.registered": _("Department registered"),
    "identity.department.changed": _("Department changed"),
    "party.registered": _("Person or business registered"),
    "party.changed": _("Details changed"),
    "party.identity.met": _("Details confirmed by TAXISnet"),
    "party.contact.changed": _("Contact changed"),
    "party.address.changed": _("Address changed"),
    "party.mandate.given": _("Mandate given"),
    "party.mandate.revoked": _("Mandate revoked"),
    "audit.trail.exported": _("Audit trail exported"),
}


def register(labels: Mapping[str, str | Promise]) -> None:
    """Add the words for a module's verbs; called in `apps.ready()`."""
    LABELS.update(labels)


def label_of(verb: str) -> str:
    """Return what a verb is called in the current language; the verb itself if nobody said."""
    return str(LABELS.get(verb, verb))
