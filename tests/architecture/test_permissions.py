"""Every address, every role: the table in `matrix.py`, cell by cell."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from .addresses import Address, addresses
from .matrix import LEADS_ON, MATRIX, OFFICE, ROLES, Rule, own
from .visitors import House

# Which row of the small town stands for a parameter, by the start of the address's name.
CODES = {
    "debts:notice_pdf": "notice",
    "api_notice_pdf": "notice",
    "enforcement:propose": "missing",
    "enforcement:measure": "missing",
    "enforcement:decide": "missing",
    "enforcement:take": "missing",
    "enforcement:lift": "missing",
    "enforcement:report": "missing",
    "enforcement:batch": "batch",
    "enforcement:rehearse": "batch",
    "enforcement:issue": "batch",
    "enforcement:give_up": "batch",
    "enforcement:send_batch": "batch",
    "enforcement:order_papers": "batch",
    "enforcement:papers": "batch",
    "enforcement:part": "batch",
    "enforcement:": "notice",
    "tourist_fee:declaration": "declaration",
    "tourist_fee:sent": "declaration",
    "tourist_fee:correct": "declaration",
    "tourist_fee:attachment": "missing",
    "tourist_fee:": "establishment",
    "api_tf_declaration": "declaration",
    "api_tf_correct": "declaration",
    "api_tf_document": "declaration",
    "api_tf_": "establishment",
    "debts:waiver_state": "waiver",
    "debts:refund": "refund",
    "debts:objection": "objection",
    "api_waiver_ask": "charge",
    "api_waiver": "waiver",
    "api_refund": "refund",
    "api_objection": "objection",
    "debts:": "charge",
    "correspondence:sealed": "missing",
    "correspondence:": "paper",
    "api_paper_sealed": "missing",
    "api_paper": "paper",
    "api_debt": "charge",
    "api_payment": "payment",
    "api_receipt": "receipt",
    "payments:receipt": "receipt",
    "payments:": "payment",
    "my_arrangements:": "arrangement",
    "arrangements:": "arrangement",
    "api_arrangement": "arrangement",
    "revenue:charge": "charge",
    "revenue:card": "debtor",
    "revenue:exempt": "debtor",
    "revenue:end_exemption": "debtor",
    "revenue:withdraw_exemption": "debtor",
    "revenue:interrupt": "charge",
    "revenue:expenses": "charge",
    "revenue:cash": "charge",
    "revenue:list": "list",
    "revenue:payment": "payment",
    "revenue:reverse": "payment",
    "revenue:receipt": "receipt",
    "treasury:change_desk": "desk",
    "treasury:session": "session",
    "treasury:report": "session",
    "treasury:close": "session",
    "treasury:approve": "session",
    "treasury:recount": "session",
    "treasury:bank_": "bank_sum",
    "treasury:": "missing",
    "applications:file": "missing",
    "applications:cosign": "missing",
    "applications:end_child": "missing",
    "applications:drop_invitation": "missing",
    "applications:remove_file": "missing",
    "api_anonymous": "missing",
    "api_application_file": "missing",
    "api_application_draft_file": "missing",
    "api_application_invitation": "missing",
    "api_application_sign": "missing",
    "api_application_refuse": "missing",
    "api_application_child": "missing",
    "applications_office:ranked": "missing",
    "applications_office:": "application",
    "ranked_list": "missing",
    "applications:": "application",
    "api_application": "application",
    "my_certificates:": "missing",
    "api_certificate": "missing",
    "certificates:": "missing",
    "revenue:propose": "charge",
    "revenue:act": "act",
    "revenue:order": "order",
    "revenue:paid": "order",
    "revenue:returned": "order",
    "revenue:objection": "objection",
    "revenue:accept": "objection",
    "revenue:reject": "objection",
    "business_fees:declaration": "declaration",
    "business_fees:aade_run": "missing",
    "business_fees:": "establishment",
    "documents:message": "missing",
    "documents:clearance": "missing",
    "documents:file": "missing",
    "documents:": "document",
    "circulation:assign": "document",
    "circulation:start_clock": "document",
    "circulation:move_clock": "document",
    "circulation:": "missing",
    "verify": "missing",
    "procedures:": "case",
    "catalogue:": "service",
    "api_service": "service",
    "api_notification": "told",
    "my_messages:notification": "told",
    "my_messages:file": "missing",
    "messaging:file": "missing",
    "api_conversation": "talk",
    "my_messages:": "talk",
    "messaging:": "talk",
    "api_appointment_": "topic",
    "api_appointment": "booking",
    "my_appointments:choose": "topic",
    "my_appointments:": "booking",
    "appointments:": "booking",
    "api_privacy_": "asked",
    "my_privacy:": "asked",
    "privacy:request": "asked",
    "privacy:erasure": "missing",
}
MISSING = "N0SUCHR0W000"
#: The cells are thousands; shares of them run side by side.
SHARES = 4
# What programs send is checked before its row is looked up; whose row it must be.
FILLED = {"api_payments": own("cashier", *OFFICE), "api_tf_files": own("clerk")}
# Nothing was published or attached in the small town; a stranger's answer is the same.
MAY_LACK = {
    "applications:pay",
    "applications_office:payment",
    "ranked_list",
    "applications_office:drawing",
    "applications_office:file",
    "applications_office:objection",
    "applications_office:counter_check",
    "applications_office:counter_discard",
    "applications_office:counter_page",
    "applications_office:ranked",
    "catalogue:drop_fee",
    "applications:file",
    "applications:cosign",
    "applications:end_child",
    "applications:drop_invitation",
    "applications:withdraw_objection",
    "api_anonymous_draft",
    "api_anonymous_follow_form",
    "api_anonymous_upload",
    "api_anonymous_draft_file",
    "api_anonymous_submit",
    "api_anonymous",
    "api_anonymous_receipt",
    "api_anonymous_withdraw",
    "api_anonymous_add_file",
    "api_anonymous_added_file",
    "api_anonymous_correct",
    "api_anonymous_answer",
    "api_anonymous_object",
    "api_application_file",
    "api_application_invitation",
    "api_application_sign",
    "api_application_refuse",
    "api_application_child",
    "api_application_signature",
    "api_application_objection",
    "enforcement:propose",
    "revenue:end_early",
    "revenue:end_term",
    "revenue:end_exemption",
    "revenue:withdraw_exemption",
    "enforcement:measure",
    "enforcement:decide",
    "enforcement:take",
    "enforcement:lift",
    "enforcement:report",
    "enforcement:result",
    "enforcement:proof",
    "security_txt",
    "news:feed",
    "agenda:calendar",
    "picture",
    "tourist_fee:attachment",
    "correspondence:sealed",
    "api_paper_sealed",
    "business_fees:aade_run",
    "documents:attachment",
    "documents:picture",
    "documents:file",
    "documents:message",
    "documents:message_raw",
    "documents:message_dismiss",
    "documents:clearance",
    "verify",
    # Without a key that signs there is no list.
    "verify_revoked",
    "circulation:accept",
    "circulation:return",
    "circulation:pass_on",
    "circulation:draft",
    "circulation:preview",
    "circulation:compare",
    "circulation:withdraw",
    "circulation:cancel",
    "circulation:repeat",
    "circulation:archive",
    "circulation:move_clock",
    "circulation:edit",
    "circulation:send",
    "circulation:cosign",
    "circulation:sign",
    "circulation:issue",
    "circulation:dispatch",
    "circulation:revoke",
    "circulation:end_substitution",
    "desk:end_absence",
    "circulation:template",
    "procedures:task",
    "my_certificates:application",
    "my_certificates:go_on",
    "my_certificates:file",
    "api_certificate",
    "api_certificate_file",
    "certificates:application",
    "certificates:file",
    "certificates:judge",
    "certificates:replace",
    "certificates:revoke",
    "certificates:state",
    "certificates:statement",
    "certificates:statement_file",
    "treasury:receipt",
    "treasury:print",
    "treasury:cancel",
    "treasury:decide",
    "treasury:hand_back",
    "procedures:retry",
    "service_forms:replay",
    "arrangements:longer_term",
    "budget:amendment",
    # Only a certified list is printed.
    "revenue:list_pdf",
    "content:pages:find",
    "content:images:find",
    "content:documents:find",
    "my_messages:file",
    "messaging:file",
    # No copy was made, no erasure proposed, and no module asks for this consent.
    "api_privacy_parcel",
    "my_privacy:parcel",
    "privacy:erasure",
    "api_privacy_consent",
    "my_privacy:consent",
    # It is open already, or was withdrawn by the visitor before.
    "my_privacy:withdraw",
}


def parameters(address: Address, house: House) -> dict[str, Any]:
    """Return values for the parameters of a route; a row that does not exist where none is made."""
    values: dict[str, Any] = {}
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", address.route):
        known = next((row for start, row in CODES.items() if address.name.startswith(start)), "")
        if name == "code" and known:
            values[name] = house.names.get(known, MISSING)
        elif name in house.names:
            values[name] = house.names[name]
        else:
            values[name] = {"int": 999_999, "path": "none.png"}.get(kind, MISSING)
    return values


def answer(status: int, location: str) -> str:
    """Return a status as the word of the matrix."""
    if status in (200, 201, 204, 304, 400, 409, 415, 422, 503):
        return "in"
    if status in (301, 302, 303):
        return "sign in" if re.search(r"/login/|/second-factor/", location) else "moved"
    # Whoever tries codes out is told nothing of them either.
    return {401: "sign in", 403: "away", 404: "not found", 429: "not found"}.get(
        status, str(status)
    )


def expected(rule: Rule, role: str, address: Address) -> set[str]:
    """Return the words a cell may answer with."""
    if role in rule.allowed:
        has_row = not re.search(r"<(int:pk|\w*:?file|path:path|str:code|slug:slug)", address.route)
        missing = set() if has_row and address.name not in MAY_LACK else {"not found"}
        leads = {"moved", "sign in"} if address.name in LEADS_ON or not address.name else set()
        return {"in"} | missing | leads
    if role == "nobody":
        return {"sign in", "away", "not found"}
    # Wagtail sends those without the right to its start page, with a message; ours answer 404.
    return {"own": {"not found"}, "staff": {"away", "moved", "sign in", "not found"}}[rule.kind]


def ours() -> list[Address]:
    return [address for address in addresses() if address.is_ours]


def test_every_address_stands_in_the_matrix() -> None:
    assert {a.name or a.route for a in ours()} - set(MATRIX) == set()


def test_the_matrix_names_no_address_that_is_gone() -> None:
    assert set(MATRIX) - {a.name or a.route for a in ours()} == set()


@pytest.mark.django_db
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("share", range(SHARES))
def test_every_cell(share: int) -> None:
    house = House()
    wrong = []
    for address in ours()[share::SHARES]:
        path = path_of(address, house)
        rule = MATRIX[address.name or address.route]
        for role in ROLES:
            response, was_form = ask(house.clients[role], path)
            got = answer(response.status_code, response.headers.get("Location", ""))
            good = expected(rule, role, address)
            # Whoever may send the form is led on by it; an empty one may be refused before its row
            # is looked up, which tells nothing about the row: FILLED sends full ones, below.
            if was_form and response.status_code == 400 and role != "nobody":
                continue
            if got not in good and not (was_form and role in rule.allowed and got == "moved"):
                wrong.append(f"{address.name} {role}: {got} ({response.status_code}), {rule}")
    assert wrong == [], "\n".join(wrong)


def filled_form(name: str, house: House) -> dict[str, Any]:
    """Return what a program of the owner would send."""
    if name == "api_tf_files":
        return {"data": {"file": SimpleUploadedFile("receipts.pdf", b"%PDF-1.4\n%%EOF\n")}}
    items = {"items": [{"charge": house.names["charge"]}]}
    key = f"matrix-{name}"
    return {
        "data": items,
        "content_type": "application/json",
        "headers": {"Idempotency-Key": key},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILLED)
def test_a_filled_form_brings_nobody_to_the_row_of_another(name: str) -> None:
    house = House()
    (address,) = [address for address in ours() if address.name == name]
    path = path_of(address, house)
    got = {}
    for role in ROLES:
        response = house.clients[role].post(path, **filled_form(name, house))
        got[role] = answer(response.status_code, response.headers.get("Location", ""))
    allowed = FILLED[name].allowed
    assert {role for role, word in got.items() if word == "in"} == allowed, got
    assert got.pop("nobody") in {"sign in", "away"}
    assert {word for role, word in got.items() if role not in allowed} == {"not found"}


def ask(client: Client, path: str) -> tuple[Any, bool]:
    """Open a path; where it only takes what is sent, send nothing and say so."""
    response = client.get(path)
    for send in (client.post, client.delete):
        if response.status_code != 405:
            break
        response = send(path)
    return response, response.request["REQUEST_METHOD"] != "GET"


def path_of(address: Address, house: House) -> str:
    """Return the path of an address with real rows in it."""
    if not address.name:
        return "/" + address.route
    return reverse(address.name, kwargs=parameters(address, house))


def test_a_wrong_answer_would_be_seen() -> None:
    address = Address("debts:detail", "el/account/debts/<slug:code>/", "eservices.debts.views")
    rule = MATRIX["debts:detail"]
    assert answer(200, "") not in expected(rule, "stranger", address)
    assert answer(200, "") not in expected(rule, "nobody", address)
    assert answer(404, "") in expected(rule, "stranger", address)
