"""
By what a pilot can be judged: how long a stage takes, a share of what is counted, or a rate.

Not by what the people of one side alone may read, for a pilot's managers are of every side.
"""

from pilots.measures import BY_CODE, Measure
from pilots.questions import Question
from pilots.rates import RATES, Rate
from pilots.shares import SHARES

OPEN_TO_ALL = {code: question for code, question in SHARES.items() if not question.side}
JUDGED_BY: dict[str, Measure | Question | Rate] = {**BY_CODE, **OPEN_TO_ALL, **RATES}
