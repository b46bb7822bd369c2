"""Two different acts on one application at once: first lost without the lock, then held with it.

The second act begins while the first is written and not yet committed. Without locks it goes by
what it read before; with them it waits, and finds the first one's work.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from backoffice.audit.models import Entry
from backoffice.kernel.states import IllegalMove
from backoffice.procedures import services as procedures
from backoffice.procedures.models import Errand
from backoffice.revenue import services as revenue
from backoffice.revenue.services import NothingOwed
from eservices.applications import errors, operations, services
from eservices.applications.models import Application, Draft, Upload
from eservices.applications.services import later, submitting
from eservices.catalogue.models import Service
from tests.backoffice.documents.conftest import _store_of_its_own  # noqa: F401
from tests.backoffice.procedures.drawing import Drawing
from tests.backoffice.procedures.office import publish
from tests.eservices.applications import counter
from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen

from .pressing import Verb, begun, meanwhile, unlocked
from .test_applications import sending
from .test_revenue_payments import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(300)]
numbers = count(1)


@pytest.fixture
def citizen(transactional_db: Any) -> Any:
    """Somebody who applies in a town where it costs something."""
    counter.open_town()
    Service.objects.filter(code=counter.TREE).update(deadline_days=50)
    make_party(afm=counter.AFM)
    return make_citizen(counter.AFM)


# Emptying the tables costs more than all the pairs of a test: there are two tests.


def test_drafts(citizen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.make_free()
    check_what_is_saved_or_brought_is_sent_or_refused(citizen, monkeypatch)
    check_signatures(citizen)


def test_applications(citizen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check_a_fee_is_paid_or_cancelled(citizen)
    counter.make_free()
    check_what_ends_an_application_ends_it(citizen)
    check_a_file_goes_with_the_answer_or_is_refused(citizen)
    check_the_file_of_a_second_click_does_not_wait(citizen)
    check_a_step_and_a_withdrawal_never_wait_crosswise(citizen, monkeypatch)


def now() -> dict[str, Any]:
    return {"at": timezone.now()}


def told(made: Any, *verbs: str) -> int:
    """Return how many of these verbs the audit trail tells of an application or signature."""
    actions = [f"applications.{verb}" for verb in verbs]
    return Entry.objects.filter(action__in=actions, object_id=str(made.pk)).count()


# draft-save and upload against sending


def saving(draft: Any) -> Verb:
    raw = {"kind": "Πεύκο"}
    return lambda: services.save_page(draft_id=draft.pk, page="tree", raw=raw, **now())


def adding(draft: Any, person: Any) -> Verb:
    number = next(numbers)
    late = counter.file(f"late-{number}.pdf", counter.pdf(text=f"late {number}"))
    return lambda: services.add_upload(
        draft_id=draft.pk, field="photo", upload=late, actor=person, **now()
    )


def while_sending(patch: pytest.MonkeyPatch, send: Verb, second: Verb) -> Any:
    """Do a second act when a draft is sent and that is not committed; return how it ended."""
    with ThreadPoolExecutor(1) as pool, patch.context() as held:
        coming: list[Any] = []
        held.setattr(submitting, "_order_paper", lambda _made: coming.append(begun(pool, second)))
        send()
        return coming[0].result(60)


def fresh(person: Any) -> tuple[Any, Verb]:
    """Return a draft that is filled in, and what sends it."""
    Draft.objects.filter(user=person).delete()
    draft = counter.filled(person)
    return draft, sending(person, draft, f"pair-{next(numbers)}")


def check_what_is_saved_or_brought_is_sent_or_refused(
    citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, send = fresh(citizen)
    sent = meanwhile(unlocked(saving(draft)), unlocked(send))
    assert sent.snapshot["answers"]["kind"] == "Ελιά", "the lock guards nothing"
    draft, send = fresh(citizen)
    assert meanwhile(saving(draft), send).snapshot["answers"]["kind"] == "Πεύκο"

    draft, send = fresh(citizen)
    sent = meanwhile(unlocked(adding(draft, citizen)), unlocked(send))
    assert isinstance(sent, DatabaseError), "the lock guards nothing"
    draft, send = fresh(citizen)
    sent = meanwhile(adding(draft, citizen), send)
    assert len(sent.snapshot["files"]) == 3
    assert {one["id"] for one in sent.snapshot["files"]} == set(
        sent.uploads.values_list("code", flat=True)
    )

    for act in (saving, lambda draft: adding(draft, citizen)):
        draft, send = fresh(citizen)
        ended = while_sending(monkeypatch, send, unlocked(act(draft)))
        assert isinstance(ended, DatabaseError), (ended, "the lock guards nothing")
        draft, send = fresh(citizen)
        assert isinstance(while_sending(monkeypatch, send, act(draft)), errors.DraftGone)
    assert not Upload.objects.filter(draft=None, application=None).exists()


# two who sign, and whoever takes the content back


def check_signatures(citizen: Any) -> None:
    make_party(2, afm=counter.SECOND_AFM)
    second = make_citizen(counter.SECOND_AFM, "second@example.org")

    def invited() -> tuple[Any, list[Any], list[Verb]]:
        draft, _send = fresh(citizen)
        mails = ("second@example.org", "other@example.org")
        asked = [invite(draft, mail) for mail in mails]
        digest = Draft.objects.get(pk=draft.pk).digest
        return draft, asked, [signing(one, digest) for one in asked]

    def invite(draft: Any, mail: str) -> Any:
        facts = {"name": "Συνθετική", "email": mail, "afm": "", "language": "el"}
        return services.invite_cosigner(draft_id=draft.pk, actor=citizen, **facts, **now())

    def signing(one: Any, digest: str) -> Verb:
        return lambda: services.sign(signature_id=one.pk, digest=digest, actor=second, **now())

    def taking_back(draft: Any) -> Verb:
        return lambda: services.take_back(draft_id=draft.pk, actor=citizen, **now())

    # One person holds two links, and counts once.
    for strip, signatures in ((unlocked, 2), (lambda act: act, 1)):
        _draft, asked, (one, other) = invited()
        ended = meanwhile(strip(one), strip(other))
        assert sum(told(each, "cosignature.signed") for each in asked) == signatures, ended
    assert isinstance(ended, errors.SignatureRefused)

    # What is open to be changed again carries no signature.
    for strip, state in ((unlocked, "signed"), (lambda act: act, "taken_back")):
        draft, (asked_one, _asked), (sign, _sign) = invited()
        ended = meanwhile(strip(taking_back(draft)), strip(sign))
        asked_one.refresh_from_db()
        assert (asked_one.state, Draft.objects.get(pk=draft.pk).frozen_at) == (state, None), ended
    assert isinstance(ended, errors.SignatureRefused)


# withdrawal, decision, correction, answer


def acts(made: Any, person: Any) -> dict[str, Verb]:
    """Return what applicant and office may do with an application."""
    its = {"application_id": made.pk}
    return {
        "withdrawn": lambda: services.withdraw(reason="", actor=person, **its, **now()),
        "approved": lambda: services.decide(
            approved=True, reason="", remedies="", actor=None, **its, **now()
        ),
        "corrected": lambda: services.correct(
            text="Είναι πεύκο", key=f"c-{next(numbers)}", actor=person, **its, **now()
        ),
    }


PAIRS = {
    ("withdrawn", "approved"): IllegalMove,
    ("approved", "withdrawn"): errors.NotOpenAnyMore,
    ("approved", "corrected"): errors.NotOpenAnyMore,
    ("withdrawn", "corrected"): errors.NotOpenAnyMore,
}


def check_what_ends_an_application_ends_it(citizen: Any) -> None:
    for (first, second), refusal in PAIRS.items():
        verbs = (f"application.{first}", f"application.{second}")
        made = counter.send(counter.filled(citizen), citizen)
        can = acts(made, citizen)
        ended = meanwhile(unlocked(can[first]), unlocked(can[second]))
        assert told(made, *verbs) == 2, (first, second, ended, "the lock guards nothing")
        made = counter.send(counter.filled(citizen), citizen)
        can = acts(made, citizen)
        ended = meanwhile(can[first], can[second])
        assert isinstance(ended, refusal), (first, second, ended)
        assert told(made, *verbs) == told(made, verbs[0]) == 1


def check_a_file_goes_with_the_answer_or_is_refused(citizen: Any) -> None:
    def asked() -> tuple[Any, Verb, Verb]:
        made = counter.send(counter.filled(citizen), citizen)
        item = {"key": "plan", "kind": "file", "title": counter.words("Σχέδιο")}
        ask = services.ask_for_more(
            application_id=made.pk, items=[item], text="", actor=None, **now()
        )

        def bring() -> Any:
            number = next(numbers)
            return services.add_later_upload(
                application_id=made.pk,
                field=f"ask:{ask.code}:plan",
                upload=counter.file(f"{number}.pdf", counter.pdf(text=f"plan {number}")),
                actor=citizen,
                **now(),
            )

        def answer() -> Any:
            return services.answer_request(
                ask_id=ask.pk, texts={}, text="", key=f"a-{ask.pk}", actor=citizen, **now()
            )

        bring()
        return made, bring, answer

    def left(made: Any) -> int:
        return Upload.objects.filter(application=made, sent_at=None).count()

    made, bring, answer = asked()
    meanwhile(unlocked(bring), unlocked(answer))
    assert left(made) == 1, "the lock guards nothing"
    made, bring, answer = asked()
    assert len(meanwhile(bring, answer).content["files"]) == 2
    assert left(made) == 0

    made, bring, answer = asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eservices.applications.services.uploads._need_place", lambda *_: None)
        meanwhile(unlocked(answer), unlocked(bring))
    assert left(made) == 1
    made, bring, answer = asked()
    assert isinstance(meanwhile(answer, bring), errors.NothingAsked)
    assert left(made) == 0


def check_the_file_of_a_second_click_does_not_wait(citizen: Any) -> None:
    def pressing() -> tuple[Any, Verb, Verb]:
        made = counter.send(counter.filled(citizen), citizen)
        known: dict[str, Any] = {"application_id": made.pk, "key": f"twice-{made.pk}"}
        known |= {"actor": citizen, **now()}
        plan = counter.file(f"{made.pk}.pdf", counter.pdf(text=f"twice {made.pk}"))
        return (
            made,
            lambda: services.correct(text="Πεύκο", **known),
            lambda: services.add_later_upload(field="correction", upload=plan, **known),
        )

    made, correct, bring = pressing()
    meanwhile(unlocked(correct), unlocked(bring))
    assert made.uploads.filter(sent_at=None).count() == 1, "the lock guards nothing"
    made, correct, bring = pressing()
    assert isinstance(meanwhile(correct, bring), errors.SentAlready)
    assert not made.uploads.filter(sent_at=None).exists()


# withdrawal against payment


def check_a_fee_is_paid_or_cancelled(citizen: Any) -> None:
    def owing() -> tuple[Any, Verb, Verb]:
        made = counter.send(counter.filled(citizen), citizen)
        assert made.charge is not None
        items = [(made.charge_id, None)]
        return (
            made,
            acts(made, citizen)["withdrawn"],
            lambda: revenue.take_at_counter(
                items=items, method="cash", key=f"pay-{made.pk}", actor=None, **now()
            ),
        )

    def stands(made: Any) -> tuple[str, str, bool]:
        found = Application.objects.get(pk=made.pk)
        return (
            found.state,
            found.charge.state if found.charge else "",
            found.events.filter(kind="refund").exists(),
        )

    made, withdraw, pay = owing()
    ended = meanwhile(unlocked(pay), unlocked(withdraw))
    lost = stands(made) == ("withdrawn", "cancelled", False)
    assert lost or isinstance(ended, DatabaseError), (ended, stands(made))
    made, withdraw, pay = owing()
    meanwhile(pay, withdraw)
    assert stands(made) == ("withdrawn", "settled", True)
    # The queue brings the news of the payment afterwards: withdrawn it stays.
    services.note_fee_paid(application_id=made.pk, charge_code=made.charge.code, **now())
    assert stands(made) == ("withdrawn", "settled", True)
    made, withdraw, pay = owing()
    assert isinstance(meanwhile(withdraw, pay), NothingOwed)
    assert stands(made) == ("withdrawn", "cancelled", False)


# the case's own step against the applicant: one order of locks


def check_a_step_and_a_withdrawal_never_wait_crosswise(
    citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = Drawing("tree_test")
    step = drawing.service("approve", "applications.approve")
    drawing.chain(drawing.start(), step, drawing.end())
    publish(drawing)
    Service.objects.filter(code=counter.TREE).update(process_key="tree_test")

    def crossing(seconds: float) -> tuple[Any, list[Any], Any]:
        """Let both go on only when each holds its first lock, or the other cannot come so far."""
        made = counter.send(counter.filled(citizen), citizen)
        errand = Errand.objects.get(case_id=made.case_id)
        meeting = threading.Barrier(2)

        def meets(real: Any) -> Any:
            def run(*args: Any) -> Any:
                with suppress(threading.BrokenBarrierError):
                    meeting.wait(timeout=seconds)
                return real(*args)

            return run

        with monkeypatch.context() as patch:
            patch.setattr(later, "has_work_begun", meets(later.has_work_begun))
            patch.setattr(operations, "_application", meets(operations._application))
            ended = at_once(
                acts(made, citizen)["withdrawn"],
                lambda: procedures.run_service_step(errand_id=errand.pk, **now()),
            )
        errand.refresh_from_db()
        return made, ended, errand

    with monkeypatch.context() as patch:
        patch.setattr(procedures, "hold_case", lambda *, case_id: None)
        made, ended, errand = crossing(60)
    # Whom the database chose to stop: the applicant reads an error, or the step is put off.
    assert isinstance(ended[0], OperationalError) or (ended[1] is False and errand.tries == 1)

    made, ended, errand = crossing(2)
    verbs = ("application.withdrawn", "application.approved")
    assert told(made, *verbs) == 1, ended
    assert isinstance(ended[0], Application | errors.NotOpenAnyMore), ended
    assert errand.state in ("done", "cancelled"), (ended, errand.state)
