"""What people confirmed in applications stands on their page of personal data, in its words."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from backoffice.forms.services import Shipped, load_shipped
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_of
from backoffice.privacy.queries import agreed_elsewhere
from eservices.applications import services
from tests.eservices.applications import counter
from tests.factories import signin

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FIELDS = [
    {"key": "text", "type": "text", "label": counter.words("Ερώτημα"), "required": True},
    {
        "key": "lookup",
        "type": "consent",
        "label": counter.words("Συναινώ να δει ο Δήμος το εκκαθαριστικό μου."),
        "purpose": counter.words("Για να μη σας το ζητήσουμε."),
    },
    {"key": "news", "type": "consent", "label": counter.words("Θέλω νέα.")},
]


@pytest.fixture
def citizen() -> Any:
    page = {"key": "one", "title": counter.words("Σελίδα"), "fields": FIELDS}
    form = Shipped("form", "agreeing", "Φόρμα", "Form", {"pages": [page]})
    load_shipped([form], at=NOW)
    return signin.make_citizen()


def test_only_what_was_confirmed_is_told_with_its_purpose(client: Any, citizen: Any) -> None:
    tree = departments_as_tree(athens_day(NOW))
    unit = next(one for _depth, one in tree if one.code == "revenue")
    counter.make_service("agreeing", "Υπηρεσία", auth_level=2, department=unit, number=703)
    draft = services.open_draft(service="agreeing", user=citizen, at=NOW)
    services.save_draft(
        draft_id=draft.pk, answers={"text": "Ερώτημα", "lookup": True, "news": False}, at=NOW
    )
    counter.send(draft, citizen)
    (row,) = agreed_elsewhere(citizen, "el")
    assert row.text.startswith("Συναινώ")
    assert row.purpose == "Για να μη σας το ζητήσουμε."
    stranger = signin.make_citizen("090000045", "other@example.org")
    assert party_of(stranger) != party_of(citizen)
    assert agreed_elsewhere(stranger, "el") == []
    signin.sign_in(client, citizen)
    page = client.get(reverse("my_privacy:home")).content.decode()
    assert "Συναινώ να δει ο Δήμος" in page
    (told,) = client.get(reverse("api_privacy_holdings")).json()["confirmed"]
    assert told["purpose"] == row.purpose
