"""Tests the kinds of files, and the headers that a host sends with each."""

import pytest

from build_tools.delivery.file_kinds import FOR_EVER, FOR_MINUTES, Kind, file_headers, is_permanent, kind_of

UTF8 = "; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("privacy-policy/index.html", f"text/html{UTF8}"),
        ("data/policy.json", "application/json"),
        ("data/policy.dpv.jsonld", "application/ld+json"),
        ("data/schemas/text.schema.json", "application/schema+json"),
        ("data/subprocessors.csv", f"text/csv{UTF8}"),
        ("feeds/changelog.atom", f"application/atom+xml{UTF8}"),
        ("feeds/changelog.rss", f"application/rss+xml{UTF8}"),
        ("feeds/changelog.json", "application/feed+json"),
        ("feeds/effective-dates.ics", f"text/calendar{UTF8}"),
        ("sitemap.xml", f"application/xml{UTF8}"),
        ("sitemap.xml.gz", "application/gzip"),
        ("assets/styles/text.css", f"text/css{UTF8}"),
        ("assets/scripts/copy.js", f"text/javascript{UTF8}"),
        ("assets/javascripts/bundle.a5f9d56c.min.js.map", "application/json"),
        ("assets/fonts/text.WOFF2", "font/woff2"),
        ("assets/images/logo.svg", f"image/svg+xml{UTF8}"),
        ("privacy-policy/2026-02-14/privacy-policy-2026-02-14.pdf", "application/pdf"),
        (
            "privacy-policy/2026-02-14/privacy-policy-2026-02-14.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("assets/vendor/jsdiff/LICENSE", f"text/plain{UTF8}"),
        ("assets/unheard.of", "application/octet-stream"),
    ],
)
def test_each_file_has_its_media_type(path: str, media_type: str) -> None:
    assert file_headers(path).media_type == media_type


@pytest.mark.parametrize(
    ("path", "is_lasting"),
    [
        ("data/texts/privacy-policy/2026-02-14.json", True),
        ("privacy-policy/2026-02-14.2/privacy-policy-2026-02-14.2.pdf", True),
        ("privacy-policy/2026-02/privacy-policy-2026-02.docx", True),
        ("assets/javascripts/bundle.a5f9d56c.min.js", True),
        ("assets/stylesheets/main.57a0d79d.min.css.map", True),
        ("privacy-policy/privacy-policy.pdf", False),  # of today
        ("privacy-policy/2026-02-14/index.html", False),  # its banner changes
        ("assets/styles/text.20260214.css", False),  # named by a day
        ("assets/styles/text.css", False),
        ("assets/javascripts/lunr/min/lunr.de.min.js", False),
        ("data/versions.json", False),
        ("data/texts.json", False),
    ],
)
def test_only_what_never_changes_is_kept_for_ever(path: str, is_lasting: bool) -> None:  # noqa: FBT001
    assert file_headers(path).caching == (FOR_EVER if is_lasting else FOR_MINUTES)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", Kind.ENTRY),
        ("404.html", Kind.ENTRY),
        ("privacy-policy/index.html", Kind.PAGE),
        ("privacy-policy/versions/index.html", Kind.PAGE),
        ("privacy-policy/2026-02/index.html", Kind.OLD_PAGE),
        ("changelog/2026-02-14.2/index.html", Kind.OLD_PAGE),
        ("assets/styles/text.css", Kind.ASSET),
        ("feeds/changelog.atom", Kind.DATA),
        ("search/search_index.json", Kind.INDEX),
        ("data/versions.json", Kind.LEDGER),
    ],
)
def test_each_file_is_of_a_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


def test_a_page_is_never_permanent() -> None:
    assert not is_permanent("privacy-policy/2026-02-14/index.html")
