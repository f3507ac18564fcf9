"""What can be measured on an open page: axe's findings, what it weighs, how far it shifted."""

from __future__ import annotations

import os

from axe_playwright_python.base import AXE_SCRIPT

#: Rules whose answer depends on the colours; the others are the same in light and dark.
OF_COLOUR = ["color-contrast", "link-in-text-block"]

#: Rules that axe calls moderate or minor. They cost the most, ``region`` of all: SLOW_TESTS=1 asks them too.
SLOW_RULES = [] if os.environ.get("SLOW_TESTS") else [
    "region", "heading-order", "page-has-heading-one", "landmark-one-main", "landmark-unique", "landmark-main-is-top-level",
    "landmark-banner-is-top-level", "landmark-complementary-is-top-level", "landmark-contentinfo-is-top-level",
    "landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo", "landmark-no-duplicate-main", "empty-heading",
    "image-redundant-alt", "presentation-role-conflict", "aria-allowed-role", "empty-table-header", "skip-link",
]  # fmt: skip

_RUN = """async ([rules, skipped]) => {
  // Without preload axe reads the sheets as the browser applies them, and writes none of its own.
  const options = { resultTypes: ["violations"], preload: false };
  if (rules) options.runOnly = rules;
  else options.rules = Object.fromEntries(skipped.map((rule) => [rule, { enabled: false }]));
  return (await axe.run(options)).violations;
}"""
#: Counts from the first paint on; a shift after the reader did something is an answer and not counted.
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
}).observe({ type: "layout-shift", buffered: true });"""
_WEIGHT = """() => performance.getEntriesByType("resource")
  .filter((each) => /\\.(css|js)$/.test(new URL(each.name).pathname))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


def findings(page, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it stands, of any grade: rule, grade and element each; of all rules, or of ``rules``."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, [rules, SLOW_RULES])
    return [f"{each['id']} {each['impact']} {node['html'][:160]}" for each in found for node in each["nodes"]]


def findings_in_all_looks(
    page, widths: tuple[int, ...] = (1280, 390), schemes: tuple[str, ...] = ("light", "dark")
) -> list[str]:
    """The same in light and dark and at each width, with the look before each finding."""
    found: list[str] = []
    for scheme in schemes:
        for width in widths:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            rules = OF_COLOUR if scheme == "dark" else None
            found += [f"{scheme} {width}: {each}" for each in findings(page, rules)]
    return found


def weight(page) -> int:
    """Bytes of style sheets and scripts of the page, compressed as they were sent, also if the browser had them."""
    return page.evaluate(_WEIGHT)


def shifted(page) -> float:
    """The sum of all layout shifts since the page was opened (CLS without windows); needs ``SHIFTS`` from the start."""
    return page.evaluate("() => window.shifted")


def too_wide(page, *widths: int) -> list[int]:
    """At which of these widths the page scrolls sideways."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 700})
        if page.evaluate("() => document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
