"""Tests that no link is dead after any single file is written.

Both sites are real, with their links, as MkDocs builds them.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from build_tools.delivery.built_site import BuiltSite, hash_files
from build_tools.delivery.file_kinds import FOR_EVER, FOR_MINUTES, Kind, file_headers, is_permanent, kind_of
from build_tools.delivery.upload_order import Plan, Stored, make_plan, order_by_anchors
from build_tools.model.page import LEDGER, Origin
from build_tools.runtime.files import Folder
from tests.delivery.built_projects import BuiltProject, dead_links, pages_of


def test_no_reader_meets_a_dead_link_meanwhile(lives: tuple[BuiltProject, BuiltProject]) -> None:
    old, new = lives
    shown = dict(old.files)
    before = {*pages_of(shown)}
    plan = _plan(new, shown)
    content = new.files

    for path in plan.written:
        shown[path] = content[path]
        # a place that ceased is no longer led to in the end; until then a link to it leads to the top of its page
        dead = [link for link in dead_links(shown, before) if not _has_ceased(link, old, new)]
        assert dead == [], path
    assert {path: shown[path] for path in content} == content
    assert set(old.files) <= set(shown)


def test_the_first_publication_shows_its_entrances_last(lives: tuple[BuiltProject, BuiltProject]) -> None:
    plan = _plan(lives[0], {})
    written = list(plan.written)

    home = written.index("index.html")

    assert [step.name for step in plan.steps] == ["new files", "new pages", "entrances", "feeds and data", "ledger"]
    assert {kind_of(path) for path in written[home + 1 :]} == {Kind.INDEX, Kind.LEDGER}
    assert set(written) == set(lives[0].files)


def test_the_ledger_is_last(lives: tuple[BuiltProject, BuiltProject]) -> None:
    for plan in (_plan(lives[0], {}), _plan(lives[1], lives[0].files)):
        assert plan.written[-1] == LEDGER


def test_a_page_that_others_lead_into_comes_before_them(lives: tuple[BuiltProject, BuiltProject]) -> None:
    written = _plan(lives[1], lives[0].files).written

    vendors, policy = written.index("subprocessors/index.html"), written.index("privacy-policy/index.html")

    assert vendors < policy  # which now leads to subprocessors/#mailgun
    assert written.index("compare/index.html") < written.index("privacy-policy/versions/index.html")


def test_what_is_served_already_is_not_written(lives: tuple[BuiltProject, BuiltProject]) -> None:
    plan = _plan(lives[1], lives[1].files)

    assert plan.steps == ()
    assert set(plan.unchanged) == set(lives[1].files)


def test_a_file_that_is_served_otherwise_is_written_anew(lives: tuple[BuiltProject, BuiltProject]) -> None:
    site = lives[1].site
    wrong = {path: Stored(digest, file_headers("a.txt")) for path, digest in site.files.items()}

    plan = make_plan(site, wrong, site.read)

    assert len(plan.written) == sum(file_headers(path) != file_headers("a.txt") for path in site.files)
    assert plan.permanent == ()


def test_a_text_that_differs_was_altered_and_is_written_only_to_be_mended(
    lives: tuple[BuiltProject, BuiltProject],
) -> None:
    text = next(path for path in lives[0].files if is_permanent(path))
    shown = {**lives[0].files, text: b"{}"}

    plan, mending = _plan(lives[1], shown), _plan(lives[1], shown, mends=True)

    assert (plan.altered, plan.permanent, plan.mended) == ((text,), (), ())
    assert text not in plan.written
    assert (mending.altered, mending.permanent, mending.mended) == ((text,), (), (text,))
    assert {*mending.written} == {*plan.written, text}
    assert mending.written[-1] == LEDGER


@pytest.mark.parametrize("is_altered", [True, False])
def test_a_download_in_another_form_stays_unless_its_place_shows_that_it_was_altered(
    tmp_path: Path, *, is_altered: bool
) -> None:
    path = "privacy-policy/2025-01-10/privacy-policy-2025-01-10.pdf"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes(b"made by this release")
    folder = Folder(tmp_path)
    site = BuiltSite(Origin("0" * 40, is_draft=False, as_of=date(2025, 6, 10)), folder, hash_files(folder))
    stored = {path: Stored("0" * 64, file_headers(path), is_altered=is_altered)}

    plan, mending = make_plan(site, stored, site.read), make_plan(site, stored, site.read, mends=True)

    assert plan.steps == ()
    assert (plan.altered, plan.permanent) == (((path,), ()) if is_altered else ((), (path,)))
    assert mending.written == mending.mended == (path,)


def test_only_what_never_changed_is_kept_for_ever(lives: tuple[BuiltProject, BuiltProject]) -> None:
    old, new = (life.files for life in lives)
    lasting = {path for path in old if file_headers(path).caching == FOR_EVER}

    assert {path for path in lasting if old[path] != new.get(path)} == set()
    assert {path.split("/")[0] for path in lasting} == {"assets", "data"}
    assert file_headers("privacy-policy/2025-01-10/index.html").caching == FOR_MINUTES  # its banner changes
    assert old["privacy-policy/2025-01-10/index.html"] != new["privacy-policy/2025-01-10/index.html"]


@given(
    some.dictionaries(
        some.sampled_from("abcdef"),
        some.tuples(
            some.frozensets(some.sampled_from("xyz")),
            some.frozensets(some.tuples(some.sampled_from("abcdef"), some.sampled_from("xyz"))),
        ),
    ),
    some.frozensets(some.sampled_from("abcdef")),
)
def test_pages_are_ordered_by_what_they_lead_to(
    pages: dict[str, tuple[frozenset[str], frozenset[tuple[str, str]]]], known: frozenset[str]
) -> None:
    def draw(page: str) -> bytes:
        places, links = pages[page.partition("/")[0]]
        shown = "".join(f'<p id="{place}">' for place in sorted(places))
        return (shown + "".join(f'<a href="../{to}/#{place}">' for to, place in sorted(links))).encode()

    written = {f"{page}/index.html" for page in pages}
    changed = {page for page in written if page[0] in known}

    groups = list(order_by_anchors(written, changed, draw, lambda _: b""))

    ordered = [page for group in groups for page in group]
    wanted = {(page, to) for page, (_, links) in pages.items() for to, _ in links if f"{to}/index.html" in changed}
    assert len(ordered) == len(set(ordered))
    assert set(ordered) == {f"{to}/index.html" for page, to in wanted if page != to}
    if len(groups) > 1:  # where pages lead to each other in a circle, all come at once
        ranks = {page: number for number, group in enumerate(groups) for page in group}
        both = [(f"{page}/index.html", f"{to}/index.html") for page, to in wanted if page != to]
        assert all(ranks[to] < ranks[page] for page, to in both if page in ranks)


def _plan(life: BuiltProject, shown: dict[str, bytes], *, mends: bool = False) -> Plan:
    stored = {path: Stored(sha256(data).hexdigest()) for path, data in shown.items()}
    return make_plan(life.site, stored, shown.__getitem__, mends=mends)


def _has_ceased(link: str, old: BuiltProject, new: BuiltProject) -> bool:
    """Whether a link of the old site leads to a place that the new one does not have."""
    page, place = link.split(" → ")[1].split("#")
    before, now = (f'id="{place}"'.encode() in life.files[page] for life in (old, new))
    return before and not now
