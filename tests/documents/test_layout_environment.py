"""Tests that faults of layouts are located, and that layouts cannot leave their sandbox."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from build_tools.documents.layout_environment import Templates
from build_tools.model.problem import Problem, Problems
from build_tools.project.project import Project
from tests.support.edits import Edit, edited

RIGHTS = "templates/blocks/rights.md"


def faults(changes: Mapping[str, Edit]) -> tuple[Problem, ...]:
    """What is wrong with the layouts, once they are changed; nothing if all pages are made."""
    try:
        Project(edited(changes)).site  # noqa: B018
    except Problems as error:
        return error.problems
    return ()


def fault(expression: str) -> Problem:
    """The one fault of a layout that says `expression` of each right."""
    (problem,) = faults({RIGHTS: ("{{ entry.text }}", f"{{{{ {expression} }}}}")})
    return problem


@pytest.mark.parametrize(
    "expression",
    [
        "entry.text | upper",
        "entry.deadline | say",
        "entry.exceptions or entry.name",
        "view.period(policy.retention[0]) | say",
        "wording.not_stated",
        "policy.controller['name']",
    ],
)
def test_ordinary_expressions_are_allowed(expression: str) -> None:
    assert faults({RIGHTS: ("{{ entry.text }}", f"{{{{ {expression} }}}}")}) == ()


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("entry.__class__", 34),
        ("entry['__class__']", 35),
        ("entry | attr('__class__')", 42),
        ("''.__class__.mro()", 31),
        ("entry.__init__.__globals__", 34),
        ("view.say.__globals__", 37),
        ("'{0.__class__}'.format(entry)", 32),
    ],
)
def test_a_layout_cannot_access_the_internals_of_a_value(expression: str, column: int) -> None:
    problem = fault(expression)

    assert "unsafe" in problem.what
    assert str(problem.location) == f"{RIGHTS}:2:{column}"


@pytest.mark.parametrize("name", ["range", "cycler", "joiner", "lipsum", "now", "open", "self.environment", "caller"])
def test_a_layout_can_use_only_given_names(name: str) -> None:
    what = fault(f"{name}()").what

    assert "undefined" in what or "has no field" in what


@pytest.mark.filterwarnings("ignore")
def test_a_layout_cannot_run_code_through_the_methods_of_a_value(tmp_path: Path) -> None:
    made = tmp_path / "made-by-a-layout"
    pickled = f"cos\\nmkdir\\n(S\\'{made}\\'\\ntR."

    faults({RIGHTS: ("{{ entry.text }}", f"{{{{ entry.parse_raw('{pickled}', proto='pickle', allow_pickle=True) }}}}")})

    assert not made.exists()


def test_a_layout_cannot_print_memory_addresses() -> None:
    assert faults({RIGHTS: ("{{ entry.text }}", "{{ entry.model_config }}")})


def test_a_layout_cannot_use_random_values() -> None:
    assert faults({RIGHTS: ("{{ entry.text }}", "{{ [1, 2, 3] | random }}")})


def test_an_endless_text_is_a_fault() -> None:
    assert fault("'a' * 10 ** 15").location.file == RIGHTS


@pytest.mark.parametrize(
    ("expression", "place", "what"),
    [
        ("1 / 0", "2:1", "the layout fails here: division by zero"),
        ("entry.text.nothing", "2:39", "the layout fails here: Prose has no field 'nothing'"),
        ("view.data_link('nothing')", "2:44", "the layout fails here: 'nothing'"),
        ("entry.text | say(1, 2)", "2:1", "the layout fails here: View.say() takes 2 positional arguments"),
    ],
)
def test_an_expression_that_fails_is_located(expression: str, place: str, what: str) -> None:
    problem = fault(expression)

    assert str(problem.location) == f"{RIGHTS}:{place}"
    assert problem.what.startswith(what)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("{{ entry.text }}", "{{ entry.text", "3:1"),
        ("{{ entry.text }}", "{{ entry. }}", "2:1"),
        ("{% endfor %}", "", "4:1"),
        ("{% for entry in policy.rights %}", "{% for in policy.rights %}", "1:11"),
    ],
)
def test_a_syntax_error_is_located_in_its_line(old: str, new: str, place: str) -> None:
    (problem,) = faults({RIGHTS: (old, new)})

    assert problem.what.startswith("the layout cannot be read")
    assert str(problem.location) == f"{RIGHTS}:{place}"


@pytest.mark.parametrize(
    ("expression", "line", "word"),
    [
        ("view.say(a=1, a=2)", 2, "keyword argument repeated: a"),
        ("9" * 5000, 1, "4300 digits"),
        ("(" * 2000 + "1" + ")" * 2000, 1, "nested too deep"),
        ("2 ** 100000", 2, "over 10,000"),
        ("1e400", 2, "inf"),
        ("entry.text | truncate(1)", 2, "expected length >= 3"),
        ("'a' | center(10 ** 15)", 2, "over 10,000"),
        ("'\\ud800'", 2, "surrogates"),
    ],
)
def test_an_error_that_only_python_finds_is_located(expression: str, line: int, word: str) -> None:
    problem = fault(expression)

    assert (problem.location.file, problem.location.line) == (RIGHTS, line)
    assert word in problem.what


@pytest.mark.parametrize(
    "text",
    [
        "{% macro m(a, a) %}{% endmacro %}",
        "{% for a in policy.rights %}" * 25 + "{% endfor %}" * 25,
        "{% if 1 %}" * 150 + "{% endif %}" * 150,
    ],
)
def test_a_layout_that_compiles_to_invalid_python_is_located(text: str) -> None:
    (problem,) = faults({RIGHTS: ("{% endfor %}", f"{{% endfor %}}\n\n{text}\n")})

    assert problem.what.startswith("the layout cannot be read: ")
    assert str(problem.location) == f"{RIGHTS}:7:1"


@pytest.mark.parametrize(
    "text",
    [
        "The word on = in a sentence.",
        "<div class='script'></div>",
        "[a](index.md)",
        "once = 1",
        "&lt;b&gt;",
        "{% set online = 1 %}{{ entry.text | default(one=1) if online > 1 }}",
        "<b>\n{ .once }",
    ],
)
def test_plain_html_in_a_layout_is_allowed(text: str) -> None:
    assert faults({RIGHTS: ("{% endfor %}", f"{{% endfor %}}\n{text}\n")}) == ()


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<script>x</script>", 1),
        ("a <SCRIPT src=x>", 3),
        ("<iframe src=x>", 1),
        ("a <b onclick=x>", 3),
        ("a <b onclick>", 3),
        ('a <b title="x" on>', 3),
        ("<b\n  onclick=x>", 1),
        ("[x](javascript:y)", 5),
        ("[x](java&#115;cript:y)", 1),
        ("x{: onclick=alert(1) }", 2),
        ("x{ .a onclick=alert(1) }", 2),
    ],
)
def test_a_layout_may_not_contain_scripts(text: str, column: int) -> None:
    (problem,) = faults({RIGHTS: ("{% endfor %}", f"{{% endfor %}}\n{text}\n")})

    assert re.match("the layout contains a script: |.* is not allowed$|an HTML tag is incomplete", problem.what)
    assert str(problem.location) == f"{RIGHTS}:6:{column}"


@pytest.mark.parametrize(
    "expression", ["policy | cell", "view | say", "view.say | cell", "entry | line", "[entry.text, view] | say", "none"]
)
def test_a_value_that_is_not_text_is_not_printed(expression: str) -> None:
    assert re.search("is (not|no) text", fault(expression).what)


@pytest.mark.parametrize("sign", ["\u2028", "\x0c", "\x85"])
def test_lines_of_a_layout_are_counted_as_in_editors(sign: str) -> None:
    problem = fault(f"'{sign * 3}' ~ entri")

    assert str(problem.location) == f"{RIGHTS}:2:36"


def test_all_layouts_in_other_encodings_are_reported_together() -> None:
    problems = faults({RIGHTS: b"Caf\xe9", "templates/blocks/purposes.md": b"\n\xe9"})

    assert [str(problem.location) for problem in problems] == ["templates/blocks/purposes.md:2:1", f"{RIGHTS}:1:4"]


def test_a_fault_in_an_included_layout_is_located_there_and_reported_once() -> None:
    (problem,) = faults({"templates/blocks/subprocessor.md": ("vendor.purpose", "vendor.porpose")})

    assert str(problem.location) == "templates/blocks/subprocessor.md:3:15"
    assert "Subprocessor has no field 'porpose'" in problem.what


def test_syntax_errors_are_reported_before_failing_expressions() -> None:
    problems = faults({RIGHTS: ("{% endfor %}", ""), "templates/blocks/purposes.md": ("entry.text", "entry.txt")})

    assert [problem.location.file for problem in problems] == [RIGHTS]


def test_syntax_errors_in_two_layouts_are_both_reported() -> None:
    changes = {RIGHTS: ("{% endfor %}", ""), "templates/blocks/purposes.md": ("{% endfor %}", "{% endfr %}")}

    assert [problem.location.file for problem in faults(changes)] == ["templates/blocks/purposes.md", RIGHTS]


def test_a_block_without_a_layout_is_reported_at_its_reference() -> None:
    (problem,) = faults({RIGHTS: None})

    assert problem.what == 'there is no block "rights"'
    assert str(problem.location) == "policy_src/sections/your-privacy-rights.md:7:1"


def test_the_list_of_unstated_facts_leaves_out_stated_ones() -> None:
    changes: dict[str, Edit] = {
        "policy_src/subprocessors.yml": ("    purpose: Hosting,", "    location: Oregon\n    purpose: Hosting,"),
        "policy_src/policy.yml": ("  language: en\n", "  language: en\n  show_unstated: true\n"),
    }
    text = next(page.text for page in Project(edited(changes)).site.pages if page.path == "subprocessors.md")
    aws, stripe = (text.split(f"{{ #{vendor} }}")[1].split("## ")[0] for vendor in ("aws", "stripe"))

    assert "Location\n:   Oregon\n" in aws
    assert "*Legal entity, Address, Contact, Transfer mechanism," in aws
    assert "*Legal entity, Address, Contact, Location, Transfer mechanism," in stripe


def test_sections_with_titles_are_numbered_in_order() -> None:
    order = "      - data-we-collect\n      - how-we-use-your-data\n"
    swapped = "      - how-we-use-your-data\n      - data-we-collect\n"
    pages = Project(edited({"policy_src/policy.yml": (order, swapped)})).site.pages
    text = next(page.text for page in pages if page.path == "privacy-policy.md")

    assert '<span class="number">1.</span> How We Use Your Data { #how-we-use-your-data }' in text
    assert '<span class="number">2.</span> Data We Collect { #data-we-collect }' in text
    assert "{ #introduction }" not in text


def test_a_filter_of_a_constant_is_applied_for_each_policy() -> None:
    texts = {"a.md": "{{ 'x'|say }}"}
    shown = [Templates(texts, {"say": lambda _, words=words: words}, {}).render("a.md") for words in ("one", "eins")]

    assert shown == ["one", "eins"]
