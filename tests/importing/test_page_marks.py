"""Tests that marks, numbers, links and dates of a page are kept as they are shown, or reported."""

import pytest

from tests.importing.drafts import draft, facts, report, section, words

TABLE = """<h1>Privacy Policy</h1><h2>How long we keep data</h2>
<table><tr><th>Data</th><th>Retention period</th></tr>{rows}</table>"""


def row(period: str) -> str:
    return TABLE.format(rows=f"<tr><td>Logs</td><td>{period}</td></tr><tr><td>Mail</td><td>two years</td></tr>")


def test_a_raised_footnote_mark_is_no_part_of_the_number_before_it() -> None:
    made = draft(row("9<sup>1</sup> months"))
    logs, _ = facts(made, "retention")

    assert (logs["period"], logs["text"]) == ("P9M", "9¹ months")
    assert '"Logs" has a footnote' in report(made)


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("30 days<sup>[2]</sup>", "30 days²"),
        ("30 days<sup>a, b</sup>", "30 daysᵃ, ᵇ"),
        ("30 days<sup><a href='#fn3'>3</a></sup>", "30 days³"),
        ("Mailer<sup>TM</sup>", "MailerTM"),
        ("data<sup>new in May</sup>", "data new in May"),
        ("CO<sub>2</sub>", "CO₂"),
    ],
)
def test_raised_and_lowered_marks_stay_apart_from_words(shown: str, kept: str) -> None:
    assert kept in words(draft(f"<h1>Policy</h1><p>We say {shown}.</p>"))


@pytest.mark.parametrize(
    "struck",
    ["<del>30</del>", "<s>30</s>", "<strike>30</strike>", '<span style="text-decoration: line-through">30</span>'],
)
def test_struck_words_are_left_out_and_reported(struck: str) -> None:
    made = draft(row(f"{struck} 60 days"))

    assert facts(made, "retention")[0]["period"] == "P60D"
    assert "30" not in words(made).replace("2030", "")
    assert 'struck out: "30" -> left out' in report(made)


def test_words_that_markdown_strikes_out_are_left_out_and_reported() -> None:
    made = draft("# Policy\n\nWe keep it for ~~thirty~~ sixty days.\n", "a.md")

    assert "We keep it for sixty days." in words(made)
    assert 'struck out: "thirty"' in report(made)


@pytest.mark.parametrize("how", ['style="display:none"', "hidden", 'style="visibility: hidden"', 'style="font-size:0"'])
def test_what_a_page_hides_is_left_out_and_reported(how: str) -> None:
    made = draft(f"<h1>Policy</h1><p>We keep your mail with care.</p><p {how}>We sell it.</p>")

    assert "We sell it." not in words(made)
    assert 'hidden on the page: "We sell it."' in report(made)


def test_what_opens_by_a_click_is_text() -> None:
    made = draft(
        '<h1>Policy</h1><p>A long text begins the page and says what follows.</p><a aria-controls="p1">Data</a>'
        '<div id="p1" style="display:none">We keep mail.</div><div role="tabpanel" hidden>We keep logs.</div>'
    )

    assert "We keep mail." in words(made)
    assert "We keep logs." in words(made)


def test_a_mailbox_that_a_network_encodes_is_decoded() -> None:
    hidden = "127a777e7e7d527477607c7e7773743c776a737f627e77"
    made = draft(
        f'<h1>Policy</h1><p>Write to <a class="__cf_email__" data-cfemail="{hidden}">[email&#160;protected]</a> or '
        f'<a href="/cdn-cgi/l/email-protection#{hidden}">to us</a>.</p>'
    )

    assert "[hello@fernleaf.example](mailto:hello@fernleaf.example)" in section(made, "introduction")
    assert "[to us](mailto:hello@fernleaf.example)" in section(made, "introduction")
    assert "protected" not in words(made)


@pytest.mark.parametrize("shown", ["[email protected]", "[Company Name]", "{{ contact_email }}", "[Insert date here]"])
def test_words_that_stand_for_others_are_reported(shown: str) -> None:
    made = report(draft(f"<h1>Policy</h1><p>Ask {shown}.</p>"))

    assert f'check: "{shown}" is in the place of words that are missing' in made


LETTERED = """<h1>Terms and Privacy Policy</h1><h2>Clauses</h2><ol><li>We collect:<ol type="a"><li>names</li>
<li>mail</li></ol></li><li>We keep it.</li></ol><p>See clause 1(b).</p><ol start="3"><li>We go on.</li></ol>
<ol style="list-style-type: lower-roman"><li>first</li><li>second</li></ol>
<ol><li value="2">two</li><li value="5">five</li></ol>"""


