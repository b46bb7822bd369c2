"""Who reaches which row; every condition apart, one answer for "not yours" and "not there"."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.http import Http404

from backoffice.identity.models import VerifiedIdentity
from backoffice.party.services import give_mandate
from backoffice.revenue import access, services

from .town import AT, make_charge, make_party, make_user, pay, report, start

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def citizen(name, party):
    user = make_user(name)
    VerifiedIdentity.objects.create(
        user=user,
        provider="gsis",
        afm=party.afm,
        surname=party.name,
        first_name="",
        verified_at=AT,
        last_login_at=AT,
    )
    return user


def staff(*permissions):
    user = make_user("staff-" + "-".join(permissions), is_staff=True)
    for codename in permissions:
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label="revenue", codename=codename)
        )
    return user


def mandate(principal, agent, scope):
    give_mandate(
        principal_id=principal.pk,
        agent_id=agent.pk,
        scope=scope,
        valid_from=date(2026, 1, 1),
        valid_until=None,
        actor=None,
        at=AT,
    )


@pytest.fixture
def owner(party):
    return citizen("owner", party)


def test_own_charge(charge, owner):
    assert access.charge_for(owner, charge.code) == charge
    assert access.charges_for(owner, [charge.code]) == [charge]


@pytest.mark.parametrize("scope", ["pay", "all"])
def test_charge_of_somebody_who_mandated_paying(charge, party, scope):
    agent = make_party(2)
    mandate(party, agent, scope)
    assert access.charge_for(citizen("agent", agent), charge.code) == charge


def test_a_mandate_for_declarations_does_not_show_debts(charge, party):
    agent = make_party(2)
    mandate(party, agent, "declare")
    with pytest.raises(Http404):
        access.charge_for(citizen("agent", agent), charge.code)


def test_wrong_person_and_missing_row_look_the_same(charge, party):
    stranger = citizen("stranger", make_party(2))
    unverified = make_user("unverified")
    for user in (stranger, unverified, NOBODY, staff("view_payment")):
        for code in (charge.code, "NOSUCHCODE"):
            with pytest.raises(Http404):
                access.charge_for(user, code)
            with pytest.raises(Http404):
                access.charges_for(user, [code])


def test_staff_who_see_charges(charge):
    clerk = staff("view_charge")
    assert access.charge_for(clerk, charge.code) == charge
    assert access.charges_for(clerk, [charge.code]) == [charge]
    assert list(access.charges_seen_by(clerk)) == [charge]
    with pytest.raises(PermissionDenied):
        access.charges_seen_by(staff("view_payment"))


def test_charges_are_reached_together_or_not_at_all(charge, owner):
    other = make_charge(make_party(2), source="2")
    with pytest.raises(Http404):
        access.charges_for(owner, [charge.code, other.code])


def test_payment_of_its_payer(charge):
    payer = make_user("payer")
    payment = start(charge, payer=payer)
    assert access.payment_for(payer, payment.code) == payment
    with pytest.raises(Http404):
        access.payment_for(make_user("other"), payment.code)


def test_payment_seen_by_debtor_and_staff(charge, owner):
    payment = start(charge)
    assert access.payment_for(owner, payment.code) == payment
    assert access.payment_for(staff("view_payment"), payment.code) == payment
    with pytest.raises(Http404):
        access.payment_for(owner, "NOSUCHCODE")


def test_payment_without_sign_in_belongs_to_the_session_that_started_it(charge):
    payment = start(charge)
    assert access.payment_for(NOBODY, payment.code, in_hand=[payment.code]) == payment
    with pytest.raises(Http404):
        access.payment_for(NOBODY, payment.code)
    with pytest.raises(Http404):
        access.payment_for(NOBODY, payment.code, in_hand=["OTHER"])


def test_a_session_does_not_reach_a_payment_of_somebody_signed_in(charge):
    payment = start(charge, payer=make_user("payer"))
    with pytest.raises(Http404):
        access.payment_for(NOBODY, payment.code, in_hand=[payment.code])


def test_receipt_follows_its_payment(charge, owner):
    payment = start(charge)
    receipt = services.record_payment(report(payment), at=AT)
    assert access.receipt_for(owner, receipt.code) == receipt
    assert access.receipt_for(staff("view_receipt"), receipt.code) == receipt
    assert access.receipt_for(NOBODY, receipt.code, in_hand=[payment.code]) == receipt
    for user, code in ((NOBODY, receipt.code), (make_user("x"), receipt.code), (owner, "NOSUCH")):
        with pytest.raises(Http404):
            access.receipt_for(user, code)


def test_credit_is_for_those_who_propose_and_its_creditor(charge):
    pay(charge, came="150.00")
    from backoffice.revenue.models import Credit

    credit = Credit.objects.get()
    assert credit.amount == Decimal(6)
    teller = staff("propose_act")
    assert access.credit_for(teller, credit.pk) == credit
    with pytest.raises(Http404):
        access.credit_for(teller, 0)
    with pytest.raises(Http404):
        access.credit_for(staff("view_charge"), credit.pk)


def test_nobody_represents_nobody(charge):
    assert access.visible_party_ids(NOBODY) == set()
