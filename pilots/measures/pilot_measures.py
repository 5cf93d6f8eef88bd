"""
By what a pilot can be judged: how long a stage takes, a share of what is counted, or a rate.

Not by what the people of one side alone may read, for a pilot's managers are of every side.
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
