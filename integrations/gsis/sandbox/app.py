"""GSIS's four addresses: authorize, token, user details, logout; and the controls."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import quoteattr

from aiohttp import web

from integrations.gsis.sandbox.citizens import Citizen, read_citizens
from integrations.gsis.sandbox.page_texts import TEXTS
from integrations.sandbox import (
    Clock,
    ControlError,
    Pages,
    Sandbox,
    new_app,
    page_language,
)

BASE = "/oauth2server"
CODE_SECONDS = 60
TOKEN_SECONDS = 3600
PADDED_TO = 40
PAGES = Pages(Path(__file__).parent / "pages")
ANSWERS = ("normal", "empty-taxid", "wrong-taxid", "no-user", "dtd", "not-xml")
ENTITY_BOMB = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE root [<!ENTITY lastname SYSTEM "file:///etc/hostname">]>'
    '<root><userinfo userid="x" taxid="{taxid}" lastname="&lastname;" firstname="x"/></root>'
)


@dataclass
class Code:
    """A one-time code and what it was given for."""

    citizen: str
    redirect_uri: str
    until: float
    is_used: bool = False
    token: str = ""


@dataclass
class Directory:
    """Everything the server knows.

    :param planned: how the next user details are to be answered, one word each
    """

    clock: Clock
    client_id: str
    client_secret: str
    redirect_uris: list[str]
    citizens: dict[str, Citizen]
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    planned: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Drop codes, tokens and plans."""
        self.codes.clear()
        self.tokens.clear()
        self.planned.clear()


DIRECTORY: web.AppKey[Directory] = web.AppKey("directory", Directory)


def build(sandbox: Sandbox, directory: Directory) -> web.Application:
    """Return the server."""
    app = new_app(sandbox)
    app[DIRECTORY] = directory
    sandbox.on_reset.append(directory.forget)
    sandbox.seeders.update(_seeders(directory))
    app.router.add_get(f"{BASE}/oauth/authorize", _show)
    app.router.add_post(f"{BASE}/oauth/authorize", _answer)
    app.router.add_post(f"{BASE}/oauth/token", _token)
    app.router.add_get(f"{BASE}/userinfo", _user_info)
    app.router.add_get(f"{BASE}/logout/{{client_id}}/", _logout)
    return app


def _seeders(directory: Directory) -> dict[str, Any]:
    def redirect_uris(uris: list[str]) -> list[str]:
        directory.redirect_uris[:] = uris
        return uris

    def citizens(data: Any) -> list[str]:
        try:
            directory.citizens = read_citizens(data)
        except ValueError as error:
            raise ControlError(str(error)) from error
        return list(directory.citizens)

    def answers(words: list[str]) -> list[str]:
        if unknown := sorted(set(words) - set(ANSWERS)):
            raise ControlError(f"{', '.join(unknown)}: answers are {', '.join(ANSWERS)}")
        directory.planned.extend(words)
        return directory.planned

    return {"redirect_uris": redirect_uris, "citizens": citizens, "answers": answers}


def _problem(request: web.Request, directory: Directory) -> str:
    """Return which part of an authorize call is wrong, or nothing."""
    query = request.query
    if query.get("client_id") != directory.client_id:
        return "client"
    # Compared sign by sign: a prefix or a host in other letters would let codes go astray.
    if query.get("redirect_uri") not in directory.redirect_uris:
        return "redirect"
    if query.get("response_type") != "code":
        return "type"
    return ""


def _refuse(request: web.Request, problem: str) -> web.Response:
    language = page_language(None, request)
    texts = TEXTS[language]
    values = {
        "language": language,
        "t": texts,
        "heading": texts["wrong_title"],
        "text": texts[f"wrong_{problem}"],
        "given": request.query.get("redirect_uri", "") if problem == "redirect" else "",
    }
    return PAGES.response("wrong.html", values, status=400)


async def _show(request: web.Request) -> web.Response:
    directory = request.app[DIRECTORY]
    if problem := _problem(request, directory):
        return _refuse(request, problem)
    return _choice(request, directory, "")


