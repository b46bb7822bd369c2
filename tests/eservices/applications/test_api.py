"""Everything that a page can do, a program can do."""

from django.urls import get_resolver, reverse
from drf_spectacular.generators import SchemaGenerator

from eservices.applications import urls
from tests.backoffice.documents.corpus import pdf

from . import counter

#: page → the endpoint that does the same; None: only how a page shows it.
PARITY = {
    "follow": "api_anonymous",
    "start": "api_application_start",
    "tasks": "api_application_draft",
    "page": "api_application_draft",
    "check": "api_application_submit",
    "discard": "api_application_draft",
    "take_file": "api_application_upload",
    "remove_file": "api_application_draft_file",
    "invite": "api_application_invite",
    "take_back": "api_application_take_back",
    "drop_invitation": "api_application_signature",
    "list": "api_applications",
    "csv": "api_applications",
    "children": "api_application_children",
    "end_child": "api_application_child",
    "file": "api_application_file",
    "cosign": "api_application_sign",
    "application": "api_application",
    "write": "api_application_messages",
    "sent": "api_application",
    "receipt": "api_application_receipt",
    "pay": "api_payments",
    "answer": "api_application_answer",
    "correct": "api_application_correct",
    "object": "api_application_object",
    "remove_added_file": "api_application_added_file",
    "withdraw_objection": "api_application_objection",
    "withdraw": "api_application_withdraw",
}


def test_each_page_has_its_endpoint():
    assert {one.name for one in urls.urlpatterns} == set(PARITY)
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(PARITY.values()) - known == set()


#: What a visitor who did not sign in does → the endpoint for programs.
WITHOUT_SIGN_IN = {
    "start": "api_anonymous_begin",
    "tasks": "api_anonymous_draft",
    "page": "api_anonymous_draft",
    "check": "api_anonymous_submit",
    "discard": "api_anonymous_draft",
    "take_file": "api_anonymous_upload",
    "remove_file": "api_anonymous_draft_file",
    "follow": "api_anonymous",
    "application": "api_anonymous",
    "sent": "api_anonymous",
    "receipt": "api_anonymous_receipt",
    "answer": "api_anonymous_answer",
    "correct": "api_anonymous_correct",
    "object": "api_anonymous_object",
    "remove_added_file": "api_anonymous_added_file",
    "withdraw": "api_anonymous_withdraw",
}


def test_each_page_without_a_sign_in_has_its_endpoint():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(WITHOUT_SIGN_IN.values()) - known == set()
    # The rest asks for an account: lists, children, co-signing, paying, taking an objection back.
    assert set(PARITY) - set(WITHOUT_SIGN_IN) == {
        *("list", "csv", "children", "end_child", "cosign", "invite", "take_back"),
        *("drop_invitation", "pay", "withdraw_objection", "file", "write"),
    }


def test_the_description_names_every_endpoint():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    paths = [path for path in schema["paths"] if path.startswith("/api/v1/applications/")]
    assert len(paths) == 42


def test_a_program_applies(browser):
    begun = browser.post(
        reverse("api_application_drafts"), {"service": counter.TREE}, "application/json"
    )
    assert begun.status_code == 201
    draft = begun.json()["code"]
    address = reverse("api_application_draft", args=[draft])
    wrong = browser.patch(address, {"answers": {"height": "x"}}, "application/json").json()
    assert "height" in wrong["errors"]
    answers = {"kind": "Ελιά", "height": "7", "danger": False}
    browser.patch(address, {"answers": answers}, "application/json")
    send = reverse("api_application_submit", args=[draft])
    key = {"Idempotency-Key": "k1"}
    short = browser.post(send, headers=key)
    assert (short.status_code, list(short.json()["errors"])) == (422, ["photo"])
    upload = reverse("api_application_upload", args=[draft])
    for field, name in (("photo", "a.pdf"), ("title_deed", "b.pdf")):
        kept = browser.post(upload, {"field": field, "file": counter.file(name, pdf(text=name))})
        assert kept.status_code == 201, kept.content
    fee = browser.get(reverse("api_application_fee", args=[draft])).json()
    assert fee["amount"] == "12.50"
    sent = browser.post(send, headers=key)
    assert sent.status_code == 201, sent.content
    assert browser.post(send, headers=key).json()["code"] == sent.json()["code"]
    assert sent.json()["state"] == "awaiting_payment"
    assert sent.json()["money"]["left"] == "12.50"
    code = sent.json()["code"]
    fixed = browser.post(
        reverse("api_application_correct", args=[code]),
        {"text": "Πεύκο", "key": "c"},
        "application/json",
    )
    assert fixed.status_code == 201
    over = browser.post(reverse("api_application_withdraw", args=[code]), {}, "application/json")
    assert over.json()["state"] == "withdrawn"
    again = browser.post(reverse("api_application_withdraw", args=[code]), {}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "not_open")
    listed = browser.get(reverse("api_applications"), {"state": "over"}).json()
    assert listed["count"] == 1


def test_a_file_that_lies_is_refused_with_words(browser):
    begun = browser.post(
        reverse("api_application_drafts"), {"service": counter.TREE}, "application/json"
    )
    upload = reverse("api_application_upload", args=[begun.json()["code"]])
    answer = browser.post(upload, {"field": "photo", "file": counter.file("a.pdf", b"MZ\x90\0")})
    assert answer.status_code == 409
    assert answer.json()["code"] == "file_unfit"
