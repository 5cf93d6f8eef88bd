from victims.models.contact import (
    ABOUT_SUSPECTS,
    Contact,
    Direction,
    IsvaTold,
    Outcome,
    Signpost,
    SpokeTo,
    Told,
    Way,
    What,
)
from victims.models.identity import IDENTITY, LOOKED_UP_BY, Reveal, VictimIdentity
from victims.models.record import Asked, Channel, Correspondence, VictimRecord
from victims.models.right_to_review import (
    ReviewersReasons,
    ReviewOutcome,
    ReviewStep,
    RightToReview,
)

__all__ = [
    "ABOUT_SUSPECTS",
    "IDENTITY",
    "LOOKED_UP_BY",
    "Asked",
    "Channel",
    "Contact",
    "Correspondence",
    "Direction",
    "IsvaTold",
    "Outcome",
    "Reveal",
    "ReviewOutcome",
    "ReviewStep",
    "ReviewersReasons",
    "RightToReview",
    "Signpost",
    "SpokeTo",
    "Told",
    "VictimIdentity",
    "VictimRecord",
    "Way",
    "What",
]
