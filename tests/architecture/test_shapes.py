"""A shape that many modules need is written once: staff screens and menu items in the kernel."""

import ast
from pathlib import Path

from .house import ROOT, python_files

#: Base class → where a class may be derived from it directly.
SHAPES = {
    "WagtailAdminTemplateMixin": {"backoffice/kernel/screens.py"},
    "MenuItem": {"backoffice/kernel/menu.py"},
}
# A library's form view is shown there in Wagtail's frame; its shape is not ours.
ALLOWED = {("backoffice/identity/screens/users.py", "DeviceResetView")}


def copies(source: str, path: str) -> list[str]:
    """Return the classes of a source that are derived from what only one file may use."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            elsewhere = {base for base, homes in SHAPES.items() if path not in homes}
            if bases & elsewhere and (path, node.name) not in ALLOWED:
                found.append(node.name)
    return found


def test_shapes_are_written_once() -> None:
    found = {
        (place, name)
        for path in python_files()
        for place in [path.relative_to(ROOT).as_posix()]
        for name in copies(Path(path).read_text(encoding="utf-8"), place)
    }
    assert not found


def test_a_copy_is_found() -> None:
    source = "class StaffScreen(WagtailAdminTemplateMixin, View): ...\n"
    assert copies(source, "backoffice/party/screens.py") == ["StaffScreen"]
    assert copies(source, "backoffice/kernel/screens.py") == []
