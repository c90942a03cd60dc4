"""Take the README's picture: the demo's turning-the-curve page in Debian's Chromium.

Usage: ``python docs/picture.py FOLDER PICTURE``: the folder of drawn pages, and the file to write.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PAGE = "E06000012/strong_communities_north_east_lincolnshire/children_looked_after.html"
COLOURS = 64  # a third of the size of all of them
SIZE = {"width": 1000, "height": 800}


def main(folder: Path, picture: Path) -> None:
    """Open the page as a reader does, and keep what stands on its one sheet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)
        page.goto((folder / PAGE).as_uri())
        taken = page.get_by_role("article").screenshot()
        browser.close()
    Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS).save(picture, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
