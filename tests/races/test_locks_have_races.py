"""Every lock of the modules that hold money is raced somewhere: a new one needs a test too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = ("revenue", "arrangements", "enforcement", "treasury")
LOCK = re.compile(r"select_for_update|\bfor (no key )?update\b|\bfor share\b|pg_advisory", re.I)


def locks() -> Iterator[str]:
    """Yield where a lock stands: file and function, or the name of the constant it is kept in."""
    for module in MODULES:
        folder = ROOT / "backoffice" / module
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                source = path.read_text(encoding="utf-8")
                name = path.relative_to(folder.parent).with_suffix("").as_posix()
                for place in _places(ast.parse(source), source):
                    yield f"{name}.{place}"


def _places(tree: ast.Module, source: str) -> Iterator[str]:
    for node in tree.body:
        text = ast.get_source_segment(source, node) or ""
        if LOCK.search(_without_docstring(node, text)):
            if isinstance(node, ast.Assign):
                yield ast.unparse(node.targets[0])
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name


def _without_docstring(node: ast.AST, text: str) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return text.replace(ast.get_docstring(node, clean=False) or "\0", "")
    return text


R, C, T = "test_locks_of_revenue", "test_locks_of_collection", "test_locks_of_triggers"
E, P, A = "test_every_lock", "test_revenue_payments", "test_revenue_acts"
#: Each lock and the file of `tests/races` that loses the race without it and holds it with it.
RACES = {
    "revenue/certificates.LOCK_ALL": "test_certificates",
    "revenue/models/acts.OPEN_ACT": T,
    "revenue/models/acts.ActLimit": T,
    "revenue/models/kinds.NO_OVERLAP": T,
    "revenue/models/late.WITHIN_THE_EXPENSES": T,
    "revenue/models/settled.WITHIN_THE_CHARGE": T,
    "revenue/models/settled.WITHIN_THE_CREDIT": T,
    "revenue/queries/clearance.LOCK": "test_certificates",
    "revenue/services/act_effects.lock_rows": A,
    "revenue/services/acts.locked_act": A,
    "revenue/services/bank_orders._payable": R,
    "revenue/services/bank_orders._locked": R,
    "revenue/services/certifying.LOCK": R,
    "revenue/services/certifying.certify_run": "test_lists",
    "revenue/services/certifying.certify_correction": R,
    "revenue/services/charges.cancel_charge": E,
    "revenue/services/counter.use_credit": E,
    "revenue/services/desks.LOCK_CHARGES": P,
    "revenue/services/desks.DESK": P,
    "revenue/services/deeds.end_early_rule": R,
    "revenue/services/deeds.end_pay_term": R,
    "revenue/services/deeds._end_term_before": R,
    "revenue/services/exemptions.end_exemption": E,
    "revenue/services/exemptions.withdraw_exemption": E,
    "revenue/services/expenses._locked": E,
    "revenue/services/holds._check_charges": R,
    "revenue/services/holds._locked": E,
    "revenue/services/kinds._end_tariff_before": R,
    "revenue/services/locking.lock_charges": "test_arrangements",
    "revenue/services/objection_ends.after_act": R,
    "revenue/services/objections._locked": R,
    "revenue/services/payments._lock_and_price": R,
    "revenue/services/payments.locked_payment": R,
    "revenue/services/payments.attach_session": R,
    "revenue/services/giving_back._locked": R,
    "revenue/services/reversing._take_back": R,
    "revenue/services/runs.locked_list": "test_lists",
    "revenue/services/runs.order_again": R,
    "revenue/services/runs._rehearse": R,
    "revenue/services/runs.undo_run": R,
    "revenue/services/telling._tell": R,
    "revenue/services/telling.send_receipt": R,
    "revenue/services/unnamed._order": R,
    "arrangements/services/applying.revive": C,
    "arrangements/services/judging._remind": C,
    "arrangements/services/law.open_longer_term": C,
    "arrangements/services/rewarding.give_reward": C,
    "arrangements/services/running.locked": C,
    "enforcement/models/law.NO_OVERLAP": T,
    "enforcement/services/batches._locked": C,
    "enforcement/services/electronic.order_deliveries": C,
    "enforcement/services/electronic._servable": C,
    "enforcement/services/measures._locked": C,
    "enforcement/services/papers._named": C,
    "enforcement/services/papers._named_as_set": C,
    "enforcement/services/papers.order_papers": C,
    "enforcement/services/parts._locked": "test_enforcement",
    "enforcement/services/parts._finish": "test_enforcement",
    "enforcement/services/service.locked_notice": C,
    "enforcement/services/service.locked_delivery": C,
    "treasury/models/money.TAKEN_IN_AN_OPEN_SESSION": "test_treasury",
    "treasury/models/money.MOVED_IN_A_LIVING_SESSION": T,
    "treasury/services/bank_sums._locked": C,
    "treasury/services/bank_sums._locked_match": C,
    "treasury/services/cancelling._taking": E,
    "treasury/services/cancelling.decide_cancellation": C,
    "treasury/services/cancelling.hand_back": C,
    "treasury/services/locks.SHARED": "test_treasury",
    "treasury/services/locks.session_to_move_in": C,
    "treasury/services/locks.locked_session": C,
    "treasury/services/sessions.open_session": E,
}
#: Locks that order two acts of which both count, so that nothing is lost without them but the
#: order: the later word stands, and the trail has both.
ORDER_ONLY = {
    "revenue/services/runs._fail",
    "revenue/services/runs.look_up_row",
    "enforcement/services/parts._write",
    "treasury/services/desks.change_desk",
}


def test_every_lock_has_its_race() -> None:
    assert set(locks()) == RACES.keys() | ORDER_ONLY
    assert not RACES.keys() & ORDER_ONLY
    for name in set(RACES.values()):
        assert "def test_" in (HERE / f"{name}.py").read_text(encoding="utf-8"), name


def test_a_new_lock_is_seen() -> None:
    source = "def look(pk):\n    return Row.objects.select_for_update().get(pk=pk)\n"
    assert list(_places(ast.parse(source), source)) == ["look"]
    source = 'def tell():\n    """Say that nothing is locked for update."""\n'
    assert list(_places(ast.parse(source), source)) == []
