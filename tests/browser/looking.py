"""What a page must be, whoever looks: accessible, as wide as its window, free of complaints."""

from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
#: What fades in is not yet what it will be: half a message has half its contrast.
SETTLED = """
() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled(document.getAnimations()
    .filter(a => Number.isFinite(a.effect.getComputedTiming().endTime))
    .map(a => a.finished)))
"""


@cache
def _axe() -> str:
    return Axe().axe_script


def faults_of(page: Page, name: str, *, within: str = "html") -> list[str]:
    """Return what axe finds on the page as it stands, and whether it is wider than the window.

    :param within: selector of the part to look at
    """
    found = _violations(page, within)
    lines = [f"{name}: {v['id']} {node['html'][:200]}" for v in found for node in v["nodes"][:3]]
    return lines + width_faults(page, name)


def width_faults(page: Page, name: str) -> list[str]:
    """Return a line when the page scrolls sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"{name}: {wide} px wide in a window of {window} px"] if wide > window else []


def _violations(page: Page, within: str) -> list[dict[str, Any]]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    page.evaluate(SETTLED)
    found: list[dict[str, Any]] = page.evaluate(
        "([within, tags]) => axe.run(within, {runOnly: tags, resultTypes: ['violations']})"
        ".then(result => result.violations)",
        [within, RULES],
    )
    return found


#: What stands beyond the window's edge, but for what a box of its own lets the reader scroll to.
CUT = """
() => {
  const scrolls = one => {
    for (let box = one.parentElement; box && box !== document.body; box = box.parentElement)
      if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
    return false;
  };
  const skipped = "svg *, header, header *, .djs-container *, .leaflet-container *";
  const cut = [...document.querySelectorAll("main *")].filter(one => {
    const place = one.getBoundingClientRect();
    return one.checkVisibility() && place.width > 1 && place.height > 1
      && place.left < innerWidth && place.right > innerWidth + 1
      && !one.matches(skipped) && !scrolls(one);
  });
  return cut.filter(one => !cut.includes(one.parentElement))
    .map(one => one.outerHTML.slice(0, 120)).slice(0, 3);
}
"""


def cut_faults(page: Page, name: str) -> list[str]:
    """Return a line for each thing of the page that the window's edge cuts off."""
    return [f"{name}: the edge cuts off {one}" for one in page.evaluate(CUT)]
