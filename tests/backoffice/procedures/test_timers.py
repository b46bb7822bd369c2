"""Timers under a moved clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.models import LocalHoliday
from backoffice.procedures import services
from backoffice.procedures.engine import times
from backoffice.procedures.engine.errors import ExpressionError
from backoffice.procedures.models import Task, Timer

from .drawing import AT, Drawing
from .office import begin, complete, open_tasks, publish

CALENDAR = LegalCalendar()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("PT2H", datetime(2026, 11, 20, 11, tzinfo=UTC)),
        ("P1D", datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ("P2W", datetime(2026, 12, 4, 9, tzinfo=UTC)),
        ("P1M", datetime(2026, 12, 20, 9, tzinfo=UTC)),
        # The clock of Athens stays at 11:00 when summer time begins.
        ("P5M", datetime(2027, 4, 20, 8, tzinfo=UTC)),
        ("P1Y2M3DT4H5M6S", datetime(2028, 1, 23, 13, 5, 6, tzinfo=UTC)),
        # Friday: one working day ends with Monday, at midnight in Athens.
        ("P1WD", datetime(2026, 11, 23, 22, tzinfo=UTC)),
        ("P5WD", datetime(2026, 11, 27, 22, tzinfo=UTC)),
    ],
)
def test_durations(text: str, due: datetime) -> None:
    assert times.after(text, AT, CALENDAR) == due


def test_working_days_pass_over_the_towns_own_holiday() -> None:
    calendar = LegalCalendar({date(2026, 11, 23): "Polioúchos"})
    assert times.after("P1WD", AT, calendar) == datetime(2026, 11, 24, 22, tzinfo=UTC)


def test_dates_and_rounds() -> None:
    assert times.due("timeDate", "2026-12-01", AT, CALENDAR).at == datetime(
        2026, 11, 30, 22, tzinfo=UTC
    )
    assert times.due("timeDate", "2026-12-01T10:00:00Z", AT, CALENDAR).at == datetime(
        2026, 12, 1, 10, tzinfo=UTC
    )
    assert times.due("timeCycle", "R3/P1D", AT, CALENDAR) == times.Due(AT + timedelta(days=1), 2)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("timeDuration", ""),
        ("timeDuration", "P"),
        ("timeDuration", "PT"),
        ("timeDuration", "5 days"),
        ("timeDuration", "P99999999999D"),
        ("timeDuration", "P999Y9999M"),
        ("timeDate", "tomorrow"),
        ("timeDate", "2026-02-30"),
        ("timeCycle", "R/P1D"),
        ("timeCycle", "R0/P1D"),
        ("timeCycle", "R999/P1D"),
        ("", "P1D"),
    ],
)
def test_what_is_no_time_is_refused(form: str, text: str) -> None:
    start = AT if text != "P999Y9999M" else AT.replace(year=9000)
    with pytest.raises(ExpressionError):
        times.due(form, text, start, CALENDAR)


def intermediate(text: str = "P30D", form: str = "timeDuration") -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.timer("pause", text, form)
    drawing.chain("start", "pause", drawing.user("last"), drawing.end())
    return drawing


def boundary(text: str, form: str = "timeDuration", **attributes: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("check")
    drawing.timer("late", text, form, attachedToRef="check", **attributes)
    drawing.chain("start", "check", drawing.user("last"), drawing.end())
    drawing.chain("late", drawing.user("escalate", loggia_role="head"), drawing.end("late_end"))
    return drawing


@pytest.mark.django_db
@pytest.mark.usefixtures("roles", "books_agree")
class TestCases:
    def test_an_intermediate_timer_holds_until_due(self) -> None:
        publish(intermediate())
        case = begin()
        assert services.fire_timers(at=AT + timedelta(days=29, hours=23)) == 0
        assert open_tasks(case) == []
        assert services.fire_timers(at=AT + timedelta(days=30)) == 1
        assert services.fire_timers(at=AT + timedelta(days=31)) == 0
        assert open_tasks(case) == ["last"]

    def test_a_timer_may_be_a_fact(self) -> None:
        publish(intermediate("=facts.until", "timeDate"))
        begin(until="2026-12-24")
        assert Timer.objects.get().due_at == datetime(2026, 12, 23, 22, tzinfo=UTC)

    def test_working_days_ask_the_towns_calendar(self) -> None:
        LocalHoliday.objects.create(day=date(2026, 11, 23), name="Polioúchos")
        publish(intermediate("P1WD"))
        begin()
        assert Timer.objects.get().due_at == datetime(2026, 11, 24, 22, tzinfo=UTC)

    def test_an_interrupting_boundary_ends_the_task(self, clerk) -> None:
        publish(boundary("P5D"))
        case = begin()
        services.fire_timers(at=AT + timedelta(days=5))
        assert open_tasks(case) == ["escalate"]
        assert Task.objects.get(element="check").state == "cancelled"

    def test_a_task_done_in_time_stops_its_timer(self, clerk) -> None:
        publish(boundary("P5D"))
        case = complete(begin(), "check", clerk)
        assert Timer.objects.get().state == "cancelled"
        assert services.fire_timers(at=AT + timedelta(days=50)) == 0
        assert open_tasks(case) == ["last"]

    def test_a_boundary_that_does_not_interrupt_lets_the_task_be(self, clerk) -> None:
        publish(boundary("P5D", cancelActivity="false"))
        case = begin()
        services.fire_timers(at=AT + timedelta(days=5))
        assert open_tasks(case) == ["check", "escalate"]
        case = complete(case, "check", clerk)
        case = complete(case, "last", clerk)
        assert case.state == "running"
        assert complete(case, "escalate", clerk).state == "completed"

    def test_rounds_fire_each_once_and_end_with_the_task(self, clerk) -> None:
        publish(boundary("R3/P10D", "timeCycle", cancelActivity="false"))
        case = begin()
        # The clock jumps over two rounds: both fire, at their own times.
        for _minute in range(3):
            services.fire_timers(at=AT + timedelta(days=25))
        assert open_tasks(case) == ["check", "escalate", "escalate"]
        case = complete(case, "check", clerk)
        services.fire_timers(at=AT + timedelta(days=99))
        assert open_tasks(case) == ["escalate", "escalate", "last"]

    def test_a_suspended_case_fires_when_it_is_resumed(self, clerk) -> None:
        publish(intermediate())
        case = begin()
        services.suspend_case(case_id=case.pk, reason="x", actor=clerk, at=AT)
        assert services.fire_timers(at=AT + timedelta(days=40)) == 0
        services.resume_case(case_id=case.pk, actor=clerk, at=AT + timedelta(days=41))
        assert services.fire_timers(at=AT + timedelta(days=41)) == 1

    def test_one_broken_timer_hinders_no_other(self, monkeypatch) -> None:
        publish(intermediate())
        broken, whole = begin(number="1"), begin(number="2")
        from backoffice.procedures.services import timers

        real = timers.Stepping

        def stepping(case, *rest):
            if case.pk == broken.pk:
                raise RuntimeError
            return real(case, *rest)

        monkeypatch.setattr(timers, "Stepping", stepping)
        assert services.fire_timers(at=AT + timedelta(days=31)) == 1
        monkeypatch.undo()
        assert open_tasks(whole) == ["last"]
        assert services.fire_timers(at=AT + timedelta(days=31)) == 1
        assert open_tasks(broken) == ["last"]

    def test_time_limits_of_tasks(self) -> None:
        drawing = Drawing()
        drawing.chain(
            drawing.start(),
            drawing.user("check", loggia_due="P5WD"),
            drawing.end(),
        )
        publish(drawing)
        begin()
        assert Task.objects.get().due_at == datetime(2026, 11, 27, 22, tzinfo=UTC)
