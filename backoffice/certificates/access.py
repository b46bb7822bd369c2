"""The only way a page gets an application or a certificate."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.identity.queries import assignments_on, departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import represented_party_ids

from .kinds import Kind, attested
from .models import Application, Awaited, Certificate, Statement

Visitor = User | AnonymousUser

GIVE = "certificates.give_certificate"
SEE = "certificates.view_certificate"
REVOKE = "certificates.revoke_certificate"
STATE = "certificates.state_facts"
ISSUE = "certificates.issue_stated"


def visible_party_ids(user: Visitor) -> set[int]:
    """Return the parties for whom a user may ask for certificates: the own and the mandated."""
    return represented_party_ids(user) if user.is_authenticated else set()


def application_for(user: Visitor, code: str) -> Application:
    """Return an application to whoever may act for its party, and to staff who see certificates.

    :raises Http404: to everybody else
    """
    found = Application.objects.select_related("party", "certificate__entry", "certificate__file")
    made = found.filter(code=code).first()
    if made is None:
        raise Http404
    if user.has_perm(SEE):
        return made
    if made.party_id in visible_party_ids(user):
        return made
    raise Http404


def certificate_for(user: Visitor, code: str) -> Certificate:
    """Return a certificate to whoever may act for its party, and to staff who see certificates.

    :raises Http404: to everybody else
    """
    related = ("party", "entry", "file", "application", "replaced_by")
    found = Certificate.objects.select_related(*related)
    certificate = found.filter(code=code).first()
    if certificate is None:
        raise Http404
    if user.has_perm(SEE):
        return certificate
    if certificate.party_id in visible_party_ids(user):
        return certificate
    raise Http404


def own_kinds(user: User) -> list[Kind]:
    """Return the attested kinds of a user's units, of those below them, and of the user's roles."""
    on = athens_day(timezone.now())
    held = list(assignments_on(user, on))
    roles = {row.role.code for row in held}
    units = _below({row.department_id for row in held if row.department_id}, on)
    return [kind for kind in attested() if kind.unit in units or roles & set(kind.roles)]


def _below(ids: set[int], on: date) -> set[str]:
    codes, inside = set(), set(ids)
    for _depth, unit in departments_as_tree(on):
        if unit.pk in inside or unit.parent_id in inside:
            inside.add(unit.pk)
            codes.add(unit.code)
    return codes


def to_issue(user: User) -> QuerySet[Statement]:
    """Return the stated facts of a user's kinds from which another person issues a certificate."""
    if not user.has_perm(ISSUE):
        return Statement.objects.none()
    kinds = [kind.code for kind in own_kinds(user)]
    rows = Statement.objects.filter(kind__in=kinds, application=None, dropped_at=None)
    return rows.exclude(needs_second=True, stated_by=user)


def to_judge(user: User) -> QuerySet[Certificate]:
    """Return the certificates that are examined anew, to whoever may revoke them.

    An attested one that a user issued is judged by a colleague.
    """
    if not user.has_perm(REVOKE):
        return Certificate.objects.none()
    seconded = [kind.code for kind in attested() if kind.needs_second]
    rows = Certificate.objects.filter(doubted_at__isnull=False)
    return rows.exclude(kind__in=seconded, application__made_by=user)


def may_state(user: User, kind: Kind) -> bool:
    """Tell whether a user may state the facts of a kind."""
    return user.has_perm(STATE) and kind in own_kinds(user)


def kind_for(user: User, code: str) -> Kind:
    """Return an attested kind to whoever may state its facts.

    :raises Http404: to everybody else
    """
    found = next((kind for kind in own_kinds(user) if kind.code == code), None)
    if found is None or not user.has_perm(STATE):
        raise Http404
    return found


def statement_for(user: User, code: str) -> Statement:
    """Return stated facts to whoever may state facts of their kind.

    :raises Http404: to everybody else
    """
    found = Statement.objects.select_related(
        "party",
        "stated_by",
        "issued_by",
        "replaces__entry",
        "application__certificate__entry",
        "application__certificate__replaced_by",
    )
    statement = found.filter(code=code).first()
    if statement is None:
        raise Http404
    kind_for(user, statement.kind)
    return statement


def awaited_for(kind: Kind, code: str) -> Awaited:
    """Return who waits for a certificate of a kind that its reader may state.

    :raises Http404: if nobody waits under this code for this kind
    """
    found = Awaited.objects.select_related("party")
    awaited = found.filter(code=code, kind=kind.code, certificate=None, dropped_at=None).first()
    if awaited is None:
        raise Http404
    return awaited


def replaceable_for(kind: Kind, code: str) -> Certificate:
    """Return a certificate of a kind that its reader may state, to be replaced.

    :raises Http404: if there is none of this kind, or another took its place
    """
    found = Certificate.objects.select_related("party", "entry", "application__statement")
    certificate = found.filter(code=code, kind=kind.code, replaced_by=None).first()
    if certificate is None:
        raise Http404
    return certificate
