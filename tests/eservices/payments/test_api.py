"""The same steps for programs, under /api/v1/."""

import pytest
from django.test import Client

from tests.factories.signin import make_citizen, sign_in
from tests.integrations.servers import StripePage

from .till import AFM, Till, bill, make_party, owed

KEY = "my-own-key-1"


@pytest.fixture
def program(till: Till) -> Client:
    """A program that speaks for the debtor; the debt of the till becomes theirs."""
    till.party = make_party(afm=AFM)
    till.charge = bill(till.party, source="program")
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, make_citizen(AFM))
    return client


def begin(program: Client, *items: dict[str, str], key: str = KEY):
    """Ask to begin a payment."""
    return program.post(
        "/api/v1/payments/",
        {"items": list(items)},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_the_whole_way(till: Till, program: Client) -> None:
    (debt,) = program.get("/api/v1/debts/").json()
    assert (debt["code"], debt["total"], debt["label"]) == (till.charge.code, "144.00", "Fines")
    explained = program.get(f"/api/v1/debts/{debt['code']}/").json()
    assert explained["explanation"]["amount"] == "144.00"
    assert explained["explanation"]["children"][0]["amount"] == "144.00"
    begun = begin(program, {"charge": debt["code"]})
    assert begun.status_code == 201
    payment = begun.json()
    assert (payment["state"], payment["amount"], payment["receipt"]) == ("started", "144.00", None)
    StripePage(payment["card_page"]).pay()
    after = program.get(f"/api/v1/payments/{payment['code']}/").json()
    assert (after["state"], after["card_page"]) == ("settled", "")
    receipt = program.get(f"/api/v1/receipts/{after['receipt']}/").json()
    assert (receipt["amount"], receipt["payment"]) == ("144.00", payment["code"])
    assert [line["amount"] for line in receipt["lines"]] == ["144.00"]
    statement = program.get("/api/v1/debts/statement/").json()
    assert [row["balance"] for row in statement["movements"]] == ["144.00", "0.00"]
    assert owed(till.charge) == 0


def test_the_key_is_honoured(till: Till, program: Client) -> None:
    item = {"charge": till.charge.code}
    first, second = begin(program, item), begin(program, item)
    assert first.json() == second.json()
    other = begin(program, item | {"amount": "10.00"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    for key in ("", "short", "x" * 81):
        assert begin(program, item, key=key).status_code == 400


@pytest.mark.parametrize(
    ("items", "status"),
    [
        ([], 400),
        ([{"charge": "SELF", "amount": "0.001"}], 400),
        ([{"charge": "SELF", "amount": "0.50"}], 409),
        ([{"charge": "SELF", "amount": "999.00"}], 409),
        ([{"charge": "SELF"}, {"charge": "SELF"}], 400),
        ([{"charge": "NOTHERE12345"}], 404),
        ([{"charge": "FOREIGN"}], 404),
        ([{"charge": "SELF"}, {"charge": "FOREIGN"}], 404),
    ],
)
def test_what_cannot_be_paid_is_refused(till: Till, program: Client, items, status) -> None:
    foreign = bill(make_party(8), source="foreign")
    codes = {"SELF": till.charge.code, "FOREIGN": foreign.code}
    sent = [item | {"charge": codes.get(item["charge"], item["charge"])} for item in items]
    assert begin(program, *sent).status_code == status


def test_the_wrong_program_sees_nothing(till: Till, program: Client) -> None:
    payment = begin(program, {"charge": till.charge.code}).json()
    other = Client()
    sign_in(other, make_citizen("094014201", "other@example.org"))
    for path in (
        f"debts/{till.charge.code}/",
        f"payments/{payment['code']}/",
        "receipts/NOTHERE12345/",
        f"debts/statement/?debtor={till.party.code}",
    ):
        assert other.get(f"/api/v1/{path}").status_code == 404, path
        assert Client().get(f"/api/v1/{path}").status_code in {401, 403}, path
    assert other.get("/api/v1/debts/").json() == []


def test_a_payment_code_tells_amount_and_payee_alone(till: Till) -> None:
    answer = Client().get(f"/api/v1/payment-codes/{till.charge.rf_code}/")
    assert set(answer.json()) == {"rf_code", "payee", "total"}
    assert answer.json()["total"] == "144.00"
    assert Client().get("/api/v1/payment-codes/RF00/").status_code == 400
    unknown = Client().get("/api/v1/payment-codes/RF89902018000000000000123/")
    assert unknown.status_code == 404


def test_the_description_has_no_gaps(till: Till) -> None:
    schema = Client().get("/api/v1/schema/?format=json").json()
    for path in (
        "/api/v1/debts/",
        "/api/v1/debts/{code}/",
        "/api/v1/debts/statement/",
        "/api/v1/payments/",
        "/api/v1/payments/{code}/",
        "/api/v1/receipts/{code}/",
        "/api/v1/payment-codes/{rf}/",
    ):
        for operation in schema["paths"][path].values():
            assert operation["description"], path
            assert operation["responses"], path
    node = schema["components"]["schemas"]["Node"]["properties"]["children"]
    assert node["items"] == {"$ref": "#/components/schemas/Node"}
