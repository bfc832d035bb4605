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
def test_every_module_has_its_test_file(package: str):
    tests = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    missing = []
    for module in (ROOT / package).rglob("*.py"):
        if module.stem == "__init__" or module.stem == "__main__":
            continue
        # A module of a sub-package may be tested together with its package.
        names = {f"test_{module.stem.lstrip('_')}", f"test_{module.parent.name}"}
        if module.parent == ROOT / package:
            names = {f"test_{module.stem.lstrip('_')}"}
        if not names & tests:
            missing.append(str(module.relative_to(ROOT)))
    assert not missing


def test_packaging_is_no_python_package():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_installed_distribution_owns_our_names():
    owners = packages_distributions()
    foreign = {p: set(owners.get(p, [])) - {"maquette"} for p in PACKAGES}
    assert not {p: o for p, o in foreign.items() if o}
