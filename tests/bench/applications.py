"""Sending applications with two files: content, number, clock, case and message, each at once.

Seconds are of processor time, of this process and of its database backend: the work and not who
else uses the machine. Each also waits for the disk at its commit, which several do side by side.
"""

import os
from typing import Any

from .harness import Contest, Result, compete
from .procedures import worked
from .scratch import copied_database

SENT = int(os.environ.get("APPLICATIONS", "30"))


def run() -> list[Result]:
    """Measure sending against a bare insert of the application's own rows, in a copy."""
    with copied_database("loggia_bench_applications"):
        user = _town()
        return [
            compete(
                Contest(
                    name="applications.submissions",
                    unit="/s",
                    baseline="bare ORM inserts of the application, its two files and its events",
                    target=0.1,
                    ours=lambda: _sending(user),
                    theirs=_inserting,
                )
            )
        ]


def _town() -> Any:
    from tests.eservices.applications import counter
    from tests.eservices.payments.till import make_party
    from tests.factories.signin import make_citizen

    counter.open_town()
    counter.make_free()
    counter.with_case()
    make_party(afm=counter.AFM)
    return make_citizen(counter.AFM)


def _sending(user: Any) -> float:
    """Return applications a second of work; filling in and bringing the files is not counted."""
    from eservices.applications.models import Application
    from tests.eservices.applications import counter

    spent, before = 0.0, Application.objects.count()
    for _each in range(SENT):
        draft = counter.filled(user)
        began = worked()
        counter.send(draft, user)
        spent += worked() - began
    if Application.objects.count() != before + SENT:
        raise AssertionError("not every application that was sent is there")
    return SENT / spent


def _inserting() -> float:
    """Return bare inserts a second of work of the rows that the last application left with us."""
    from django.db import transaction

    from eservices.applications.models import Application

    last = Application.objects.order_by("-pk").first()
    assert last is not None
    uploads, events = list(last.uploads.all()), list(last.events.all())
    spent = 0.0
    for _each in range(SENT):
        began = worked()
        with transaction.atomic():
            made = _again(last, state="submitted")
            for upload in uploads:
                _again(upload, application_id=made.pk)
            for event in events:
                _again(event, application_id=made.pk)
        spent += worked() - began
    return SENT / spent


def _again(row: Any, **changed: Any) -> Any:
    """Insert a copy of a row under keys of its own, without any rule."""
    from backoffice.kernel.codes import new_code

    values = {}
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        values[field.attname] = getattr(row, field.attname)
        if field.unique:
            # Of what an application has to itself, such as its entry, a copy has none.
            values[field.attname] = None if field.null else new_code()
    return type(row).objects.create(**values | changed)
