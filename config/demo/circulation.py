"""The demonstration's desks: letters assigned, drafted, waiting for a signature, and one issued.

Everybody in it is synthetic. The seal of the issued one comes from the queue, once it runs.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from backoffice.documents import queries, services
from backoffice.documents.services import Correspondent, Cosigner, DraftFacts, To
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day

from .staff import DOMAIN

LIMIT = Decimal("30000.00")
LETTERS = (
    ("Αίτηση για τραπεζοκαθίσματα στην παραλία", "Δοκιμάκης Γεώργιος", "general", "Άδειες"),
    ("Αίτημα πρόσβασης στα πρακτικά του 2025", "Πρότυπου Μαρία", "access-to-documents", "Έγγραφα"),
    ("Αίτηση βεβαίωσης μη οφειλής", "Συνθετάκης Εμμανουήλ", "certificates", "Βεβαιώσεις"),
)
BODY = (
    "Σε απάντηση της αίτησής σας με αριθμό πρωτοκόλλου **{{ incoming_number }}** της"
    " {{ incoming_date }}, σας γνωρίζουμε ότι έγινε δεκτή.\n\n- Η απόφαση ισχύει για δύο έτη.\n"
    "- Για διευκρινίσεις: {{ unit }}, {{ drafter }}."
)


@transaction.atomic
def fill_desks(*, at: datetime) -> int:
    """Put letters on desks, at three places of their way; called again, nothing changes.

    :returns: how many drafts were begun
    """
    people = {
        name: User.objects.get(email=f"{name}@{DOMAIN}")
        for name in ("mayor", "head", "clerk", "registry")
    }
    if not queries.delegations().exists():
        _delegate(people, at)
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    begun = 0
    for index, (subject, sender, rule, service) in enumerate(LETTERS):
        entry = services.register_entry(
            book="general",
            direction="incoming",
            subject=subject,
            channel="portal",
            sender=Correspondent(sender, f"citizen{index}@{DOMAIN}"),
            department_id=units["revenue"],
            key=f"demonstration:circulation:{index}",
            actor=people["registry"],
            at=at,
        )
        if queries.drafts_of_entry(entry.pk).exists():
            continue
        _assign(entry.pk, units["revenue"], rule, service, people, at)
        _draft(entry.pk, units["revenue"], index, people, at)
        begun += 1
    return begun


def _delegate(people: dict[str, User], at: datetime) -> None:
    services.enter_delegation(
        decision_number="1/2026 (επίδειξη)",
        giver_id=people["mayor"].pk,
        to_user_id=people["head"].pk,
        scopes=["correspondence", "certificates"],
        amount_limit=LIMIT,
        valid_from=date(athens_day(at).year, 1, 1),
        actor=people["registry"],
        at=at,
    )


def _assign(
    entry_id: int, unit: int, rule: str, service: str, people: dict[str, User], at: datetime
) -> None:
    services.start_clock(
        entry_id=entry_id,
        rule=rule,
        complete_on=athens_day(at),
        service=service,
        actor=people["registry"],
        at=at,
    )
    held = services.assign_entry(
        entry_id=entry_id,
        department_id=unit,
        user_id=people["clerk"].pk,
        note="Για τις ενέργειές σας",
        actor=people["head"],
        at=at,
    )
    services.accept_assignment(assignment_id=held.pk, actor=people["clerk"], at=at)


def _draft(entry_id: int, unit: int, index: int, people: dict[str, User], at: datetime) -> None:
    """Bring the first to its co-signer, the second to its signature, the third to its number."""
    sender = LETTERS[index][1]
    draft = services.draft_document(
        department_id=unit,
        subject="Απάντηση στην αίτησή σας",
        body=BODY,
        answers_id=entry_id,
        facts=DraftFacts(scope="correspondence"),
        to=[To(sender, "email", email=f"citizen{index}@{DOMAIN}")],
        cosigners=[Cosigner(people["head"].pk)],
        actor=people["clerk"],
        at=at,
    )
    services.send_for_cosign(draft_id=draft.pk, actor=people["clerk"], at=at)
    if index >= 1:
        services.cosign(draft_id=draft.pk, seen_version=1, actor=people["head"], at=at)
    if index >= 2:
        services.sign_document(draft_id=draft.pk, seen_version=1, actor=people["mayor"], at=at)
        services.issue_document(draft_id=draft.pk, actor=people["registry"], at=at)
