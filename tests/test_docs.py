"""What the documents promise exists, and what exists is documented."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from pgtrigger.registry import registered

ROOT = Path(__file__).resolve().parents[1]
OFFICES = sorted(p.parent for p in (ROOT / "backoffice").glob("*/apps.py"))


COMMON = ("_is_never_deleted", "_are_never_emptied")


@pytest.mark.parametrize("office", OFFICES, ids=lambda path: path.name)
def test_every_office_says_what_it_owns(office: Path) -> None:
    text = (office / "README.md").read_text()
    assert text.startswith(f"# {office.name}")
    assert len(text.splitlines()) <= 40


def test_every_setting_has_its_heading() -> None:
    read = re.compile(r"""env(?:\.\w+)?\(\s*"([A-Z0-9_]+)\"""")
    settings = ROOT / "config" / "settings"
    # The suite's own settings are the runner's to fill in, not a town's.
    files = [path for path in settings.glob("*.py") if path.name != "test.py"]
    used = {name for path in files for name in read.findall(path.read_text())}
    text = (ROOT / "docs" / "handbook" / "settings.md").read_text()
    assert used - set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) == set()


def test_every_trigger_is_named_in_its_readme() -> None:
    missing = []
    for model, trigger in registered():
        app = apps.get_app_config(model._meta.app_label)
        readme = Path(app.path) / "README.md"
        text = readme.read_text() if app.name.startswith("backoffice.") else ""
        # What every table refuses is said once: `…_is_never_deleted`.
        endings = [f"…{end}" for end in COMMON if trigger.name.endswith(end)]
        if text and not any(name in text for name in (trigger.name, *endings)):
            missing.append(f"{app.label}: {trigger.name}")
    assert missing == []


def test_every_decision_has_its_parts() -> None:
    for page in (ROOT / "docs" / "decisions").glob("0*.md"):
        text = page.read_text()
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, f"{page.name} lacks {part}"
