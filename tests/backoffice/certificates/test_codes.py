"""The QR code of a certificate: signed, checked offline and at a page, with keys that change."""

import json
import os
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from backoffice.certificates import codes, queries, services
from backoffice.certificates.errors import AlreadyRevoked, CodeRefused, UnknownKey, WhyMissing
from backoffice.certificates.models import Certificate, QrKey
from integrations.signing import TokenKey
from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of

    return party_of(citizen) or make_party(afm="100000090")


def give(party: Any, citizen: Any, key: str = "k") -> Certificate:
    made = services.obtain(
        kind="clearance", party_id=party.pk, key=key, actor=citizen, at=timezone.now()
    )
    return Certificate.objects.get(application=made)


def read(text: str, **facts: str) -> codes.Said:
    return codes.read(text, queries.public_keys(), **facts)


def refused(text: str, keys: Any = None) -> str:
    with pytest.raises(CodeRefused) as found:
        codes.read(text, queries.public_keys() if keys is None else keys)
    return found.value.why


def test_it_says_what_the_paper_says_and_names_nobody(party, citizen, code_key) -> None:
    given = give(party, citizen)
    said = read(given.content["qr"], name=party.full_name, afm=party.afm)
    assert (said.code, said.kind, said.number) == (
        given.verification,
        "clearance",
        given.entry.label,
    )
    assert (said.on, said.until, said.is_holders) == (given.on, given.valid_until, True)
    _link, token = given.content["qr"].split("#")
    body = codes.base64.urlsafe_b64decode(token.split(".")[1] + "==").decode()
    assert party.afm not in body
    assert party.name not in body
    assert set(json.loads(body)) == {"c", "k", "n", "d", "u", "h", "f"}


def test_another_holder_or_wording_is_noticed(party, citizen, code_key) -> None:
    given = give(party, citizen)
    text = given.content["qr"]
    assert read(text, name=party.full_name.lower(), afm=party.afm).is_holders is True
    assert read(text, name="Άλλος", afm=party.afm).is_holders is False
    assert read(text).is_holders is None
    token = json.loads(codes.base64.urlsafe_b64decode(text.split(".")[-2] + "=="))
    assert token["f"] == codes.digest(given.verification, codes.printed(given.content))
    changed = given.content | {"paragraphs": ["Άλλα λόγια"]}
    assert token["f"] != codes.digest(given.verification, codes.printed(changed))


def test_changed_foreign_or_moved_codes_are_refused(party, citizen, code_key) -> None:
    first, second = give(party, citizen), give(party, citizen, "k2")
    link, token = first.content["qr"].split("#")
    head, _body, signature = token.split(".")
    other = second.content["qr"].split("#")[1].split(".")[1]
    assert refused(f"{link}#{head}.{other}.{signature}") == "signature"
    assert refused(f"{second.content['qr'].split('#')[0]}#{token}") == "address"
    assert refused(first.content["qr"], [TokenKey.new().public_jwk]) == "key"
    assert refused(link) == "shape"
    assert read(token).code == first.verification


def test_old_papers_are_checked_after_the_key_changed(party, citizen, code_key) -> None:
    first = give(party, citizen)
    code_key.write_bytes(TokenKey.new().pem())
    os.utime(code_key, ns=(1, 1))
    # The new key is published before it signs anything.
    assert len(queries.public_keys()) == 2
    second = give(party, citizen, "k2")
    assert read(first.content["qr"]).code == first.verification
    assert read(second.content["qr"]).code == second.verification
    assert QrKey.objects.count() == 2
    code_key.unlink()
    assert read(first.content["qr"]).code == first.verification
    assert "#" not in give(party, citizen, "k3").content["qr"]


def test_a_withdrawn_key_is_accepted_no_longer(party, citizen, code_key) -> None:
    given = give(party, citizen)
    kid = QrKey.objects.get().kid
    at = timezone.now()
    for wrong, error in (({"kid": kid, "reason": " "}, WhyMissing), ({"kid": "x"}, UnknownKey)):
        with pytest.raises(error):
            services.withdraw_key(**{"reason": "r", **wrong}, actor=None, at=at)
    call_command("qr_key", withdraw=kid, reason="χάθηκε ο δίσκος", stdout=StringIO())
    with pytest.raises(AlreadyRevoked):
        services.withdraw_key(kid=kid, reason="r", actor=None, at=at)
    assert refused(given.content["qr"]) == "key"
    assert "#" not in give(party, citizen, "k2").content["qr"]
    rows = QrKey.objects.filter(kid=kid)
    changes: list[dict[str, Any]] = [{"withdrawn_at": None, "withdrawn_why": ""}, {"jwk": {}}]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_anybody_checks_it_with_a_file_of_keys_and_no_database(
    party, citizen, code_key, tmp_path, django_assert_num_queries
) -> None:
    given = give(party, citizen)
    answer = Client().get("/verify/keys/")
    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert all("d" not in key for key in answer.json()["keys"])
    keys = tmp_path / "keys.json"
    keys.write_bytes(answer.content)
    said = StringIO()
    text, number = given.content["qr"], given.entry.label
    whose = {"name": party.full_name, "afm": party.afm}
    with django_assert_num_queries(0):
        call_command("check_qr", text, keys=keys, stdout=said, **whose)
        assert "Genuine" in said.getvalue()
        assert number in said.getvalue()
        wrong: tuple[tuple[str, dict[str, Any]], ...] = (
            (text, {"afm": "000000000"}),
            (text, {"on": given.valid_until.replace(year=given.valid_until.year + 1)}),
            (text[:-2] + "AA", {}),
        )
        for code, options in wrong:
            with pytest.raises(CommandError):
                call_command("check_qr", code, keys=keys, stdout=StringIO(), **options)
    keys.write_text("{}")
    with pytest.raises(CommandError, match="holds no keys"):
        call_command("check_qr", text, keys=keys, stdout=StringIO())


def test_the_page_checks_and_explains(party, citizen, code_key) -> None:
    given, visitor = give(party, citizen), Client()
    page = visitor.get("/verify/check/", headers={"accept-language": "el"}).content.decode()
    assert "/verify/keys/" in page
    whose = {"name": party.full_name, "afm": party.afm}
    seen = visitor.post("/verify/check/", {"code": given.content["qr"], **whose})
    assert given.entry.label in seen.content.decode()
    assert f"/verify/{given.verification}/" in seen.content.decode()
    assert "Γνήσιο" in seen.content.decode()
    other = visitor.post("/verify/check/", {"code": given.content["qr"], "afm": "1"})
    assert "Μη δεχτείτε" in other.content.decode()
    assert visitor.post("/verify/check/", {"code": "x"}).status_code == 422


def test_a_code_that_is_typed_leads_to_its_page(party, citizen) -> None:
    given, visitor = give(party, citizen), Client()
    assert visitor.get("/verify/").status_code == 200
    typed = visitor.get("/verify/", {"code": f" {given.verification[:5].lower()}-x"})
    assert typed.url == f"/verify/{given.verification[:5]}X/"
    assert visitor.get("/verify/", {"code": "--"}).status_code == 422


def test_a_new_key_is_never_written_over_an_old_one(tmp_path, settings) -> None:
    path = tmp_path / "new.pem"
    call_command("qr_key", new=path, stdout=StringIO())
    assert path.stat().st_mode & 0o077 == 0
    before = path.read_bytes()
    with pytest.raises(CommandError):
        call_command("qr_key", new=path, stdout=StringIO())
    assert path.read_bytes() == before
