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

# role printed, role code(s) held, department, name
STAFF = (
    ("clerk", ("revenue_officer", "clerk"), "revenue", "Αργυρώ", "Δοκιμάκη"),
    ("treasurer", ("treasurer",), None, "Μιχαήλ", "Δοκιμάκης"),
    ("cashier", ("cashier",), None, "Ελένη", "Δοκιμάκη"),
    ("head", ("head",), "financial", "Ειρήνη", "Δοκιμάκη"),
    ("mayor", ("mayor",), None, "Αντώνιος", "Πρότυπος"),
    ("registry", ("registry",), "registry", "Νίκη", "Δοκιμάκη"),
    ("editor", ("editor", "press"), None, "Στέλλα", "Δοκιμάκη"),
    ("administrator", ("administrator",), None, "Ηλίας", "Δοκιμάκης"),
)


def make_staff(at: datetime) -> list[SignIn]:
    """Create one user of each staff role, with the second factor in force."""
    return [_employee(*row, at=at) for row in STAFF]


def _employee(
    role: str,
    codes: Sequence[str],
    department: str | None,
    first_name: str,
    last_name: str,
    *,
    at: datetime,
) -> SignIn:
    sign_in = with_second_factor(role, f"{role}@{DOMAIN}")
    user = _user(sign_in, first_name, last_name, at)
    for code in codes:
        identity.assign_role(
            user_id=user.pk,
            role=code,
            valid_from=SINCE,
            department=department if code in {"clerk", "head", "registry"} else None,
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
