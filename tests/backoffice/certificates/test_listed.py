"""The signed list of papers not to rely on, and the checker that has no connection."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from backoffice.certificates import codes, listed, queries, services
from backoffice.certificates.errors import CodeRefused
from backoffice.certificates.models import Certificate
from integrations.signing import TokenKey
from tests.factories.signin import make_citizen, make_staff

from .test_doubts import doubt, judge
from .test_replacing import give, replace

pytestmark = pytest.mark.django_db
ADDRESS = "/verify/revoked.jws"


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of
    from tests.eservices.payments.till import make_party

    return party_of(citizen) or make_party(afm="100000090")


@pytest.fixture
def head(town) -> Any:
    return make_staff("head", "head@example.org", "administrative")


def revoke(certificate: Certificate, actor: Any) -> None:
    services.revoke_certificate(
        certificate_id=certificate.pk, reason="λάθος", actor=actor, at=timezone.now()
    )


def fetched() -> listed.Listed:
    return listed.read(Client().get(ADDRESS).content.decode(), queries.public_keys())


def body() -> dict[str, Any]:
    part = Client().get(ADDRESS).content.decode().split(".")[1]
    said: dict[str, Any] = json.loads(codes.base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return said


def test_it_names_each_paper_by_a_digest_and_nobody(party, citizen, head, code_key) -> None:
    gone, old, doubted, good = (give(party, citizen, f"k{n}") for n in range(4))
    revoke(gone, head)
    new = replace(old, head)
    doubt(doubted)
    known = fetched()
    states = {one: known.state_of(one.verification) for one in (gone, old, doubted, good, new)}
    assert list(states.values()) == ["cancelled", "replaced", "in_review", "", ""]
    said = body()
    assert set(said) == {"t", "iss", "iat", "nxt", "cancelled", "replaced", "in_review"}
    text = json.dumps(said)
    for secret in (party.name, party.afm, gone.verification, gone.entry.label, "λάθος"):
        assert secret not in text
    judge(doubted, head)
    assert fetched().state_of(doubted.verification) == ""


def test_it_is_sent_again_only_when_it_changed(party, citizen, head, code_key, monkeypatch) -> None:
    given, visitor = give(party, citizen), Client()
    first = visitor.get(ADDRESS)
    assert first["Content-Type"] == "application/jose"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "max-age=600" in first["Cache-Control"]
    revoke(given, head)
    changed = visitor.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
    now = timezone.now()
    assert queries.signed_list(now) == queries.signed_list(now)
    assert visitor.head(ADDRESS).status_code == 200
    assert visitor.post(ADDRESS).status_code == 405
    # The hour may strike between two requests; the text of one instant is the same.
    monkeypatch.setattr(queries, "signed_list", lambda at: changed.content.decode())
    again = visitor.get(ADDRESS, headers={"if-none-match": changed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    monkeypatch.undo()
    kid = codes.current_key().kid
    services.withdraw_key(kid=kid, reason="χάθηκε", actor=None, at=now)
    assert visitor.get(ADDRESS).status_code == 404
    code_key.unlink()
    assert visitor.get(ADDRESS).status_code == 404


def test_an_expired_paper_is_not_in_it_and_it_asks_three_questions(
    party, citizen, head, code_key, django_assert_num_queries
) -> None:
    for number in range(3):
        given = give(party, citizen, f"k{number}")
        revoke(given, head)
    with django_assert_num_queries(3):
        queries.signed_list(timezone.now())
    later = timezone.now() + timedelta(days=(given.valid_until - given.on).days + 2)
    keys = queries.public_keys()
    assert listed.read(queries.signed_list(timezone.now()), keys).states
    assert not listed.read(queries.signed_list(later), keys).states


def test_beyond_its_size_it_says_from_which_day_it_speaks(monkeypatch) -> None:
    monkeypatch.setattr(listed, "MOST", 3)
    day = date(2026, 11, 20)
    ages = (0, 1, 2, 2)
    rows = [(f"CODE{n}", day - timedelta(days=age), "cancelled") for n, age in enumerate(ages)]
    key = TokenKey.new()
    said = listed.claims(rows, issued_at=timezone.now(), site="https://town.example")
    known = listed.read(key.sign(said), [key.public_jwk])
    # Of the last day one does not fit, so the list says nothing of that day.
    assert (known.since, len(known.states)) == (date(2026, 11, 19), 2)
    assert (known.knows(date(2026, 11, 19)), known.knows(date(2026, 11, 18))) == (True, False)
    whole = listed.claims(rows[:3], issued_at=timezone.now(), site="")
    assert ("since" in whole, len(whole["cancelled"])) == (False, 3)


def test_a_full_list_is_read_and_keeps_its_bound() -> None:
    key = TokenKey.new()
    rows = [(f"{n:020}", date(2026, 11, 20), "replaced") for n in range(listed.MOST)]
    text = key.sign(listed.claims(rows, issued_at=timezone.now(), site="https://town.example"))
    assert len(text) < listed.LONGEST
    known = listed.read(text, [key.public_jwk])
    assert known.state_of(rows[-1][0]) == "replaced"
    assert len(known.states) == listed.MOST


def test_a_changed_foreign_or_other_text_is_refused(party, citizen, head, code_key) -> None:
    given = give(party, citizen)
    keys = queries.public_keys()
    text = queries.signed_list(timezone.now())
    head_, said, signature = text.split(".")
    wrong = (
        (f"{head_}.{said[:-4]}AAAA.{signature}", keys, "signature"),
        (text, [TokenKey.new().public_jwk], "key"),
        (given.content["qr"].rpartition("#")[2], keys, "shape"),
        ("x", keys, "shape"),
    )
    for one, known, why in wrong:
        with pytest.raises(CodeRefused) as refusal:
            listed.read(one, known)
        assert refusal.value.why == why
    with pytest.raises(CodeRefused):
        codes.read(text, keys)


def test_the_checker_takes_it_without_a_connection(
    party, citizen, head, code_key, tmp_path, django_assert_num_queries
) -> None:
    good, gone, old, doubted = (give(party, citizen, f"k{n}") for n in range(4))
    revoke(gone, head)
    replace(old, head)
    doubt(doubted)
    keys, revoked = tmp_path / "keys.json", tmp_path / "revoked.jws"
    keys.write_bytes(Client().get("/verify/keys/").content)
    revoked.write_bytes(Client().get(ADDRESS).content)

    def checked(certificate: Certificate, **options: Any) -> str:
        said = StringIO()
        chosen = {"keys": keys, "revoked": revoked, "stdout": said} | options
        call_command("check_qr", certificate.content["qr"], **chosen)
        return said.getvalue()

    with django_assert_num_queries(0):
        assert "not revoked at" in checked(good)
        for wrong, words in ((gone, "revoked"), (old, "place"), (doubted, "examined")):
            with pytest.raises(CommandError, match=words):
                checked(wrong)
        with pytest.raises(CommandError, match="too old"):
            checked(good, on=good.on + timedelta(days=3))
        # What an old list names is revoked still.
        with pytest.raises(CommandError, match="but revoked"):
            checked(gone, on=good.on + timedelta(days=3))
        with pytest.raises(CommandError, match="cannot be read"):
            checked(good, revoked=tmp_path / "none")
        revoked.write_text("x")
        with pytest.raises(CommandError, match="κατάλογος"):
            checked(good)
