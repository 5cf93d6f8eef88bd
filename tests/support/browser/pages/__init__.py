"""Every page of the site in each of its states; each module here lists some as PAGES."""

from importlib import import_module
from pkgutil import iter_modules

PAGES = [
    page
    for module in iter_modules(__path__)
    for page in import_module(f"{__name__}.{module.name}").PAGES
]
