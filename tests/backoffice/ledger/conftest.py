from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from backoffice.identity.models import User
from backoffice.ledger import services

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def year(db):
    """The open year 2026."""
    return services.open_year(year=2026, actor=None, at=NOW)


@pytest.fixture
def staff(client, db):
    """Sign a member of staff in, second factor given, with the rights that a test names."""

    def sign_in(*rights):
        user = User.objects.create_user(
            f"staff{User.objects.count()}@example.gr", "a long password", is_staff=True
        )
        wanted = [right.split(".") for right in ("wagtailadmin.access_admin", *rights)]
        for app, codename in wanted:
            user.user_permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )
        device = TOTPDevice.objects.create(user=user, name="test", confirmed=True)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        client.user = user
        return client

    return sign_in
