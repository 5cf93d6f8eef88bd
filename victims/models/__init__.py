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
    "Signpost",
    "SpokeTo",
    "Told",
    "VictimIdentity",
    "VictimRecord",
    "Way",
    "What",
]
