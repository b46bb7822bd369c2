"""Two officers certify a list at once, and a process is killed while it certifies."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from threading import Barrier
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, connection, connections

from backoffice.kernel.errors import DomainError
from backoffice.revenue import services
from backoffice.revenue.models import Charge, ChargeLine, ChargeList, StagedCharge
from backoffice.revenue.services import lists, runs
from tests.backoffice.revenue.listing import certify, checked, draft, officers, set_tariff, table
from tests.backoffice.revenue.town import AT, disagreements, make_user, open_town

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
ROWS = table([(n, f"Π{n}", "90", "") for n in range(1, 20)])


@pytest.fixture
def staff(transactional_db):
    open_town()
    set_tariff()
    return officers()


def at_once(*acts):
    """Run acts released together; return what each gave or the database's refusal."""
    gate = Barrier(len(acts))

    def one(act):
        try:
            gate.wait(60)
            return act()
        except (IntegrityError, DomainError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def unlocked(list_id: int) -> ChargeList:
    """Look at a list without waiting for whoever else does, as if the lock were forgotten."""
    return ChargeList.objects.select_related("kind").get(pk=list_id)


def test_without_the_lock_the_second_officer_meets_an_error(staff):
    drafter, certifier = staff
    held, other = checked(ROWS, drafter), make_user("other-certifier")
    meeting = Barrier(2)

    def careless(list_id: int) -> ChargeList:
        found = unlocked(list_id)
        meeting.wait(60)
        return found

    with mock.patch.object(lists, "locked_list", careless):
        found = at_once(lambda: certify(held, certifier), lambda: certify(held, other))
    # The run's own lock and the unique sources still leave one set, but the second officer is
    # told that there is nothing to certify.
    assert sum(isinstance(one, Exception) for one in found) == 1
    assert Charge.objects.count() == 19


def test_two_officers_certify_one_set(staff):
    drafter, certifier = staff
    held, other = checked(ROWS, drafter), make_user("other-certifier")
    found = at_once(*[lambda: certify(held, certifier), lambda: certify(held, other)] * 2)
    assert {str(one) for one in found} == {"1/2026"}
    assert len({one.certified_by_id for one in found}) == 1
    assert Charge.objects.count() == ChargeLine.objects.count() == 19
    assert disagreements() == []


def test_one_rehearsal_however_often_it_is_ordered(staff):
    drafter, _certifier = staff
    held = draft(drafter, ROWS)
    order = [lambda: services.order_run(list_id=held.pk, actor=drafter, at=AT)] * 4
    found = at_once(*order)
    assert len({run.pk for run in found}) == 1
    work = [lambda: services.rehearse_run(run_id=found[0].pk, at=AT)] * 3
    assert {run.state for run in at_once(*work)} == {"rehearsed"}
    assert StagedCharge.objects.count() == 19


def killed_before(statement: int, work: Any) -> bool:
    """Do a work in a process that dies before its n-th statement; tell whether it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        seen = 0

        def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count) if statement else nullcontext():
                work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_anywhere_it_is_all_or_none(staff):
    drafter, certifier = staff
    held = checked(ROWS, drafter)
    statement = 1
    # Every life dies two statements later than the one before, which sweeps the whole way.
    while killed_before(statement, lambda: certify(held, certifier)):
        held.refresh_from_db()
        assert (held.state, held.number) == ("checked", None)
        assert Charge.objects.count() == ChargeLine.objects.count() == 0
        assert StagedCharge.objects.count() == 19
        statement += 2
    assert statement > 15
    assert str(certify(held, certifier)) == "1/2026"
    assert Charge.objects.count() == ChargeLine.objects.count() == 19
    assert disagreements() == []


def test_a_killed_rehearsal_begins_anew(staff):
    drafter, _certifier = staff
    held = draft(drafter, ROWS)
    run = services.order_run(list_id=held.pk, actor=drafter, at=AT)
    for statement in (3, 9, 15):
        assert killed_before(statement, lambda: services.rehearse_run(run_id=run.pk, at=AT))
        assert StagedCharge.objects.count() == 0
    # Its job died with its worker; what lies there is queued again, once somebody looks.
    assert runs.order_again(before=AT) == []
    assert runs.order_again(before=AT + timedelta(minutes=1)) == [run.pk]
    assert runs.rehearse_run(run_id=run.pk, at=AT).state == "rehearsed"
    assert runs.order_again(before=AT + timedelta(minutes=1)) == []
    assert StagedCharge.objects.count() == 19
