"""The API side: callers, idempotency, sessions, refunds, disputes; the rest is localstripe's."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from localstripe import resources, server
from localstripe.errors import UserError

from integrations.stripe.messages import API_VERSION
from integrations.stripe.sandbox import reversals, sessions, setups
from integrations.stripe.sandbox.bank import (
    CALLER,
    Bank,
    SandboxIntent,
    find,
    random_text,
    refusal,
)

BANK: web.AppKey[Bank] = web.AppKey("bank", Bank)
KEY_HOURS = 24
LONGEST_KEY = 255
LARGEST_PAGE = 100

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """Add our routes, then every other one that localstripe has."""
    router = app.router
    router.add_post("/v1/checkout/sessions", _create_session)
    router.add_get("/v1/checkout/sessions", _list_sessions)
    router.add_get("/v1/checkout/sessions/{id}", _read_session)
    router.add_post("/v1/checkout/sessions/{id}/expire", _expire_session)
    router.add_get("/v1/checkout/sessions/{id}/line_items", _list_lines)
    router.add_post("/v1/payment_intents", _charge_saved)
    router.add_get("/v1/payment_intents", _list_intents)
    router.add_post("/v1/refunds", _create_refund)
    router.add_get("/v1/events", _list_events)
    router.add_get("/v1/disputes", _list_disputes)
    router.add_get("/v1/disputes/{id}", _read_dispute)
    for route in server.app.router.routes():
        resource = route.resource
        if (
            resource is not None
            and resource.canonical.startswith("/v1/")
            and route.method != "HEAD"
        ):
            router.add_route(route.method, resource.canonical, route.handler)


@web.middleware
async def speak_stripe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check key and version, answer errors in the gateway's form, name every request."""
    if not request.path.startswith("/v1/"):
        return await handler(request)
    request_id = "req_" + random_text(14)
    key = request.headers.get("Idempotency-Key")
    CALLER.set({"id": request_id, "idempotency_key": key})
    try:
        _check_caller(request)
        response = await _once(request, handler, key)
    except UserError as error:
        response = _error_response(error)
    except web.HTTPNotFound:
        response = _error_response(
            refusal(404, f"Unrecognized request URL ({request.method}: {request.path})")
        )
    except web.HTTPMethodNotAllowed:
        response = _error_response(refusal(405, f"{request.method} is not allowed here"))
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = API_VERSION
    return response


def _check_caller(request: web.Request) -> None:
    key = server.get_api_key(request)
    if key is None:
        raise refusal(401, "No valid API key: send Authorization: Bearer sk_test_…")
    if "_live_" in key:
        raise refusal(401, "A live key does not belong in a sandbox", code="api_key_expired")
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise refusal(400, f"This sandbox speaks version {API_VERSION}, not {version}")
    form = "application/x-www-form-urlencoded"
    if request.method == "POST" and request.can_read_body and request.content_type != form:
        raise refusal(400, "Send parameters form-encoded, not as " + request.content_type)


async def _once(request: web.Request, handler: Handler, key: str | None) -> web.StreamResponse:
    """Answer a repeated key with the first answer."""
    bank = request.app[BANK]
    if request.method != "POST" or key is None:
        return await handler(request)
    if not 1 <= len(key) <= LONGEST_KEY:
        raise refusal(400, f"An idempotency key has 1 to {LONGEST_KEY} characters")
    print_of_call = await _fingerprint(request)
    known = bank.idempotency.get(key)
    if known and known["at"] > bank.clock.now() - KEY_HOURS * 3600:
        return _replay(known, print_of_call, key)
    if key in bank.running_keys:
        raise refusal(
            409, "Another request with this key is running", code="idempotency_key_in_use"
        )
    bank.running_keys.add(key)
    try:
        response = await _run_handler(request, handler)
    finally:
        bank.running_keys.discard(key)
    if response.status < 300 or response.status == 402 or response.status >= 500:
        bank.idempotency[key] = {
            "at": bank.clock.now(),
            "print": print_of_call,
            "status": response.status,
            "body": response.text,
        }
        bank.dirty = True
    return response


async def _run_handler(request: web.Request, handler: Handler) -> web.Response:
    try:
        response = await handler(request)
    except UserError as error:
        if error.code < 500 and error.code != 402:
            raise
        return _error_response(error)
    assert isinstance(response, web.Response)
    return response


def _replay(known: dict[str, Any], print_of_call: str, key: str) -> web.Response:
    if known["print"] != print_of_call:
        error = refusal(400, f"The key '{key}' was used with other parameters before")
        error.body["error"]["type"] = "idempotency_error"
        raise error
    response = web.Response(
        text=known["body"], status=known["status"], content_type="application/json"
    )
    response.headers["Idempotent-Replayed"] = "true"
    return response


