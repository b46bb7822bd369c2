"""What a step sets off beyond its own case: messages, called cases, and the caller's way on."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from backoffice.procedures import nets, tasks
from backoffice.procedures.engine.errors import StepError
from backoffice.procedures.engine.state import Opened
from backoffice.procedures.errors import UnknownProcedure
from backoffice.procedures.models import Case, Message, Wait
from backoffice.procedures.news import is_heard
from backoffice.procedures.states import OPEN_CASES, CaseState, WaitState

if TYPE_CHECKING:
    from .stepping import Stepping, _Ledger

MAX_CALLS = 12


def follow(stepping: "Stepping", ledger: "_Ledger") -> None:
    """Do what a written step leads to, in the same transaction."""
    _cancel_called(stepping, ledger.closed.get("call", set()))
    for sent in ledger.sent:
        tasks.defer_message(
            name=sent.name,
            correlation=sent.correlation,
            payload=sent.payload,
            key=f"{stepping.case.code}:{sent.token}:{sent.element}",
        )
    for opened in ledger.opened:
        if opened.kind == "call":
            _call(stepping, opened)
    for wait in ledger.waits:
        take_kept_message(stepping, wait)
    for uncaught in ledger.uncaught:
        _raise_further(stepping, uncaught.token, uncaught.element, uncaught.code)
    if ledger.case.state == CaseState.COMPLETED:
        _tell_of_the_end(stepping)


def _tell_of_the_end(stepping: "Stepping") -> None:
    if stepping.case.parent_id:
        _return_to_caller(stepping)
    elif is_heard(stepping.case.subject_kind):
        tasks.defer_news(stepping.case.pk)


def _call(stepping: "Stepping", opened: Opened) -> None:
    from .stepping import Stepping

    caller, run = stepping.case, stepping.run
    token = run.state.tokens.get(opened.token)
    if token is None:
        return
    try:
        version = nets.version_in_force(opened.name)
        if _depth(caller) >= MAX_CALLS:
            raise StepError(_("Procedures call each other without end."))
        facts = run.inputs(token) if run.net.elements[opened.element].inputs else run.names(token)
    except (StepError, UnknownProcedure) as error:
        token.wait = "stuck"
        run.get_stuck(token.id, str(error))
        stepping.write()
        return
    facts.pop("case", None)
    called = Case.objects.create(
        definition=version.definition,
        version=version,
        subject_kind=caller.subject_kind,
        subject_id=caller.subject_id,
        title=caller.title,
        party_id=caller.party_id,
        department_id=caller.department_id,
        root_id=caller.root_id or caller.pk,
        parent=caller,
        parent_token=opened.token,
        facts=facts,
        opened_at=stepping.at,
        opened_by=stepping.actor,
    )
    inner = Stepping(called, stepping.actor, stepping.at)
    # The caller's row is written by its own step, which may go on within this call.
    inner.caller = stepping
    inner.run.start()
    inner.write()


def _cancel_called(stepping: "Stepping", tokens: set[int]) -> None:
    from .closing import close
    from .stepping import Stepping

    if not tokens:
        return
    called = Case.objects.select_for_update().filter(
        parent=stepping.case, parent_token__in=tokens, state__in=OPEN_CASES
    )
    for case in called:
        inner = Stepping(case, stepping.actor, stepping.at)
        close(inner, CaseState.CANCELLED, _("no longer needed by the procedure that called it"))


def _depth(case: Case) -> int:
    depth = 0
    while case.parent_id and depth <= MAX_CALLS:
        depth, case = depth + 1, Case.objects.get(pk=case.parent_id)
    return depth


def caller_of(stepping: "Stepping") -> "Stepping":
    """Return the step of the case that called this one."""
    from .stepping import Stepping

    if stepping.caller is None:
        called_by = cast("int", stepping.case.parent_id)
        parent = Case.objects.select_for_update().get(pk=called_by)
        stepping.caller = Stepping(parent, stepping.actor, stepping.at)
    return stepping.caller


def _return_to_caller(stepping: "Stepping") -> None:
    caller = caller_of(stepping)
    token = stepping.case.parent_token
    if caller.case.state not in (CaseState.RUNNING, CaseState.SUSPENDED):
        return
    if token in caller.run.state.tokens:
        caller.run.complete(token, stepping.run.facts)
        caller.write()


def _raise_further(stepping: "Stepping", token: int, element: str, code: str) -> None:
    """Hand an error that this case does not catch to the step that called it, or stop here."""
    from .closing import close

    parent_token = stepping.case.parent_token
    if parent_token is not None:
        caller = caller_of(stepping)
        close(stepping, CaseState.CANCELLED, code or _("ended with an error"))
        if caller.run.throw(parent_token, code):
            caller.write()
            return
        token, stepping = parent_token, caller
        if token not in stepping.run.state.tokens:
            return
        stepping.run.state.tokens[token].wait = "stuck"
    stepping.run.get_stuck(
        token,
        _("The procedure ended with the error “%(code)s”, which nothing catches.") % {"code": code},
    )
    stepping.write()


def take_kept_message(stepping: "Stepping", wait: Wait) -> None:
    """Give a step that begins to wait the message that came before it, if one did."""
    message = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(name=wait.message, correlation=wait.correlation, taken_at__isnull=True)
        .order_by("pk")
        .first()
    )
    if message is not None:
        hand_over(stepping, wait, message)


def hand_over(stepping: "Stepping", wait: Wait, message: Message) -> bool:
    """Let a wait of a locked case receive a message; tell whether it still waited."""
    token = stepping.run.state.tokens.get(wait.token)
    if token is None or stepping.case.state != CaseState.RUNNING:
        return False
    taken = Wait.objects.filter(pk=wait.pk, state=WaitState.WAITING).update(
        state=WaitState.RECEIVED, received=message
    )
    if not taken:
        return False
    mark_taken(message, stepping.at)
    stepping.note("received", element=wait.element, token=wait.token, text=wait.message)
    stepping.run.fire(wait.token, wait.element, message.payload)
    stepping.write()
    return True


def mark_taken(message: Message, at: datetime) -> None:
    """Note that a message found somebody who waited for it."""
    if message.taken_at is None:
        message.taken_at = at
        message.save(update_fields=["taken_at"])
