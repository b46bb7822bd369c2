"""Nothing points up, and nobody reaches into another module's models."""

import subprocess
import sys
from pathlib import Path

from .house import ROOT, foreign_model_imports, python_files

# Every module may name the user it was done by; Django and Wagtail do the same.
ALLOWED = {"backoffice.identity.models.User"}


def lint(directory: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_layers_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_layer_check_can_fail(tmp_path: Path) -> None:
    for name in ("upper", "lower"):
        (tmp_path / "house" / name).mkdir(parents=True)
        (tmp_path / "house" / name / "__init__.py").touch()
    (tmp_path / "house" / "__init__.py").touch()
    (tmp_path / "house" / "lower" / "__init__.py").write_text("import house.upper\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["house"]\n[[tool.importlinter.contracts]]\n'
        'name = "layers"\ntype = "layers"\ncontainers = ["house"]\nlayers = ["upper", "lower"]\n'
    )
    result = lint(tmp_path)
    assert result.returncode == 1
    assert "house.lower is not allowed to import house.upper" in result.stdout


def test_models_stay_inside_their_module() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in python_files()
        for name in foreign_model_imports(
            path.read_text(), ".".join(path.relative_to(ROOT).parent.parts)
        )
        if name not in ALLOWED
    }
    assert found == set()


def test_model_check_can_fail() -> None:
    source = "from backoffice.ledger.models import Entry\nfrom .models import Charge\n"
    assert foreign_model_imports(source, "backoffice.revenue") == ["backoffice.ledger.models.Entry"]
