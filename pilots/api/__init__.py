"""API of figures for analysts' systems: the same figures as on the pages, with the same limits."""
