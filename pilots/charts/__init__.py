"""Charts of figures, drawn on the server: their geometry here, their SVG in templates/parts."""
