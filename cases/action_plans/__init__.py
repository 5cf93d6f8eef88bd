"""Reviews, the action plans set on them, and their action items until each is answered."""
