"""After sending: withdraw, correct, object; signing together; children; mandates."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from backoffice.documents.queries import clocks_of
from backoffice.kernel.dates import athens_day
from backoffice.party.services import give_mandate
from eservices.applications import errors, people, services
from eservices.applications.models import Application, Draft

from . import counter

NOW = timezone.now


def test_withdrawn_it_keeps_its_number_and_owes_nothing(citizen):
    made = counter.sent(citizen)
    number = made.entry.label
    services.withdraw(application_id=made.pk, reason="Δεν χρειάζεται", actor=citizen, at=NOW())
    made.refresh_from_db()
    assert (made.state, made.entry.label) == ("withdrawn", number)
    assert clocks_of([made.entry_id])[made.entry_id].outcome == "withdrawn"
    made.charge.refresh_from_db()
    assert made.charge.state == "cancelled"
    with pytest.raises(errors.NotOpenAnyMore):
        services.correct(application_id=made.pk, text="x", key="1", actor=citizen, at=NOW())


def test_withdrawing_ends_the_case(citizen):
    counter.make_free()
    counter.with_case()
    made = counter.sent(citizen)
    services.withdraw(application_id=made.pk, reason="", actor=citizen, at=NOW())
    made.case.refresh_from_db()
    assert made.case.state == "cancelled"


def test_a_correction_is_a_paper_of_its_own_and_sent_once(citizen):
    counter.make_free()
    made = counter.sent(citizen)
    for _again in range(2):
        services.correct(
            application_id=made.pk, text="Είναι πεύκο", key="c1", actor=citizen, at=NOW()
        )
    (later,) = made.supplements.all()
    assert later.content["text"] == "Είναι πεύκο"
    again = Application.objects.get(pk=made.pk)
    assert again.snapshot["answers"]["kind"] == "Ελιά"


def refused(user):
    counter.make_free()
    made = counter.sent(user)
    with pytest.raises(errors.ReasonMissing):
        services.decide(
            application_id=made.pk, approved=False, reason="", remedies="", actor=None, at=NOW()
        )
    services.decide(
        application_id=made.pk,
        approved=False,
        reason="Το δέντρο είναι υγιές",
        remedies="Ένσταση σε 15 ημέρες",
        actor=None,
        at=NOW(),
    )
    return made


@pytest.mark.parametrize(("upheld", "state"), [(True, "in_progress"), (False, "rejected")])
def test_an_objection_is_examined_and_answered(citizen, upheld, state):
    made = refused(citizen)
    objection = services.object_to(
        application_id=made.pk, text="Πέφτει", key="o1", actor=citizen, at=NOW()
    )
    with pytest.raises(errors.ObjectionRefused):
        services.object_to(application_id=made.pk, text="Ξανά", key="o2", actor=citizen, at=NOW())
    services.decide_objection(
        objection_id=objection.pk, upheld=upheld, answer="Εξετάστηκε", actor=citizen, at=NOW()
    )
    made.refresh_from_db()
    assert made.state == state


def test_nothing_is_objected_to_before_it_is_decided(citizen):
    made = counter.sent(citizen)
    with pytest.raises(errors.ObjectionRefused):
        services.object_to(application_id=made.pk, text="x", key="1", actor=citizen, at=NOW())


def invite(draft, citizen, **facts):
    stated = {"name": "Δοκιμάκης", "email": "second@example.org", "afm": ""} | facts
    return services.invite_cosigner(
        draft_id=draft.pk, language="el", actor=citizen, at=NOW(), **stated
    )


def test_two_people_sign_the_same_content(citizen, second):
    draft = counter.filled(citizen)
    held = invite(draft, citizen, afm=counter.SECOND_AFM)
    with pytest.raises(errors.DraftFrozen):
        services.save_page(draft_id=draft.pk, page="tree", raw={"kind": "x"}, at=NOW())
    with pytest.raises(errors.StillUnsigned):
        counter.send(draft, citizen)
    with pytest.raises(errors.SignatureRefused):
        services.sign(signature_id=held.pk, digest=held.digest, actor=citizen, at=NOW())
    with pytest.raises(errors.SignatureRefused):
        services.sign(signature_id=held.pk, digest="0" * 64, actor=second, at=NOW())
    services.sign(signature_id=held.pk, digest=held.digest, actor=second, at=NOW())
    made = counter.send(draft, citizen)
    held.refresh_from_db()
    assert (held.application_id, held.digest) == (made.pk, made.digest)


def test_refused_or_late_the_applicant_takes_it_back(citizen, second):
    draft = counter.filled(citizen)
    first = invite(draft, citizen)
    services.refuse_signature(signature_id=first.pk, reason="Όχι", actor=second, at=NOW())
    late = invite(draft, citizen, email="third@example.org")
    assert services.expire_signatures(at=NOW() + timedelta(days=15)) == 1
    with pytest.raises(errors.SignatureRefused):
        services.sign(signature_id=late.pk, digest=late.digest, actor=second, at=NOW())
    services.take_back(draft_id=draft.pk, actor=citizen, at=NOW())
    draft.refresh_from_db()
    assert (draft.frozen_at, draft.digest) == (None, "")
    assert counter.send(draft, citizen).state == "awaiting_payment"


def test_a_parent_applies_for_a_child_until_it_is_of_age(citizen):
    today = athens_day(NOW())
    birth = date(today.year - 17, today.month, 1)
    child = services.declare_custody(
        surname="ΠΑΠΑΔΑΚΗ",
        first_name="ΑΝΝΑ",
        birth_on=birth,
        afm=counter.SECOND_AFM,
        amka="",
        by_court=False,
        actor=citizen,
        at=NOW(),
    )
    draft = counter.filled(citizen, choice=f"child:{child.code}")
    with pytest.raises(errors.ChildGrownUp):
        services.submit(
            draft_code=draft.code,
            key="k",
            user=citizen,
            language="el",
            at=NOW() + timedelta(days=800),
        )
    made = counter.send(draft, citizen)
    assert made.snapshot["child"]["name"] == "ΠΑΠΑΔΑΚΗ ΑΝΝΑ"
    # The declaration opens nothing of the child's.
    assert made.party_id in people.visible_party_ids(citizen)


def test_a_mandate_for_applications_opens_them_and_ends(citizen, party, second):
    from backoffice.party.queries import party_by_afm
    from backoffice.party.services import revoke_mandate

    principal = party_by_afm(counter.SECOND_AFM)
    today = athens_day(NOW())
    mandate = give_mandate(
        principal_id=principal.pk,
        agent_id=party.pk,
        scope="apply",
        valid_from=today,
        valid_until=None,
        actor=second,
        at=NOW(),
    )
    draft = counter.filled(citizen, choice=f"party:{principal.code}")
    made = counter.send(draft, citizen)
    assert (made.party_id, made.sent_by_party_id) == (principal.pk, party.pk)
    other = counter.filled(citizen, choice=f"party:{principal.code}")
    revoke_mandate(mandate_id=mandate.pk, actor=second, at=NOW())
    with pytest.raises(errors.MayNotApplyFor):
        counter.send(other, citizen)
    assert Draft.objects.filter(pk=other.pk).exists()


def test_every_move_is_told(citizen):
    from backoffice.messaging.models import Notification

    counter.make_free()
    made = counter.sent(citizen)
    services.begin_work(application_id=made.pk, actor=None, at=NOW())
    told = list(Notification.objects.order_by("pk").values_list("template", flat=True))
    assert told == ["applications.registered", "applications.in_progress"]
    assert mail.outbox == []


def test_forgotten_drafts_go_with_their_files(citizen):
    counter.filled(citizen)
    assert services.purge_drafts(at=NOW() + timedelta(days=360)) == 0
    assert services.purge_drafts(at=NOW() + timedelta(days=400)) == 1
    assert not Draft.objects.exists()


def test_malware_is_set_apart(citizen):
    from backoffice.documents.rules.kinds import EICAR
    from eservices.applications.models import Quarantine

    draft = counter.filled(citizen, photo=False)
    with pytest.raises(errors.FileUnfit):
        services.add_upload(
            draft_id=draft.pk,
            field="photo",
            upload=counter.file("a.txt", EICAR),
            actor=citizen,
            at=NOW(),
        )
    (held,) = Quarantine.objects.all()
    assert held.size == len(EICAR)
    assert services.purge_quarantine(at=NOW() + timedelta(days=31)) == 1


def test_the_paper_is_filed_once(citizen):
    made = counter.sent(citizen)
    assert services.file_paper(application_id=made.pk, at=NOW())
    assert not services.file_paper(application_id=made.pk, at=NOW())
    names = list(made.entry.attachments.values_list("name", flat=True))
    assert f"application-{made.code}.pdf" in names
