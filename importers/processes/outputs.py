"""What a process gives: values, documents and files of every declared kind (18-062r2, 7.13)."""

from __future__ import annotations

import base64
import binascii
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import orjson

from city.progress import Progress
from city.project.jobs import LARGEST, Job, Output
from importers.live.answer import linked, origin
from importers.live.feed import text
from importers.live.web import Answer, FeedFault, Web, without_secrets
from importers.processes.execution import refused
from importers.processes.fetching import fetched, named, names
from importers.processes.media import GEO, JSON, PLAIN, is_json, seen, serves
from importers.processes.schema import Schema, alternatives, fault, resolved
from importers.report import Report

MOST = 1_000  # outputs of a job
SEVERAL = "multipart/"
QUALIFIED = {"value", "mediaType", "encoding", "schema", "format", "id", "title"}  # 7.11.2.3


def outputs_of(
    job: Job,
    web: Web,
    report: Report,
    progress: Progress,
    answer: Answer | None = None,
    folder: Path | None = None,
) -> tuple[Output, ...]:
    """All that came back of a job that has ended well. answer: what the server said at once.
    folder: where outputs are written that are larger than a project holds.

    What was declared and did not come, and what came as something else, is told. Raises FeedFault
    where the results cannot be got at all.
    """
    answer, path = (answer, None) if answer else _results(job, web, progress, folder)
    found: dict[str, Output] = {}
    for key, value in list(_parts(job, answer, path is None))[:MOST]:
        try:
            if isinstance(value, dict) and isinstance(value.get("href"), str):
                one = _linked(job, key, value, answer, web, progress, folder)
            else:
                one = _output(job, key, value, path)
            found[key] = one
        except FeedFault as fault:
            report.error("output", text(key), str(fault))
            continue
        if one.note:
            report.warning("output", text(key), one.note)
    for key in job.outputs:
        if key not in found and not any(one.object == text(key) for one in report):
            report.warning("output", text(key), "it was declared, and did not come")
    return tuple(found.values())


def why_failed(job: Job, web: Web, progress: Progress) -> str:
    """What a server says of a job that has failed."""
    if job.message or not job.location:
        return job.message
    try:
        web.get(_address(job), progress, 1, _asking(job))
    except FeedFault as fault:
        return str(refused(fault, job.title))
    return "the server does not say why"


