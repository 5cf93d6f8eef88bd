"""Figures, for analysts' systems: what the pages show, and nothing that they leave out."""
