"""Tasks of somebody absent: to the deputy and back, said in the task, the history and the trail."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from backoffice.audit.models import Entry
from backoffice.documents import services as documents
from backoffice.documents.authority import ASSIGNMENTS, absences_on, stands_for_on
from backoffice.documents.models import Substitution
from backoffice.documents.refusals import (
    AbsenceBegan,
    AbsenceDaysWrong,
    DeputyAbsent,
    NotAColleague,
    NotYours,
    OwnAuthority,
)
from backoffice.kernel.dates import athens_day
from backoffice.procedures import access, queries, services
from backoffice.procedures.errors import NotStandingIn, SamePerson, TaskTaken
from backoffice.procedures.models import Step, Task
from tests.factories import signin

from .office import begin, check_and_decide, complete, publish

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = athens_day(NOW)
TOMORROW = TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=5)


@dataclass
class Office:
    """Two clerks of one unit, one of another, and their head."""

    absent: Any
    deputy: Any
    stranger: Any
    head: Any

    def enter(self, actor: Any = None, **more: Any) -> Substitution:
        facts: dict[str, Any] = {
            "absent_id": self.absent.pk,
            "deputy_id": self.deputy.pk,
            "valid_from": TODAY,
            "valid_until": TOMORROW,
        }
        return documents.enter_absence(**{**facts, **more}, actor=actor or self.absent, at=NOW)


@pytest.fixture
def office() -> Office:
    """The deputy works for the same unit in another post, so that only the absence gives tasks."""
    return Office(
        signin.make_staff("clerk", "absent@example.org", "revenue"),
        signin.make_staff("registry", "deputy@example.org", "revenue"),
        signin.make_staff("clerk", "stranger@example.org", "registry"),
        signin.make_staff("head", "head@example.org", "financial"),
    )


def a_task(key: str = "permit", number: str = "1", **more: str) -> Task:
    publish(check_and_decide(key, **more))
    return Task.objects.get(case=begin(key, number), element="check")


def listed(user: Any, on: date = TODAY) -> set[int]:
    whole = {task.pk for task in queries.worklist(user, on)}
    parts = [task.pk for part in queries.worklist_parts(user, on) for task in part]
    assert len(parts) == len(set(parts)), "the parts overlap"
    assert set(parts) == whole
    return whole


def test_tasks_pass_to_the_deputy_and_come_back(office: Office) -> None:
    task = a_task()
    assert task.department is not None
    assert (listed(office.absent), listed(office.deputy)) == ({task.pk}, set())
    office.enter()
    assert listed(office.deputy) == {task.pk} == listed(office.absent)
    assert listed(office.stranger) == set()
    assert access.task_for(office.deputy, task.pk, TODAY) == task
    assert listed(office.deputy, LATER) == set()
    with pytest.raises(Http404):
        access.task_for(office.deputy, task.pk, LATER)


def test_who_has_the_post_too_reads_nothing_of_it_twice(office: Office) -> None:
    a_task()
    own = len(queries.worklist_parts(office.absent, TODAY))
    twin = signin.make_staff("clerk", "twin@example.org", "revenue")
    alone = len(queries.worklist_parts(twin, TODAY))
    office.enter(deputy_id=twin.pk)
    assert len(queries.worklist_parts(twin, TODAY)) == alone + 1, "what the absent took, no post"
    assert listed(twin) == listed(office.absent)
    assert own == alone


def test_what_is_done_says_in_whose_place(office: Office) -> None:
    task = a_task()
    office.enter()
    place = queries.place_of(office.deputy, task.pk, TODAY)
    assert place == office.absent.pk
    about = {"task_id": task.pk, "actor": office.deputy, "at": NOW, "in_place_of": place}
    services.claim_task(**about)
    assert listed(office.absent) == {task.pk}
    # What is taken says it already.
    services.complete_task(**{**about, "in_place_of": None}, outcome={})
    task.refresh_from_db()
    assert (task.done_by, task.in_place_of) == (office.deputy, office.absent)
    told = Step.objects.get(case=task.case, element="check", what="done")
    assert (told.actor, told.note) == (office.deputy, f"α/α {office.absent}")
    rows = Entry.objects.filter(object_id=str(task.pk), action__startswith="procedures.task")
    claimed, completed = rows.order_by("pk")
    assert claimed.after["in_place_of"] == office.absent.pk
    assert str(office.absent) in completed.note


def test_what_the_absent_had_taken_passes_on_too(office: Office) -> None:
    task = a_task()
    services.claim_task(task_id=task.pk, actor=office.absent, at=NOW)
    assert listed(office.deputy) == set()
    with pytest.raises(TaskTaken):
        services.complete_task(task_id=task.pk, outcome={}, actor=office.deputy, at=NOW)
    office.enter()
    assert listed(office.deputy) == {task.pk}
    services.complete_task(
        task_id=task.pk,
        outcome={},
        actor=office.deputy,
        at=NOW,
        in_place_of=office.absent.pk,
    )
    task.refresh_from_db()
    assert (task.claimed_by, task.done_by, task.in_place_of) == (
        office.absent,
        office.deputy,
        office.absent,
    )


def test_whoever_comes_back_takes_it_back(office: Office) -> None:
    task = a_task()
    office.enter()
    facts = {"task_id": task.pk, "at": NOW}
    services.claim_task(actor=office.deputy, in_place_of=office.absent.pk, **facts)
    later = NOW + timedelta(days=5)
    with pytest.raises(NotStandingIn):
        services.complete_task(task_id=task.pk, outcome={}, actor=office.deputy, at=later)
    assert (listed(office.deputy, LATER), listed(office.absent, LATER)) == (set(), {task.pk})
    held = services.claim_task(actor=office.absent, **facts)
    assert (held.claimed_by, held.in_place_of) == (office.absent, None)


def test_nobody_else_acts_in_that_place(office: Office) -> None:
    task = a_task()
    office.enter()
    for verb in (services.claim_task, lambda **f: services.complete_task(outcome={}, **f)):
        with pytest.raises(NotStandingIn):
            verb(task_id=task.pk, actor=office.stranger, at=NOW, in_place_of=office.absent.pk)
    with pytest.raises(NotStandingIn):
        services.claim_task(
            task_id=task.pk, actor=office.deputy, at=NOW, in_place_of=office.stranger.pk
        )


def test_the_database_knows_nobody_in_the_own_place(office: Office) -> None:
    task = a_task()
    services.claim_task(task_id=task.pk, actor=office.absent, at=NOW)
    with pytest.raises(IntegrityError, match="nobody_is_in_the_own_place"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(in_place_of=office.absent)


def test_a_deputy_gets_no_second_signature_of_the_same_hand(office: Office) -> None:
    """What the absent was refused as the second person, the deputy is refused in that place."""
    publish(check_and_decide(loggia_not_by="check"))
    case = complete(begin(), "check", office.absent)
    task = Task.objects.get(case=case, element="decide")
    office.enter()
    assert listed(office.deputy) == set()
    with pytest.raises(SamePerson):
        services.claim_task(
            task_id=task.pk, actor=office.deputy, at=NOW, in_place_of=office.absent.pk
        )


def test_a_kind_of_task_alone_passes_on(office: Office) -> None:
    permit, other = a_task(), a_task("other", "2")
    office.enter(covers=["permit"])
    assert listed(office.deputy) == {permit.pk}
    assert listed(office.absent) == {permit.pk, other.pk}
    assert stands_for_on(office.deputy.pk, TODAY) == set()
    assert stands_for_on(office.deputy.pk, TODAY, "permit") == {office.absent.pk}
    assert stands_for_on(office.deputy.pk, TODAY, ASSIGNMENTS) == set()
    with pytest.raises(NotStandingIn):
        services.claim_task(
            task_id=other.pk, actor=office.deputy, at=NOW, in_place_of=office.absent.pk
        )


def test_passing_tasks_on_signs_nothing(office: Office) -> None:
    office.enter()
    assert stands_for_on(office.deputy.pk, TODAY) == {office.absent.pk}
    assert absences_on(office.deputy.pk, TODAY) == []


def test_who_may_enter_what(office: Office) -> None:
    with pytest.raises(NotYours):
        office.enter(actor=office.stranger)
    with pytest.raises(OwnAuthority):
        office.enter(actor=office.head, deputy_id=office.head.pk)
    with pytest.raises(NotAColleague):
        office.enter(deputy_id=office.stranger.pk)
    for first, last in ((TODAY - timedelta(days=1), TODAY), (LATER, TODAY)):
        with pytest.raises(AbsenceDaysWrong):
            office.enter(valid_from=first, valid_until=last)
    with pytest.raises(AbsenceDaysWrong):
        office.enter(valid_until=TODAY + timedelta(days=400))
    made = office.enter(actor=office.head)
    assert Entry.objects.filter(action="documents.absence.entered", object_id=made.pk).exists()
    with pytest.raises(DeputyAbsent):
        office.enter(absent_id=office.deputy.pk, deputy_id=office.absent.pk, actor=office.deputy)


def test_an_absence_ends_early_or_does_not_begin(office: Office) -> None:
    task = a_task()
    made = office.enter(valid_from=TOMORROW, valid_until=LATER)
    withdrawn = documents.withdraw_absence(substitution_id=made.pk, actor=office.absent, at=NOW)
    assert withdrawn.withdrawn_at == NOW
    assert listed(office.deputy, TOMORROW) == set()
    begun = office.enter(valid_until=LATER)
    with pytest.raises(AbsenceBegan):
        documents.withdraw_absence(substitution_id=begun.pk, actor=office.absent, at=NOW)
    documents.end_substitution(substitution_id=begun.pk, on=TODAY, actor=office.absent, at=NOW)
    assert (listed(office.deputy), listed(office.deputy, TOMORROW)) == ({task.pk}, set())


def test_the_page_says_in_whose_place_and_does_it(office: Office, client: Client) -> None:
    task = a_task()
    office.enter()
    signin.sign_in_staff(client, office.deputy)
    address = f"/cms/procedures/tasks/{task.pk}/"
    shown = client.get(address).content.decode()
    assert str(office.absent) in shown
    assert "αντικαθιστάτε" in shown.lower()
    assert client.post(address, {"action": "claim"}).status_code == 302
    assert client.post(address, {"action": "complete"}).status_code == 302
    task.refresh_from_db()
    assert (task.done_by, task.in_place_of) == (office.deputy, office.absent)


def test_the_substitution_of_an_order_is_for_everything(office: Office) -> None:
    facts = {"absent": office.absent, "deputy": office.deputy, "entered_at": NOW}
    days = {"valid_from": TODAY, "valid_until": TODAY}
    with pytest.raises(IntegrityError, match="order_of_substitution"), transaction.atomic():
        Substitution.objects.create(order_number="1", covers=["permit"], **facts, **days)
