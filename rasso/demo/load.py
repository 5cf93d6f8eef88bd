"""Load the demo: a year of fictional cases, made by the actions that people take."""

import json
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.models import AdviceMethod
from cases.states import State
from people.models import System, Unit, User
from pilots.actions import measure_refresh
from rasso.demo import (
    charge_stops,
    closing,
    consents,
    corrections,
    disposals,
    historical_cases,
    juries,
    late_ask,
    national_force,
    panels,
    pilots,
    proof,
    proof_case,
    restrictions,
    reversals,
    standard_wordings,
    support,
    texts,
    two_victims,
)
from rasso.demo.cast import MERGED_UNIT, PATHFINDERS, Office, Pair
from rasso.demo.contact_rounds import call_victims, record_hours
from rasso.demo.early_advice import STOPS, AdviceStory
from rasso.demo.linked_cases import LinkedCaseStory, linked_case_stories
from rasso.demo.prosecutors import set_up_prosecutors
from rasso.demo.second_prosecution import SecondProsecutionStory
from rasso.demo.simulated_time import SimulatedTime, start_moment
from rasso.demo.stories import Story
from rasso.demo.transfers import ENDINGS, TransferStory
from rasso.demo.victim_register import RegisterStory
from rasso.demo.vrr_requests import REVIEWED, ReviewStory

YEAR = 365
YEARS = 3  # since the demo's first day
CASES = 36
LIVE = (
    State.INVESTIGATING,
    State.AWAITING_SIGN_OFF,
    State.TRIAGE,
    State.RETURNED,
    State.READY_TO_ALLOCATE,
    State.WITH_PROSECUTOR,
    State.ACTION_PLAN,
    State.ACTION_PLAN,
    State.SECOND_READER,
)
LATER = (
    (State.CHARGE_DIFFERS, Story),
    (State.FINALISED, Story),
    (State.WITH_HOLDER, RegisterStory),
)
DECIDED: tuple[tuple[type[Story], Sequence[str], int], ...] = (
    (ReviewStory, REVIEWED, 45),
    (closing.ClosingStory, closing.ENDINGS, 30),
    (closing.ClosingStory, closing.REOPENED, 45),
    (closing.UnidentifiedStory, (State.CLOSED,), 30),
    (reversals.ReversalStory, reversals.ENDINGS, 50),
    (proof_case.ProofStory, (State.ACTION_PLAN,), 40),
    (charge_stops.StopStory, charge_stops.ENDINGS, 40),
    (disposals.DisposalStory, disposals.ENDINGS, 40),
    (restrictions.RestrictedStory, restrictions.ENDINGS, 6),
    (SecondProsecutionStory, ("OVERTURNED",), 58),
    (charge_stops.StopStory, charge_stops.ON_FILE, 40),
    (charge_stops.StopStory, charge_stops.BY_TWO, 40),
    (late_ask.LateAskStory, late_ask.ENDINGS, 30),
    (charge_stops.StopStory, charge_stops.BY_LEAVE, 40),
    (consents.ConsentStory, consents.ENDINGS, 30),
    (corrections.CorrectedStory, corrections.ENDINGS, 30),
    (two_victims.TwoVictimsStory, two_victims.ENDINGS, 20),
    (consents.ConsentStory, consents.ANSWERED, 30),
    (juries.JuryStory, juries.ENDINGS, 40),
)  # kind of story, how each ends, and how many days ago it began
SEED = 1992  # any number; the same seed makes the same demo
LOGINS = settings.STATE / "demo-logins.json"
SYSTEMS = (("Demo records system of the force", "police"), ("Demo case system of the CPS", "cps"))


class NotEmpty(Exception):
    """The database has accounts, so the demo is not loaded."""


@transaction.atomic
def load_demo(*, now: datetime, cases: int = CASES) -> None:
    """Fill an empty database with the demo as of `now`, in one transaction. Raises NotEmpty."""
    if User.objects.exists():
        raise NotEmpty
    password = "-".join(secrets.choice(texts.SURNAMES).lower() for _ in range(4))
    world = SimulatedTime(ends_at=now)
    office = Office(at=start_moment(now, YEARS * YEAR + 7), password=password)
    pairs = [office.pair(force, area) for force, area in PATHFINDERS]
    systems = [office.system(name, getattr(pairs[0], side)) for name, side in SYSTEMS]
    for pair in pairs:
        standard_wordings.add_standard_wordings(pair, at=office.at)
    pilot = pilots.set_up_pilot(office, pairs, starts_on=historical_cases.pilot_start_day(now))
    area = pilot.areas.get(is_comparator=False).unit
    assert area is not None  # only a comparator Area has no unit
    panels.give_panel_capacities(office, pairs, area)
    national = national_force.national_pairs(office)
    stories = [*demo_stories(world, pairs, now, cases), *national_stories(world, national, now)]
    for story, starts_at in stories:
        world.add_story(story.road_walked(), starts_at=starts_at)
    add_work_beside_cases(world, office, pairs, area, now)
    world.run()
    record_hours(pairs[0], at=now)
    historical_cases.store_past_years(pairs, now=now)
    office.merged(pairs[-1].police, into=MERGED_UNIT, at=now)
    national_force.combine_forces(office, national, at=now)
    world.send(office.at)
    measure_refresh.rebuild_all_figures(at=now)
    save_logins(pairs[0], office, password, systems)


