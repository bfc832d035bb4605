"""The house keeps its floors."""

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("city", "importers", "exporters", "render", "app", "assets")


def test_no_floor_uses_one_beside_or_above_it():
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(lint)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", [p for p in PACKAGES if p != "assets"])
def test_every_module_has_its_test_file_in_the_mirrored_place(package: str):
    missing = []
    for module in sorted((ROOT / package).rglob("*.py")):
        if module.stem in ("__init__", "__main__"):
            continue
        folder = ROOT / "tests" / module.parent.relative_to(ROOT)
        places = [folder / f"test_{module.stem.lstrip('_')}.py"]
        if module.parent != ROOT / package:  # a sub-package may be tested as the one thing it is
            whole = f"test_{folder.name}.py"
            places += [folder / whole, folder.parent / whole]
        if not any(path.is_file() and "\ndef test_" in path.read_text("utf-8") for path in places):
            missing.append(str(module.relative_to(ROOT)))
    assert not missing


def test_packaging_is_no_python_package():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_installed_distribution_owns_our_names():
    owners = packages_distributions()
    foreign = {p: set(owners.get(p, [])) - {"maquette"} for p in PACKAGES}
    assert not {p: o for p, o in foreign.items() if o}
