"""Steps and judgements that browser tests share."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.conftest import PASSWORD

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def sign_in(page, email: str) -> None:
    """Sign in through the form and arrive at the dashboard."""
    page.goto("/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.locator("form", has=page.locator("#id_password")).locator("button[type=submit]").click()
    page.wait_for_url("**/dashboard/")


def axe(page) -> list[str]:
    """Return what axe-core finds on the page, one line per rule and element."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def overflow(page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
