"""Staff screens: who may open them, what they show, what their buttons do, how many queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backoffice.arrangements import services
from backoffice.arrangements.models import Arrangement, BaseRate, Terms
from backoffice.arrangements.offers import Wish
from tests.backoffice.revenue.town import make_party
from tests.factories.signin import make_staff, sign_in_staff

from .town import owe

pytestmark = pytest.mark.django_db


def desk(role, email=""):
    client = Client()
    sign_in_staff(client, make_staff(role, email, "financial" if role == "head" else None))
    return client


def arrange(party, amount="600.00", number=6, key="k"):
    charge = owe(party, amount, source=key)
    return services.apply(
        wish=Wish(party.pk, (charge.pk,), number), key=key, actor=None, at=timezone.now()
    )


def page(client, name, *args, **query):
    answer = client.get(reverse(f"arrangements:{name}", args=args), query)
    assert answer.status_code == 200, answer
    return answer.content.decode().replace("\xa0", " ")


def press(client, name, arrangement, **facts):
    return client.post(reverse(f"arrangements:{name}", args=[arrangement.code]), facts)


def test_list_filters_and_exports(town):
    client = desk("revenue_officer")
    one = arrange(make_party(1), key="a")
    arrange(make_party(2), "60000.00", 24, key="b")
    assert "ΔΟΚΙΜΑΣΤΙΚΟΣ 2" in page(client, "arrangements", state="awaiting")
    assert "ΔΟΚΙΜΑΣΤΙΚΟΣ 1" not in page(client, "arrangements", state="awaiting")
    assert "ΔΟΚΙΜΑΣΤΙΚΟΣ 2" not in page(client, "arrangements", text=str(one))
    answer = client.get(reverse("arrangements:arrangements"), {"export": "csv"})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert "Πάγια ρύθμιση" in page(client, "law")


def test_two_persons_decide_on_a_large_one(town):
    arrangement = arrange(make_party(1), "60000.00", 24)
    officer, head = desk("revenue_officer"), desk("head")
    assert "Καταχώριση απόφασης" in page(officer, "arrangement", arrangement.code)
    facts = {"decision": "77/2026", "ada": "ΨΑΔΑ", "decided_on": "2026-04-20"}
    assert press(head, "decide", arrangement, **facts).status_code in (302, 403)
    assert press(officer, "decide", arrangement, **facts).status_code == 302
    assert press(head, "approve", arrangement).status_code == 302
    arrangement.refresh_from_db()
    assert (arrangement.state, arrangement.decision) == ("running", "77/2026")
    shown = page(head, "arrangement", arrangement.code)
    assert shown.count("<tr>") > 24
    answer = head.get(reverse("arrangements:pdf", args=[arrangement.code]))
    assert answer.headers["Content-Type"] == "application/pdf"


def test_refuse_and_revoke_need_a_reason(town):
    head = desk("head")
    waiting = arrange(make_party(1), "60000.00", 24, key="a")
    running = arrange(make_party(2), key="b")
    assert press(head, "refuse", waiting, reason="").status_code == 422
    assert press(head, "refuse", waiting, reason="Όχι").status_code == 302
    facts = {"cause": "false_data", "reason": "Ψευδή"}
    assert press(head, "revoke", running, **facts).status_code == 302
    assert set(Arrangement.objects.values_list("state", flat=True)) == {"refused", "lost"}


def test_counter_applies_by_afm(town):
    party = make_party(1)
    owe(party)
    officer = desk("revenue_officer")
    address = reverse("arrangements:new")
    facts = {"scheme": "standing", "number": "6", "group": "others", "key": "desk-1"}
    answer = officer.post(address, facts | {"afm": "000000000"})
    assert answer.status_code == 422
    answer = officer.post(address, facts | {"afm": party.afm})
    assert answer.status_code == 302
    assert officer.post(address, facts | {"afm": party.afm}).status_code == 302
    assert Arrangement.objects.count() == 1


def test_law_is_entered_by_those_who_may(town):
    treasurer, head = desk("treasurer"), desk("head")
    facts = {"rate": "0,061", "valid_from": "2026-06-01", "basis": "συνθετικό"}
    assert treasurer.post(reverse("arrangements:base_rate"), facts).status_code == 302
    assert BaseRate.objects.count() == 2
    terms = Terms.objects.get(scheme__code="standing")
    address = reverse("arrangements:longer_term", args=[terms.pk])
    assert treasurer.post(address, {"is_open": "on"}).status_code in (302, 403, 404)
    terms.refresh_from_db()
    assert not terms.able_is_open
    assert head.post(address, {"is_open": "on"}).status_code == 302
    terms.refresh_from_db()
    assert terms.able_is_open


def test_list_takes_as_many_queries_for_four_as_for_one(town):
    client = desk("revenue_officer")

    def count():
        with CaptureQueriesContext(connection) as seen:
            page(client, "arrangements")
        return len(seen)

    arrange(make_party(1), key="a")
    count()
    one = count()
    for number in (2, 3, 4):
        arrange(make_party(number), key=f"k{number}")
    assert count() == one


def test_strangers_to_the_office_are_refused(town):
    arrangement = arrange(make_party(1))
    editor = desk("editor")
    for name, args in (("arrangements", []), ("arrangement", [arrangement.code]), ("law", [])):
        answer = editor.get(reverse(f"arrangements:{name}", args=args))
        assert answer.status_code in (302, 403, 404)
