"""The copy of a person holds what they sent, later papers and objections with their answers."""

from django.utils import timezone

from eservices.applications import services
from tests.factories.copies import copy_of
from tests.factories.signin import make_citizen

from . import counter


def test_it_holds_the_application_its_objection_and_the_answer(citizen):
    made = counter.sent(citizen)
    now = timezone.now()
    services.correct(application_id=made.pk, text="Και αυτό", key="c", actor=citizen, at=now)
    services.decide(
        application_id=made.pk,
        approved=False,
        reason="Όχι.",
        remedies="Ένσταση.",
        actor=None,
        at=now,
    )
    objection = services.object_to(
        application_id=made.pk, text="Κάνετε λάθος", key="o", actor=citizen, at=now
    )
    services.decide_objection(
        objection_id=objection.pk, upheld=False, answer="Δεν κάνουμε", actor=None, at=now
    )
    draft = counter.filled(citizen)
    rows = copy_of(citizen, "applications")
    (sent,) = [row for row in rows if row.get("number") == made.entry.label]
    assert sent["content"]["answers"]["kind"] == "Ελιά"
    assert sent["objections"] == [
        {"text": "Κάνετε λάθος", "state": "dismissed", "answer": "Δεν κάνουμε"}
    ]
    assert [later["text"] for later in sent["sent_later"]] == ["Και αυτό"]
    assert (sent["reasons"], sent["erased_at"]) == ("Όχι.", None)
    (begun,) = [row for row in rows if "draft" in row]
    assert (begun["draft"], begun["answers"]["height"]) == (draft.service, "7")
    stranger = make_citizen("090000045", "other@example.org")
    assert copy_of(stranger, "applications") == []
