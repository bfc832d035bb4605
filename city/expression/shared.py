"""Questions that a value suggests: for all things that share it."""

from __future__ import annotations

from city.expression.names import written
from city.model import City


def shared_questions(city: City, row: int) -> list[tuple[str, str]]:
    """Each attribute of an object, with the question for all objects of its class that share it."""
    kind = written(city.objects.kind_of(row).rsplit(":", 1)[-1].lstrip("+"))
    found = []
    for name, column in city.objects.columns.items():
        value = column.at(row)
        if value is None or column.type == "structure":
            continue
        told = str(value)
        if column.texts is not None:
            told = "'" + told.replace("'", "''") + "'"
        elif isinstance(value, bool):
            told = told.lower()
        found.append((name, f"{kind}.{written(name)} = {told}"))
    return found
