"""Who may see a case or a task; «not yours» and «not there» are answered alike."""

import pytest
from django.contrib.auth.models import Permission
from django.http import Http404

from backoffice.identity.models import Department, RoleAssignment, User
from backoffice.procedures import access, queries
from backoffice.procedures.models import Incident

from .drawing import AT, Drawing
from .office import begin, complete, make_staff, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
DAY = AT.date()


def allow(user: User, *names: str) -> User:
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def case():
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check"), drawing.user("sign"), drawing.end())
    publish(drawing)
    return begin()


@pytest.fixture
def other(roles):
    return make_staff("treasurer@town.example", "treasurer")


def test_the_roles_people_see_the_task_and_its_case(case, clerk) -> None:
    task = case.tasks.get()
    assert access.task_for(clerk, task.pk, DAY) == task
    assert access.case_for(clerk, case.code) == case


def test_others_are_told_that_it_is_not_there(case, other) -> None:
    citizen = User.objects.create_user("citizen@x.example")
    for user in (other, citizen):
        with pytest.raises(Http404):
            access.task_for(user, case.tasks.get().pk, DAY)
        with pytest.raises(Http404):
            access.case_for(user, case.code)
    with pytest.raises(Http404):
        access.task_for(other, 0, DAY)
    with pytest.raises(Http404):
        access.case_for(other, "nothing")


def test_whoever_oversees_sees_all(case, other) -> None:
    user = allow(other, "view_case", "assign_task", "solve_incident", "view_definition")
    assert access.case_for(user, case.code) == case
    assert access.task_for(user, case.tasks.get().pk, DAY)
    assert access.definition_for(user, "permit") == case.definition
    assert access.version_for(user, case.version_id) == case.version


def test_incidents_and_drawings_need_their_right(case, clerk, other) -> None:
    incident = Incident.objects.create(case=case, element="check", token=1, error="x", opened_at=AT)
    nobody = make_staff("nobody@town.example")
    for get, key in (
        (access.incident_for, incident.pk),
        (access.definition_for, "permit"),
        (access.version_for, case.version_id),
    ):
        with pytest.raises(Http404):
            get(nobody, key)
    user = allow(other, "solve_incident", "view_definition")
    assert access.incident_for(user, incident.pk) == incident
    for get in (access.incident_for, access.version_for):
        with pytest.raises(Http404):
            get(user, 0)
    with pytest.raises(Http404):
        access.definition_for(user, "nothing")


def test_whoever_did_a_step_still_sees_the_case(case, clerk) -> None:
    complete(case, "check", clerk)
    RoleAssignment.objects.all().delete()
    assert access.case_for(clerk, case.code) == case


def test_a_role_of_one_department_is_no_role_of_another(case, roles) -> None:
    here, there = (
        Department.objects.create(code=c, name_el=c, name_en=c, valid_from=DAY)
        for c in ("here", "there")
    )
    case.tasks.update(department=here)
    user = make_staff("dept@town.example")
    role = roles[0]
    assignment = RoleAssignment.objects.create(
        user=user, role=role, department=there, valid_from=DAY
    )
    with pytest.raises(Http404):
        access.task_for(user, case.tasks.get().pk, DAY)
    assert list(queries.worklist(user, DAY)) == []
    assignment.department = here
    assignment.save()
    assert access.task_for(user, case.tasks.get().pk, DAY)
    assert list(queries.worklist(user, DAY)) == [case.tasks.get()]


def test_a_citizen_sees_the_own_case_alone(case, monkeypatch) -> None:
    citizen = User.objects.create_user("citizen@x.example")
    with pytest.raises(Http404):
        access.own_case_for(citizen, case.code)
    from backoffice.party.models import Party

    party = Party.objects.create(kind="natural", afm="090000045", name="Synthetic Person")
    drawing = Drawing("other")
    drawing.chain(drawing.start(), drawing.user("check"), drawing.end())
    publish(drawing)
    from backoffice.kernel.actors import Source
    from backoffice.procedures import services

    mine = services.start_case(
        process="other",
        subject=Source("t", "1"),
        facts={},
        party_id=party.pk,
        actor=None,
        at=AT,
    )
    with pytest.raises(Http404):
        access.own_case_for(citizen, mine.code)
    monkeypatch.setattr(access, "represented_party_ids", lambda user: {party.pk})
    assert access.own_case_for(citizen, mine.code) == mine