def test_letters_and_numbers_of_lists_stay_as_they_are_shown() -> None:
    shown = section(draft(LETTERED), "clauses")

    assert "1. We collect:\n\n    a. names\n\n    b. mail" in shown
    assert "3. We go on." in shown
    for kept in ("i. first", "ii. second", "2\\. two", "5\\. five"):
        assert kept in shown


LINKS = """<html><head>{head}</head><body><h1>Privacy Policy</h1><ul><li><a href="#keep">How long</a></li></ul>
<h2>Our data <a href="#data">#</a></h2><p><a href="/terms">Terms</a>, <a href="sub/list.html">list</a>, and
<a href="#nowhere">nothing</a>.</p><a name="keep"></a><h2>Periods</h2><p>See <a href="#data-1">data</a>.</p>
<h3 id="data-1">More data</h3><p>It ends.</p></body></html>"""


def test_links_to_sections_lead_to_the_new_sections() -> None:
    made = draft(LINKS.format(head=""))

    assert "[How long](#periods)" in section(made, "introduction")
    assert "[data](#more-data)" in section(made, "periods")
    assert "title: Our data\n" in section(made, "our-data")
    assert 'a link to a place that is no section: "nothing (#nowhere)" -> left out' in report(made)


@pytest.mark.parametrize(
    "head",
    [
        '<base href="https://fernleaf.example/legal/">',
        '<link rel="canonical" href="https://fernleaf.example/legal/privacy">',
        '<meta property="og:url" content="https://fernleaf.example/legal/privacy">',
    ],
)
def test_relative_links_get_the_address_of_their_page(head: str) -> None:
    shown = section(draft(LINKS.format(head=head)), "our-data")

    assert "[Terms](https://fernleaf.example/terms), [list](https://fernleaf.example/legal/sub/list.html)" in shown


def test_relative_links_without_an_address_are_reported() -> None:
    made = draft(LINKS.format(head=""))

    assert "Terms, list" in section(made, "our-data")
    assert 'a link within a site whose address the file does not state: "Terms (/terms)" -> left out' in report(made)


def test_links_in_facts_name_their_document() -> None:
    made = draft(
        "# Privacy Policy\n\n## Vendors\n\n| Vendor | Purpose |\n|---|---|\n| Ivy | Mail: [rights](#your-rights) |\n"
        "\n"
        "## Your rights\n\nAsk us.\n",
        "a.md",
    )

    assert facts(made, "subprocessors")[0]["purpose"] == "Mail: [rights](privacy-policy.md#your-rights)"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Last updated: 14 February 2026", "2026-02-14"),
        ("**Effective Date:** June 1, 2023", "2023-06-01"),
        ("This Privacy Policy was last updated on March 5, 2024.", "2024-03-05"),
        ("Stand: Mai 2018", "2018-05"),
        ("Letzte Aktualisierung: 5. März 2024", "2024-03-05"),
        ("Dernière mise à jour : 1er janvier 2024", "2024-01-01"),
        ("Última actualización: 3 de mayo de 2023", "2023-05-03"),
        ("Ultimo aggiornamento: 3 maggio 2023", "2023-05-03"),
        ("Laatst bijgewerkt op 3 mei 2023", "2023-05-03"),
    ],
)
def test_the_date_of_a_text_is_proposed_and_not_published(line: str, day: str) -> None:
    made = draft(f"# Privacy Policy\n\n{line}\n\n## Data\n\nWe keep mail.\n", "a.md")

    assert day[:4] not in words(made)
    assert f"policy launch --published {day}" in report(made)


def test_a_date_with_two_readings_is_left_out_and_asked_for() -> None:
    made = draft("# Privacy Policy\n\nEffective: 02/03/2024\n\nWe keep mail.\n", "a.md")

    assert "2024" not in words(made)
    assert '"Effective: 02/03/2024" can be read in two ways' in report(made)


def test_the_day_in_force_is_reported_beside_the_day_of_the_text() -> None:
    made = draft("# Policy\n\nEffective: 1 June 2024\n\nLast updated: 3 May 2024\n\nWe keep mail.\n", "a.md")

    assert "policy launch --published 2024-05-03" in report(made)
    assert '"Effective: 1 June 2024", the day from which the text is in force -> left out' in report(made)


@pytest.mark.parametrize(
    "line",
    [
        "We updated our servers on 4 May 2020.",
        "We stand by our word since 2010.",
        "In force since 1 May, with exceptions.",
    ],
)
def test_other_dates_stay(line: str) -> None:
    assert line in words(draft(f"# Policy\n\n{line}\n", "a.md"))
