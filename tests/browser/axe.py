"""Lists the accessibility problems that axe finds on a page (WCAG 2.2, level AA, and its best practices)."""

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_FEWEST = 50
"""So many rules axe has for the tags above, at least: a check of nothing finds nothing."""


def violations(tab: Page) -> list[str]:
    """Every fault of the page as it stands: rule, impact, element and what is wrong with it."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    ran, found = tab.evaluate(
        """rules => axe.run(document, rules).then((said) => [
          ["passes", "incomplete", "inapplicable", "violations"].reduce((sum, kind) => sum + said[kind].length, 0),
          said.violations,
        ])""",
        RULES,
    )
    assert ran >= _FEWEST
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}\n{node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
