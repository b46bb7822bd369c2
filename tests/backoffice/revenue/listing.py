"""Lists for tests: a tariff, a file of facts, and the way from drawing up to certified."""

from datetime import date
from decimal import Decimal
from typing import Any

from stdnum.gr import vat

from backoffice.identity.models import User
from backoffice.revenue import feeders, services
from backoffice.revenue.models import ChargeList, Run, StagedCharge
from backoffice.revenue.services import Decision

from .town import AT, TODAY, make_user

DUE = date(2026, 5, 29)
DECISION = Decision("Δημοτική Επιτροπή", "17/2026", date(2026, 4, 9), "ΨΩΔ0ΩΗ1-ΔΟΚ")


def afm_of(number: int) -> str:
    """Return a valid AFM that belongs to nobody."""
    body = f"{96000000 + number:08d}"
    return body + vat.calc_check_digit(body)


def set_tariff(key: str = "cleaning.home", rate: str = "1.60") -> None:
    """Set a price per square metre (synthetic)."""
    services.set_tariff(
        kind="cleaning_fee",
        key=key,
        rate=Decimal(rate),
        label_el="Κατοικίες, ανά m²",
        label_en="Homes, per m²",
        unit="m²",
        valid_from=date(2025, 1, 1),
        legal_basis="συνθετικός συντελεστής",
        decision="41/2024",
        ada="",
        actor=None,
        at=AT,
    )


def officers() -> tuple[User, User]:
    """Return who draws lists up, and who certifies them."""
    return make_user("drafter"), make_user("certifier")


def table(rows: list[tuple[Any, ...]]) -> bytes:
    """Return a file of facts: number of the debtor, reference, base, amount."""
    lines = ["ΑΦΜ;Επώνυμο;Παροχή;Κλειδί;Βάση;Ποσό;Περιγραφή"]
    for number, reference, base, amount in rows:
        key = "cleaning.home" if base else ""
        label = "Τέλος που ορίζει η απόφαση" if amount else ""
        afm = afm_of(number)
        lines.append(f"{afm};ΔΟΚΙΜΑΣΤΙΚΟΣ {number};{reference};{key};{base};{amount};{label}")
    return "\n".join(lines).encode()


def draft(drafter: User, content: bytes = b"", *, period: str = "2026", **more: Any) -> ChargeList:
    """Draw up a list of cleaning fees and enter its facts."""
    held = services.draft_list(
        kind="cleaning_fee",
        period=period,
        title="Τέλη καθαριότητας ακινήτων χωρίς παροχή",
        feeder=more.pop("feeder", "revenue.file"),
        tariffs_on=TODAY,
        due_on=DUE,
        actor=drafter,
        at=AT,
        **more,
    )
    if content:
        services.enter_facts(list_id=held.pk, content=content, actor=drafter, at=AT)
    return held


def rehearse(held: ChargeList, actor: User) -> Run:
    """Order a rehearsal and calculate it."""
    run = services.order_run(list_id=held.pk, actor=actor, at=AT)
    return services.rehearse_run(run_id=run.pk, at=AT)


def look_up(run: Run, actor: User) -> None:
    """Tick every row of the sample."""
    for row in run.sample.all():
        services.look_up_row(
            run_id=run.pk, charge_id=row.charge_id, verdict="right", actor=actor, at=AT
        )


def checked(content: bytes, drafter: User, **more: Any) -> ChargeList:
    """Return a list ready to be certified."""
    held = draft(drafter, content, **more)
    run = rehearse(held, drafter)
    assert run.state == "rehearsed", run.error
    look_up(run, drafter)
    return services.check_list(list_id=held.pk, actor=drafter, at=AT)


def certify(held: ChargeList, actor: User) -> ChargeList:
    """Certify a list today."""
    return services.certify_list(list_id=held.pk, decision=DECISION, on=TODAY, actor=actor, at=AT)


def staged() -> int:
    """Return how many rehearsed charges there are."""
    return StagedCharge.objects.count()


def feed_numbers(ask: feeders.Ask) -> feeders.SqlFeed:
    """Hand over charges of the only debtor, of two lines each, as one SELECT."""
    return feeders.SqlFeed(
        """
        select (select min(id) from party_party) as debtor_id, 'test.supply' as source_kind,
            number::text as source_id, line as position,
            case line when 1 then 'cleaning.home@centre' else '' end as tariff_key,
            case line when 1 then number * 10 + 0.5 end as base,
            case line when 2 then 3.005 end as amount, 'Πάγιο' as label_el, 'Fixed' as label_en,
            jsonb_build_object('supply', number) as facts
        from generate_series(1, %(count)s) number, generate_series(1, 2) line
        """,
        {"count": ask.options["count"]},
    )
