from victims.models.identity import IDENTITY, LOOKED_UP_BY, Reveal, VictimIdentity
from victims.models.record import Asked, Channel, Correspondence, VictimRecord

__all__ = [
    "IDENTITY",
    "LOOKED_UP_BY",
    "Asked",
    "Channel",
    "Correspondence",
    "Reveal",
    "VictimIdentity",
    "VictimRecord",
]
