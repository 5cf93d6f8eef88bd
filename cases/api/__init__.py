"""The cases API for other agencies' systems: the same guards, forms and actions as the pages."""
