"""`maquette feed --proposals`: what a platform says of buildings, listed, taken into a plan, or
left."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app import plans
from app.cli_plans import with_base
from app.cli_terminal import Meter, Refused, warn
from app.left_statements import SETTING, left_in, with_more
from app.proposal_words import reasons, says
from app.wording import visible
from city.base import Base
from city.edits import EditError
from city.edits.edit import count
from city.project import Project, ProjectError
from city.proposals import Proposal, Proposals, edits_of, proposals
from city.scenario import Scenario, Step, attempted
from city.statements import Statement
from importers.live import feed

MOST = 200  # lines that the terminal shows
SAID = ("scenario", "take", "leave", "offer_again")  # beside --proposals


def wrong(asked: Namespace) -> str:
    """What cannot be asked like this; "" for nothing."""
    if asked.proposals is None:
        used = [name for name in SAID if getattr(asked, name) not in (None, False)]
        option = used[0].replace("_", "-") if used else ""
        return f"--{option} is for proposed changes; say --proposals PROJECT as well" * bool(used)
    if asked.replay or asked.record or asked.cut:
        return "--proposals asks a platform; leave out --replay, --record and --cut"
    if asked.take is not None and not asked.scenario:
        return "say with --scenario NAME which plan they are taken into; it is made if it is new"
    return ""


def propose(asked: Namespace, title: str, statements: Sequence[Statement]) -> int:
    """List what would change, and take or leave of it what was named."""
    write = asked.take is not None or asked.leave is not None or asked.offer_again
    with with_base(asked.proposals, write) as (project, base):
        scenario = _scenario(project, asked.scenario)
        plan = scenario or Scenario("", plans.BASELINE)
        with Meter() as progress:
            found = proposals(plan.over(base), statements, feed.now(), progress)
        left = [] if asked.offer_again else left_in(project.contents.settings)
        offered = tuple(one for one in found.offered if one.key not in left)
        gone = len(found.offered) - len(offered)
        found = Proposals(offered, found.told)
        leaving, taking = _named(asked.leave, offered), _taking(asked.take, offered)
        if steps := _steps(base, plan, taking):
            scenario = scenario or plans.add(project, asked.scenario)
            project.write_down(scenario.ident, "do", *steps)
        if leaving or asked.offer_again:
            left = with_more(left, (one.key for one in leaving))
            settings = {**project.contents.settings, SETTING: left}
            project.keep(replace(project.contents, settings=settings))
    _tell(asked, title, found, taking, leaving, gone)
    return 0


def _scenario(project: Project, name: str | None) -> Scenario | None:
    """The plan of a name, where there is one by now."""
    try:
        return plans.named(project, name) if name else None
    except ProjectError:
        return None


def _named(keys: Sequence[str] | None, offered: Sequence[Proposal]) -> list[Proposal]:
    """What was named of what is offered. Raises Refused for anything else."""
    known = {one.key: one for one in offered}
    if strange := [key for key in keys or () if key not in known]:
        raise Refused(f"{strange[0]}: nothing is proposed under this; they may have changed")
    return [known[key] for key in dict.fromkeys(keys or ())]


def _taking(keys: Sequence[str] | None, offered: Sequence[Proposal]) -> list[Proposal]:
    """What is to be taken: what was named, or else all of which nobody doubts anything."""
    taking = _named(keys, offered) if keys else [one for one in offered if not one.doubt]
    if keys is None:
        return []
    about = [(one.object, one.about) for one in taking]
    if twice := next((one for one in about if about.count(one) > 1), None):
        raise Refused(f"{twice[0]}: take one of what is said of its {twice[1].lower()}, not both")
    return taking


def _steps(base: Base, plan: Scenario, taking: Sequence[Proposal]) -> list[Step]:
    """What they are in a plan. Raises Refused where one of them cannot be done."""
    view, steps = plan.over(base), list[Step]()
    try:
        for number, edit in enumerate(edits_of(taking), len(plan.steps)):
            settled = edit.settled(base)
            view = attempted(view, settled, number)
            steps.append(plans.step_of(settled))
    except EditError as fault:
        raise Refused(f"{fault}; nothing was taken") from None
    return steps


def _tell(
    asked: Namespace,
    title: str,
    found: Proposals,
    taken: Sequence[Proposal],
    left: Sequence[Proposal],
    gone: int,
) -> None:
    now = feed.now()
    if asked.json:
        document = {
            "address": title,
            "at": f"{now}Z",
            "scenario": asked.scenario,
            "proposals": [_plain(one) for one in found.offered],
            "not_proposed": [{"thing": thing, "reason": why} for thing, why in found.told],
            "left_before": gone,
            "taken": [one.key for one in taken],
            "left": [one.key for one in left],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False), flush=True)
        return
    lines = [f"{title}: {count(len(found.offered), 'proposed change')}", ""]
    for one in found.offered[:MOST]:
        doubt = f"  (?) {one.doubt}" if one.doubt else ""
        lines.append(f"  {one.key}  {one.object}: {says(one, now)}{doubt}")
    if len(found.offered) > MOST:
        lines.append(f"  {len(found.offered) - MOST:,} more are listed with --json")
    if taken:
        lines += ["", f"{count(len(taken), 'change')} taken into {asked.scenario}"]
    if left or gone:
        lines += ["", f"{count(len(left), 'change')} left now, {gone:,} before"]
    print(visible("\n".join(lines)), flush=True)
    for line in reasons(found.told):
        warn(line)


def _plain(one: Proposal) -> dict[str, Any]:
    said = one.statement
    return {
        "key": one.key,
        "object": one.object,
        "change": one.words,
        "doubt": one.doubt or None,
        "edit": one.edit.as_json(),
        "thing": said.thing.id,
        "attribute": said.attribute,
        "value": said.value,
        "unit": said.unit or None,
        "moment": f"{said.moment}Z" if said.moment is not None else None,
        "source": said.source,
    }
