from pilots.models.pilot import Expected, Pilot, PilotArea, RegisteredMeasure, Strand

__all__ = ["Expected", "Pilot", "PilotArea", "RegisteredMeasure", "Strand"]
