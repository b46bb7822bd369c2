"""Sign-in at GSIS: the client against the sandbox, walked like a browser does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from integrations.gsis.client import (
    GsisBadAnswer,
    GsisClient,
    GsisRefused,
    GsisUnavailable,
    TaxpayerIdentity,
    is_afm,
    read_user_info,
)
from integrations.gsis.sandbox.citizens import DEFAULT_CITIZENS
from tests.integrations.servers import (
    GSIS_CLIENT_ID,
    GSIS_CLIENT_SECRET,
    GsisPage,
    SandboxServer,
    run_gsis,
)

CALLBACK = "http://town.test/el/account/gsis/login/callback/"
GOOD = (
    '<root><userinfo userid="U123      " taxid="000000116   " lastname="ΔΟΚΙΜΑΣΤΙΚΟΥ  " '
    'firstname=" ΜΑΡΙΑ" fathername="ΓΕΩΡΓΙΟΣ" mothername="" birthyear="1984 "/></root>'
)


@pytest.fixture
def sandbox(gsis_sandbox: SandboxServer) -> SandboxServer:
    gsis_sandbox.seed(redirect_uris=[CALLBACK])
    return gsis_sandbox


@pytest.fixture
def client(sandbox: SandboxServer) -> GsisClient:
    return client_for(sandbox)


def client_for(
    sandbox: SandboxServer, secret: str = GSIS_CLIENT_SECRET, timeout: float = 30.0
) -> GsisClient:
    return GsisClient(
        f"{sandbox.url}/oauth2server", GSIS_CLIENT_ID, secret, "read", timeout=timeout
    )


def authorize(client: GsisClient, redirect_uri: str = CALLBACK, state: str = "s&1") -> GsisPage:
    return GsisPage(client.authorize_url(redirect_uri=redirect_uri, state=state))


def answer_of(location: str | None) -> dict[str, str]:
    assert location
    assert location.startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def code_for(client: GsisClient, userid: str = "dokimi1") -> str:
    return answer_of(authorize(client).sign_in(userid).location)["code"]


class TestPage:
    def test_lists_synthetic_persons_plainly(self, client: GsisClient) -> None:
        shown = authorize(client).open()
        parts = shown.read()

        assert shown.status == 200
        assert "Περιβάλλον δοκιμών." in shown.text
        assert parts.attributes["html"]["lang"] == "el"
        assert "ΜΑΡΙΑ ΔΟΚΙΜΑΣΤΙΚΟΥ" in shown.text
        assert len(parts.inputs) == len(DEFAULT_CITIZENS) == 6
        assert set(parts.inputs) <= parts.labels
        assert parts.described <= parts.ids
        assert "script" not in parts.attributes
        assert "form-action 'self' http://town.test" in shown.headers["Content-Security-Policy"]

    def test_speaks_english(self, client: GsisClient) -> None:
        url = client.authorize_url(redirect_uri=CALLBACK, state="1")

        assert "Which fictional person are you?" in GsisPage(url, language="en").open().text

    def test_nobody_chosen(self, client: GsisClient) -> None:
        shown = authorize(client).sign_in("")

        assert shown.location is None
        assert shown.text.startswith("Πρόβλημα: ")
        assert "Διαλέξτε ένα πρόσωπο" in shown.text

    def test_cancel_comes_back_with_state(self, client: GsisClient) -> None:
        answer = answer_of(authorize(client).cancel().location)

        assert answer == {"error": "access_denied", "state": "s&1"}

    @pytest.mark.parametrize(
        "redirect_uri",
        [
            CALLBACK + "x",
            CALLBACK[:-1],
            CALLBACK + "?next=/",
            CALLBACK.replace("town.test", "TOWN.test"),
            CALLBACK.replace("town.test", "evil.test"),
            "",
        ],
    )
    def test_redirect_must_match_sign_by_sign(self, client: GsisClient, redirect_uri: str) -> None:
        page = authorize(client, redirect_uri)

        for shown in (page.open(), page.sign_in("dokimi1")):
            assert shown.status == 400
            assert shown.location is None
            assert "δεν είναι δηλωμένη" in shown.text

    @pytest.mark.parametrize("changes", [{"client_id": "other"}, {"response_type": "token"}])
    def test_wrong_request(self, sandbox: SandboxServer, changes: dict[str, str]) -> None:
        params = {"client_id": GSIS_CLIENT_ID, "redirect_uri": CALLBACK, "response_type": "code"}
        query = urlencode({**params, **changes})

        shown = GsisPage(f"{sandbox.url}/oauth2server/oauth/authorize?{query}").open()

        assert shown.status == 400


class TestFlow:
    def test_whole_way(self, client: GsisClient, sandbox: SandboxServer) -> None:
        answer = answer_of(authorize(client).sign_in("dokimi2").location)
        assert answer["state"] == "s&1"

        token = client.exchange(code=answer["code"], redirect_uri=CALLBACK)
        identity = client.user_info(token)

        assert identity == TaxpayerIdentity(
            userid="dokimi2",
            taxid="000000128",
            lastname="ΔΟΚΙΜΑΣΤΙΚΟΣ",
            firstname="ΝΙΚΟΛΑΟΣ",
            fathername="ΕΜΜΑΝΟΥΗΛ",
            mothername="ΑΝΝΑ",
            birthyear=1971,
        )
        assert sandbox.log()[-1]["query"] == {"format": "xml"}
        assert GSIS_CLIENT_SECRET not in str(sandbox.log())

    def test_values_are_padded_on_the_wire(
        self, client: GsisClient, sandbox: SandboxServer
    ) -> None:
        token = client.exchange(code=code_for(client), redirect_uri=CALLBACK)
        answer = requests.get(
            f"{sandbox.url}/oauth2server/userinfo?format=xml",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )

        assert 'taxid="000000116 ' in answer.text

    def test_code_works_once_and_its_second_use_ends_the_first(self, client: GsisClient) -> None:
        code = code_for(client)
        token = client.exchange(code=code, redirect_uri=CALLBACK)

        with pytest.raises(GsisRefused, match="invalid_grant"):
            client.exchange(code=code, redirect_uri=CALLBACK)
        with pytest.raises(GsisRefused, match="invalid_token"):
            client.user_info(token)

    @pytest.mark.parametrize(("seconds", "is_good"), [(55, True), (61, False)])
    def test_code_lives_a_minute(
        self, client: GsisClient, sandbox: SandboxServer, seconds: int, is_good: bool
    ) -> None:
        code = code_for(client)
        sandbox.move_clock(seconds)

        if is_good:
            assert client.exchange(code=code, redirect_uri=CALLBACK)
        else:
            with pytest.raises(GsisRefused, match="invalid_grant"):
                client.exchange(code=code, redirect_uri=CALLBACK)

    def test_code_is_bound_to_its_redirect(
        self, client: GsisClient, sandbox: SandboxServer
    ) -> None:
        other = CALLBACK.replace("/el/", "/en/")
        sandbox.seed(redirect_uris=[CALLBACK, other])

        with pytest.raises(GsisRefused, match="invalid_grant"):
            client.exchange(code=code_for(client), redirect_uri=other)

    def test_wrong_secret(self, client: GsisClient, sandbox: SandboxServer) -> None:
        code = code_for(client)

        with pytest.raises(GsisRefused, match="invalid_client"):
            client_for(sandbox, "λάθος").exchange(code=code, redirect_uri=CALLBACK)

    def test_unknown_token(self, client: GsisClient) -> None:
        with pytest.raises(GsisRefused, match="invalid_token"):
            client.user_info("nothing")

    def test_empty_scope_is_left_out(self) -> None:
        client = GsisClient("http://gsis.test/oauth2server/", "a", "b", "")

        url = client.authorize_url(redirect_uri=CALLBACK, state="1")

        assert url.startswith("http://gsis.test/oauth2server/oauth/authorize?response_type=code")
        assert "scope" not in url

    def test_logout_comes_back_to_us_only(self, client: GsisClient, sandbox: SandboxServer) -> None:
        good = requests.get(
            client.logout_url("http://town.test/el/"), allow_redirects=False, timeout=30
        )
        bad = requests.get(
            client.logout_url("http://evil.test/"), allow_redirects=False, timeout=30
        )

        assert f"/oauth2server/logout/{GSIS_CLIENT_ID}/?url=" in client.logout_url("http://x/")
        assert (good.status_code, good.headers["Location"]) == (302, "http://town.test/el/")
        assert bad.status_code == 400


class TestBadAnswers:
    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            ("empty-taxid", "no AFM"),
            ("wrong-taxid", "check digit"),
            ("dtd", "document type definition"),
            ("no-user", "without a userinfo"),
            ("not-xml", "no XML"),
        ],
    )
    def test_are_refused_and_explained(
        self, client: GsisClient, sandbox: SandboxServer, answer: str, words: str
    ) -> None:
        sandbox.seed(answers=[answer])
        token = client.exchange(code=code_for(client), redirect_uri=CALLBACK)

        with pytest.raises(GsisBadAnswer, match=words):
            client.user_info(token)

        assert client.user_info(token).taxid == "000000116"

    @pytest.mark.parametrize(
        ("mode", "error"),
        [
            ("timeout-before", GsisUnavailable),
            ("timeout-after", GsisUnavailable),
            ("status:503", GsisUnavailable),
            ("status:429", GsisUnavailable),
            ("status:403", GsisRefused),
            ("garbage", GsisBadAnswer),
        ],
    )
    def test_trouble_at_the_token(
        self, client: GsisClient, sandbox: SandboxServer, mode: str, error: type[Exception]
    ) -> None:
        code = code_for(client)
        sandbox.fail(mode, "POST /oauth2server/oauth/token")

        hurried = client_for(sandbox, timeout=1.0)
        with pytest.raises(error):
            hurried.exchange(code=code, redirect_uri=CALLBACK)

    def test_nobody_there(self) -> None:
        client = GsisClient("http://127.0.0.1:9/oauth2server", "a", "b", "read", timeout=1)

        with pytest.raises(GsisUnavailable):
            client.user_info("token")


class TestReading:
    def test_padding_goes_and_empty_stays_empty(self) -> None:
        identity = read_user_info(GOOD.encode())

        assert identity.taxid == "000000116"
        assert identity.lastname == "ΔΟΚΙΜΑΣΤΙΚΟΥ"
        assert identity.firstname == "ΜΑΡΙΑ"
        assert identity.mothername == ""
        assert identity.birthyear == 1984

    def test_other_encodings_namespaces_and_unknown_parts(self) -> None:
        element = GOOD[6:-7].replace("birthyear", 'new="1" birthyear')
        text = (
            '<?xml version="1.0" encoding="ISO-8859-7"?><a:root xmlns:a="urn:x" xmlns="urn:y">'
            f"<more/>{element}</a:root>"
        )

        assert read_user_info(text.encode("iso-8859-7")).firstname == "ΜΑΡΙΑ"

    @pytest.mark.parametrize("year", ["", "84", "unknown", "19840"])
    def test_strange_birth_year_is_unknown(self, year: str) -> None:
        assert read_user_info(GOOD.replace("1984 ", year).encode()).birthyear is None

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_dtd_is_refused_in_any_encoding(self, encoding: str) -> None:
        bomb = f'<!DOCTYPE root [<!ENTITY a "{"x" * 50}">]>' + GOOD.replace(" ΜΑΡΙΑ", "&a;")

        with pytest.raises(GsisBadAnswer, match="document type"):
            read_user_info(bomb.encode(encoding))

    def test_dtd_is_not_even_parsed(self) -> None:
        with pytest.raises(GsisBadAnswer, match="document type"):
            read_user_info(b'<!doctype root [<!ENTITY a "x">')

    def test_too_long(self) -> None:
        with pytest.raises(GsisBadAnswer, match="too long"):
            read_user_info(GOOD.encode() + b" " * 70000)

    def test_personal_data_stay_out_of_tracebacks(self) -> None:
        shown = repr(read_user_info(GOOD.encode()))

        assert "000000116" not in shown
        assert "ΜΑΡΙΑ" not in shown

    @pytest.mark.parametrize("afm", ["090000045", "123456783", "100000090", "012312312"])
    def test_good_afm(self, afm: str) -> None:
        assert is_afm(afm)

    @pytest.mark.parametrize(
        "afm",
        ["123456789", "000000000", "111111111", "100000002", "12345678", "٠٩٠٠٠٠٠٤٥", ""],
    )
    def test_bad_afm(self, afm: str) -> None:
        assert not is_afm(afm)


class TestCitizens:
    @pytest.fixture
    def own(self, tmp_path: Path) -> Path:
        return tmp_path / "citizens.json"

    def test_from_a_file(self, own: Path) -> None:
        person = {"userid": "anna", "taxid": "090000045", "lastname": "ΦΑΝΤΑΣΤΙΚΗ"}
        own.write_text(json.dumps([person]), encoding="utf-8")

        with run_gsis("--citizens", str(own), "--redirect-uri", CALLBACK) as server:
            client = client_for(server)
            token = client.exchange(code=code_for(client, "anna"), redirect_uri=CALLBACK)

            assert client.user_info(token).lastname == "ΦΑΝΤΑΣΤΙΚΗ"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('[{"userid": "a", "taxid": "123456789", "lastname": "x"}]', "check digit"),
            ('[{"userid": "a"}]', "a citizen needs taxid, lastname"),
            ('[{"userid": "a", "colour": 1}]', "unknown fields colour"),
            ("[]", "a list of citizens"),
            ("nonsense", "citizens.json"),
        ],
    )
    def test_wrong_file_is_one_clear_line(self, own: Path, text: str, words: str) -> None:
        own.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "integrations.gsis.sandbox", "--citizens", str(own)]

        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

        assert run.returncode == 2
        assert words in run.stderr
        assert run.stderr.count("\n") == 1

    def test_seeding_wrong_things_is_explained(self, sandbox: SandboxServer) -> None:
        mistakes: list[dict[str, Any]] = [{"answers": ["nice"]}, {"citizens": []}, {"moon": 1}]
        for wrong in mistakes:
            answer = requests.post(f"{sandbox.url}/_fake/seed", json=wrong, timeout=30)
            assert answer.status_code == 400
            assert answer.json()["error"]
