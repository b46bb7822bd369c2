"""Numbers of people in lists: enough to tell two apart, not to use them."""

import pytest
from django.template import Context, Template

from backoffice.kernel.masking import mask


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("100000090", "afm", "••••••090"),
        ("01018012345", "amka", "••••••345"),
        ("GR1601101250000000012300695", "iban", "••••••0695"),
        ("+306900000123", "phone", "••••••123"),
        ("maria@example.org", "email", "m••••••@example.org"),
        ("maria@example.org", "address", "m••••••@example.org"),
        ("+306900000123", "address", "••••••123"),
        ("12", "afm", "••••••"),
        ("", "afm", ""),
        (None, "email", ""),
    ],
)
def test_what_stays_in_sight(value: str | None, kind: str, shown: str) -> None:
    assert mask(value, kind) == shown


def test_a_misspelt_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="amf"):
        mask("100000090", "amf")


def test_the_filter_of_templates() -> None:
    page = Template('{% load masking %}{{ afm|masked:"afm"|default:"—" }}')
    assert page.render(Context({"afm": "100000090"})) == "••••••090"
    assert page.render(Context({"afm": None})) == "—"
