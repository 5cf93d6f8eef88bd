"""The links by which the users of a run under load go on, as patterns over a page's HTML."""

_ID = "[0-9a-f-]{36}"
CASE = rf'href="(/cases/{_ID}/)[?#"]'
CUSTODY = rf'href="(/suspects/{_ID}/custody/)"'
PLAN = rf'href="(/reviews/{_ID}/plan/)"'
ITEM, ACCEPT = rf'href="(/items/{_ID}/)"', rf'href="(/items/{_ID}/accept/)"'
