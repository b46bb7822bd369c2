"""Answer times: the arithmetic alone, then what everybody may read."""

from datetime import date

import pytest

from backoffice.documents import charts, queries, services
from backoffice.documents.rules.figures import Answered, figures

from . import desk
from .desk import at
from .office import entry


def answered(days, *, month=3, service="Άδειες", waited=0, due=None):
    received = date(2026, 1, 1)
    stopped = date(2026, month, 15)
    received = stopped.fromordinal(stopped.toordinal() - days - waited)
    return Answered(service, received, stopped, due, waited)


def test_median_and_nine_of_ten():
    (figure,) = figures([answered(days) for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 100)])
    assert (figure.count, figure.median_days, figure.slow_days) == (10, 5.5, 9)


def test_one_answer_is_its_own_median():
    (figure,) = figures([answered(7)])
    assert (figure.median_days, figure.slow_days, figure.share_in_time) == (7.0, 7, 100)


def test_days_in_which_the_applicant_was_waited_for_do_not_count():
    assert answered(10, waited=20).days == 10


def test_in_time_is_by_the_due_day():
    rows = [answered(3, due=date(2026, 3, 15)), answered(3, due=date(2026, 3, 14))]
    assert figures(rows)[0].share_in_time == 50


def test_newest_month_first_then_services_by_name():
    rows = [answered(1), answered(1, month=4), answered(1, service="Έγγραφα")]
    said = [(f.month.month, f.service) for f in figures(rows)]
    assert said == [(4, "Άδειες"), (3, "Άδειες"), (3, "Έγγραφα")]


def test_bars_stay_inside_the_picture():
    rows = figures([answered(days, month=month) for month in range(1, 13) for days in (3, 30)])
    bars = charts.bars_by_month(rows)
    assert [bar.month.month for bar in bars] == list(range(1, 13))
    assert all(bar.x >= 0 and bar.x + bar.width <= charts.WIDTH for bar in bars)
    assert all(bar.y >= 0 for bar in bars)
    assert charts.bars_by_month([]) == []


@pytest.mark.django_db
def test_everybody_reads_the_figures_and_no_person_in_them(town, client):
    services.load_circulation()
    staff = desk.people()
    for number in range(3):
        row = entry(staff.registry, at=at(2026, 11, 2))
        services.start_clock(
            entry_id=row.pk,
            rule="general",
            complete_on=date(2026, 11, 2),
            service="Άδειες",
            actor=None,
            at=at(2026, 11, 2),
        )
        services.stop_clock(entry_id=row.pk, actor=None, at=at(2026, 11, 3 + number))
    (figure,) = queries.answer_times(on=date(2026, 11, 30))
    assert (figure.count, figure.median_days) == (3, 2.0)
    assert queries.answer_times(on=date(2028, 1, 1)) == []
    answer = client.get("/api/v1/figures/answer-times/")
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "month": "2026-11-01",
            "service": "Άδειες",
            "count": 3,
            "median_days": 2.0,
            "slow_days": 3,
            "in_time": 3,
            "share_in_time": 100,
        }
    ]