def _choice(request: web.Request, directory: Directory, error: str) -> web.Response:
    language = page_language(request.query.get("ui_locales"), request)
    texts = TEXTS[language]
    citizens = [
        {
            "userid": citizen.userid,
            "name": f"{citizen.firstname} {citizen.lastname}",
            "taxid": citizen.taxid,
            "note": citizen.note_el if language == "el" else citizen.note_en,
        }
        for citizen in directory.citizens.values()
    ]
    values = {
        "language": language,
        "t": texts,
        "citizens": citizens,
        "error": texts[error] if error else "",
    }
    return PAGES.response("authorize.html", values, leads_to=[request.query["redirect_uri"]])


async def _answer(request: web.Request) -> web.Response:
    directory = request.app[DIRECTORY]
    if problem := _problem(request, directory):
        return _refuse(request, problem)
    form = await request.post()
    if form.get("action") == "cancel":
        raise _back(request, error="access_denied")
    userid = str(form.get("userid", ""))
    if userid not in directory.citizens:
        return _choice(request, directory, "choose_error")
    code = secrets.token_urlsafe(24)
    directory.codes[code] = Code(
        userid, request.query["redirect_uri"], directory.clock.now() + CODE_SECONDS
    )
    raise _back(request, code=code)


def _back(request: web.Request, **params: str) -> web.HTTPFound:
    target = request.query["redirect_uri"]
    if "state" in request.query:
        params["state"] = request.query["state"]
    sign = "&" if urlsplit(target).query else "?"
    return web.HTTPFound(f"{target}{sign}{urlencode(params)}")


def _oauth_error(word: str, status: int = 400) -> web.Response:
    return web.json_response({"error": word}, status=status)


async def _token(request: web.Request) -> web.Response:
    directory = request.app[DIRECTORY]
    form = await request.post()
    secret = str(form.get("client_secret", ""))
    if form.get("client_id") != directory.client_id or not secrets.compare_digest(
        secret.encode(), directory.client_secret.encode()
    ):
        return _oauth_error("invalid_client", 401)
    if form.get("grant_type") != "authorization_code":
        return _oauth_error("unsupported_grant_type")
    code = directory.codes.get(str(form.get("code", "")))
    if code is None or not _redeem(directory, code, str(form.get("redirect_uri", ""))):
        return _oauth_error("invalid_grant")
    return web.json_response(
        {
            "access_token": code.token,
            "token_type": "bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": "read",
        }
    )


def _redeem(directory: Directory, code: Code, redirect_uri: str) -> bool:
    if code.is_used:
        # Somebody else may hold the code: what it gave before is worth nothing any more.
        directory.tokens.pop(code.token, None)
        return False
    if code.until < directory.clock.now() or code.redirect_uri != redirect_uri:
        return False
    code.is_used = True
    code.token = secrets.token_urlsafe(32)
    directory.tokens[code.token] = (code.citizen, directory.clock.now() + TOKEN_SECONDS)
    return True


async def _user_info(request: web.Request) -> web.Response:
    directory = request.app[DIRECTORY]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    userid, until = directory.tokens.get(token, ("", 0.0))
    if scheme.lower() != "bearer" or until < directory.clock.now():
        return _oauth_error("invalid_token", 401)
    if request.query.get("format") != "xml":
        return _oauth_error("invalid_request")
    answer = directory.planned.pop(0) if directory.planned else "normal"
    body = _details(directory.citizens[userid], answer)
    return web.Response(text=body, content_type="text/xml", charset="utf-8")


def _details(citizen: Citizen, answer: str) -> str:
    values = citizen.attributes()
    if answer == "dtd":
        return ENTITY_BOMB.format(taxid=citizen.taxid)
    if answer == "not-xml":
        return "<html><body>Service temporarily unavailable"
    if answer == "no-user":
        return "<root/>"
    if answer == "empty-taxid":
        values["taxid"] = ""
    if answer == "wrong-taxid":
        values["taxid"] = citizen.taxid[:8] + str((int(citizen.taxid[8]) + 1) % 10)
    padded = " ".join(
        f"{name}={quoteattr(value.ljust(PADDED_TO))}" for name, value in values.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><root><userinfo {padded}/></root>'


async def _logout(request: web.Request) -> web.Response:
    directory = request.app[DIRECTORY]
    target = request.query.get("url", "")
    known = {f"{urlsplit(uri).scheme}://{urlsplit(uri).netloc}" for uri in directory.redirect_uris}
    parts = urlsplit(target)
    if request.match_info["client_id"] != directory.client_id:
        return _refuse(request, "client")
    if f"{parts.scheme}://{parts.netloc}" not in known:
        return _refuse(request, "return")
    raise web.HTTPFound(target)
