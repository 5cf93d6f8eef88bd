"""Make the demo: a year of fictional cases, lived through by the actions that people take."""

import json
import random
import secrets

from django.conf import settings
from django.db import transaction

from people.models import User
from rasso.demo import words
from rasso.demo.cast import PATHFINDERS, Office
from rasso.demo.stories import Story
from rasso.demo.world import World, started

YEAR = 365
CASES = 44
SEED = 1992  # any number: the same one makes the same demo
LOGINS = settings.STATE / "demo-logins.json"


class NotEmpty(Exception):
    """Somebody has an account here, so this is no place for a demo."""


@transaction.atomic
def load(*, now, cases=CASES):
    """Fill an empty system with the demo as at this moment, whole or not at all."""
    if User.objects.exists():
        raise NotEmpty
    password = "-".join(secrets.choice(words.SURNAMES).lower() for _ in range(4))
    world = World(ends_at=now)
    office = Office(at=started(now, YEAR + 7), password=password)
    pairs = [office.pair(force, area) for force, area in PATHFINDERS]
    for story, starts_at in stories(world, pairs, now, cases):
        world.tell(story.told(), starts_at=starts_at)
    world.run()
    remember(pairs[0], office, password)


def stories(world, pairs, now, cases):
    """Cases of every pair of units, more of them lately, so that there is work on every list."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for number in range(cases):
        pair = pairs[0] if number % 2 else chance.choice(pairs[1:])
        back = YEAR * (1 - (number / cases) ** 0.6)
        at = started(now, max(back, 1))
        code = pair.police.agency.force_code
        yield (
            Story(
                world, pair, random.Random(SEED + number),  # noqa: S311 - no secret
                urn=f"{code}RS{number + 1:05d}{at:%y}",
                suspects=chance.choices([1, 2, 3], [60, 32, 8])[0],
                urgency=chance.choices(["GREEN", "GREEN_PRIORITY", "RED"], [80, 12, 8])[0],
            ),
            at,
        )  # fmt: skip


def remember(pair, office, password):
    """Keep the log-ins of one pair of units beside the demo, for whoever runs it."""
    people = [*pair.people.values(), office.administrator, office.auditor]
    told = {"password": password, "people": [[person.name, person.email] for person in people]}
    LOGINS.touch(mode=0o600)
    LOGINS.write_text(json.dumps(told, indent=1))
