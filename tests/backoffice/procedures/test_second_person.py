"""A step that asks for another person than whoever did an earlier one."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from backoffice.procedures import queries, services, validation, words
from backoffice.procedures.errors import SamePerson
from backoffice.procedures.models import Task
from tests.factories import signin

from .drawing import AT, Drawing, many
from .office import begin, complete, make_staff, open_tasks, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "roles", "books_agree")]


@pytest.fixture
def pair():
    """Two clerks."""
    return make_staff("one@example.org", "clerk"), make_staff("two@example.org", "clerk")


def two_steps(**more: str) -> Drawing:
    drawing = Drawing()
    approve = drawing.user("approve", loggia_not_by="check", **more)
    drawing.chain(drawing.start(), drawing.user("check"), approve, drawing.end())
    return drawing


def waiting(drawing: Drawing, first) -> Task:
    publish(drawing)
    case = complete(begin(), "check", first)
    return Task.objects.get(case=case, element="approve")


@pytest.mark.parametrize("verb", ["claim", "complete", "assign"])
def test_whoever_did_the_first_step_is_refused_the_second(pair, verb) -> None:
    one, two = pair
    task = waiting(two_steps(), one)
    about = {"task_id": task.pk, "at": AT}
    verbs = {
        "claim": lambda who: services.claim_task(actor=who, **about),
        "complete": lambda who: services.complete_task(actor=who, outcome={}, **about),
        "assign": lambda who: services.assign_task(actor=two, to_user_id=who.pk, **about),
    }
    with pytest.raises(SamePerson, match="check"):
        verbs[verb](one)
    task.refresh_from_db()
    assert (task.state, task.claimed_by_id) == ("ready", None)
    verbs[verb](two)
    task.refresh_from_db()
    assert task.state == ("done" if verb == "complete" else "claimed")


def test_the_database_refuses_too(pair) -> None:
    one, two = pair
    task = waiting(two_steps(), one)
    for change in (
        "state = 'done', done_at = now(), done_by_id = %s",
        "state = 'claimed', claimed_by_id = %s",
    ):
        statement = f"update procedures_task set {change} where id = %s"
        with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
            connection.cursor().execute(statement, [one.pk, task.pk])
        with transaction.atomic():
            connection.cursor().execute(statement, [two.pk, task.pk])
            transaction.set_rollback(True)


def test_any_round_of_the_first_step_counts(pair) -> None:
    one, two = pair
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check"), drawing.user("again"))
    drawing.chain("again", drawing.user("approve", loggia_not_by="check again"), drawing.end())
    publish(drawing)
    case = complete(complete(begin(), "check", one), "again", two)
    task = Task.objects.get(case=case, element="approve")
    for who in pair:
        with pytest.raises(SamePerson):
            services.claim_task(task_id=task.pk, actor=who, at=AT)
    assert complete(case, "approve", make_staff("three@example.org", "clerk")).state == "completed"


def test_another_case_is_another_matter(pair) -> None:
    one, two = pair
    publish(two_steps())
    first, second = begin(number="1"), begin(number="2")
    complete(complete(first, "check", one), "approve", two)
    assert complete(complete(second, "check", two), "approve", one).state == "completed"


def test_each_of_many_instances_counts(pair) -> None:
    one, two = pair
    drawing = Drawing()
    check = drawing.user("check", many("facts.members"))
    approve = drawing.user("approve", loggia_not_by="check")
    drawing.chain(drawing.start(), check, approve, drawing.end())
    publish(drawing)
    case = begin(members=["A", "B"])
    complete(complete(case, "check", one), "check", two)
    task = Task.objects.get(case=case, element="approve")
    for who in pair:
        assert queries.done_before_by(who, task) == "check"


def test_the_worklist_leaves_it_out_and_says_so(pair, client) -> None:
    one, two = pair
    task = waiting(two_steps(), one)
    on = AT.date()
    assert list(queries.worklist(one, on)) == []
    assert list(queries.left_to_others(one, on)) == [task]
    assert list(queries.worklist(two, on)) == [task]
    assert list(queries.left_to_others(two, on)) == []
    signin.sign_in_staff(client, one)
    page = client.get(reverse("procedures:work")).content.decode()
    assert "ζητά άλλο πρόσωπο" in page
    page = client.get(reverse("procedures:task", args=[task.pk])).content.decode()
    assert "ζητά δεύτερο πρόσωπο" in page
    assert 'value="claim"' not in page
    assert 'value="complete"' not in page


def test_a_case_moved_to_a_new_version_asks_for_the_second_person(pair) -> None:
    one, _two = pair
    plain = Drawing()
    plain.chain(plain.start(), plain.user("check"), plain.user("approve"), plain.end())
    old = publish(plain)
    case = complete(begin(), "check", one)
    new = publish(two_steps())
    services.migrate_cases(
        from_version_id=old.pk, to_version_id=new.pk, mapping={}, actor=one, at=AT
    )
    with pytest.raises(SamePerson):
        complete(case, "approve", one)
    assert open_tasks(case) == ["approve"]


def test_faults_of_the_rule_are_found() -> None:
    def found(named: str, draw=lambda drawing: None) -> list[str]:
        drawing = Drawing()
        approve = drawing.user("approve", loggia_not_by=named)
        drawing.chain(drawing.start(), drawing.user("check"), approve, drawing.user("later"))
        drawing.chain("later", drawing.end())
        draw(drawing)
        return [f.message for f in validation.check(drawing.xml()) if f.element == "approve"]

    assert found("check") == []
    assert "not drawn" in found("nobody")[0]
    assert "no other person does" in found("approve")[0]
    assert "no other person does" in found("start")[0]
    assert "never comes before" in found("later")[0]
    # An arrow back makes the later step come before as well.
    assert found("later", lambda d: d.flow("later", "approve")) == []


def test_only_peoples_tasks_can_ask() -> None:
    drawing = Drawing()
    wait = drawing.timer("wait", "P1D", loggia_not_by="check")
    drawing.chain(drawing.start(), drawing.user("check"), wait, drawing.end())
    messages = {f.element: f.message for f in validation.check(drawing.xml())}
    assert "Only a person's task" in messages["wait"]


def test_a_step_inside_a_subprocess_comes_before_what_follows_it() -> None:
    inner = Drawing()
    inner.chain(inner.start("in"), inner.user("check"), inner.end("out"))
    drawing = Drawing()
    part = drawing.sub("part", inner)
    approve = drawing.user("approve", loggia_not_by="check")
    drawing.chain(drawing.start(), part, approve, drawing.end())
    assert validation.check(drawing.xml()) == []


def test_it_is_told_in_words() -> None:
    version = publish(two_steps())
    steps = words.explain(version, "en").steps
    assert steps[1].who == "clerk, another person than in step 1"
    assert words.explain(version, "el").steps[1].who == "clerk, άλλο πρόσωπο από το βήμα 1"