async def _fingerprint(request: web.Request) -> str:
    pairs = sorted(parse_qsl(await request.text(), keep_blank_values=True))
    call = json.dumps([request.method, request.path, pairs])
    return hashlib.sha256(call.encode()).hexdigest()


def _error_response(error: UserError) -> web.Response:
    if error.code == 402:
        error.body["error"]["type"] = "card_error"
    return web.json_response(error.body, status=error.code)


async def _params(request: web.Request) -> dict[str, Any]:
    data: dict[str, Any] = await server.get_post_data(request) or {}
    return data


def _shown(
    request: web.Request, subject: resources.StripeObject, expand: Any = None
) -> web.Response:
    if expand is None:
        expand = server.unflatten_data(request.query).get("expand")
    return web.json_response(subject._export(expand=expand))


async def _create_session(request: web.Request) -> web.Response:
    params = await _params(request)
    expand = params.pop("expand", None)
    page_root = f"{request.scheme}://{request.host}"
    create = setups.create_session if params.get("mode") == "setup" else sessions.create_session
    return _shown(request, create(request.app[BANK], params, page_root), expand)


async def _charge_saved(request: web.Request) -> web.Response:
    params = await _params(request)
    expand = params.pop("expand", None)
    return _shown(request, setups.charge(request.app[BANK], params), expand)


async def _list_intents(request: web.Request) -> web.Response:
    found = request.app[BANK].all_of(SandboxIntent)
    if customer := request.query.get("customer"):
        found = [intent for intent in found if intent.customer == customer]
    return _page(request, found)


def _session(request: web.Request) -> sessions.CheckoutSession:
    found: sessions.CheckoutSession = find(
        sessions.CheckoutSession, request.match_info["id"], "checkout.session"
    )
    return found


async def _read_session(request: web.Request) -> web.Response:
    sessions.keep_time(request.app[BANK])
    return _shown(request, _session(request))


async def _expire_session(request: web.Request) -> web.Response:
    session = _session(request)
    sessions.expire(request.app[BANK], session)
    return _shown(request, session)


async def _list_lines(request: web.Request) -> web.Response:
    lines = _session(request)._lines
    return web.json_response(
        {"object": "list", "data": lines, "has_more": False, "url": request.path}
    )


async def _list_sessions(request: web.Request) -> web.Response:
    found = request.app[BANK].all_of(sessions.CheckoutSession)
    for name in ("payment_intent", "status"):
        if wanted := request.query.get(name):
            found = [session for session in found if getattr(session, name) == wanted]
    return _page(request, found)


async def _create_refund(request: web.Request) -> web.Response:
    params = await _params(request)
    expand = params.pop("expand", None)
    return _shown(request, reversals.create_refund(request.app[BANK], params), expand)


async def _list_disputes(request: web.Request) -> web.Response:
    found = request.app[BANK].all_of(reversals.Dispute)
    for name in ("payment_intent", "charge"):
        if wanted := request.query.get(name):
            found = [dispute for dispute in found if getattr(dispute, name) == wanted]
    return _page(request, found)


async def _read_dispute(request: web.Request) -> web.Response:
    return _shown(request, find(reversals.Dispute, request.match_info["id"], "dispute"))


async def _list_events(request: web.Request) -> web.Response:
    query = server.unflatten_data(request.query)
    found = request.app[BANK].all_of(resources.Event)
    for bound, keep in _BOUNDS.items():
        limit = (query.get("created") or {}).get(bound)
        if limit is not None:
            found = [event for event in found if keep(event.created, int(limit))]
    if query.get("type"):
        found = [event for event in found if event.type == query["type"]]
    if query.get("types"):
        found = [event for event in found if event.type in query["types"]]
    return _page(request, found)


_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda at, limit: at > limit,
    "gte": lambda at, limit: at >= limit,
    "lt": lambda at, limit: at < limit,
    "lte": lambda at, limit: at <= limit,
}


def _page(request: web.Request, found: list[Any]) -> web.Response:
    """Answer with one page, newest first, as the gateway does."""
    limit = request.query.get("limit", "10")
    if not limit.isdigit() or not 1 <= int(limit) <= LARGEST_PAGE:
        raise refusal(400, f"limit must be 1 to {LARGEST_PAGE}", param="limit")
    newest = list(reversed(found))
    if after := request.query.get("starting_after"):
        ids = [item.id for item in newest]
        if after not in ids:
            raise refusal(400, f"No such object: '{after}'", param="starting_after")
        newest = newest[ids.index(after) + 1 :]
    shown = [item._export() for item in newest[: int(limit)]]
    return web.json_response(
        {
            "object": "list",
            "data": shown,
            "has_more": len(newest) > int(limit),
            "url": request.path,
        }
    )