def written(outputs: Sequence[Output], folder: Path) -> list[Path]:
    """Write outputs as files of their kinds, and return where. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for one in outputs:
        if one.file is not None and one.file.parent == folder:
            paths.append(one.file)
            continue
        path = next(each for each in names(folder, one.key, one.media) if each not in paths)
        if one.file is not None:
            shutil.move(one.file, path)
        else:
            path.write_bytes(one.content)
        paths.append(path)
    return paths


def _results(
    job: Job, web: Web, progress: Progress, folder: Path | None
) -> tuple[Answer, Path | None]:
    try:
        answer, path = fetched(web, _address(job), _asking(job)["Accept"], folder, progress)
    except FeedFault as fault:
        raise refused(fault, job.title) from None
    if path is not None and (answer.kind in ("", JSON) or answer.kind.startswith(SEVERAL)):
        path.unlink()
        raise FeedFault(
            f"{job.title}: all that came back is one document of more than {LARGEST >> 20} MB; "
            "ask for its outputs by reference",
            lasting=True,
        )
    return answer, path


def _address(job: Job) -> str:
    path, mark, query = job.location.partition("?")
    return f"{path.rstrip('/')}/results{mark}{query}"


def _asking(job: Job) -> dict[str, str]:
    """JSON first, but a process of one output may give that as it is."""
    declared = {media for key in job.outputs for media in Declared.of(job, key).media}
    return {"Accept": ", ".join([JSON, *sorted(declared - {JSON}), "*/*;q=0.5"])}


def _parts(job: Job, answer: Answer, whole: bool) -> Iterator[tuple[str, Any]]:
    """The outputs that an answer has: JSON values, or bytes with their type as an Answer; one that
    is not whole is one output as it is."""
    if answer.kind == "text/html":
        answer.data()  # which says so
    if answer.kind.startswith(SEVERAL):
        yield from _multipart(answer)
        return
    data = answer.data() if whole and "json" in answer.kind else None
    document = _document(job, data)
    if document is not None:
        yield from document.items()
    elif answer.body:
        kinds = {key: Declared.of(job, key).media for key in job.outputs}
        fitting = [key for key, declared in kinds.items() if answer.kind in declared]
        key = next(iter([*fitting, *job.outputs]), "result")
        yield key, answer if data is None else data


def _document(job: Job, data: Any) -> dict[str, Any] | None:
    """Outputs by name (7.13.1), as servers write them; None where it is one output as it is."""
    if not isinstance(data, dict):
        return None
    listed = data.get("outputs")
    if "outputs" not in job.outputs and isinstance(listed, (list, dict)):
        if isinstance(listed, dict):
            return listed
        found: dict[str, Any] = {}
        for one in listed:  # pygeoapi lists them, and nests what the process calls by its name
            named = _document(job, one)
            left = [key for key in job.outputs if key not in found]
            found.update(named if named is not None else {next(iter(left), "result"): one})
        return found
    id = data.get("id")
    if isinstance(id, str) and id in job.outputs and "value" in data.keys() - job.outputs.keys():
        return {id: data["value"]}
    if any(key in job.outputs for key in data):
        return data
    return None if job.outputs else {str(key): value for key, value in data.items()}


def _multipart(answer: Answer) -> Iterator[tuple[str, Any]]:
    """The parts of a raw answer of several outputs (7.13.1.3), named by their Content-ID."""
    whole = answer.headers.get("content-type", answer.kind)
    mail = message_from_bytes(
        f"Content-Type: {whole}\r\n\r\n".encode() + answer.body, policy=policy.HTTP
    )
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            continue
        key = str(part.get("content-id") or f"part-{number}").strip("<> ").partition("@")[0]
        body = part.get_payload(decode=True)
        content = body if isinstance(body, bytes) else b""
        kind = part.get_content_type()
        address = part.get("content-location")
        if address and not content.strip():
            yield key, {"href": str(address), "type": kind}
        else:
            yield key, Answer(answer.url, kind, content)


def _linked(
    job: Job,
    key: str,
    link: dict[str, Any],
    answer: Answer,
    web: Web,
    progress: Progress,
    folder: Path | None,
) -> Output:
    """One output by reference. Raises FeedFault where it cannot be got."""
    address, said = linked(answer.url, link["href"]), str(link.get("type") or "")
    value, path = fetched(web, address, said or "*/*", folder, progress)
    one = _output(job, key, value, path, said)
    away = origin(address) != origin(job.address)
    notes = [one.note, f"it came from {without_secrets(address)}" if away else ""]
    return replace(one, note="; ".join(filter(None, notes)), address=without_secrets(address))


def _output(job: Job, key: str, value: Any, path: Path | None, said: str = "") -> Output:
    """One output. path: the file that has all of it, where the value is only how it begins. said:
    of which type it is."""
    declared = Declared.of(job, key)
    encoding = declared.encoding
    if isinstance(value, dict) and "value" in value and set(value) <= QUALIFIED:
        said, encoding = str(value.get("mediaType") or ""), str(value.get("encoding") or "")
        value = value["value"]
    if isinstance(value, Answer):
        if value.kind == "text/html" and value.kind not in declared.media:
            value.data()  # which says so
        said = said if value.kind in PLAIN and said else value.kind
        content = value.body
        value = _json(content)
    else:
        content = _content(key, value, encoding)
    media = _media(said.partition(";")[0].strip().lower(), content, value, declared)
    if isinstance(value, str) and is_json(media) and _json(content) is None:
        content = orjson.dumps(value)
    note = declared.odd(media, value)
    if path is not None:
        content, path = b"", named(path, key, media)
    return Output(key, declared.title, media, content, note, file=path)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a process says of one output; media: the types that it may have."""

    title: str
    known: bool = False
    media: tuple[str, ...] = ()
    encoding: str = ""
    schema: Schema = field(default_factory=dict)

    @classmethod
    def of(cls, job: Job, key: str) -> Declared:
        told = job.outputs.get(key)
        if not isinstance(told, dict):
            return cls(text(key), key in job.outputs)
        try:
            schema = resolved(told.get("schema"), told)
        except ValueError:
            schema = {}
        media, encoding = [], ""
        for one in alternatives(schema):
            if isinstance(one.get("contentMediaType"), str):
                media.append(one["contentMediaType"].partition(";")[0].strip().lower())
            elif str(one.get("format", "")).startswith("geojson"):
                media.append(GEO)
            encoding = encoding or str(one.get("contentEncoding") or "")
        kinds = tuple(dict.fromkeys(media))
        return cls(text(told.get("title")) or text(key), True, kinds, encoding, schema)

    def odd(self, media: str, value: Any) -> str:
        """What is otherwise than it was declared; "" for nothing."""
        if not self.known:
            return "it was not declared"
        if self.media and not any(serves(one, media) for one in self.media):
            return f"it was declared as {' or '.join(self.media)}, and came as {media}"
        if not self.media and value is not None and (told := fault(value, self.schema)):
            return f"it is not as it was declared: it {told}"
        return ""


def _media(said: str, content: bytes, value: Any, declared: Declared) -> str:
    """What an output is: as it shows itself where little is said of it, else as it is said."""
    shown = seen(content, value)
    if said not in PLAIN:
        return said
    if shown:
        return next((one for one in declared.media if serves(one, shown)), shown)
    if said in ("", JSON) and declared.media:  # a value within a document
        fits = not isinstance(value, (dict, list)) or is_json(declared.media[0])
        return declared.media[0] if fits else JSON
    return said or ("text/plain" if isinstance(value, str) else JSON)


def _content(key: str, value: Any, encoding: str) -> bytes:
    if isinstance(value, str) and encoding == "base64":
        try:
            return base64.b64decode(value)
        except binascii.Error as fault:
            raise FeedFault(f"{text(key)} is no base64", lasting=True) from fault
    return value.encode() if isinstance(value, str) else orjson.dumps(value)


def _json(content: bytes) -> Any:
    """What bytes say as JSON; None for other bytes."""
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(content)
    return None
