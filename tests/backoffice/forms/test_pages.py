"""A page of a form: shown, sent, added to, and answered without a script."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from backoffice.forms import prefill, schema
from backoffice.forms.fields import Form
from backoffice.forms.pages import PageForm, page_form

from .samples import EVERYTHING, FIELDS, OPTIONS, TODAY, document, field, words

FORM = schema.read(EVERYTHING)


def made(*fields: Any) -> Form:
    return schema.read(document(*fields))


def page(form: Form, data: dict[str, Any] | None = None, **more: Any) -> PageForm:
    sent = None
    if data is not None:
        sent = QueryDict(mutable=True)
        for key, value in data.items():
            sent.setlist(key, value if isinstance(value, list) else [value])
    more.setdefault("language", "el")
    return page_form(form, "all", data=sent, today=TODAY, **more)


TYPED: dict[str, Any] = {
    "a_text": "Δύο λέξεις",
    "a_long_text": "Μία\nκαι δύο",
    "a_number": "1.234,5",
    "a_money": "1.234",
    "a_date_day": "2",
    "a_date_month": "1",
    "a_date_year": "2026",
    "a_time": "08:30",
    "a_yes_no": "false",
    "a_choice": "two",
    "a_choices": ["one", "three"],
    "a_afm": "090000045",
    "a_amka": "01018000016",
    "a_iban": "GR16 0110 1250 0000 0001 2300 695",
    "a_rf": "RF18 5390 0754 7034",
    "a_postcode": "700 14",
    "a_phone": "6912345678",
    "a_email": "maria@example.gr",
    "a_plate": "ΗΡΑ 1234",
    "a_address-street": "Αριάδνης",
    "a_address-number": "12",
    "a_address-postcode": "70014",
    "a_address-town": "Μινώα Ακτή",
    "a_point-place": "Αριάδνης 12",
    "a_polygon": "35.33, 25.13\n35.33, 25.131\n35.331, 25.131",
    "a_property-street": "Ταλώ",
    "a_property-postcode": "70014",
    "a_property-town": "Μινώα Ακτή",
    "a_property-area": "85,5",
    "a_business-afm": "123456783",
    "a_business-name": "Ταβέρνα",
    "a_business-street": "Ταλώ",
    "a_business-postcode": "70014",
    "a_business-town": "Μινώα Ακτή",
    "a_group-rows": "2",
    "a_group-0-what": "α",
    "a_group-0-amount": "3,5",
    "a_group-0-used": "true",
    "a_group-0-where": "εκεί",
    "a_group-1-what": "",
    "a_consent": "on",
    "_shown": "*",
}


def test_everything_that_is_typed_is_kept() -> None:
    sent = page(FORM, TYPED)
    assert sent.is_valid(), sent.checked.errors
    kept = sent.answers
    assert kept["a_number"] == "1234.5"
    assert kept["a_money"] == "1234.00"
    assert kept["a_date"] == "2026-01-02"
    assert kept["a_yes_no"] is False
    assert kept["a_point"]["lat"] == pytest.approx(35.3697, abs=0.001)
    assert kept["a_group"] == [{"what": "α", "amount": "3.50", "used": True, "where": "εκεί"}]
    assert set(kept) == {key for key in FORM.fields if key not in ("a_file", "a_note")}
    # Shown again, every box says what was typed, and sending it again changes nothing.
    again = page(FORM, values=kept)
    assert again.checked.values == kept
    html = str(again)
    for said in ("1234,5", "1.234,00", "6912345678", "35.33, 25.13", "Αριάδνης", "85,5"):
        assert said in html


def test_a_page_of_every_kind_is_whole() -> None:
    html = str(page(FORM))
    assert "style=" not in html
    assert "onclick" not in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert target in ids
    assert 'value="" ' not in re.findall(r"<button[^>]*>", html)
    media = str(page(FORM).media)
    assert "leaflet" in media
    assert "leaflet" not in str(page(made(FIELDS["text"])).media)


def test_faults_stand_at_their_boxes_and_in_the_summary() -> None:
    sent = page(
        FORM, {**TYPED, "a_afm": "1", "a_address-postcode": "x", "a_group-0-amount": "πολλά"}
    )
    assert not sent.is_valid()
    assert [one.target for one in sent.summary] == [
        "id_a_afm",
        "id_a_address-postcode",
        "id_a_group-0-amount",
    ]
    assert sent.errors
    html = str(sent)
    assert html.count("ds-validation-message") == 3
    assert 'value="πολλά"' in html


def test_an_empty_row_does_not_shift_the_faults() -> None:
    blank = {f"a_group-0-{key}": "" for key in ("what", "amount", "used", "where")}
    sent = page(FORM, {**TYPED, **blank, "a_group-rows": "3", "a_group-2-amount": "x"})
    assert not sent.is_valid()
    assert {one.target for one in sent.summary} == {"id_a_group-2-what", "id_a_group-2-amount"}


def test_rows_come_and_go_without_a_script() -> None:
    added = page(FORM, {**TYPED, "a_afm": "1", "_add": "a_group"})
    assert added.rearranged
    assert not added.is_valid()
    assert not added.errors
    assert len(added["a_group"].rows) == 3
    assert 'value="1"' in str(added)  # what is wrong stays until the page is sent in earnest
    assert "autofocus" in str(added)
    removed = page(FORM, {**TYPED, "a_group-1-what": "β", "_remove": "a_group.0"})
    assert removed.rearranged
    assert removed.typed()["a_group"] == [{"what": "β"}]
    full = page(FORM, {**TYPED, "a_group-rows": "3", "_add": "a_group"})
    assert len(full["a_group"].rows) == 3
    for strange in ("a_text", "nothing", "a_group.9", "", "a_group.x"):
        assert page(FORM, {**TYPED, "_remove": strange}) is not None
    assert len(page(FORM, {**TYPED, "a_group-rows": "99999"})["a_group"].rows) == 0
    assert len(page(FORM, {**TYPED, "a_group-rows": "4000"})["a_group"].rows) == 3


DEPENDENT = (
    field("choice", "use", options=OPTIONS, required=True),
    field("text", "which", required=True, **{"if": 'use = "two"'}),
    field("text", "note_more", **{"if": 'use = "three"'}),
)


def test_what_an_answer_brings_up_is_asked_before_going_on() -> None:
    form = made(*DEPENDENT)
    shown = page(form)
    assert [one.hidden for one in shown.questions] == [False, True, True]
    assert "data-if" in str(shown)
    sent = page(form, {"use": "two", "_shown": ""})
    assert not sent.is_valid()
    assert sent.follow_up == ["which"]
    assert sent.summary == []  # nobody has done anything wrong yet
    assert sent.shown_keys == "which"
    assert "id_which" in str(sent)
    again = page(form, {"use": "two", "_shown": sent.shown_keys})
    assert [one.target for one in again.summary] == ["id_which"]
    assert page(form, {"use": "two", "which": "α", "_shown": "which"}).is_valid()
    # What is not compulsory is shown as well, once.
    assert not page(form, {"use": "three", "_shown": ""}).is_valid()
    assert page(form, {"use": "three", "_shown": "note_more"}).is_valid()
    # A script that showed everything spares the second look.
    assert page(form, {"use": "three", "_shown": "*"}).is_valid()


def test_other_pages_settle_what_is_shown_here() -> None:
    form = schema.read(
        {
            "pages": [
                {"key": "one", "title": words("Α"), "fields": [field("yes_no", "owner")]},
                {
                    "key": "all",
                    "title": words("Β"),
                    "fields": [
                        field("text", "deed", **{"if": "owner = true"}),
                        field("text", "lease", **{"if": "owner = false"}),
                    ],
                },
            ]
        }
    )
    assert list(page(form, values={"owner": True}).fields) == ["deed"]
    sent = page(form, {"deed": "α", "lease": "β", "_shown": ""}, values={"owner": False})
    assert sent.is_valid() is True
    assert sent.answers == {"lease": "β"}
    assert sent.checked.values == {"owner": False, "lease": "β"}


def offered(form: Form, **values: Any) -> dict[str, prefill.Offered]:
    return {
        key: prefill.Offered(
            value, prefill.Source(key, "το μητρώο", lambda party, user: None, vouched=key == "afm")
        )
        for key, value in values.items()
    }


def test_what_the_town_holds_is_shown_with_its_source() -> None:
    form = made(field("afm", "afm", required=True), field("text", "name", required=True))
    held = offered(form, afm="090000045", name="Μαρία")
    shown = str(page(form, offered=held))
    assert shown.count("το μητρώο") == 2
    assert 'name="afm"' not in shown
    assert 'value="Μαρία"' in shown
    sent = page(form, {"afm": "123456783", "name": "Μαρία Α."}, offered=held)
    assert sent.is_valid()
    assert sent.answers == {"afm": "090000045", "name": "Μαρία Α."}
    assert str(sent).count("το μητρώο") == 2
    assert str(page(form, values={"name": "Άλλη"}, offered=held)).count("το μητρώο") == 1


def test_files_are_named_by_those_who_sent_them() -> None:
    form = made({**FIELDS["file"], "required": True, "max_files": 2})
    assert not page(form, {}).is_valid()
    kept = {"a_file": [{"id": "f1", "name": "παλιό.pdf"}]}
    stays = page(form, {"a_file-kept": ["f1", "f2"]}, values=kept)
    assert stays.is_valid()
    assert stays.answers == kept  # a file of somebody else cannot be named into the page
    assert not page(form, {}, values=kept).is_valid()
    fresh = SimpleUploadedFile("νέο.pdf", b"%PDF-1.7 ...")
    sent = page(form, {}, files=MultiValueDict({"a_file": [fresh]}))
    assert sent.is_valid()
    assert [(path, one.name) for path, _spec, one in sent.sent_files()] == [("a_file", "νέο.pdf")]
    for name, content in (("κακό.exe", b"MZ"), ("άδειο.pdf", b"")):
        bad = MultiValueDict({"a_file": [SimpleUploadedFile(name, content)]})
        assert not page(form, {}, files=bad).is_valid()
    many = MultiValueDict({"a_file": [SimpleUploadedFile(f"{i}.pdf", b"%PDF") for i in range(3)]})
    assert not page(form, {}, files=many).is_valid()


def test_files_of_rows_come_with_their_rows() -> None:
    inner = [
        field("text", "what", required=True),
        {**FIELDS["file"], "key": "proof", "required": True},
    ]
    form = made(field("group", "rows", fields=inner))
    data = {"rows-rows": "3", "rows-0-what": "", "rows-1-what": "α", "rows-2-what": "β"}
    pdf = SimpleUploadedFile("α.pdf", b"%PDF-1.7 ...")
    sent = page(form, data, files=MultiValueDict({"rows-1-proof": [pdf]}))
    assert not sent.is_valid()
    assert [one.target for one in sent.summary] == ["id_rows-2-proof"]
    assert [path for path, _spec, _file in sent.sent_files()] == ["rows.1.proof"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("12.5", "12.50"),
        ("0,05", "0.05"),
        ("€ 7", None),
        ("7 €", "7.00"),
    ],
)
def test_money_is_read_the_greek_way(text: str, kept: str | None) -> None:
    form = made(field("money", "amount"))
    sent = page(form, {"amount": text})
    assert sent.answers.get("amount") == kept


def test_hints_are_shown_as_text() -> None:
    form = made(field("text", "a", hint=words("<b>&</b>"), purpose=words("<i>")))
    html = str(page(form))
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html
    assert "<i>" not in html
