"""Running cases move to another version only on purpose, whole, and with reasons where not."""

from datetime import timedelta

import pytest

from backoffice.audit.models import Entry
from backoffice.procedures import services
from backoffice.procedures.errors import VersionStays
from backoffice.procedures.models import Task, Timer

from .drawing import AT, Drawing, many
from .office import begin, complete, open_tasks, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "roles", "books_agree")]


def first() -> Drawing:
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check"), drawing.user("sign"), drawing.end())
    return drawing


def second() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("control", loggia_name_en="Control")
    drawing.timer("late", "P5D", attachedToRef="control")
    drawing.chain("start", "control", drawing.user("approve"), drawing.user("sign"), drawing.end())
    drawing.flow("late", "end")
    return drawing


def test_a_case_moves_with_its_mapping_and_goes_on_there(clerk) -> None:
    old = publish(first())
    moving, staying = begin(number="1"), complete(begin(number="2"), "check", clerk)
    new = publish(second())
    report = services.migrate_cases(
        from_version_id=old.pk,
        to_version_id=new.pk,
        mapping={"check": "control"},
        actor=clerk,
        at=AT,
    )
    assert (set(report.moved), report.refused) == ({moving.code, staying.code}, {})
    moving.refresh_from_db()
    assert (moving.version, open_tasks(moving)) == (new, ["control"])
    assert Task.objects.get(case=moving).name_en == "Control"
    # The boundary that the new version adds is set.
    assert Timer.objects.get(case=moving, state="waiting").due_at == AT + timedelta(days=5)
    assert open_tasks(complete(moving, "control", clerk)) == ["approve"]
    rows = Entry.objects.filter(action="procedures.case.migrated")
    assert sorted(row.object_id for row in rows) == sorted(str(c.pk) for c in (moving, staying))


def test_what_finds_no_place_is_refused_with_reasons_and_stays(clerk) -> None:
    old = publish(first())
    case = begin()
    new = publish(second())
    report = services.migrate_cases(
        from_version_id=old.pk, to_version_id=new.pk, mapping={}, actor=clerk, at=AT
    )
    assert report.moved == []
    assert "check" in report.refused[case.code][0]
    case.refresh_from_db()
    assert case.version == old
    assert not Entry.objects.filter(action="procedures.case.migrated").exists()


@pytest.mark.parametrize("target", ["end", "late"])
def test_kinds_must_fit(clerk, target: str) -> None:
    old = publish(first())
    case = begin()
    new = publish(second())
    report = services.migrate_cases(
        from_version_id=old.pk, to_version_id=new.pk, mapping={"check": target}, actor=clerk, at=AT
    )
    assert "kinds" in report.refused[case.code][0]


def test_repetition_must_fit(clerk) -> None:
    old = publish(first())
    case = begin()
    drawing = Drawing()
    drawing.start()
    drawing.user("check", many("people"))
    drawing.chain("start", "check", drawing.end())
    new = publish(drawing)
    report = services.migrate_cases(
        from_version_id=old.pk, to_version_id=new.pk, mapping={}, actor=clerk, at=AT
    )
    assert "repeats" in report.refused[case.code][0]


def test_a_case_cannot_move_to_a_draft_or_another_procedure(clerk) -> None:
    old = publish(first())
    begin()
    draft = services.save_draft(key="permit", xml=second().xml(), actor=clerk, at=AT)
    other = publish(first(), key="other")
    for target in (draft, other):
        with pytest.raises(VersionStays):
            services.migrate_cases(
                from_version_id=old.pk, to_version_id=target.pk, mapping={}, actor=clerk, at=AT
            )
