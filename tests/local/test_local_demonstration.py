"""Secrets of this machine, second-factor codes, and the checks that run to the end."""

import json
import sys
from pathlib import Path

import pytest

from config.local import checks, environment, places, signins
from config.local.environment import Ports


def test_secrets_are_made_once_and_only_their_owner_reads_them(checkout: Path) -> None:
    first = environment.local_secrets()
    assert environment.local_secrets() == first
    assert len(first["SECRET_KEY"]) >= 50
    assert places.LOCAL_ENV.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_new_in_the_code_is_added_to_an_old_file(checkout: Path) -> None:
    places.LOCAL_ENV.write_text("SECRET_KEY=kept\n", encoding="utf-8")
    found = environment.local_secrets()
    assert found["SECRET_KEY"] == "kept"
    assert found["STRIPE_WEBHOOK_SECRET"].startswith("whsec_")


def test_keys_of_the_caller_win_and_switch_the_sandbox_off(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = Ports(web=9000, stripe=9001, gsis=9002, signing=9003)
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)
    monkeypatch.delenv("STRIPE_API_BASE", raising=False)
    own = environment.run_environment(database_url="postgres://x", ports=ports)
    assert own["STRIPE_API_BASE"] == "http://127.0.0.1:9001"
    assert own["SITE_URL"] == "http://localhost:9000"
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_theirs")
    theirs = environment.run_environment(database_url="postgres://x", ports=ports)
    assert theirs["STRIPE_API_KEY"] == "sk_test_theirs"
    assert "STRIPE_API_BASE" not in theirs
    assert environment.uses_real_stripe()


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(at: int, code: str) -> None:
    assert signins.totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=at) == code


def test_sign_ins_are_printed_with_the_code_of_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "signins.json"
    row = {
        "role": "clerk",
        "email": "c@example.org",
        "password": "words",
        "totp_secret": "JBSWY3DP",
    }
    path.write_text(json.dumps([row, {"role": "citizen", "email": "d@example.org"}]))
    monkeypatch.setattr(places, "SIGN_INS", path)
    monkeypatch.setattr(signins.time, "time", lambda: 59.0)
    signins.print_sign_ins()
    said = capsys.readouterr().out
    assert f"{signins.totp('JBSWY3DP', at=59)} (JBSWY3DP)" in said
    assert "none" in said


def test_every_check_runs_although_one_fails(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = [
        checks.Check("bad", [sys.executable, "-c", "print('the fault'); raise SystemExit(3)"]),
        checks.Check("good", [sys.executable, "-c", "print('quiet')"]),
    ]
    seen: list[str] = []
    results = checks.perform_all(wanted, report=lambda r: seen.append(r.name), at_once=2)
    assert [(result.name, result.status) for result in results] == [("bad", 3), ("good", 0)]
    assert seen == ["bad", "good"]
    assert "the fault" in results[0].output


def test_the_sample_of_production_names_everything_production_requires() -> None:
    source = (places.ROOT / "config" / "settings" / "production.py").read_text(encoding="utf-8")
    block = source.split("REQUIRED = (", 1)[1].split(")", 1)[0]
    required = {name.strip().strip('",') for name in block.split("\n") if name.strip()}
    assert required <= set(checks.SAMPLE_PRODUCTION)
