"""Reads JSON-LD of connectors, which write the same names with and without prefixes."""

from __future__ import annotations

from typing import Any

from importers.dataspace.vocabulary import PREFIXES


def value(node: Any, name: str) -> Any:
    """What stands under a name (`dataset`, `dcat:dataset`, its whole address); None for nothing."""
    if not isinstance(node, dict):
        return None
    if name in node:
        return node[name]
    return next((one for key, one in node.items() if last(key) == name), None)


def last(name: str) -> str:
    """A name without its prefix or the address before it."""
    for mark in ("#", "/", ":"):
        name = name.rpartition(mark)[2]
    return name


def listed(value: Any) -> list[Any]:
    """What may be a list, alone, or nothing."""
    if isinstance(value, dict) and set(value) in ({"@list"}, {"@set"}):
        value = next(iter(value.values()))
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain(value: Any) -> Any:
    """A value without the shell that JSON-LD puts around it: an address, a text, a number."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        for key in ("@id", "@value"):
            if key in value:
                return value[key]
    return value


def term(value: Any) -> str:
    """A name of ODRL, Creative Commons or EDC without prefix; "" for one of somebody else, which
    may mean something else."""
    name = plain(value)
    if not isinstance(name, str):
        return ""
    for prefix, address in PREFIXES.items():
        for begin in (f"{prefix}:", address):
            if name.startswith(begin):
                return name[len(begin) :]
    return name if name.isalnum() else ""
