"""`maquette publish`: what would be sent and to whom; and then, once somebody says yes, sent."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from typing import Any

from app import cli_sign_in, plans
from app.cli_plans import with_base
from app.cli_terminal import Meter, Refused, warn
from app.publishing import plan_entities
from app.wording import visible
from city.edits.edit import count
from city.scenario import Scenario
from exporters.ngsi_ld import Entity
from importers.live import feed
from importers.live.ngsi_ld.publishing import Letter, Published, letters, publish
from importers.live.web import Web, without_secrets


def run(asked: Namespace) -> int:
    """Carry out `maquette publish`."""
    if fault := cli_sign_in.wrong(asked):
        warn(fault)
        return 2
    if asked.sign_out:
        return cli_sign_in.sign_out(asked.address)
    sent = letters(asked.address, _entities(asked))
    if not sent:
        raise Refused(f"{asked.scenario}: there is no number that could be published")
    if not asked.json:
        print(visible("\n\n".join(one.words() for one in sent)), flush=True)
    done: list[Published] = []
    if not asked.dry_run and (asked.yes or _agreed(asked.address, len(sent))):
        done = _publish(asked, sent)
    _tell(asked, sent, done)
    return 0


def _entities(asked: Namespace) -> list[Entity]:
    with with_base(asked.project, False) as (project, base):
        bare = asked.scenario.casefold() == plans.BASELINE.casefold()
        scenario = Scenario("", plans.BASELINE) if bare else plans.named(project, asked.scenario)
        view = scenario.over(base)
        for lost in view.lost:
            warn(lost.words)
        year = asked.year or date.today().year
        return plan_entities(project, scenario, view, year, feed.now())


def _agreed(address: str, many: int) -> bool:
    """Whether somebody on the terminal says that it may be sent."""
    name = without_secrets(address)
    if not sys.stdin.isatty():
        raise Refused(f"nobody is here to say that it may go to {name}; say --yes, or --dry-run")
    asked = f"Send {count(many, 'entity', 'entities')} to {visible(name)}? [y/N] "
    print(asked, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _publish(asked: Namespace, sent: Sequence[Letter]) -> list[Published]:
    vault = cli_sign_in.vault()
    access = cli_sign_in.access(asked, vault)
    with Web(asked.address, dict(asked.header), access=access) as web, Meter() as progress:
        done = list(publish(sent, web, progress))
    cli_sign_in.told(asked, vault)
    return done


def _tell(asked: Namespace, sent: Sequence[Letter], done: Sequence[Published]) -> None:
    for one in done:
        if one.left:
            warn(f"{one.id}: the broker has not taken {', '.join(one.left)}")
    if asked.json:
        document: dict[str, Any] = {
            "to": without_secrets(asked.address),
            "scenario": asked.scenario,
            "published": bool(done),
            "entities": [json.loads(one.body) for one in sent],
            "new": [one.id for one in done if one.new],
            "updated": [one.id for one in done if not one.new],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False), flush=True)
    elif done:
        print(f"\n{published_words(done)}", flush=True)
    else:
        print("\nNothing was sent.", flush=True)


def published_words(done: Sequence[Published]) -> str:
    """How many were published, in a sentence."""
    new = sum(one.new for one in done)
    return (
        f"{count(len(done), 'entity', 'entities')} published: {new:,} new, "
        f"{len(done) - new:,} updated."
    )
