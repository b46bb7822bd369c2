"""Every trigger of ours stands, whatever a session says."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pgtrigger.registry import registered

from backoffice.audit.models import Entry
from backoffice.audit.services import record
from backoffice.kernel.models import LocalHoliday
from backoffice.kernel.triggers import Trigger

IGNORE = "select set_config('pgtrigger.ignore', '{audit_entry:audit_is_append_only}', true)"


def test_every_trigger_is_of_the_hard_kind() -> None:
    ours = ("backoffice.", "eservices.", "portal.")
    soft = [
        f"{model._meta.label}.{trigger.name}"
        for model, trigger in registered()
        if apps.get_app_config(model._meta.app_label).name.startswith(ours)
        and not isinstance(trigger, Trigger)
    ]
    assert soft == []


@pytest.mark.django_db
def test_a_session_setting_opens_no_way_around() -> None:
    holiday = LocalHoliday.objects.create(day=date(2026, 11, 11), name="Άγιος Μηνάς")
    record("test.done", holiday, actor=None, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(IGNORE)
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("update audit_entry set note = 'changed'")
    assert Entry.objects.get(action="test.done").note == ""
