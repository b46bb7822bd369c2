"""The demonstration's sums at the bank that name no debt: one in every place of their way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_by_afm
from backoffice.revenue import queries as revenue
from backoffice.treasury import queries, services

from .people import Person

HEADER = "Ημερομηνία;Ποσό;Αναφορά;Πληρωτής;Αιτιολογία"


@transaction.atomic
def enter_sums(people: Sequence[Person], *, clerk: User, treasurer: User, at: datetime) -> None:
    """Enter a report of the bank and match some of it; done once, again it changes nothing."""
    if queries.bank_sums().exists():
        return
    parties = [party for person in people if (party := party_by_afm(person.afm))]
    debts = revenue.debts_of([parties[0].pk], athens_day(at))
    says_rf = f"{debts[0].total};ΤΡ-3301;ΚΑΤΑΘΕΣΗ ΓΚΙΣΕ;ΠΛΗΡΩΜΗ {debts[0].rf_code}"
    lines = [
        says_rf,
        f"50,00;ΤΡ-3302;{people[1].surname};ΤΕΛΗ ΚΑΘΑΡΙΟΤΗΤΑΣ ΑΦΜ {people[1].afm}",
        "37,40;ΤΡ-3303;ΑΓΝΩΣΤΟΣ;ΕΝΑΝΤΙ",
        *(
            f"{amount};ΤΡ-33{number + 10};{person.surname};ΔΗΜΟΤΙΚΑ ΤΕΛΗ"
            for number, (person, amount) in enumerate(
                zip(people[2:6], ("20,00", "25,00", "15,00", "30,00"), strict=True)
            )
        ),
    ]
    day = athens_day(at) - timedelta(days=3)
    content = "\n".join([HEADER, *(f"{day:%d/%m/%Y};{line}" for line in lines)])
    services.enter_report(content=content.encode(), actor=clerk, at=at)
    _match([party.pk for party in parties[2:6]], clerk, treasurer, at)


def _match(parties: Sequence[int], clerk: User, treasurer: User, at: datetime) -> None:
    """Leave one proposed, one booked, one whose undoing is asked for, and one kept as credit."""
    matches = [_propose(number, party, clerk, at) for number, party in enumerate(parties)]
    for match in matches[1:]:
        services.approve_match(match_id=match.pk, actor=treasurer, at=at)
    services.ask_undo(
        match_id=matches[2].pk,
        reason="Ο καταθέτης πλήρωσε για τον γείτονά του με το ίδιο επώνυμο.",
        actor=clerk,
        at=at,
    )


def _propose(number: int, party: int, clerk: User, at: datetime) -> Any:
    (held,) = queries.bank_sums(text=f"ΤΡ-33{number + 10}")
    return services.propose_match(
        sum_id=held.pk,
        party_id=party,
        note="Τηλεφώνησε και είπε τον αριθμό της κατάθεσης.",
        as_credit=number == 3,
        actor=clerk,
        at=at,
    )
