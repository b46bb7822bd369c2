"""Twelve services from the application to the answer, by citizen and clerk; everybody synthetic."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from backoffice.kernel.dates import athens_day
from backoffice.procedures import services as procedures
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.steps import tell_case
from eservices.applications import offers
from eservices.applications import services as applications
from eservices.applications.errors import DraftIncomplete
from eservices.applications.services import lists
from eservices.catalogue import queries as catalogue

from .filling import fill
from .office import SECOND

pytestmark = pytest.mark.django_db
REASONS = "Δεν αποδεικνύεται ότι συντρέχουν οι προϋποθέσεις."
REMEDIES = "Αίτηση θεραπείας στην υπηρεσία μας."


def test_06_residence_needs_more_than_a_declaration_and_ends_in_a_certificate(town):
    citizen = town.citizen()
    draft = applications.open_draft(
        service="permanent-residence-certificate", user=citizen.user, at=timezone.now()
    )
    form = offers.offer_of(draft.service).form
    years = {"year_from": "2020", "year_until": "2026"}
    said, files = fill(form, {**draft.answers, **years}, athens_day(timezone.now()))
    applications.save_draft(draft_id=draft.pk, answers=said, at=timezone.now())
    assert "residence_proof" in files
    with pytest.raises(DraftIncomplete):
        applications.submit(
            draft_code=draft.code, key="a12", user=citizen.user, language="el", at=timezone.now()
        )
    story = citizen.applies("permanent-residence-certificate", years)
    clerk = town.employee("clerk", "civil-status")
    police = town.employee("municipal_police", "municipal-police")
    head = town.head("civil-status")
    clerk.does(story, "check", years="2020-2026")
    clerk.does(story, "rolls", registers_agree="true")
    police.does(story, "visit", lives_there="true")
    head.sends(story, "decide/", decision="grant", reasons="", remedies="")
    # The drawing has decided; what is certified is stated, checked and issued by two people.
    assert story.state == "approved"
    assert not story.now.output_url
    page = clerk.states(
        "permanent-residence",
        address="Πλαγιά 3",
        since="2020-01-01",
        evidence=["utility-bill"],
        decision_maker="Συνθετική Προϊσταμένη",
    )
    assert clerk.client.post(page).status_code == 404
    head.issues(page)
    assert story.state == "completed"
    assert "/certificates/" in story.now.output_url


def test_09_marriage_is_entered_with_the_fee_of_its_day_and_two_signatures(town):
    citizen, spouse = town.citizen(), town.citizen(SECOND, "spouse@example.org")
    service = catalogue.service("marriage-declaration")
    day = athens_day(timezone.now())
    fees = [
        catalogue.fee_of(service, {"days_since_marriage": str(days)}, day).amount
        for days in (40, 41, 130, 131)
    ]
    assert fees == [Decimal(0), Decimal(30), Decimal(30), Decimal(60)]
    story = citizen.applies("marriage-declaration", signed_by=spouse)
    assert story.now.signatures.get().signer == spouse.user
    clerk, head = town.employee("clerk", "civil-status"), town.head("civil-status")
    clerk.does(story, "check", file="complete")
    clerk.does(story, "enter", register_number="12/2026", register_on=str(day))
    head.sends(story, "decide/", decision="grant", reasons="", remedies="")
    assert (story.state, bool(story.now.reply)) == ("completed", True)


def test_28_tables_and_chairs_are_given_once_the_fee_is_paid(town):
    citizen = town.citizen()
    story = citizen.applies(
        "tables-and-chairs-permit", {"date_from": str(athens_day(timezone.now()))}
    )
    assert story.now.charge is None
    clerk, head = town.employee("clerk", "development"), town.head("development")
    police = town.employee("municipal_police", "municipal-police")
    traffic = town.employee("clerk", "traffic")
    clerk.does(story, "plan", area="10", months="6", zone="B")
    police.does(story, "police_opinion", police_opinion="for")
    traffic.does(story, "traffic_opinion", traffic_opinion="for")
    head.sends(story, "decide/", decision="grant", reasons="", remedies="")
    assert story.state == "awaiting_payment"
    charge = story.now.charge
    payment = revenue.start_payment(
        payer=citizen.user,
        items=[(charge.pk, None)],
        method="card",
        key="28",
        at=timezone.now(),
    )
    report = revenue.PaymentReport(payment.code, payment.amount, "pi-28", timezone.now(), "card")
    revenue.record_payment(report, at=timezone.now())
    tell_case(story.now.case.code, charge.code, timezone.now())
    story.settle()
    assert (story.state, bool(story.now.reply)) == ("completed", True)


def test_35_a_parent_asks_for_a_place_for_the_child_and_the_committee_refuses(town):
    citizen = town.citizen()
    child = citizen.declares_child(years=12)
    story = citizen.applies(
        "disabled-parking-place", {"beneficiary": "child"}, choice=f"child:{child.code}"
    )
    assert story.now.party == citizen.party
    assert story.now.snapshot["child"]["name"] == str(child)
    clerk, head = town.employee("clerk", "traffic"), town.head("traffic")
    secretary = town.employee("council_secretary", "")
    clerk.does(story, "check", complete="true", certificate_until="2028-01-01")
    clerk.does(story, "inspect")
    clerk.does(story, "report", place="Ακτής 5", own_parking="true")
    clerk.does(story, "draft", proposal_text="Εισήγηση")
    head.does(story, "review", review="forward")
    secretary.does(story, "agenda", session_on=str(athens_day(timezone.now())), body="Επιτροπή")
    town.days_later(story, 1)
    secretary.does(story, "vote", council_result="rejected", votes_for="2", votes_against="5")
    secretary.does(story, "minutes", minutes_note="")
    head.does(story, "refuse", refusal="Υπάρχει ιδιωτική θέση στάθμευσης.")
    assert story.state == "rejected"
    assert "ιδιωτική θέση" in story.now.reason
    assert story.now.remedies
    assert story.now.reply is not None


def test_40_complaint_is_found_true_and_measures_follow(town):
    citizen = town.citizen()
    story = citizen.applies("municipal-police-complaint")
    office, head = town.employee("clerk", "transparency"), town.head("transparency")
    office.does(story, "triage", ask_legal="false", ask_works="false", ask_police="false")
    head.sends(story, "decide/", decision="founded", reasons="Υπάρχει κατάληψη.", remedies="")
    head.does(story, "measures", measures="Πρόστιμο και απομάκρυνση.")
    assert story.state in ("approved", "completed")
    assert story.now.reason == "Υπάρχει κατάληψη."


def test_42_music_licence_waits_for_what_is_missing_and_counts_no_day_meanwhile(town):
    citizen = town.citizen()
    service = catalogue.service("music-licence")
    today = athens_day(timezone.now())
    assert catalogue.fee_of(service, {"years": "2"}, today).amount == Decimal(150)
    story = citizen.applies("music-licence", {"years": "2"})
    clerk, head = town.employee("clerk", "development"), town.head("development")
    shown = clerk.page(story, "ask/")
    assert "sound_report" in shown
    clerk.sends(story, "ask/", items=["sound_report"], text="Η έκθεση δεν διαβάζεται.")
    assert (story.state, story.now.entry.clock.state) == ("needs_info", "suspended")
    citizen.answers(story)
    assert (story.state, story.now.entry.clock.state) == ("in_progress", "running")
    clerk.does(story, "check", file="complete", visit="false")
    page = head.client.post(
        f"/cms/applications/{story.code}/decide/", {"decision": "refuse", "reasons": ""}
    )
    assert page.status_code == 422
    head.sends(story, "decide/", decision="grant", reasons="Για δύο έτη.", remedies="")
    assert (story.state, bool(story.now.reply)) == ("completed", True)


def test_42_nobody_answers_in_thirty_days_and_the_licence_is_refused(town):
    citizen = town.citizen()
    story = citizen.applies("music-licence", {"years": "2"})
    clerk, head = town.employee("clerk", "development"), town.head("development")
    clerk.sends(story, "ask/", items=["sound_report"], text="")
    town.days_later(story, 31)
    story.settle(days=31)
    assert (story.state, story.steps) == ("in_progress", ["check"])
    clerk.does(story, "check", file="complete", visit="false")
    head.sends(story, "decide/", decision="refuse", reasons=REASONS, remedies=REMEDIES)
    assert (story.state, story.now.reason) == ("rejected", REASONS)
    assert story.now.reply is not None


def test_47_tree_application_is_withdrawn(town):
    citizen = town.citizen()
    story = citizen.applies("tree-cutting")
    clerk = town.employee("clerk", "green")
    clerk.does(story, "visit")
    applications.withdraw(
        application_id=story.now.pk, reason="", actor=citizen.user, at=timezone.now()
    )
    assert (story.state, story.now.case.state) == ("withdrawn", "cancelled")
    assert story.now.entry.clock.outcome == "withdrawn"


def test_47_tree_in_danger_is_cut_at_once(town):
    story = town.citizen().applies("tree-cutting")
    clerk = town.employee("clerk", "green")
    clerk.does(story, "visit")
    clerk.does(story, "report", species="Πεύκο", danger="true", report_text="Κίνδυνος πτώσης")
    clerk.does(story, "cut")
    # Whoever cut it may not sign: the letter waits for somebody who may.
    assert story.state == "approved"


def test_48_street_number_ends_in_a_certificate_by_two_people(town):
    story = town.citizen().applies("street-number-certificate")
    clerk, head = town.employee("clerk", "works"), town.head("works")
    clerk.does(story, "check", file="complete", certified="Οδός Ακτής, αριθμός 5.")
    head.sends(story, "decide/", decision="grant", reasons="", remedies="")
    assert story.state != "completed"
    assert story.now.case.state == "running"
    page = clerk.states(
        "street-number",
        property="Διώροφη οικία",
        block="125",
        plot="04",
        street="Ακτής",
        number="5",
        engineer="Συνθετικός Μηχανικός",
        inspected_on="2026-01-15",
    )
    head.issues(page)
    story.settle()
    assert story.state == "completed"
    assert "/certificates/" in story.now.output_url


def test_53_compensation_is_approved_by_the_committee(town):
    story = town.citizen().applies("compensation-claim")
    clerk, head = town.employee("clerk", "legal"), town.head("legal")
    secretary = town.employee("council_secretary", "")
    clerk.does(story, "check", file="complete")
    clerk.does(story, "opinion", report="Βάσιμη", proposed_amount="300.00")
    clerk.does(story, "draft", proposal_text="Εισηγούμαστε την καταβολή 300 €.")
    head.does(story, "review", review="forward")
    secretary.does(story, "agenda", session_on=str(athens_day(timezone.now())), body="Επιτροπή")
    town.days_later(story, 1)
    secretary.does(story, "vote", council_result="approved", votes_for="5", votes_against="2")
    secretary.does(story, "publish", ada="ΨΧ7ΛΩ6Υ-4Τ2")
    assert story.now.reason == "Εισηγούμαστε την καταβολή 300 €."
    # The secretary does not sign for the department; its head does.
    assert story.state == "approved"


def test_61_nursery_places_go_by_points_and_an_objection_changes_them(town):
    citizen, other = town.citizen(), town.citizen(SECOND, "other@example.org")
    town.window("nursery-enrolment")
    first = citizen.applies("nursery-enrolment", {"minors": "1"})
    second = other.applies("nursery-enrolment", {"minors": "3"})
    clerk, head = town.employee("clerk", "nurseries"), town.head("nurseries")
    found = town.ranked("nursery-enrolment", head.user, places=1)
    for story in (first, second):
        clerk.does(story, "check", file="complete")
        clerk.does(story, "confirm", points_agree="true")
    head.client.post(f"/cms/applications/lists/{found.code}/", {"action": "provisional"})
    found.refresh_from_db()
    assert found.state == "provisional"
    public = citizen.client.get(f"/el/services/lists/{found.code}/").content.decode()
    assert second.now.entry.label in public
    assert citizen.party.name not in public
    assert list(found.rows.values_list("result", flat=True)) == ["admitted", "waiting"]
    applications.object_to(
        application_id=first.now.pk,
        text="Έχω τρία παιδιά.",
        key="61",
        actor=citizen.user,
        at=timezone.now(),
    )
    head.does(
        first,
        "examine",
        objection="accepted",
        objection_reasons="Προσκομίστηκε πιστοποιητικό.",
        objection_points="99",
    )
    town.objections_end(found)
    lists.publish_final(list_id=found.pk, actor=town.staff["mayor"], at=timezone.now())
    for story in (first, second):
        story.settle()
    assert (first.state, second.state) == ("completed", "rejected")


def test_63_access_is_refused_and_the_objection_accepted(town):
    citizen = town.citizen()
    story = citizen.applies("access-to-documents")
    if story.state == "awaiting_payment":
        pytest.fail("paper was asked for")
    clerk, head = town.employee("clerk", "registry"), town.head("registry")
    clerk.does(story, "interest", outcome="refuse", copy_cost="")
    head.does(story, "refuse", refusal=REASONS)
    assert (story.state, story.now.reason) == ("rejected", REASONS)
    objection = applications.object_to(
        application_id=story.now.pk,
        text="Το έγγραφο με αφορά.",
        key="63",
        actor=citizen.user,
        at=timezone.now(),
    )
    head.sends(story, f"objections/{objection.code}/", upheld="yes", answer="Σας αφορά.")
    again = story.now
    assert (story.state, again.case.state) == ("in_progress", "running")
    assert again.case_id != again.objections.get().earlier_case_id
    assert (again.entry.clock.state, again.limit_entry.clock.state) == ("stopped", "running")
    story.settle()
    clerk.does(story, "interest", outcome="grant", copy_cost="")
    story.settle()
    assert story.steps


def test_63_the_head_answers_when_the_end_is_near(town):
    story = town.citizen().applies("access-to-documents")
    head = town.head("registry")
    procedures.fire_timers(at=timezone.now() + timedelta(days=18, hours=1))
    assert story.steps == ["take_over"]
    head.does(story, "take_over", answer="Τα αντίγραφα είναι έτοιμα.")
    assert story.now.case.state == "completed"


def test_64_general_request_is_answered_by_a_signed_letter(town):
    citizen = town.citizen()
    story = citizen.applies("general-request", {"subject": "Φωτισμός οδού Ακτής"})
    assert (story.state, story.steps) == ("registered", ["check"])
    clerk, head = town.employee("clerk", "registry"), town.head("registry")
    assert "Φωτισμός οδού Ακτής" in clerk.page(story)
    clerk.does(story, "check", file="complete")
    assert story.state == "in_progress"
    clerk.does(story, "answer", reasons="Η λάμπα αντικαθίσταται έως την Παρασκευή.")
    assert story.steps == ["decide"]
    head.sends(story, "decide/", decision="grant", reasons="", remedies="")
    assert story.state == "completed"
    assert story.now.reply.entry.label
    assert story.now.entry.clock.state == "stopped"


def test_64_request_for_another_authority_is_forwarded(town):
    story = town.citizen().applies("general-request")
    clerk = town.employee("clerk", "registry")
    today = athens_day(timezone.now())
    assert "forward" in clerk.page(story)
    clerk.sends(story, "forward/", to="Περιφέρεια Κρήτης", on=str(today), reason="Αρμοδιότητα")
    assert (story.state, story.now.forwarded_to) == ("forwarded", "Περιφέρεια Κρήτης")
    assert (story.now.forwarded_on, story.now.case.state) == (today, "completed")
    assert revenue_queries.debts_of({story.now.party_id}, today) == []
