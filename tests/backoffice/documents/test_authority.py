"""Who may sign what on which day: the rules alone, then through the register of delegations."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from backoffice.documents import services
from backoffice.documents.models import Delegation, Signature
from backoffice.documents.refusals import (
    AmountAboveLimit,
    AuthorityEnded,
    AuthorityNotBegun,
    ClockDayWrong,
    DeputyAbsent,
    GiverHasNoRight,
    NoAuthority,
    OutsideScope,
    OwnAuthority,
)
from backoffice.documents.rules.authority import Absence, Act, Authority, Grant, Refusal, decide
from backoffice.documents.services import DraftFacts

from . import desk
from .desk import at

MAYOR, VICE, HEAD, DEPUTY = 1, 2, 3, 4
VICES = Grant(7, VICE, date(2025, 1, 1), date(2026, 10, 31))
LIMITED = Grant(8, HEAD, date(2025, 1, 1), None, ("payments",), Decimal("30000.00"))
AWAY = Absence(5, HEAD, DEPUTY, date(2026, 11, 2), date(2026, 11, 6))


def judge(signer, act, on, **more):
    given = {"mayors": {MAYOR}, "grants": [VICES, LIMITED], "absences": [AWAY]} | more
    return decide(signer, act, on, **given)


def test_t9_1_a_delegation_that_ended_is_refused():
    assert judge(VICE, Act(), date(2026, 10, 31)) == Authority(7)
    refused = judge(VICE, Act(), date(2026, 11, 2))
    assert (refused.why, refused.last) == (Refusal.ENDED, date(2026, 10, 31))


def test_t9_2_a_deputy_signs_while_the_head_is_absent():
    act = Act("payments", Decimal("100.00"))
    assert judge(DEPUTY, act, date(2026, 11, 2)) == Authority(8, stands_for=HEAD, absence_id=5)
    assert judge(DEPUTY, act, date(2026, 11, 7)).why == Refusal.NONE


def test_t9_3_one_euro_above_the_limit_goes_to_the_mayor():
    on = date(2026, 11, 2)
    assert judge(HEAD, Act("payments", Decimal("30000.00")), on) == Authority(8)
    refused = judge(HEAD, Act("payments", Decimal("30001.00")), on)
    assert (refused.why, refused.limit) == (Refusal.AMOUNT, Decimal("30000.00"))
    assert judge(MAYOR, Act("payments", Decimal("30001.00")), on).is_own


def test_another_field_of_subjects_is_refused():
    assert judge(HEAD, Act("permits"), date(2026, 11, 2)).why == Refusal.SCOPE


def test_a_delegation_ends_with_the_mayor_who_gave_it():
    left = Grant(7, VICE, date(2025, 1, 1), None, giver_in_office=False)
    assert judge(VICE, Act(), date(2026, 11, 2), grants=[left]).why == Refusal.NONE


def test_a_delegate_cannot_pass_it_on():
    passed = Grant(9, DEPUTY, date(2025, 1, 1), None, giver_in_office=False)
    assert judge(DEPUTY, Act(), date(2026, 10, 1), grants=[passed]).why == Refusal.NONE


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


def sign(staff, who, when, **facts):
    made = desk.cosigned(staff, when, facts=DraftFacts(**facts))
    return services.sign_document(
        draft_id=made.pk, seen_version=1, actor=getattr(staff, who), at=when
    )


@pytest.mark.django_db
def test_t9_1_vice_mayor_after_the_end(staff):
    desk.delegate(staff, valid_until=date(2026, 10, 31))
    assert sign(staff, "vice", at(2026, 10, 31)).delegation_id
    with pytest.raises(AuthorityEnded, match="31/10/2026"):
        sign(staff, "vice", at(2026, 11, 2))


@pytest.mark.django_db
def test_t9_2_the_deputy_is_printed_with_the_mark_of_substitution(staff):
    desk.delegate(staff, "director")
    services.enter_substitution(
        absent_id=staff.director.pk,
        deputy_id=staff.deputy.pk,
        order_number="45/2026",
        valid_from=date(2026, 11, 2),
        valid_until=date(2026, 11, 6),
        actor=staff.registry,
        at=at(2026, 11, 1),
    )
    made = sign(staff, "deputy", at(2026, 11, 3))
    assert made.printed[:2] == ["Με εντολή Δημάρχου", "α/α"]
    assert "Διεύθυνση Οικονομικών" in made.printed[2]
    assert made.printed[-1] == "Κώστας Αναπληρωτής"
    assert made.stands_for_id == staff.director.pk
    with pytest.raises(NoAuthority):
        sign(staff, "deputy", at(2026, 11, 9))


@pytest.mark.django_db
def test_t9_3_an_amount_above_the_limit(staff):
    desk.delegate(staff, amount_limit=desk.MONEY, scopes=["payments"])
    assert sign(staff, "vice", at(2026, 11, 2), scope="payments", amount=desk.MONEY)
    above = {"scope": "payments", "amount": Decimal("30001.00")}
    with pytest.raises(AmountAboveLimit, match=r"30\.000,00"):
        sign(staff, "vice", at(2026, 11, 2), **above)
    made = sign(staff, "mayor", at(2026, 11, 2), **above)
    assert made.delegation_id is None
    assert made.printed == ["Δήμαρχος", "Αντώνιος Δημάρχου"]


@pytest.mark.django_db
def test_a_post_carries_the_delegation_to_whoever_holds_it(staff):
    role = staff.head.assignments.get()
    desk.delegate(
        staff, to_user_id=None, to_role_id=role.role_id, to_department_id=role.department_id
    )
    made = sign(staff, "head", at(2026, 11, 2))
    assert made.printed[0] == "Με εντολή Δημάρχου"
    with pytest.raises(NoAuthority):
        sign(staff, "deputy", at(2026, 11, 2))


@pytest.mark.django_db
def test_before_it_begins_outside_its_field_and_after_its_revocation(staff):
    held = desk.delegate(staff, valid_from=date(2026, 11, 1), scopes=["permits"])
    with pytest.raises(OutsideScope):
        sign(staff, "vice", at(2026, 11, 2), scope="payments")
    with pytest.raises(AuthorityNotBegun):
        sign(staff, "vice", at(2026, 10, 2), scope="permits")
    services.revoke_delegation(
        delegation_id=held.pk,
        on=date(2026, 11, 3),
        reason="Παραίτηση",
        actor=staff.registry,
        at=at(2026, 11, 3),
    )
    assert sign(staff, "vice", at(2026, 11, 3), scope="permits")
    with pytest.raises(AuthorityEnded):
        sign(staff, "vice", at(2026, 11, 4), scope="permits")


@pytest.mark.django_db
def test_only_the_mayor_gives_and_nobody_enters_his_own(staff):
    with pytest.raises(GiverHasNoRight):
        desk.delegate(staff, giver_id=staff.vice.pk, to_user_id=staff.head.pk)
    with pytest.raises(OwnAuthority):
        desk.delegate(staff, "registry")
    with pytest.raises(IntegrityError, match="delegation_is_not_to_oneself"), transaction.atomic():
        desk.delegate(staff, "mayor")


@pytest.mark.django_db
def test_a_deputy_who_is_away_is_refused_and_a_past_is_not_rewritten(staff):
    away = {
        "order_number": "1",
        "valid_from": date(2026, 11, 2),
        "valid_until": date(2026, 11, 6),
        "actor": staff.registry,
        "at": at(2026, 11, 1),
    }
    services.enter_substitution(absent_id=staff.head.pk, deputy_id=staff.director.pk, **away)
    with pytest.raises(DeputyAbsent):
        services.enter_substitution(absent_id=staff.clerk.pk, deputy_id=staff.head.pk, **away)
    held = desk.delegate(staff)
    with pytest.raises(ClockDayWrong):
        services.revoke_delegation(
            delegation_id=held.pk,
            on=date(2026, 1, 1),
            reason="x",
            actor=staff.registry,
            at=at(2026, 11, 3),
        )


@pytest.mark.django_db
def test_the_database_keeps_delegations(staff):
    desk.delegate(staff)
    with pytest.raises(DatabaseError, match="delegation_is_fixed"), transaction.atomic():
        Delegation.objects.update(amount_limit=None, valid_until=date(2030, 1, 1))
    with pytest.raises(DatabaseError, match="delegation_is_never_deleted"), transaction.atomic():
        Delegation.objects.all().delete()
    assert not Signature.objects.exists()
