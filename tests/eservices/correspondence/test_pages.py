"""What one sent and received: the list, one paper with its clock, and nobody else's."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from backoffice.documents import services
from backoffice.documents.models import Dispatch
from tests.backoffice.documents import desk
from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen, make_user, sign_in, sign_in_staff

from .letterbox import (
    PAPERS,
    SECRET,
    answer,
    clock,
    days_ago,
    hand_over,
    received,
    sent,
    stand_for,
)


def shown(client: Client, path: str = PAPERS, **query: str) -> str:
    """Return a page as text, its spaces plain."""
    reply = client.get(path, query)
    assert reply.status_code == 200, reply
    return reply.content.decode().replace("\xa0", " ")


def table(client: Client) -> str:
    """Return the papers as a CSV text."""
    reply = client.get(f"{PAPERS}documents.csv")
    return b"".join(reply.streaming_content).decode("utf-8-sig")


def page_of(row) -> str:
    return f"{PAPERS}{row.code}/"


def test_what_was_sent_and_received(browser, party, staff):
    assert "Δεν υπάρχουν ακόμη έγγραφα" in shown(browser)
    mine, theirs = sent(party, staff), received(party, staff)
    text = shown(browser)
    assert text.index(theirs.label) < text.index(mine.label)
    assert "Αίτηση για άδεια" in text
    assert "σας στάλθηκε" in text
    assert "2 έγγραφα" in text
    assert SECRET not in text
    assert "Ποιου" not in text


def test_choosing_by_words_number_way_state_and_day(browser, party, staff):
    old = sent(party, staff, at=days_ago(40), subject_public="Κλάδεμα δένδρων")
    new, letter = sent(party, staff), received(party, staff)
    clock(new, staff)
    services.suspend_clock(entry_id=new.pk, reason="Λείπει", actor=staff.clerk, at=desk.now())

    def found(**query: str) -> set[str]:
        text = shown(browser, **query)
        return {row.code for row in (old, new, letter) if page_of(row) in text}

    assert found() == {old.code, new.code, letter.code}
    assert found(q="ΚΛΑΔΕΜΑ δενδρ") == {old.code}
    assert found(q=f"{new.number}/{new.year}") == {new.code}
    assert found(q="επιδόματος") == set()
    assert found(way="sent") == {old.code, new.code}
    assert found(way="received") == {letter.code}
    assert found(state="waiting") == {new.code}
    assert found(state="open") == {old.code, new.code}
    assert found(state="over") == {letter.code}
    assert found(last=days_ago(30).strftime("%d/%m/%Y")) == {old.code}
    assert "Δεν βρέθηκε έγγραφο" in shown(browser, q="τίποτε")


def test_one_paper_with_its_number_time_and_receipt(browser, party, staff):
    row = sent(party, staff)
    text = shown(browser, page_of(row))
    assert row.label in text
    assert "Αίτηση για άδεια" in text
    assert "παραλήφθηκε" in text
    assert SECRET not in text
    assert staff.registry.last_name not in text
    receipt = browser.get(f"{page_of(row)}receipt.pdf")
    assert receipt["Content-Disposition"].startswith("attachment")
    printed = " ".join(page.extract_text() for page in PdfReader(BytesIO(receipt.content)).pages)
    assert row.label in printed
    assert SECRET not in printed


def test_both_sides_see_the_clock(browser, party, staff):
    row = sent(party, staff, at=days_ago(20))
    clock(row, staff)
    services.suspend_clock(
        entry_id=row.pk, reason="Λείπει το τοπογραφικό", actor=staff.clerk, at=days_ago(10)
    )
    text = shown(browser, page_of(row))
    assert "Λείπει το τοπογραφικό" in text
    assert "σε αναμονή" in text
    assert "Αν συνεχιζόταν από σήμερα" in text
    assert "Συνηγόρο του Πολίτη" in text or "Συνήγορο του Πολίτη" in text
    assert 'fill="url(#still)"' in text
    assert "style=" not in text[text.index("<figure") : text.index("</figure>")]
    services.resume_clock(entry_id=row.pk, actor=staff.clerk, at=days_ago(5))
    text = shown(browser, page_of(row))
    assert "Η απάντηση πρέπει" in text or "Απάντηση έως" in text or "απάντηση έως" in text
    assert "Σε αναστολή από" in text
    assert staff.clerk.last_name not in text
    english = shown(browser, page_of(row).replace("/el/", "/en/"))
    assert "It stood still from" in english
    assert "Greek Ombudsman" in english


def test_a_late_answer_says_what_can_be_done(browser, party, staff):
    row = sent(party, staff, at=days_ago(90))
    clock(row, staff)
    text = shown(browser, page_of(row))
    assert "σε καθυστέρηση" in text
    assert "Η ημέρα πέρασε: τι μπορείτε να κάνετε" in text
    assert "stroke-dasharray" in text


def test_the_answer_is_there_once_it_left(browser, party, staff):
    asked = sent(party, staff)
    clock(asked, staff)
    issue = answer(asked, staff, party.full_name)
    file = f"{PAPERS}sealed/{issue.verification}/"
    assert "Απάντηση στην αίτησή σας" not in shown(browser, page_of(asked))
    assert browser.get(file).status_code == 404
    assert browser.get(page_of(issue.entry)).status_code == 404
    hand_over(issue, staff)
    text = shown(browser, page_of(asked))
    assert "απαντήθηκε" in text
    assert file in text
    assert f"/verify/{issue.verification}/" in text
    assert "Απάντηση στην αίτησή σας" in shown(browser)
    own = shown(browser, page_of(issue.entry))
    assert asked.label in own
    assert browser.get(file).content.startswith(b"%PDF-")
    # Its content was destroyed by the file plan.
    issue.file.destroyed_at = desk.now()
    issue.file.save(update_fields=["destroyed_at"])
    assert browser.get(file).status_code == 404
    assert "δεν τηρείται πλέον" in shown(browser, page_of(asked))


def test_a_copy_for_somebody_else_stays_theirs(browser, party, staff):
    asked = sent(party, staff)
    issue = answer(asked, staff, "Άλλη Υπηρεσία")
    hand_over(issue, staff)
    text = shown(browser, page_of(asked))
    assert issue.entry.label not in text
    assert browser.get(f"{PAPERS}sealed/{issue.verification}/").status_code == 404
    failed = answer(sent(party, staff), staff, party.full_name)
    copy = Dispatch.objects.get(draft=failed.draft)
    services.dispatch_document(dispatch_id=copy.pk, state="failed", actor=None, at=desk.now())
    assert browser.get(f"{PAPERS}sealed/{failed.verification}/").status_code == 404


def test_links_only_to_ones_own(browser, party, staff):
    mine, more = sent(party, staff), sent(party, staff)
    foreign = sent(make_party(7), staff)
    for relation, row in (("continues", more), ("answers", foreign)):
        services.relate_entries(
            entry_id=mine.pk,
            other_id=row.pk,
            relation=relation,
            actor=staff.registry,
            at=desk.now(),
        )
    text = shown(browser, page_of(mine))
    assert more.label in text
    assert foreign.label not in text


def test_a_cancelled_registration_stays_without_its_reason(browser, party, staff):
    row = sent(party, staff)
    clock(row, staff)
    services.cancel_entry(
        entry_id=row.pk, reason="Λάθος της κυρίας Τάδε", actor=staff.registry, at=desk.now()
    )
    text = shown(browser, page_of(row))
    assert "ακυρώθηκε" in text
    assert "Τάδε" not in text
    assert "Πότε θα έχετε απάντηση" not in text
    assert browser.get(f"{page_of(row)}receipt.pdf").status_code == 404


@pytest.mark.parametrize("level", ["restricted", "confidential"])
def test_ones_own_confidential_paper_is_seen_without_its_subject(browser, party, staff, level):
    row = sent(party, staff, confidentiality=level, subject_public="")
    text = shown(browser, page_of(row))
    assert "όπως στο έγγραφο" in text
    assert SECRET not in text
    assert row.label in shown(browser)


def test_the_wrong_person_finds_nothing(party, staff):
    row, letter = sent(party, staff), received(party, staff)
    issue = answer(sent(party, staff), staff, party.full_name)
    hand_over(issue, staff)
    other = Client()
    sign_in(other, make_citizen("094014201", "other@example.org"))
    make_party(afm="094014201")
    paths = [page_of(row), page_of(letter), f"{page_of(row)}receipt.pdf", f"{PAPERS}N0SUCH/"]
    for path in [*paths, f"{PAPERS}sealed/{issue.verification}/", page_of(issue.entry)]:
        assert other.get(path).status_code == 404, path
        assert Client().get(path).status_code == 302
    assert row.label not in shown(other)
    assert other.get(PAPERS, {"person": party.code}).status_code == 404
    assert row.label not in table(other)


def test_staff_have_no_way_in_here(party, staff):
    row = sent(party, staff)
    client = Client()
    sign_in_staff(client, staff.registry)
    assert client.get(page_of(row)).status_code == 404


@pytest.mark.parametrize(("scope", "sees"), [("all", True), ("pay", False), ("declare", False)])
def test_only_a_mandate_for_everything_opens_papers(browser, party, staff, scope, sees):
    company = make_party(5)
    row = sent(company, staff)
    stand_for(company, party, scope)
    text = shown(browser)
    assert (row.label in text) is sees
    assert browser.get(page_of(row)).status_code == (200 if sees else 404)
    if sees:
        assert "Ποιου" in text
        assert row.label in shown(browser, person=company.code)
        assert row.label not in shown(browser, person=party.code)


def test_with_the_mandate_the_papers_are_gone(browser, party, staff):
    company = make_party(5)
    row = sent(company, staff)
    stand_for(company, party, ended=True)
    assert browser.get(page_of(row)).status_code == 404
    assert row.label not in shown(browser)


def test_whoever_is_not_known_is_told_how_to_become_known():
    client = Client()
    sign_in(client, make_user("unknown@example.org"))
    assert "TAXISnet" in shown(client)


def test_the_table_goes_along(browser, party, staff):
    sent(party, staff, subject_public="=1+1")
    text = table(browser)
    assert "Αριθμός πρωτοκόλλου" in text
    assert "'=1+1" in text
    assert SECRET not in text


def test_questions_do_not_grow_with_the_papers(browser, party, staff):
    def asked(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            shown(browser, path)
        return len(counted)

    def more() -> None:
        row = sent(party, staff)
        clock(row, staff)
        services.relate_entries(
            entry_id=first.pk, other_id=row.pk, relation="continues", actor=None, at=desk.now()
        )
        issue = answer(first, staff, party.full_name)
        hand_over(issue, staff)

    first = sent(party, staff)
    clock(first, staff)
    more()
    few, one = asked(PAPERS), asked(page_of(first))
    more()
    more()
    assert (asked(PAPERS), asked(page_of(first))) == (few, one)


def test_the_account_tells_what_waits(browser, party, staff):
    assert "Τα έγγραφά σας" in shown(browser, "/el/account/")
    row = sent(party, staff)
    clock(row, staff)
    services.suspend_clock(entry_id=row.pk, reason="Λείπει", actor=staff.clerk, at=desk.now())
    text = shown(browser, "/el/account/")
    assert "Δείτε τι περιμένει 1 αίτημά σας" in text
    assert f"{PAPERS}?state=waiting" in text
