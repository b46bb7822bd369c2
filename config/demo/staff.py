"""The demonstration's staff and the two citizens who sign in with an e-mail address."""

from collections.abc import Sequence
from datetime import date, datetime

from allauth.account.models import EmailAddress

from backoffice.identity import services as identity
from backoffice.identity.models import User

from .people import Person
from .sign_ins import SignIn, with_second_factor

DOMAIN = "minoa-akti.example"
SINCE = date(2024, 1, 1)

# Where citizens' applications go: one clerk works them all in the demonstration.
OFFICES = (
    *("mayor", "legal", "transparency", "civil-protection", "registry", "civil-status", "training"),
    *("treasury", "works", "traffic", "water", "building-permits", "cleaning", "green"),
    *("cemeteries", "social-policy", "nurseries", "culture", "patrols", "parking"),
    *("police-support", "development"),
)
DIRECTORATES = (
    *("mayor", "administrative", "financial", "technical", "environment", "social"),
    *("municipal-police", "planning-it"),
)

# role printed, role code(s) held, department(s), name
STAFF: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str, str], ...] = (
    ("clerk", ("revenue_officer", "clerk"), ("revenue",), "Αργυρώ", "Δοκιμάκη"),
    ("officer", ("clerk",), OFFICES, "Κατερίνα", "Δοκιμάκη"),
    ("treasurer", ("treasurer",), (), "Μιχαήλ", "Δοκιμάκης"),
    ("cashier", ("cashier",), (), "Ελένη", "Δοκιμάκη"),
    ("counter", ("clerk", "cashier"), OFFICES, "Μαρία", "Δοκιμάκη"),
    ("head", ("head",), DIRECTORATES, "Ειρήνη", "Δοκιμάκη"),
    ("mayor", ("mayor",), (), "Αντώνιος", "Πρότυπος"),
    ("registry", ("registry",), ("registry",), "Νίκη", "Δοκιμάκη"),
    ("editor", ("editor", "press"), (), "Στέλλα", "Δοκιμάκη"),
    ("administrator", ("administrator",), (), "Ηλίας", "Δοκιμάκης"),
)


def make_staff(at: datetime) -> list[SignIn]:
    """Create one user of each staff role, with the second factor in force."""
    return [_employee(*row, at=at) for row in STAFF]


def _employee(
    role: str,
    codes: Sequence[str],
    departments: Sequence[str],
    first_name: str,
    last_name: str,
    *,
    at: datetime,
) -> SignIn:
    sign_in = with_second_factor(role, f"{role}@{DOMAIN}")
    user = _user(sign_in, first_name, last_name, at)
    for code in codes:
        for department in departments if code in {"clerk", "head", "registry"} else (None,):
            identity.assign_role(
                user_id=user.pk,
                role=code,
                valid_from=SINCE,
                department=department,
                actor=None,
                at=at,
            )
    identity.enter_authenticator(user_id=user.pk, key=sign_in.totp_key, name="Επίδειξη", at=at)
    return sign_in


def make_citizen(role: str, person: Person, at: datetime) -> SignIn:
    """Create a citizen whose identity was confirmed at the counter."""
    sign_in = SignIn(role, f"{role}@{DOMAIN}")
    user = _user(sign_in, person.first_name, person.surname, at)
    identity.verify_identity(
        user_id=user.pk,
        facts=identity.IdentityFacts(
            provider="counter",
            afm=person.afm,
            surname=person.surname,
            first_name=person.first_name,
            father_name=person.father_name,
            mother_name=person.mother_name,
            birth_year=person.birth_year,
        ),
        at=at,
    )
    return sign_in


def _user(sign_in: SignIn, first_name: str, last_name: str, at: datetime) -> User:
    user = identity.create_user(
        email=sign_in.email,
        password=sign_in.password,
        first_name=first_name,
        last_name=last_name,
        actor=None,
        at=at,
    )
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user
