"""Puts the Stripe sandbox together: API, page, notices, controls, memory."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from aiohttp import web
from localstripe import resources
from localstripe.errors import UserError

from integrations.sandbox import ControlError, Sandbox, control, control_data, new_app
from integrations.stripe.sandbox import api, page, reversals, sessions, state
from integrations.stripe.sandbox.bank import Bank, find
from integrations.stripe.sandbox.notices import Behaviour, Notices

TICK_SECONDS = 0.2
SAVE_SHARE = 20
NOTICES: web.AppKey[Notices] = web.AppKey("notices", Notices)


def build(sandbox: Sandbox, notices: Notices, bank: Bank, path: Path | None) -> web.Application:
    """Return the server.

    :param path: file that remembers the bank between starts
    """
    bank.install()
    app = new_app(sandbox, middlewares=[api.speak_stripe])
    app[api.BANK] = bank
    app[NOTICES] = notices
    notices.on_change = lambda: setattr(bank, "dirty", True)
    sandbox.on_reset += [bank.forget, notices.forget]
    sandbox.seeders.update(_seeders(bank, notices))
    _add_controls(app)
    page.add_routes(app)
    api.add_routes(app)
    app.cleanup_ctx.append(_lifetime(bank, notices, path))
    return app


def _lifetime(bank: Bank, notices: Notices, path: Path | None) -> Any:
    async def live(_: web.Application) -> AsyncIterator[None]:
        if path is not None and state.load(bank, path):
            notices.resume(bank.all_of(resources.Event))
        ticking = asyncio.create_task(_tick(bank, path))
        yield
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking
        await notices.close()
        if path is not None:
            state.save(bank, path)

    return live


async def _tick(bank: Bank, path: Path | None) -> None:
    next_save = 0.0
    while True:
        await asyncio.sleep(TICK_SECONDS)
        sessions.keep_time(bank)
        reversals.keep_time(bank)
        started = time.monotonic()
        if bank.dirty and path is not None and started >= next_save:
            state.save(bank, path)
            # A large bank takes a while to write; it must not do nothing else.
            next_save = started + SAVE_SHARE * (time.monotonic() - started)


def _add_controls(app: web.Application) -> None:
    router = app.router
    router.add_get("/_fake/webhooks", _show_webhooks)
    router.add_post("/_fake/webhooks", _add_behaviour)
    router.add_delete("/_fake/webhooks", _drop_behaviours)
    router.add_post("/_fake/webhooks/target", _set_target)
    router.add_post("/_fake/webhooks/release", _release)
    router.add_post("/_fake/webhooks/resend", _resend)


async def _show_webhooks(request: web.Request) -> web.Response:
    return web.json_response(request.app[NOTICES].state())


@control
async def _add_behaviour(request: web.Request) -> web.Response:
    notices = request.app[NOTICES]
    notices.behaviours.insert(0, Behaviour.parse(await control_data(request)))
    return web.json_response(notices.state())


async def _drop_behaviours(request: web.Request) -> web.Response:
    request.app[NOTICES].behaviours.clear()
    return web.json_response(request.app[NOTICES].state())


@control
async def _set_target(request: web.Request) -> web.Response:
    data = await control_data(request)
    notices = request.app[NOTICES]
    secrets = data.get("secrets") or [data.get("secret")]
    if data.get("url") is None or (data["url"] and not all(secrets)):
        raise ControlError("give url and secret (or secrets); an empty url sends nothing")
    notices.url, notices.secrets = data["url"], list(secrets)
    if "pauses" in data:
        notices.pauses = tuple(float(pause) for pause in data["pauses"])
    return web.json_response(notices.state())


@control
async def _release(request: web.Request) -> web.Response:
    data = await control_data(request)
    released = request.app[NOTICES].release(data.get("order", "sent"), data.get("seed", 0))
    return web.json_response({"released": released})


@control
async def _resend(request: web.Request) -> web.Response:
    data = await control_data(request)
    events = [
        event
        for event in request.app[api.BANK].all_of(resources.Event)
        if data.get("id") in (None, event.id) and data.get("type") in (None, event.type)
    ]
    if not events:
        raise ControlError("no event has this id and type")
    request.app[NOTICES].resend(
        events[-1], times=int(data.get("times", 1)), forge=data.get("forge", "")
    )
    return web.json_response({"resent": events[-1].id})


def _seeders(bank: Bank, notices: Notices) -> dict[str, Any]:
    """Return what a control call can bring about from the bank's or the payer's side."""

    def settle_after(seconds: Any) -> float:
        bank.settle_after = float(seconds)
        return bank.settle_after

    def settle(data: dict[str, Any]) -> dict[str, Any]:
        session = find(sessions.CheckoutSession, data["session"], "checkout.session")
        sessions.settle(bank, session, honoured=data.get("honoured"))
        return _export(session)

    def expire(session_id: str) -> dict[str, Any]:
        session = find(sessions.CheckoutSession, session_id, "checkout.session")
        sessions.expire(bank, session)
        return _export(session)

    def refund(data: dict[str, Any]) -> dict[str, Any]:
        return _export(reversals.create_refund(bank, dict(data)))

    def settle_refund(data: dict[str, Any]) -> dict[str, Any]:
        found = find(resources.Refund, data["refund"], "refund")
        reversals.settle_refund(bank, found, data["outcome"])
        return _export(found)

    def dispute(data: dict[str, Any]) -> dict[str, Any]:
        intent = find(resources.PaymentIntent, data["payment_intent"], "payment_intent")
        opened = reversals.open_dispute(
            bank, intent.latest_charge, data.get("reason", "general"), data.get("amount")
        )
        return _export(opened)

    def close_dispute(data: dict[str, Any]) -> dict[str, Any]:
        found = find(reversals.Dispute, data["dispute"], "dispute")
        reversals.close_dispute(bank, found, data["outcome"])
        return _export(found)

    seeders = (settle_after, settle, expire, refund, settle_refund, dispute, close_dispute)
    seeded = {seeder.__name__: _controlled(seeder) for seeder in seeders}
    return seeded | {"saved_cards": _controlled(_saved_cards(bank))}


def _saved_cards(bank: Bank) -> Any:
    """Return the control that lets the bank refuse saved cards, or honour them again."""

    def saved_cards(decline_code: Any) -> str:
        bank.saved_cards = str(decline_code or "")
        return bank.saved_cards

    return saved_cards


def _export(subject: resources.StripeObject) -> dict[str, Any]:
    exported: dict[str, Any] = subject._export()
    return exported


def _controlled(seeder: Any) -> Any:
    def run(value: Any) -> Any:
        try:
            return seeder(value)
        except UserError as error:
            raise ControlError(error.body["error"]["message"]) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ControlError(f"{seeder.__name__}: not usable: {error!r}") from error

    return run
