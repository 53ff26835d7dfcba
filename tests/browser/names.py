"""What a screen reader is told: the accessibility tree as Chromium builds it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Page

FIELDS = {"textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "spinbutton", "slider", "switch", "Date"}
NAMED = FIELDS | {"link", "button", "image", "img", "heading", "table", "DisclosureTriangle"}
LANDMARKS = {"navigation", "complementary", "region"}  # a form without a name is none
LISTS = {"list", "table"}
SIGNS = set("→›·+–")


@dataclass(eq=False)
class Thing:
    """A node of the tree, without those that are hidden from a screen reader."""

    role: str
    name: str
    description: str
    properties: dict
    children: list[Self] = field(default_factory=list)

    def all(self, *roles: str) -> Iterator[Self]:
        """Yield this thing and everything in it, or only what has one of `roles`."""
        if not roles or self.role in roles:
            yield self
        for child in self.children:
            yield from child.all(*roles)


def tree(page: Page) -> Thing:
    """Return the root of what a screen reader is told about `page`."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    return _things(nodes, root)[0]


def _things(nodes: dict, node: dict) -> list[Thing]:
    inside = [thing for each in node.get("childIds", ()) if each in nodes for thing in _things(nodes, nodes[each])]
    if node["ignored"]:
        return inside
    said = {key: str(node.get(key, {}).get("value", "")).strip() for key in ("role", "name", "description")}
    properties = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
    return [Thing(**said, properties=properties, children=inside)]


def adorned(root: Thing) -> list[str]:
    """Return names in which a screen reader reads signs aloud that are meant for the eye."""
    return [f"{thing.role} {thing.name!r}" for thing in root.all(*NAMED) if SIGNS & set(thing.name.split())]


def nameless(root: Thing) -> list[str]:
    """Return what a screen reader could announce only by its role."""
    return [
        f"{thing.role} without a name: {[each.name for each in thing.all()]} {thing.properties}"
        for thing in root.all(*NAMED, *LANDMARKS)
        if not thing.name
    ]


def alike(root: Thing) -> list[str]:
    """Return names of links that, within one list or table, lead to different addresses."""
    found = []
    for group in root.all(*LISTS):
        targets = defaultdict(set)
        for link in group.all("link"):
            targets[link.name].add(link.properties.get("url"))
        found += [f"{name!r} leads to {sorted(urls)}" for name, urls in targets.items() if len(urls) > 1]
    return found
