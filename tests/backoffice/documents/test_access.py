"""Who reads what: cell by cell."""

from datetime import date

import pytest
from django.http import Http404

from backoffice.documents import access, queries, services
from backoffice.documents.models import Reader
from backoffice.documents.services import FileFacts, RecipientFacts
from backoffice.identity.models import User
from tests.factories import signin

from . import corpus
from .office import AT, entry, staff, unit

pytestmark = pytest.mark.django_db

LEVELS = ("public", "limited", "restricted", "confidential")


@pytest.fixture
def people(town):
    """One of each kind, by the unit's part in an entry of the revenue department."""
    return {
        "registry": staff("registry", "registry"),
        "clerk": staff("clerk", "revenue"),
        "other clerk": staff("clerk", "works"),
        "head": staff("head", "revenue"),
        "head above": staff("head", "financial"),
        "other head": staff("head", "technical"),
        "auditor": staff("auditor"),
        "administrator": staff("administrator"),
        "citizen": signin.make_citizen(),
        "superuser": User.objects.create_superuser("root@example.org", "x"),
    }


def reads(user, held) -> bool:
    try:
        access.entry_for(user, held.code)
    except Http404:
        return False
    return True


READERS = {
    "public": {"registry", "clerk", "head", "head above", "auditor"},
    "limited": {"registry", "clerk", "head", "head above", "auditor"},
    "restricted": {"clerk", "head", "head above", "auditor"},
    "confidential": {"clerk", "head", "head above", "auditor"},
}


@pytest.mark.parametrize("level", LEVELS)
def test_who_opens_an_entry_of_a_level(people, level):
    held = entry(confidentiality=level)
    assert {name for name, user in people.items() if reads(user, held)} == READERS[level]


@pytest.mark.parametrize("level", LEVELS)
def test_words_find_nothing_that_may_not_be_opened(people, level):
    entry(confidentiality=level, subject="Μοναδικό θέμα")
    found = {
        name for name, user in people.items() if queries.search_entries(user, "μοναδικο").exists()
    }
    assert found == READERS[level]


def test_the_register_shows_a_closed_row_by_number_alone(people):
    entry(confidentiality="confidential")
    (row,) = queries.search_entries(people["registry"], "")
    assert not row.is_open
    (found,) = queries.search_entries(people["registry"], "1/2026")
    assert not found.is_open
    assert not queries.search_entries(people["other clerk"], "1/2026").exists()


def test_the_registry_reads_its_own_confidential_entries(people):
    held = entry(confidentiality="confidential", department_id=unit("registry").pk)
    assert reads(people["registry"], held)


def test_internal_distribution_opens_the_entry_to_the_unit(people):
    held = entry(
        confidentiality="confidential",
        recipients=[RecipientFacts("Έργα", role="inside", department_id=unit("works").pk)],
    )
    assert reads(people["other clerk"], held)
    # A directorate reads what its departments received.
    assert reads(people["other head"], held)
    assert not reads(people["registry"], held)


def test_one_person_may_be_let_in(people):
    held = entry()
    clerk = people["other clerk"]
    services.let_read(entry_id=held.pk, user_ids=[clerk.pk], at=AT)
    services.let_read(entry_id=held.pk, user_ids=[clerk.pk], at=AT)
    assert Reader.objects.count() == 1
    assert reads(clerk, held)


def test_a_role_that_ended_opens_nothing(people):
    held = entry()
    clerk = people["clerk"]
    clerk.assignments.update(valid_from=date(2026, 1, 1), valid_until=AT.date())
    assert not reads(clerk, held)


def test_files_go_with_their_entry(people):
    kept = services.keep_file(content=corpus.pdf(), name="a.pdf", actor=None, at=AT)
    held = entry(confidentiality="confidential", files=[FileFacts(kept)])
    assert access.attachment_for(people["clerk"], held.code, 1).file == kept
    assert access.file_for(people["clerk"], kept.code) == kept
    for name in ("registry", "other clerk", "administrator", "citizen", "superuser"):
        with pytest.raises(Http404):
            access.attachment_for(people[name], held.code, 1)
        with pytest.raises(Http404):
            access.file_for(people[name], kept.code)
    with pytest.raises(Http404):
        access.attachment_for(people["clerk"], held.code, 2)


def test_the_same_file_in_an_open_entry_is_open(people):
    kept = services.keep_file(content=corpus.pdf(), name="a.pdf", actor=None, at=AT)
    entry(confidentiality="confidential", files=[kept])
    entry(files=[kept])
    assert access.file_for(people["registry"], kept.code) == kept


def test_whoever_registered_hands_out_the_receipt(people):
    held = entry(actor=people["registry"], confidentiality="confidential")
    assert access.registered_for(people["registry"], held.code) == held
    with pytest.raises(Http404):
        access.registered_for(staff("registry", "registry", "second@example.org"), held.code)


def test_opening_a_confidential_entry_leaves_a_trace(people):
    secret, plain = entry(confidentiality="confidential"), entry()
    for held in (secret, plain):
        services.note_opened(entry_id=held.pk, actor=people["clerk"], at=AT)
    shown = queries.entry_view(secret, people["clerk"]).history
    assert [act.told.action for act in shown] == [
        "documents.entry.opened",
        "documents.entry.registered",
    ]
    assert len(queries.entry_view(plain, people["clerk"]).history) == 1


def test_a_link_to_a_closed_entry_tells_only_its_number(people):
    secret = entry(confidentiality="confidential", subject="Κρυφό")
    answer = entry(direction="outgoing", relates_to=[("answers", secret.pk)])
    (link,) = queries.entry_view(answer, people["registry"]).links
    assert (link.label, link.code, link.subject) == ("ΕΙΣ 1/2026 ΕΜΠ", "", "")
    (open_link,) = queries.entry_view(answer, people["clerk"]).links
    assert open_link.subject == "Κρυφό"
