"""A walk of two suspects through all that decides on them; each step may be refused."""
