"""Using a page as somebody does who has a keyboard and nothing else."""

from playwright.sync_api import Locator, Page

MOST_PRESSES = 300
_IS_HERE = "element => element === document.activeElement"


def reach(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus. Fails when it never gets it, or when the focus cannot be seen there:
    within the window, not covered by something else, and marked."""
    target = target.first
    for _press in range(MOST_PRESSES):
        if target.evaluate(_IS_HERE):
            _assert_seen(target)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {target}")


def _assert_seen(target: Locator) -> None:
    hidden = target.evaluate(_HIDDEN)
    assert not hidden, f"the focus cannot be seen at {target}: {hidden}"


# Why the focused element cannot be seen, or nothing. What is really drawn at its middle, or near its left edge where
# lines wrap, has to be the element; radio buttons and boxes may be drawn by their label. Asked again for up to a second
# of frames, since the window follows the focus gently.
_HIDDEN = """element => {
  const label = element.closest('label') || (element.id && document.querySelector(`label[for="${element.id}"]`));
  const why = () => {
    const box = (element.closest('label') || element).getClientRects()[0];
    if (!box) return 'it is not drawn';
    const [x, y] = [box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 20)];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `outside of the window at ${x}, ${y}`;
    const top = document.elementFromPoint(x, y);
    if (!(element.contains(top) || top.contains(element) || label && label.contains(top)))
      return `covered by ${top.outerHTML.slice(0, 120)}`;
    const isMarked = [element, label].filter(Boolean).map(one => getComputedStyle(one)).some(
      style => style.boxShadow !== 'none' || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
    return isMarked ? '' : 'nothing marks it';
  };
  return new Promise(tell => {
    const look = left => why() && left ? requestAnimationFrame(() => look(left - 1)) : tell(why());
    look(60);
  });
}"""


def press(page: Page, target: Locator) -> None:
    """Reach a button or a link, press Enter, and wait for the page it leads to."""
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    """Reach a field, empty it, and type `text`."""
    reach(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, target: Locator) -> None:
    """Reach a box and tick it."""
    reach(page, target)
    if not target.first.is_checked():
        page.keyboard.press("Space")
    assert target.first.is_checked()


def choose(page: Page, group: Locator, wanted: Locator) -> None:
    """Reach a group of radio buttons and go to the wanted one by the arrow keys. `group` are all of them."""
    for _press in range(MOST_PRESSES):
        here = [option for option in group.all() if option.evaluate(_IS_HERE)]
        if here:
            _assert_seen(here[0])
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _press in range(group.count()):
        if wanted.first.is_checked():
            return
        page.keyboard.press("ArrowDown")
    assert wanted.first.is_checked()


def unfold(page: Page, inside: Locator) -> None:
    """Open the panel around `inside` by its summary, unless it is open."""
    if not inside.first.is_visible():
        reach(page, page.locator("details", has=inside).locator("summary"))
        page.keyboard.press("Enter")
