"""API of stage durations: the figures of the pages, rounded as they are published."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from people.api.endpoints import FIGURES, read_endpoint
from people.api.problems import Problem
from people.api.responses import Answer
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.permissions import SITE
from pilots.queries.filters import PERIOD_LENGTHS, URGENCY_LABELS
from pilots.queries.stages.figures import StageFigure
from pilots.queries.stages.page import stage_detail
from pilots.queries.stages.text import PEOPLE_FIELDS, STAGE_VALUE_FIELDS

NO_SUCH_FIGURES = _(
    "There are no such figures for you. Give a place from “places”, and urgency and by "
    "as described."
)
QUERY_PARAMETERS = {
    "place": "unit-7, agency-3 or ALL, as `places` names them. Without it, the first of them.",
    "urgency": "RED, GREEN_PRIORITY, GREEN, NONE (not referred yet) or ALL.",
    "by": "month, quarter or year.",
}


class FigureShown(s.Serializer):
    """
    The figure of one period.

    Numbers of people are rounded to five; null means fewer than five, or none. Days are null where
    too few people are counted, or where they are not known yet.
    """

    period = s.CharField()
    first = s.DateField()
    people = s.IntegerField(allow_null=True)
    half = s.IntegerField(allow_null=True)
    nine_in_ten = s.IntegerField(allow_null=True)
    ended = s.IntegerField(allow_null=True)
    median = s.FloatField(allow_null=True)
    police = s.FloatField(allow_null=True)
    cps = s.FloatField(allow_null=True)
    nobody = s.FloatField(allow_null=True)
    going = s.IntegerField(allow_null=True)
    stopped = s.IntegerField(allow_null=True)
    unclear = s.IntegerField(allow_null=True)


class PlaceShown(s.Serializer):
    """A place whose figures the caller may read."""

    key = s.CharField()
    label = s.CharField()


class FiguresShown(s.Serializer):
    """A measure at a place by period, with notes on what its numbers mean."""

    measure = s.CharField()
    definition = s.CharField()
    place = s.CharField()
    urgency = s.CharField()
    by = s.CharField()
    counted_at = s.DateTimeField(allow_null=True)
    notes = s.ListField(child=s.CharField())
    places = PlaceShown(many=True)
    figures = FigureShown(many=True)


class MeasureShown(s.Serializer):
    """A measure: its name in an address, its label and its definition."""

    name = s.CharField(source="code")
    label = s.CharField()
    definition = s.CharField()


class MeasuresListed(s.Serializer):
    """The measures that have figures."""

    measures = MeasureShown(many=True)


@read_endpoint(MeasuresListed, token_scope=FIGURES)
@guarded_site("see_figures", SITE)
def list_measures(request: GuardedRequest, allowed: frozenset[str]) -> Answer:
    """List the stages that have figures."""
    return Answer(MeasuresListed({"measures": STAGE_MEASURES_BY_CODE.values()}).data)


@read_endpoint(
    FiguresShown,
    token_scope=FIGURES,
    query_parameters=QUERY_PARAMETERS,
    query_choices={"urgency": [*URGENCY_LABELS], "by": [*PERIOD_LENGTHS]},
)
@guarded_site("see_figure", SITE)
def see_figure(request: GuardedRequest, allowed: frozenset[str], name: str) -> Answer:
    """Get the duration of one stage: its days by period, with open cases counted."""
    if name not in STAGE_MEASURES_BY_CODE:
        raise Http404
    reading = stage_detail(STAGE_MEASURES_BY_CODE[name], request.GET.dict(), scope_for(request))
    if reading.is_another_filter:
        raise Problem(400, NO_SUCH_FIGURES)
    shown = FiguresShown({
        "measure": name, "definition": str(reading.measure.definition),
        "place": reading.asked.place, "urgency": reading.asked.urgency,
        "by": reading.asked.period_length,
        "counted_at": reading.counted_at, "notes": [str(note) for note in reading.notes],
        "places": reading.places,
        "figures": [_serialize_figure(each) for each in reading.figures],
    })  # fmt: skip
    return Answer(shown.data)


def _serialize_figure(figure: StageFigure) -> dict[str, Any]:
    values = {name: getattr(figure, name) for name in STAGE_VALUE_FIELDS}
    values |= {name: values[name] or None for name in PEOPLE_FIELDS}
    return {"period": figure.period, "first": figure.first} | values
