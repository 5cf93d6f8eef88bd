"""Reads a chart back from its SVG by the numbers beside its axis, as with a ruler."""

import re
from html import unescape
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def charts_on_page(response):
    """{wide, narrow: the picture} of a page."""
    found = re.findall(r'<svg class="rasso-chart__(\w+)".*?</svg>', response.text, re.DOTALL)
    drawn = re.findall(r'<svg class="rasso-chart__.*?</svg>', response.text, re.DOTALL)
    return {name: ElementTree.fromstring(each) for name, each in zip(found, drawn, strict=True)}


def values_by_ruler(picture):
    """[(x, value, what its mark says)] of a chart's months, from left to right."""
    (y1, v1), *_between, (y2, v2) = axis_numbers(picture)
    found = []
    for each in picture:
        name = each.get("class", "")
        if name.startswith("rasso-mark-"):
            x, y = middle_of(each)
            found.append((x, v1 + (v2 - v1) * (y - y1) / (y2 - y1), name.rpartition("-")[2]))
    return sorted(found)


def middle_of(mark):
    """The place of a mark, whatever its shape."""
    if mark.tag == "circle":
        return float(mark.get("cx")), float(mark.get("cy"))
    half = float(mark.get("width")) / 2
    return float(mark.get("x")) + half, float(mark.get("y")) + half


def axis_numbers(picture):
    """[(height of a gridline, its number)] from the foot up."""
    grid = [float(each.get("y1")) for each in picture
            if each.get("class") in ("rasso-line-axis", "rasso-line-grid")]  # fmt: skip
    said = [float(each.text) for each in picture.iter("text") if each.get("text-anchor") == "end"
            and re.fullmatch(r"[\d.]+", each.text)]  # fmt: skip
    return list(zip(grid, said, strict=True))


def words_of(picture):
    """Every word of a picture: its title, its description, and what stands in it."""
    return [unescape(each.text or "") for each in picture.iter() if each.text]
