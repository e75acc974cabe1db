"""Tests that layouts render the facts, and that their faults are located."""

import subprocess
import sys
from pathlib import Path

import pytest

from build_tools.model.problem import Problems
from build_tools.project.project import Project
from tests.support.edits import ROOT, Edit, edited, own_tree


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {page.path: page.text for page in Project(own_tree()).site.pages}


def test_sections_are_numbered_and_keep_their_addresses(pages: dict[str, str]) -> None:
    text = pages["privacy-policy.md"]

    assert '## <span class="number">1.</span> Data We Collect { #data-we-collect }' in text
    assert '## <span class="number">9.</span> Contact { #contact }' in text
    assert text.count('class="number"') == 9


def test_what_a_subprocessor_receives_links_to_its_category(pages: dict[str, str]) -> None:
    assert "[Account ID](privacy-policy.md#data-account)" in pages["subprocessors.md"]


def test_whether_a_subprocessor_trains_models_is_added_to_its_data(pages: dict[str, str]) -> None:
    edits = {
        "policy_src/subprocessors.yml": ("    remark: encrypted\n", "    remark: encrypted\n    trains_models: false\n")
    }
    changed = {page.path: page.text for page in Project(edited(edits)).site.pages}

    assert "(encrypted)" in pages["subprocessors.md"]
    for page in ("subprocessors.md", "privacy-policy.md"):
        assert "(encrypted; no training of AI models)" in changed[page]


def test_those_beside_the_controller_and_certifications_are_listed() -> None:
    partner = "{id: partner, name: Partner Inc., text: It runs the shop., contact: privacy@partner.example}"
    uk = "{id: uk, territory: uk, name: Lamp UK, contact: uk@lamp.example}"
    people = f"  representatives: [{uk}]\n  joint_controllers: [{partner}]\n"
    register = "{id: iso, name: ISO/IEC 27001, document: https://registrar.example/iso}"
    blocks = "\n\n".join(
        f"{{{{ blocks.{name} }}}}" for name in ("representatives", "joint_controllers", "certifications")
    )
    edits: dict[str, Edit] = {
        "policy_src/policy.yml": ("\ndocuments:\n", f"{people}\ndocuments:\n"),
        "policy_src/storage.yml": ("safeguards:\n", f"certifications: [{register}]\nsafeguards:\n"),
        "policy_src/sections/contact.md": f"---\ntitle: Contact\n---\n\n{blocks}\n".encode(),
    }
    text = {page.path: page.text for page in Project(edited(edits)).site.pages}["privacy-policy.md"]

    assert "- Lamp UK, uk@lamp.example" in text
    assert "- **Partner Inc.:** It runs the shop. (privacy@partner.example)" in text
    assert "- [ISO/IEC 27001](https://registrar.example/iso)" in text


def test_the_schedule_adds_the_life_of_backups(pages: dict[str, str]) -> None:
    rows = {
        line.split("**")[1]: line for line in pages["retention-schedule.md"].splitlines() if line.startswith("| **")
    }

    assert rows["Usage metrics & logs"].rstrip(" |").endswith("120 days")
    assert rows["Billing data"].rstrip(" |").endswith("7 years and 30 days")
    assert rows["Account data (email, company, etc.)"].rstrip(" |").endswith("60 days")


def test_one_fact_changes_every_place(pages: dict[str, str]) -> None:
    changed = Project(edited({"policy_src/retention.yml": ("period: P90D", "period: P6M")})).site.pages

    places = [page.path for page in changed if page.text != pages[page.path]]

    assert places == ["index.md", "privacy-policy.md", "retention-schedule.md"]
    assert not any("90 days" in page.text for page in changed)


def test_the_same_source_gives_the_same_pages_in_another_process() -> None:
    script = (
        "from pathlib import Path; from build_tools.project.project import Project;"
        "from build_tools.source.folder import read_folder; "
        "import hashlib;"
        "text = ''.join(page.text for page in Project(read_folder(Path('.'))).site.pages);"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )

    def run(seed: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "LC_ALL": "C"}
        command = [sys.executable, "-c", script]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    assert run("1") == run("2") != ""


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "word"),
    [
        ("blocks/rights.md", "entry.name", "entri.name", "2:8", "'entri' is undefined"),
        ("blocks/rights.md", "entry.text", "entry.txt", "2:34", "'txt'"),
        ("blocks/rights.md", "entry.name", "entry.name | shout", "2:21", "No filter named 'shout'"),
        ("blocks/rights.md", "entry.name", "entry.name + 1", "2:1", "concatenate"),
        ("blocks/rights.md", "entry.name", "entry.name.__class__", "2:19", "unsafe"),
        ("blocks/rights.md", "{% endfor %}", "{% endfr %}", "5:4", "unknown tag 'endfr'"),
        (
            "documents/retention-schedule.md",
            "blocks/retention_schedule.md",
            "blocks/nothing.md",
            "7:13",
            "no layout 'blocks/nothing.md'",
        ),
    ],
)
def test_a_fault_of_a_layout_is_located(file: str, old: str, new: str, place: str, word: str) -> None:
    with pytest.raises(Problems) as caught:
        Project(edited({f"templates/{file}": (old, new)})).site  # noqa: B018

    (problem,) = caught.value.problems
    assert str(problem.location) == f"templates/{file}:{place}"
    assert word in problem.what


def test_faults_of_two_layouts_are_both_reported() -> None:
    edits = {
        "templates/documents/subprocessors.md": ("document.title", "document.titel"),
        "templates/documents/retention-schedule.md": ("document.title", "document.titel"),
    }

    with pytest.raises(Problems) as caught:
        Project(edited(edits)).site  # noqa: B018

    assert {Path(problem.location.file).name for problem in caught.value.problems} == {
        "subprocessors.md",
        "retention-schedule.md",
    }


def test_a_bar_in_a_fact_does_not_break_a_table() -> None:
    flow = Project(
        edited({"policy_src/subprocessors.yml": ("purpose: Payment processing", "purpose: Payments | invoices")})
    )

    text = next(page.text for page in flow.site.pages if page.path == "subprocessors.md")

    assert "| Payments \\| invoices |" in text
