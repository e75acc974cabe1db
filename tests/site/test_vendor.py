"""Are the libraries that the site brings those that their makers published?"""

import re
from hashlib import sha256

from tests.projects import ROOT

VENDOR = ROOT / "site_overrides" / "assets" / "vendor"
FONTS = ROOT / "build_tools" / "publish" / "paper" / "fonts"


def test_each_library_has_its_licence_and_is_as_its_readme_says() -> None:
    folders = list(VENDOR.iterdir())
    assert folders

    for folder in folders:
        scripts = [sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")]
        assert scripts == re.findall("SHA-256: ([0-9a-f]{64})", (folder / "README.md").read_text("utf-8"))
        assert "Copyright" in (folder / "LICENSE").read_text("utf-8")


def test_the_fonts_of_pdfs_have_their_licence_and_are_as_their_readme_says() -> None:
    told = dict(re.findall(r"\| (\S+) \| ([0-9a-f]{64}) \|", (FONTS / "README.md").read_text("utf-8")))

    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.woff2")} == told
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "LICENSE.md").read_text("utf-8")


def test_the_version_that_make_fetches_is_the_one_that_is_here() -> None:
    for name, folder in (("JSDIFF", VENDOR / "jsdiff"), ("SOURCE_SANS", FONTS)):
        version = re.search(rf"^{name} := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert version
        assert f"Version {version[1]} " in (folder / "README.md").read_text("utf-8")
