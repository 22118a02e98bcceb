"""Opens pages in headless Chromium, at three widths, light and dark, and says what is wrong there.

    python3 Tests/check_page.py PAGE.html ...

Wrong are: contents wider than the window, messages on the console, requests for anything but the
page, and what axe-core calls serious or critical. Ends with 1 where something is wrong, and with 0
and a line that says so where Python lacks `axe_playwright_python` (PyPI: axe-playwright-python) or
there is no Chromium. `BONDLAB_CHROMIUM` names another one than that of the path. With
`--pictures FOLDER`, a picture of each look of each page is kept there.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
except ImportError as error:
    print(f"skipped: {error}; install axe-playwright-python to check pages")
    sys.exit(0)

WIDTHS = (390, 1280, 1920)
SCHEMES = ("light", "dark")
WIDER = "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"


def problems(browser, path, width, scheme, pictures):
    """What is wrong with a page at one width in one scheme of colours."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = []
    url = path.as_uri()
    page.on("console", lambda message: found.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: request.url == url or found.append(f"request: {request.url[:100]}"),
    )
    page.goto(url)
    page.wait_for_timeout(300)
    wider = page.evaluate(WIDER)
    if wider:
        found.append(f"{wider} pixels wider than the window")
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in ("serious", "critical"):
            place = violation["nodes"][0]["html"][:100]
            found.append(f"axe: {violation['id']}, {len(violation['nodes'])} times, as in {place}")
    if pictures:
        page.screenshot(path=str(Path(pictures) / f"{path.stem}-{scheme}-{width}.png"))
    context.close()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--pictures")
    arguments = parser.parse_args()
    chromium = os.environ.get("BONDLAB_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("skipped: there is no chromium; install it to check pages")
        return 0
    wrong = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in (page.resolve() for page in arguments.pages):
            for scheme in SCHEMES:
                for width in WIDTHS:
                    found = problems(browser, path, width, scheme, arguments.pictures)
                    wrong += bool(found)
                    look = f"{path.name}, {width} pixels, {scheme}"
                    print("\n  ".join([f"{look}: {'wrong' if found else 'fine'}"] + found))
        browser.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
