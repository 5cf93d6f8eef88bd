"""The JSON API for other agencies' systems: same actions, permissions and forms as the pages."""
