"""Files of services are read strictly."""

from pathlib import Path

import pytest

from eservices.catalogue import shipped
from eservices.catalogue.nodes import FileFaults

from .conftest import FOLDER

GOOD = (FOLDER / "28-tables-and-chairs.yaml").read_text()


def faults_of(tmp_path: Path, text: str, name: str = "28-tables-and-chairs.yaml") -> list[str]:
    """Return what is wrong with a file."""
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(FileFaults) as caught:
        shipped.read(path)
    return caught.value.faults


@pytest.mark.parametrize(
    ("old", "new", "place", "mend"),
    [
        ("mitos_id:", "mitos:", "mitos:", "mitos_id"),
        ("code: tables-and-chairs\n", "", "code", "missing"),
        ("code: tables-and-chairs", "code: Tables", "code", "small Latin letters"),
        ("auth_level: 2", "auth_level: 7", "auth_level", "0 to 3"),
        ("topics: [business,", "topics: [shops,", "topics", "business"),
        ("department: revenue\n", "", "department", "department"),
        ("kind: tariff", "kind: free", "fee.kind", "tariff"),
        ("amount: 4.50", "amount: 4.505", "fee.rows[1].amount", "two decimals"),
        ("if: 'zone = \"a\"', amount", "if: 'zone = ', amount", "fee.rows[1].if", "too early"),
        ('el: "Ζώνη Α, ανά m² και μήνα", ', "", "fee.rows[1].text.el", "missing"),
        ("fail_if: no,", "fail_if: perhaps,", "check[1].fail_if", "yes or no"),
        ("mandatory: false, recommended", "mandatory: true, recommended", "documents[3]", "both"),
        ("process: public-space-permit\n", "", "process", "procedure"),
        ("{mark: V, ref:", "{mark: V, rev:", "source.rev", "mark, ref"),
        ("number: 28", "number: 28\nnumber: 29", "number", "stands twice"),
        ("{days: 30,", "{days: soon,", "deadline.days", "whole number"),
        ("from: 1958-10-20", "from: 1958-20-10", "legal_basis[1].from", "2026-11-21"),
    ],
)
def test_fault_names_file_key_and_mend(
    tmp_path: Path, old: str, new: str, place: str, mend: str
) -> None:
    assert old in GOOD
    found = faults_of(tmp_path, GOOD.replace(old, new, 1))
    assert any("28-tables-and-chairs.yaml" in one and place in one and mend in one for one in found)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("auth_level: 2", "auth_level: 9").replace("number: 28", "number: many")
    assert len(faults_of(tmp_path, text)) >= 2


def test_redirect_needs_its_address_and_no_form(tmp_path: Path) -> None:
    text = (
        (FOLDER / "46-itinerant-trade.yaml").read_text().replace('url: "https://www.gov.gr/"', "")
    )
    text = text.replace("redirect, ,", "redirect,")
    assert any("availability.url" in one for one in faults_of(tmp_path, text, "46-x.yaml"))


def test_two_services_of_one_number_are_refused(tmp_path: Path) -> None:
    for name in ("28-one.yaml", "28-two.yaml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(FileFaults, match="number"):
        shipped.services(tmp_path)


def test_shipped_services_are_read_and_each_stands_under_a_topic() -> None:
    found = shipped.services()
    assert len({one.code for one in found}) == len(found)
    assert all(one.topics and one.card.title["en"] and one.card.title["el"] for one in found)