def add_work_beside_cases(
    world: SimulatedTime, office: Office, pairs: list[Pair], area: Unit, now: datetime
) -> None:
    """What happens beside the stories, such as a support service, lessons and a panel."""
    for pair in pairs:
        world.add_story(set_up_prosecutors(world, pair), starts_at=start_moment(now, 5))
    world.add_story(call_victims(world, pairs[0]), starts_at=start_moment(now, 6))
    service = support.set_up_service(office, pairs[0])
    for story, days_before in (
        (support.refer_and_support(world, pairs[0], service), 4),
        (pilots.share_learning_points(world, pairs[0]), 9),
        (panels.run_panel(world, pairs, area), 8),
        (proof.review_points_of_rape(world, pairs[0]), 7),
    ):
        world.add_story(story, starts_at=start_moment(now, days_before))


def demo_stories(
    world: SimulatedTime, pairs: list[Pair], now: datetime, cases: int
) -> Iterator[tuple[Story, datetime]]:
    """
    Stories with their start: cases of all pairs over the year, and the first pair's, one a state.
    """
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for number in range(cases):
        pair = pairs[0] if number % 2 else chance.choice(pairs[1:])
        at = start_moment(now, YEAR * (1 - number / cases) + 1)
        urgency = chance.choices(["GREEN", "GREEN_PRIORITY", "RED"], [80, 12, 8])[0]
        yield new_story(world, pair, chance, number, at, urgency=urgency), at
    for number, state in enumerate(LIVE, start=cases):
        at = start_moment(now, chance.randint(30, 60))
        yield new_story(world, pairs[0], chance, number, at, until=state), at
    for number, stop in enumerate((*STOPS, None), start=cases + len(LIVE)):
        at = start_moment(now, 25)
        yield new_story(world, pairs[0], chance, number, at, kind=AdviceStory, until=stop), at
    first = cases + len(LIVE) + len(STOPS) + 1
    yield from transfer_stories(world, pairs, chance, now, first)
    numbers = count(first + len(ENDINGS))
    yield from possible_match_stories(world, pairs[0], chance, now, numbers)
    for state, kind in LATER:
        at = start_moment(now, 60)
        yield new_story(world, pairs[0], chance, next(numbers), at, kind=kind, until=state), at
    yield from decided_stories(world, pairs[0], chance, now, numbers)
    for _method in AdviceMethod:  # each story takes the next one
        at = start_moment(now, 25)
        yield new_story(world, pairs[0], chance, next(numbers), at, kind=AdviceStory), at


def decided_stories(
    world: SimulatedTime, pair: Pair, chance: Random, now: datetime, numbers: Iterator[int]
) -> Iterator[tuple[Story, datetime]]:
    """
    Cases of the first pair that need a road of their own: reviewed for a victim, closed by the
    police, no further action reconsidered, asked for late, and one that shows the whole matrix.
    """
    for kind, endings, started in DECIDED:
        at = start_moment(now, started)
        for ending in endings:
            yield new_story(world, pair, chance, next(numbers), at, kind=kind, ending=ending), at


def national_stories(
    world: SimulatedTime, pairs: list[Pair], now: datetime
) -> Iterator[tuple[Story, datetime]]:
    """
    A case of the national force, charged after two have read it; one of the force that is merged
    into it, and one of the unit that moves there.
    """
    chance = random.Random(SEED)  # noqa: S311 - no secret
    at = start_moment(now, 50)
    kind, ending = national_force.ReadTwiceStory, State.CHARGED
    yield new_story(world, pairs[0], chance, 0, at, kind=kind, ending=ending), at
    at = start_moment(now, 30)
    yield new_story(world, pairs[1], chance, 1, at, until=State.TRIAGE), at
    yield new_story(world, pairs[2], chance, 2, at, until=State.ACTION_PLAN), at


def possible_match_stories(
    world: SimulatedTime, pair: Pair, chance: Random, now: datetime, numbers: Iterator[int]
) -> Iterator[tuple[Story, datetime]]:
    """Cases of the first pair that may concern the same suspect."""
    at = start_moment(now, 6)

    def make(**facts: Any) -> Story:
        return new_story(world, pair, chance, next(numbers), at, kind=LinkedCaseStory, **facts)

    for story in linked_case_stories(make):
        yield story, at


def transfer_stories(
    world: SimulatedTime, pairs: list[Pair], chance: Random, now: datetime, first: int
) -> Iterator[tuple[Story, datetime]]:
    """Cases offered between two CPS units: the first pair answers two and proposes one."""
    for number, ending in enumerate(ENDINGS, start=first):
        home, other = pairs[:2] if ending == "declined" else pairs[1::-1]
        at = start_moment(now, 12)
        yield (
            new_story(
                world, home, chance, number, at, kind=TransferStory, other=other, ending=ending
            ),
            at,
        )


def new_story(
    world: SimulatedTime,
    pair: Pair,
    chance: Random,
    number: int,
    at: datetime,
    kind: type[Story] = Story,
    **more: Any,
) -> Story:
    return kind(
        world, pair, random.Random(SEED + number),  # noqa: S311 - no secret
        urn=f"{pair.police.agency.force_code}RS{number + 1:05d}{at:%y}",
        suspects=chance.choices([1, 2, 3], [64, 30, 6])[0], **more,
    )  # fmt: skip


def save_logins(pair: Pair, office: Office, password: str, systems: list[System]) -> None:
    """
    Write the log-ins of one pair of units to LOGINS, for the person who runs the demo.

    Includes the secrets of its systems, which a real service shows once and does not store.
    """
    people = [*pair.people.values(), office.administrator, office.second, office.auditor]
    logins = {
        "password": password,
        "people": [[person.name, person.email] for person in people],
        "systems": [[each.account.name, str(each.client_id), each.shown] for each in systems],
    }
    LOGINS.touch(mode=0o600)
    LOGINS.write_text(json.dumps(logins, indent=1))
