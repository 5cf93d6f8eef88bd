"""Who can reach a case: conflicts of interest, named roles, access given on a unit."""
