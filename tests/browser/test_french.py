"""What a visitor reads is French, whatever the language of the browser."""

import pytest

# The English of the framework that is left on a page.
LEFT = """() => {
  const words = new Set(window.vigieDictionary.words);
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) seen.push(walker.currentNode.nodeValue.trim());
  for (const each of document.querySelectorAll("*"))
    for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
      if (each.hasAttribute(name)) seen.push(each.getAttribute(name).trim());
  return [...new Set(seen.filter((text) => words.has(text)))];
}"""

# What print would not set so: a straight apostrophe, a number that the end of a line may cut.
TYPED = """() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest("code, pre, textarea, script, style"))
      seen.push(walker.currentNode.nodeValue);
  return [...new Set(seen.filter((text) => /\\p{L}'\\p{L}|\\d \\d/u.test(text)))];
}"""


@pytest.mark.browser
def test_the_menu_of_streamlit_is_french_too(visit, full):
    page = visit(full)
    page.locator("[data-testid=stMainMenu] button").click()
    page.get_by_test_id("stMainMenuItem-print").get_by_text("Imprimer").wait_for()
    assert page.evaluate(LEFT) == []
    assert page.get_by_text("Fait avec Streamlit").count() == 1


@pytest.mark.browser
def test_the_browser_itself_is_told_to_write_in_french(visit, full):
    assert visit(full).evaluate("navigator.language") == "fr-FR"


@pytest.mark.browser
def test_documents_carry_security_headers_and_no_outside_address_is_asked(chromium, full):
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(full + "/engagement?numero=17")
    page.wait_for_timeout(4000)
    headers = answer.headers
    page.close()
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert [url for url in asked if not url.startswith((full, "data:", "blob:"))] == []


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_tells_of_the_server_is_closed(visit, full, path):
    assert visit(full).request.get(full + path).status == 404
