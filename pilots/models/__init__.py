from pilots.models.learning_point import (
    LearningPoint,
    LearningReading,
    LearningRequest,
    LearntFrom,
)
from pilots.models.pilot import Expected, Pilot, PilotArea, RegisteredMeasure, Strand

__all__ = [
    "Expected",
    "LearningPoint",
    "LearningReading",
    "LearningRequest",
    "LearntFrom",
    "Pilot",
    "PilotArea",
    "RegisteredMeasure",
    "Strand",
]
