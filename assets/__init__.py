"""Icons, colour maps, fonts and the sample city."""

from pathlib import Path


def path(name: str) -> Path:
    """Where a file of this folder lies, in a checkout, an installed wheel or a frozen bundle."""
    return Path(__file__).parent / name
