"""Hoteliers who have answered every question and only have to send; all synthetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from stdnum.gr import vat

from backoffice.business_fees import queries
from backoffice.business_fees import services as fees
from backoffice.business_fees.models import Establishment
from backoffice.identity import services as identity
from backoffice.identity.models import User
from backoffice.identity.services import IdentityFacts
from backoffice.kernel import reconcile
from backoffice.kernel.dates import athens_day
from backoffice.ledger import services as ledger
from backoffice.party.services import register_party
from backoffice.revenue import services as revenue
from eservices.tourist_fee.models import Draft
from tests.factories.signin import sign_in

HOTELIERS = 8
RECEIPTS = "48000.00"
TOKEN = "0123456789abcdefghijklmnopqrstuv"


class DeclarationsLost(Exception):
    """The office does not hold what the pages confirmed; the speed means nothing."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The last click of a declaration: where it goes and what it carries."""

    path: str
    body: bytes
    headers: str


def open_town(at: datetime) -> None:
    """Load the law's rows and open the years in which debts are due."""
    ledger.load_chart()
    for year in range(2025, athens_day(at).year + 1):
        ledger.open_year(year=year, actor=None, at=at)
    revenue.load_defaults(actor=None, at=at)
    fees.load_defaults(actor=None, at=at)


def prepare(count: int, at: datetime) -> Iterator[Submission]:
    """Yield submissions, each of another establishment or period, hotelier after hotelier in turn.

    :param count: at least this many; the last establishment's periods are all used
    """
    hoteliers = [_Hotelier(number, at) for number in range(HOTELIERS)]
    made, branch = 0, 0
    while made < count:
        for hotelier in hoteliers:
            for submission in hotelier.answer(branch):
                yield submission
                made += 1
        branch += 1


class _Hotelier:
    """A signed-in owner of a business."""

    def __init__(self, number: int, at: datetime) -> None:
        body = f"{92000000 + number:08d}"
        afm = body + vat.calc_check_digit(body)
        self.at = at
        self.party_id = register_party(
            kind="legal",
            afm=afm,
            name=f"ΣΥΝΘΕΤΙΚΗ ΞΕΝΟΔΟΧΕΙΑΚΗ {number}",
            is_synthetic=True,
            actor=None,
            at=at,
        ).pk
        self.user = _citizen(afm, f"hotelier-{number}@example.org", at)
        self.headers = _headers(self.user)

    def answer(self, branch: int) -> list[Submission]:
        """Enter an establishment and write a complete draft for every period it owes."""
        place = fees.register_establishment(
            party_id=self.party_id, facts=_facts(branch), actor=None, at=self.at
        )
        waiting = queries.expected_periods(place, on=athens_day(self.at))
        drafts = [
            Draft(
                user=self.user,
                establishment=place,
                period=str(view.period),
                had_receipts=True,
                bases={s.name: RECEIPTS for s in queries.slots_for(place, view.period)},
                files_seen=True,
                started_at=self.at,
                saved_at=self.at,
            )
            for view in waiting
            if view.can_declare
        ]
        return [_submission(d, place, self.headers) for d in Draft.objects.bulk_create(drafts)]


def _citizen(afm: str, email: str, at: datetime) -> User:
    # Without a password: hashing one takes longer than everything else here.
    user = User.objects.create_user(email)
    facts = IdentityFacts("gsis", afm, "ΣΥΝΘΕΤΙΚΗ", "ΜΑΡΙΑ", "ΓΕΩΡΓΙΟΣ", "ΕΛΕΝΗ", 1980)
    identity.verify_identity(user_id=user.pk, facts=facts, at=at)
    return user


def _facts(branch: int) -> fees.EstablishmentFacts:
    return fees.EstablishmentFacts(
        trade_name=f"Συνθετικό ξενοδοχείο {branch}",
        category_keys=("hotel",),
        street="Ακτής 1",
        postcode="70014",
        place="Μινώα Ακτή",
        books="double",
        valid_from=date(2025, 1, 1),
        branch_no=branch,
        beds=40,
    )


def _headers(user: User) -> str:
    client = Client()
    sign_in(client, user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def _submission(draft: Draft, place: Establishment, headers: str) -> Submission:
    with translation.override("el"):
        path = reverse("tourist_fee:check", args=[place.code, draft.period])
    fields = {"csrfmiddlewaretoken": TOKEN, "key": draft.submission_key}
    return Submission(path, urlencode(fields).encode(), headers)


def declared() -> int:
    """Return how many declarations the office holds, each with its charge."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from business_fees_declaration declaration "
            "join revenue_charge charge on charge.source_kind = 'business_fees.declaration' "
            "and charge.source_id = declaration.id::text"
        )
        (count,) = cursor.fetchone()
    return int(count)


def judge(wanted: int) -> None:
    """Refuse a round after which the office holds another number, or the books disagree.

    :raises DeclarationsLost: with what is wrong
    """
    if declared() != wanted:
        raise DeclarationsLost(f"{wanted} declarations were confirmed, {declared()} are held")
    reconcile.load()
    names = [n for n in reconcile.QUERIES if n.startswith(("business_fees.", "ledger."))]
    found = {n: rows for n in names if (rows := list(reconcile.QUERIES[n][1]())[:2])}
    if found:
        raise DeclarationsLost(f"the books disagree: {found}")
