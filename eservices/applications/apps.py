from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

    from backoffice.desk.panels import Tile
    from backoffice.identity.models import User
    from backoffice.procedures.news import Standing


def load_texts(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Enter the text blocks that are missing, after every migration."""
    from .services.texts import load_texts as load

    # A migration backwards leaves no table to fill.
    if "applications_textblock" in connections[using].introspection.table_names():
        load()


class ApplicationsConfig(AppConfig):
    name = "eservices.applications"
    label = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        """Name our verbs and messages; tell revenue who calculates the fee and hears of payment."""
        from backoffice.audit import words
        from backoffice.forms import submissions
        from backoffice.messaging import templates
        from backoffice.privacy import registries
        from backoffice.revenue import assessors, settled

        from . import agreements, fee_rules, holdings, matter_blocks, notices, replayed
        from .labels import LABELS

        words.register(LABELS)
        submissions.register("applications", replayed.SENT)
        assessors.register("applications.fee", fee_rules.assess_fee)
        settled.register(notices.SOURCE, _hear_paid)
        registries.register_exporter(holdings.APPLICATIONS)
        for eraser in holdings.ERASERS:
            registries.register_eraser(eraser)
        registries.register_kept(holdings.RECORDS)
        registries.AGREEMENTS.register("applications", agreements.agreed_by)
        for template in notices.ALL:
            templates.register(template)
        matter_blocks.register_blocks()
        self._set_to_work()
        post_migrate.connect(load_texts, sender=self)

    def _set_to_work(self) -> None:
        """Let drawings act on applications, and hear what becomes of cases and letters."""
        from backoffice.certificates import given as certificates
        from backoffice.desk import panels
        from backoffice.documents import issued
        from backoffice.procedures import matters, news, shipped

        from . import given, notices, operations, piles

        piles.register_all()
        operations.register_all()
        given.register_all()
        shipped.register(Path(__file__).parent / "processes")
        news.register("applications.application", _hear_news)
        matters.OWNERS.register("applications.application", _page_for)
        panels.register("applications", _tiles)
        issued.register("applications", _hear_issued, _hold_answered)
        certificates.register(notices.SOURCE, _hear_given, _hold_waiting)


def _hear_paid(source_id: str, charge_code: str, at: datetime) -> None:
    from .services import note_fee_paid

    note_fee_paid(application_id=int(source_id), charge_code=charge_code, at=at)


def _hear_news(standing: "Standing") -> None:
    from .services import handling

    handling.hear(standing)


def _page_for(subject_id: str, reader: "User") -> str:
    from .matters import page_for

    return page_for(subject_id, reader)


def _hear_issued(draft_id: int, answers_id: int | None, at: datetime) -> None:
    from .services import handling

    handling.hear_issued(draft_id, answers_id, at)


def _hold_answered(answers_id: int) -> None:
    from .services import handling

    handling.hold_answered(answers_id)


def _hold_waiting(code: str) -> None:
    from .services import handling

    handling.hold_waiting(code)


def _hear_given(code: str, certificate: str, at: datetime) -> None:
    from .services import handling

    handling.hear_given(code, certificate, at)


def _tiles(user: "User", on: "date") -> "list[Tile]":
    from .tiles import tiles_for

    return tiles_for(user, on)
