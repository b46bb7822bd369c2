"""The trail takes one insert, refuses every change, and names a row changed all the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.audit import queries, services
from backoffice.audit.models import Entry, Seal
from backoffice.kernel.reconcile import QUERIES, load
from tests.factories.signin import make_staff, make_user, sign_in_staff

pytestmark = pytest.mark.django_db


def write(count: int = 3) -> list[Entry]:
    user = make_user(f"u{Entry.objects.count()}@example.org")
    return [
        services.record(
            "identity.user.changed",
            user,
            actor=user,
            at=timezone.now(),
            before={"n": number},
            after={"n": number + 1, "name": "Άννα"},
        )
        for number in range(count)
    ]


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def behind_the_back(sql: str, *values: Any) -> None:
    """Change rows as a superuser of the database can, past the triggers."""
    run("set local session_replication_role = replica")
    run(sql, *values)
    run("set local session_replication_role = origin")


@pytest.mark.parametrize(
    "sql",
    [
        "update audit_entry set note = 'x'",
        "delete from audit_entry",
        "truncate audit_entry cascade",
        "update audit_seal set digest = 'x'",
        "delete from audit_seal",
        "truncate audit_seal",
    ],
)
def test_database_refuses_every_change(sql: str) -> None:
    write()
    services.seal(at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)


def test_one_insert(django_assert_num_queries: Any) -> None:
    user = make_user("one@example.org")
    services.record("identity.user.changed", user, actor=user, at=timezone.now())
    with django_assert_num_queries(1):
        services.record("identity.user.changed", user, actor=user, at=timezone.now())


def test_untouched_chain_verifies() -> None:
    write()
    services.seal(at=timezone.now())
    write()
    services.seal(at=timezone.now())
    assert list(queries.verify_chain()) == []
    assert services.seal(at=timezone.now()) is None


def test_changed_row_is_named() -> None:
    entries = write()
    services.seal(at=timezone.now())
    behind_the_back("update audit_entry set note = 'x' where id = %s", entries[1].pk)
    assert [(t.entry, t.what) for t in queries.verify_chain()] == [(entries[1].pk, "changed")]


@pytest.mark.parametrize(
    "change",
    [
        "user_id = null",
        "timestamp = timestamp - interval '1 day'",
        """before = '{"n": 7}'""",
        "action = 'x'",
        "object_id = '0'",
        "label = 'x'",
        "on_behalf_of = 5",
    ],
)
def test_every_field_is_sealed(change: str) -> None:
    entry = write(1)[0]
    services.seal(at=timezone.now())
    behind_the_back(f"update audit_entry set {change} where id = %s", entry.pk)
    assert [t.what for t in queries.verify_chain()] == ["changed"]


def test_removed_row_is_named() -> None:
    entries = write()
    services.seal(at=timezone.now())
    behind_the_back("delete from audit_entry where id = %s", entries[2].pk)
    assert [(t.entry, t.what) for t in queries.verify_chain()] == [(entries[2].pk, "removed")]


def test_rewritten_seal_breaks_the_chain() -> None:
    write()
    first = services.seal(at=timezone.now())
    write()
    services.seal(at=timezone.now())
    assert first is not None
    behind_the_back("update audit_seal set digest = repeat('0', 64) where id = %s", first.pk)
    assert {t.what for t in queries.verify_chain()} == {"seal"}
    assert len(list(queries.verify_chain())) == 2


def test_row_of_a_slow_transaction_is_sealed_later() -> None:
    entries = write(5)
    behind_the_back("update audit_entry set id = id + 1000 where id = %s", entries[1].pk)
    services.seal(at=timezone.now())
    behind_the_back("update audit_entry set id = id - 1000 where id = %s", entries[1].pk + 1000)
    Seal.objects.count()
    made = services.seal(at=timezone.now())
    assert made is not None
    assert str(entries[1].pk) in made.rows


def test_sealing_alarm() -> None:
    now = timezone.now()
    services.seal(at=now)  # what was written when the tables were made
    write()
    assert not queries.sealing_stopped(now)
    assert queries.sealing_stopped(now + timedelta(hours=1))
    services.seal(at=now)
    assert not queries.sealing_stopped(now + timedelta(hours=1))


def test_reconcile_names_the_row() -> None:
    load()
    entries = write()
    services.seal(at=timezone.now())
    assert list(QUERIES["audit.chain"][1]()) == []
    behind_the_back("update audit_entry set note = 'x' where id = %s", entries[0].pk)
    assert [row["entry"] for row in QUERIES["audit.chain"][1]()] == [entries[0].pk]


def test_trail_page_filters_and_exports(client: Client) -> None:
    auditor = sign_in_staff(client, make_staff("auditor"))
    subject = make_user("subject@example.org")
    services.record(
        "identity.password.changed", subject, actor=subject, at=timezone.now(), note="=1+1"
    )
    page = client.get(reverse("audit:trail"), {"action": "identity.password.changed"})
    assert page.status_code == 200
    assert "subject@example.org" in page.content.decode()
    none = client.get(reverse("audit:trail"), {"user": "nobody@"})
    assert "subject@example.org" not in none.content.decode()
    file = client.get(
        reverse("audit:trail"), {"action": "identity.password.changed", "export": "csv"}
    )
    text = b"".join(file).decode()
    assert "subject@example.org" in text
    assert "'=1+1" in text
    assert Entry.objects.filter(action="audit.trail.exported", user=auditor).exists()


def test_trail_page_is_flat(client: Client, django_assert_max_num_queries: Any) -> None:
    sign_in_staff(client, make_staff("auditor"))
    for _n in range(4):
        write(10)
    with django_assert_max_num_queries(16):
        client.get(reverse("audit:trail"))


def test_treasurer_does_not_see_the_trail(client: Client) -> None:
    sign_in_staff(client, make_staff("treasurer"))
    assert client.get(reverse("audit:trail")).status_code in (302, 403)


def test_form_without_a_service_leaves_a_row_too() -> None:
    user = make_user("x@example.org")
    services.forget_request()
    services.record_screen("wagtail.edit", user, user=user)
    assert queries.history_of(user).first().action == "wagtail.edit"
    services.forget_request()
    services.record("identity.user.changed", user, actor=user, at=timezone.now())
    services.record_screen("wagtail.edit", user, user=user)
    assert queries.history_of(user).filter(action="wagtail.edit").count() == 1
