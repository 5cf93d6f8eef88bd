"""
The measures a pilot can register: stage durations, proportions and rates.

Without those that only one side may read, because a pilot's managers are of every side.
"""

from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.measures.rates import RATES_BY_CODE, Rate
from pilots.measures.stages import STAGE_MEASURES_BY_CODE, StageMeasure

PROPORTIONS_OPEN_TO_ALL = {
    code: question for code, question in PROPORTIONS_BY_CODE.items() if not question.side
}
PILOT_MEASURES: dict[str, StageMeasure | Proportion | Rate] = {
    **STAGE_MEASURES_BY_CODE,
    **PROPORTIONS_OPEN_TO_ALL,
    **RATES_BY_CODE,
}
