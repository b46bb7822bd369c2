"""The register, the periods it lets the town expect, and those who did not declare."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail

from backoffice.business_fees import errors, letters, queries, services
from backoffice.business_fees.models import Category, Declaration, ExpectedPeriod
from backoffice.business_fees.services import BusinessFacts
from backoffice.kernel.states import IllegalMove

from . import town as t
from .town import IN_TIME, at

D = Decimal


def periods(establishment):
    """Return the periods that wait, the earliest first."""
    rows = establishment.periods.exclude(state="not_due").order_by("first_on")
    return [row.period for row in rows]


def test_registering_expects_what_has_begun(hotel):
    assert periods(hotel) == ["2026-03", "2026-04"]
    row = hotel.periods.get(period="2026-03")
    assert (row.due_on, row.state) == (date(2026, 4, 30), "expected")


def test_declarations_are_expected_from_the_day_the_town_says(town):
    late = t.make_establishment(valid_from=date(2010, 1, 1), expected_from=date(2026, 4, 1))
    assert periods(late) == ["2026-04"]


def test_the_daily_task_adds_periods_and_marks_the_overdue(hotel):
    assert services.roll_periods(at=at(2026, 5, 2)) == {"added": 1, "missing": 1}
    assert services.roll_periods(at=at(2026, 5, 2)) == {"added": 0, "missing": 0}
    assert t.state(hotel) == "missing"


def test_a_late_period_may_still_be_declared(hotel, officer):
    services.roll_periods(at=at(2026, 6, 2))
    t.declare(hotel, "1000.00", actor=officer, when=at(2026, 6, 2))
    assert t.state(hotel) == "filed"


def test_closing_ends_expectations_and_reopening_brings_them_back(hotel, officer):
    services.roll_periods(at=at(2026, 6, 2))
    services.close_establishment(
        establishment_id=hotel.pk, on=date(2026, 4, 2), reason="Έκλεισε", actor=officer, at=IN_TIME
    )
    assert periods(hotel) == ["2026-03", "2026-04"]
    services.change_establishment(
        establishment_id=hotel.pk, facts=t.facts(), actor=officer, at=at(2026, 6, 2)
    )
    assert periods(hotel) == ["2026-03", "2026-04", "2026-05", "2026-06"]


def test_closing_before_opening_is_refused(hotel, officer):
    with pytest.raises(errors.ClosedBeforeOpened):
        services.close_establishment(
            establishment_id=hotel.pk, on=date(2026, 2, 1), reason="-", actor=officer, at=IN_TIME
        )


def test_moving_to_single_entry_books_finishes_the_quarter_by_months(hotel, officer):
    services.change_establishment(
        establishment_id=hotel.pk, facts=t.facts(books="single"), actor=officer, at=IN_TIME
    )
    services.roll_periods(at=at(2026, 7, 2))
    assert periods(hotel) == ["2026-03", "2026-04", "2026-05", "2026-06", "2026-Q3"]


def test_losing_its_seats_frees_a_restaurant_of_what_waits(town, officer):
    place = t.make_establishment("restaurant", trade_name="Ταβέρνα")
    assert periods(place)
    services.change_establishment(
        establishment_id=place.pk,
        facts=t.facts("restaurant", has_tables=False),
        actor=officer,
        at=IN_TIME,
    )
    assert periods(place) == []


def test_a_table_is_entered_whole_or_not_at_all(town, officer):
    good = (BusinessFacts(afm=t.AFM, name="ΔΟΚΙΜΗ ΑΕ"), t.facts())
    bad = (BusinessFacts(afm=t.OTHER_AFM), t.facts(trade_name="Χωρίς επωνυμία"))
    with pytest.raises(errors.BusinessUnknown):
        services.import_establishments(rows=[good, bad], actor=officer, at=IN_TIME)
    assert not queries.search_establishments("").exists()
    assert services.import_establishments(rows=[good, good], actor=officer, at=IN_TIME) == 1
    assert services.import_establishments(rows=[good], actor=officer, at=IN_TIME) == 0


def test_search_folds_accents_and_case(hotel):
    for text in ("ακτη", "ΞΕΝΟΔΟΧΕΊΟ", t.AFM[:6], "ΔΟΚΙΜΑΣΤΙΚΗ ακτή"):
        assert list(queries.search_establishments(text)) == [hotel]
    assert not queries.search_establishments("άλλο")


def test_the_law_is_loaded_once_and_the_town_s_changes_stay(town):
    Category.objects.filter(key="hotel").update(name_el="Ξενοδοχείο της πόλης")
    assert services.load_defaults(actor=None, at=IN_TIME) == 0
    assert Category.objects.get(key="hotel").name_el == "Ξενοδοχείο της πόλης"


def test_lists_ask_a_constant_number_of_questions(town, django_assert_num_queries):
    for number in range(6):
        t.make_establishment(trade_name=f"Κατάλυμα {number}", branch_no=number)
    with django_assert_num_queries(2):
        rows = list(queries.choose_expected(period="2026-03", on=date(2026, 5, 2)))
        names = {(r.establishment.party.afm, r.establishment.categories.all()[0]) for r in rows}
    assert (len(rows), len(names)) == (6, 1)
    with django_assert_num_queries(4):
        list(queries.expected_periods(rows[0].establishment, on=date(2026, 5, 2)))


def test_late_is_late_before_any_task_ran(hotel):
    assert list(queries.late_rows(date(2026, 5, 4)).values_list("period", flat=True)) == ["2026-03"]


class TestFindings:
    """From the invitation to the certified finding."""

    @pytest.fixture
    def invited(self, hotel, officer):
        """The hotel's March, invited in June until the 16th."""
        (row,) = services.invite_missing(
            expected_ids=[hotel.periods.get(period="2026-03").pk],
            days_to_answer=15,
            actor=officer,
            at=at(2026, 6, 1),
        )
        return row

    def assess(self, row, actor, when=None, key="f", amount="48000.00"):
        """Propose a finding."""
        return services.assess_missing(
            expected_id=row.pk,
            bases=t.bases(row.establishment, t.MARCH, amount),
            reason="Έλεγχος βιβλίων",
            actor=actor,
            at=when or at(2026, 6, 20),
            key=key,
        )

    def test_an_invitation_has_a_number_a_day_and_a_letter(self, invited):
        assert (invited.invitation_no, invited.answer_by) == (1, date(2026, 6, 16))
        assert letters.mail_invitations([invited.pk]) == 1
        (letter,) = mail.outbox
        assert "16/06/2026" in letter.body
        assert "Μάρτιος 2026" in letter.subject
        assert f"/{invited.establishment.code}/2026-03/" in letter.body

    def test_only_overdue_periods_are_invited(self, hotel, officer):
        with pytest.raises(errors.NotOverdue):
            services.invite_missing(
                expected_ids=[hotel.periods.get(period="2026-03").pk],
                days_to_answer=15,
                actor=officer,
                at=at(2026, 4, 30),
            )

    def test_nobody_is_assessed_before_the_time_to_answer_is_over(self, invited, officer):
        with pytest.raises(errors.InvitationRuns):
            self.assess(invited, officer, at(2026, 6, 16))

    def test_a_finding_charges_when_a_second_officer_certifies_it(self, invited, hotel, officer):
        finding = self.assess(invited, officer)
        assert (t.state(hotel), t.charges(finding)) == ("assessed", [])
        with pytest.raises(errors.SameOfficer):
            services.certify_finding(declaration_id=finding.pk, actor=officer, at=at(2026, 6, 21))
        head = t.make_officer("head")
        services.certify_finding(declaration_id=finding.pk, actor=head, at=at(2026, 6, 21))
        services.certify_finding(declaration_id=finding.pk, actor=head, at=at(2026, 6, 21))
        (charge,) = t.charges(finding)
        assert (charge.total, charge.due_on) == (D("240.00"), date(2026, 4, 30))
        assert t.state(hotel) == "certified"
        with pytest.raises(errors.PeriodAssessed):
            t.declare(hotel, "1.00", actor=officer, when=at(2026, 6, 22))
        t.pay(charge, when=at(2026, 6, 23))
        assert t.state(hotel) == "paid"

    def test_a_declaration_before_certification_drops_the_finding(self, invited, hotel, officer):
        finding = self.assess(invited, officer)
        held = t.declare(hotel, "50000.00", actor=officer, when=at(2026, 6, 21))
        finding.refresh_from_db()
        assert (finding.state, held.version, t.state(hotel)) == ("dropped", 2, "filed")
        with pytest.raises(IllegalMove):
            services.certify_finding(
                declaration_id=finding.pk, actor=t.make_officer("head"), at=at(2026, 6, 22)
            )

    def test_a_dropped_finding_lets_the_period_wait_again(self, invited, hotel, officer):
        finding = self.assess(invited, officer)
        services.drop_finding(
            declaration_id=finding.pk, reason="Λάθος", actor=officer, at=at(2026, 6, 21)
        )
        assert t.state(hotel) == "invited"
        self.assess(invited, officer, key="g")

    def test_the_business_cannot_correct_a_finding_but_the_counter_can(
        self, invited, hotel, officer
    ):
        finding = self.assess(invited, officer)
        head = t.make_officer("head")
        services.certify_finding(declaration_id=finding.pk, actor=head, at=at(2026, 6, 21))
        with pytest.raises(errors.PeriodAssessed):
            t.correct(finding, "1.00", actor=officer, when=at(2026, 6, 22))
        lower = t.correct(finding, "40000.00", actor=head, when=at(2026, 6, 22), origin="counter")
        assert [c.total for c in t.charges(lower)] == [D("200.00")]

    def test_numbers_of_declarations_and_findings_have_no_gap(self, invited, hotel, officer):
        self.assess(invited, officer)
        with pytest.raises(errors.PeriodNotOpenYet):
            t.declare(hotel, "1.00", actor=officer, period=t.APRIL, when=at(2026, 4, 30), key="x")
        t.declare(hotel, "1.00", actor=officer, when=at(2026, 6, 22), key="y")
        numbers = Declaration.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2]


def test_invitations_take_numbers_without_gaps(town, officer):
    for number in range(4):
        t.make_establishment(trade_name=f"Κατάλυμα {number}", branch_no=number)
    ids = list(ExpectedPeriod.objects.filter(period="2026-03").values_list("pk", flat=True))
    when = at(2026, 6, 1)
    services.invite_missing(expected_ids=ids[:2], days_to_answer=5, actor=officer, at=when)
    services.invite_missing(expected_ids=ids, days_to_answer=5, actor=officer, at=when)
    found = ExpectedPeriod.objects.filter(state="invited").order_by("invitation_no")
    assert [row.invitation_no for row in found] == [1, 2, 3, 4]
