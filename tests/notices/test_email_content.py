"""Tests that a notice tells customers all that they need to know, with the same content in both of its parts."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from build_tools.cli import main
from tests.support.announced_story import ADDRESS, announce, announced_story
from tests.support.projects import ORGANISATIONS, copy_project, edit, publish
from tests.support.projects import policy as command
from tests.support.story import Change, SampleProject, Story, keep, remark, say

_VENDORS = "policy_src/subprocessors.yml"


def notify(folder: Path, *arguments: str, **environment: str) -> Result:
    """Run `policy notice` in a project."""
    result = CliRunner().invoke(main, ["--project", str(folder), "notice", *arguments], env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def read(folder: Path, *arguments: str, **environment: str) -> EmailMessage:
    """The notice that it prints, and nothing else."""
    result = notify(folder, *arguments, **environment)
    assert (result.exit_code, result.stderr) == (0, "")
    message = message_from_bytes(result.stdout_bytes, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk()] == [[], [], []]
    return message


def text_of(message: EmailMessage) -> str:
    """Its part in plain words."""
    part = message.get_body(("plain",))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """Its part in HTML."""
    part = message.get_body(("html",))
    assert part
    return str(part.get_content())


def words_of(html: str) -> str:
    """What one reads of a page, in one line, links spelt out as in plain words."""
    body = re.sub(r'<a href="(?:mailto:)?([^"?]*)[^"]*"[^>]*>([^<]*)</a>', _spell_out, html.partition("<body")[2])
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body).partition(">")[2]).split())


def _spell_out(link: re.Match[str]) -> str:
    return link[2] if unescape(link[1]) == unescape(link[2]) else f"{link[2]} &lt;{link[1]}&gt;"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of twelve publications."""
    return announced_story().write(tmp_path_factory.mktemp("told")).folder


def test_it_tells_what_changes_why_since_when_and_where_to_read_it(told: Path) -> None:
    message = read(told, "2025-03-03")

    assert message["Subject"] == "Usage metrics and logs are kept for 180 days"
    assert (
        text_of(message)
        == f"""\
Usage metrics and logs are kept for 180 days
********************************************

We notify you of changes that matter to you. This is what changes.

Published March 3, 2025
In force from April 2, 2025

To find faults that show once in a season, we keep metrics and logs for 180
days.

Nothing changes for your test data: it stays in your AWS account.

For: All customers

Material changes
----------------

We now keep Usage metrics & logs for 180 days

This data about you is deleted later than before.

Before: 60 days

Now: 180 days

Data: Usage metrics, Service logs
Then: deleted

Why it matters: Data is kept for longer than was stated. (GDPR Art. 5(1)(e);
GDPR Art. 13(2)(a); Cal. Civ. Code §1798.100(a)(3))

Read it in full
---------------

- This change, word by word
  <{ADDRESS}changelog/2025-03-03/>
- Changelog <{ADDRESS}changelog/>
- Subscribe <{ADDRESS}subscribe/>

Privacy Policy

- Earlier text: February 11, 2025
  <{ADDRESS}privacy-policy/2025-02-11/>
- New text: March 3, 2025
  <{ADDRESS}privacy-policy/2025-03-03/>

Retention Schedule

- Earlier text: February 1, 2025
  <{ADDRESS}retention-schedule/2025-02-01/>
- New text: March 3, 2025
  <{ADDRESS}retention-schedule/2025-03-03/>

--------

Questions or objections: privacy@traceloom.io

Jajoga, LLC · Layton, UT, USA
"""
    )


@pytest.mark.parametrize(
    "name", ["2025-01-10", "2025-02-11", "2025-03-03", "2025-03-20", "2025-07-01", "2025-09-01", "2025-12-01"]
)
def test_both_parts_say_the_same(told: Path, name: str) -> None:
    message = read(told, name)
    plain = re.sub(r"(?m)^(\*+|-+|- |> )$|^- ", "", text_of(message))

    assert words_of(html_of(message)).replace(" . ", ". ").split() == plain.split()


def test_it_says_until_when_and_where_one_can_object(told: Path) -> None:
    text = text_of(read(told, "2025-12-01"))

    assert (
        "In force from February 1, 2026\nYou can object until January 15, 2026: write to privacy@traceloom.io,\n"
        in text
    )
    assert "subject “Sentry will receive error reports”\n" in text


def test_its_headers_are_those_of_a_list_that_a_program_writes_to(told: Path) -> None:
    message = read(told, "2025-03-20")
    headers = {name: str(value) for name, value in message.items() if name not in {"Content-Type", "Message-ID"}}

    assert headers == {
        "From": "TraceLoom <privacy@traceloom.io>",
        "To": "undisclosed-recipients:;",
        "Subject": "Mailgun takes the place of SendGrid",
        "Date": "Thu, 20 Mar 2025 16:00:00 +0000",
        "List-Id": "<policy-changes.traceloom.io>",
        "List-Archive": f"<{ADDRESS}changelog/>",
        "List-Help": f"<{ADDRESS}subscribe/>",
        "List-Post": "NO",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
        "MIME-Version": "1.0",
    }
    assert re.fullmatch(r"<notice\.2025-03-20\.[0-9a-f]{20}@traceloom\.io>", message["Message-ID"])
    assert message.get_content_type() == "multipart/alternative"


def test_it_asks_for_nothing_from_elsewhere(told: Path) -> None:
    for name in ("2025-01-10", "2025-03-20", "2025-12-01"):
        html = html_of(read(told, name))
        assert re.findall(r"<(?:img|script|link|iframe|object|video)|url\(|@import|src=", html) == []
        assert re.findall(r'href="(?!https://|mailto:)', html) == []


def test_the_same_publication_has_the_same_notice_whatever_comes_after_it(told: Path, tmp_path: Path) -> None:
    story = announced_story()
    story.publish("2025-12-20T12:00:00-07:00", {**say("This is a promise."), **announce("later")})
    later = story.write(tmp_path).folder

    for name in ("2025-01-10", "2025-03-20.2", "2025-12-01"):
        assert notify(later, name).stdout_bytes == notify(told, name).stdout_bytes
    assert read(later)["Subject"] == "We change this"


def test_what_is_printed_is_the_message_byte_for_byte(told: Path) -> None:
    done = command("--project", told, "notice", "2025-03-20", "--dry-run")
    printed = notify(told, "2025-03-20").stdout_bytes

    assert (done.returncode, done.stdout, done.stderr) == (0, printed.decode("ascii").replace("\r\n", "\n"), "")
    assert b"\n" not in printed.replace(b"\r\n", b"")
    assert all(len(line) <= 78 or line.startswith(b"List-") for line in printed.split(b"\r\n"))


@pytest.mark.parametrize(
    ("publications", "subject"),
    [
        (
            [{**keep("P180D")}, remark("nothing"), {**say("We delete nothing else.")}],
            "We now keep Usage metrics & logs for 180 days",
        ),
        ([{**say("Read us."), **announce("a", title="Legal speaks")}, {**say("Read us all.")}], "Legal speaks"),
    ],
    ids=["material", "announced"],
)
def test_without_a_name_it_is_the_newest_one_that_matters(
    tmp_path: Path, publications: list[dict[str, Change]], subject: str
) -> None:
    project = _write(tmp_path, *publications)
    assert read(project.folder)["Subject"] == subject


def test_if_nothing_matters_it_says_so(tmp_path: Path) -> None:
    result = notify(_write(tmp_path).folder)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("no publication is material or has an announcement")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["2025-03-04", "2025-03-20.3", "../x", "--", "2025"])
def test_an_unknown_publication_is_refused_with_those_that_there_are(told: Path, name: str) -> None:
    result = notify(told, "--", name)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"there is no publication {name!r}. "
        "The newest are: 2025-12-01, 2025-09-01, 2025-07-01, 2025-06-10, 2025-05-05.\n"
    )


@pytest.mark.parametrize("address", ["", "http://privacy.traceloom.example"])
def test_without_a_safe_address_nothing_can_be_led_to(tmp_path: Path, address: str) -> None:
    result = notify(_write(tmp_path, {**keep("P180D")}, address=address).folder)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert re.search(r"Write address: .*https://", result.stderr)


TITLES = {
    r'"Nothing\nBcc: everybody@example.com"': "Nothing Bcc: everybody@example.com",
    r'"Nothing\n\nA body"': "Nothing A body",
    r'"ש \u2066gnitteg\u2069 b"': "ש [U+2066]gnitteg[U+2069] b",
    "'=?utf-8?q?Bcc?='": "=?utf-8?q?Bcc?=",
    "'Größe & **x** [y](z) \"q\" '": 'Größe & x y "q"',
}
NAMES = {
    '=HYPERLINK("https://a.example","x")': '=HYPERLINK("https://a.example","x")',
    "ש \u2066gnitteg\u2069 b": "ש [U+2066]gnitteg[U+2069] b",
    "[us](https://a.example) **x** `y`": "[us](https://a.example) **x** `y`",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose publications have titles and vendors of the worst kind, one a day."""
    titled = [{**keep(f"P{number + 1}D"), **announce(f"a{number}", title=title)} for number, title in enumerate(TITLES)]
    named: list[dict[str, Change]] = [{_VENDORS: _name_posthog(name)} for name in NAMES]
    return _write(tmp_path_factory.mktemp("hostile"), *titled, *named).folder


@pytest.mark.parametrize(("number", "subject"), [*enumerate(TITLES.values(), 1)])
def test_no_title_is_more_than_words(hostile: Path, number: int, subject: str) -> None:
    message = read(hostile, f"2025-03-0{number}")

    assert message.keys().count("Subject") == 1
    assert "Bcc" not in message
    assert message["Subject"] == subject
    assert text_of(message).splitlines()[0] == subject


@pytest.mark.parametrize(("number", "shown"), [*enumerate(NAMES.values(), len(TITLES) + 1)])
def test_no_name_of_a_vendor_is_more_than_words(hostile: Path, number: int, shown: str) -> None:
    message = read(hostile, f"2025-03-0{number}")

    assert shown in " ".join(text_of(message).split())
    assert shown in words_of(html_of(message))


def test_a_name_that_brings_a_script_is_refused(tmp_path: Path) -> None:
    result = notify(_write(tmp_path, {_VENDORS: _name_posthog("</script><script>alert(1)//")}).folder)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "HTML is not allowed" in result.stderr


def test_legal_s_words_keep_their_links_and_bring_no_pictures(tmp_path: Path) -> None:
    words = (
        "See [the schedule](retention-schedule.md#billing), [us](https://example.com/a) or [here](#there).\n\n"
        "- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\n![A picture](picture.png)"
    )
    project = _write(tmp_path, {**keep("P180D"), **announce("a", words)})
    message = read(project.folder)
    text, html = text_of(message), html_of(message)

    assert f"See the schedule\n<{ADDRESS}retention-schedule/2025-03-01/#billing>,\n" in text
    assert "us <https://example.com/a> or here.\n\n- one\n- two\n\na | b\nc | d\n\nA picture" in text
    assert f'<a href="{ADDRESS}retention-schedule/2025-03-01/#billing"' in html
    assert "or here.</p>" in html
    assert "<img" not in html


def test_without_a_page_that_says_how_to_follow_changes_the_mailbox_helps(tmp_path: Path) -> None:
    message = read(_write(tmp_path, {**keep("P180D"), "policy_src/pages/subscribe.md": None}).folder)

    assert message["List-Help"] == "<mailto:privacy@traceloom.io>"
    assert "/subscribe/" not in text_of(message)


def test_a_fault_in_its_layout_is_told_with_its_place(tmp_path: Path) -> None:
    layout: dict[str, Change] = {"templates/notice/message.md": b"# {{ title }}\n\n{{ tittle }}\n"}
    result = notify(_write(tmp_path, {**keep("P180D"), **layout}).folder)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("templates/notice/message.md:3:4: the layout fails here: 'tittle' is undefined.")


def test_the_layout_is_legal_s(tmp_path: Path) -> None:
    layout: dict[str, Change] = {"templates/notice/message.md": b"# {{ title }}\n\n{{ owner }}\n"}
    message = read(_write(tmp_path, {**keep("P180D"), **layout}).folder)

    assert (
        text_of(message)
        == f"We now keep Usage metrics & logs for 180 days\n{'*' * 45}\n\nJajoga, LLC · Layton, UT, USA\n"
    )


def test_another_company_notifies_in_its_own_language(tmp_path: Path) -> None:
    project = copy_project(tmp_path, ORGANISATIONS / "nordlicht" / "policy_src")
    edit(project / "policy_src/retention.yml", "P90D", "P120D")
    (project / "policy_src/announcements").mkdir()
    (project / "policy_src/announcements/laenger.md").write_text(
        "---\ntitle: Wir bewahren länger auf\neffective: 2026-05-01\nobject_until: 2026-04-15\n---\nWir messen.\n",
        encoding="utf-8",
    )
    publish(project, "2026-03-02T12:00:00+01:00")
    message = read(project, "2026-03-02")
    text = text_of(message)

    assert (message["Subject"], message["Content-Language"]) == ("Wir bewahren länger auf", "de")
    assert message["From"].addresses[0].display_name == "Nordlicht"
    assert "In Kraft ab 1. Mai 2026" in text or "1. Mai 2026" in text
    assert (
        "15. April 2026: schreiben Sie an\ndatenschutz@nordlicht.example, Betreff „Wir bewahren länger auf“\n" in text
    )
    assert "Fragen oder Widerspruch: datenschutz@nordlicht.example" in text
    assert message["List-Help"] == "<https://datenschutz.nordlicht.example/abonnieren/>"
    assert "Alles lesen\n-----------\n\n- Diese Änderung, mit jedem geänderten Wort\n" in text
    assert [word for word in ("TraceLoom", "Before", "New text", "Read it") if word in text] == []


def _write(folder: Path, *publications: dict[str, Change], address: str = ADDRESS) -> SampleProject:
    """A project that gives its address, with publications of the first days of March."""
    first = announced_story(address or ADDRESS).commits[0].files
    files: dict[str, Change] = {path: node.content for path, node in first.items()}
    if not address:
        files |= {path: node.content for path, node in Story().commits[0].files.items()}
    story = Story(begins="")
    story.publish("2025-02-01T12:00:00-07:00", files)
    for number, changes in enumerate(publications):
        story.publish(f"2025-03-0{number + 1}T12:00:00-07:00", changes)
    return story.write(folder)


def _name_posthog(name: str) -> Callable[[bytes], bytes]:
    quoted = "'" + name.replace("'", "''") + "'"
    return lambda data: re.sub(r"(id: posthog\n\s+name: ).*", lambda match: match[1] + quoted, data.decode()).encode()


def test_it_says_how_to_leave_the_list(tmp_path: Path) -> None:
    page, mailbox = "https://lists.example.com/leave", "leave@lists.example.com"
    one_click = "https://lists.example.com/leave/%recipient%"
    mailto = f"<mailto:{mailbox}?subject=unsubscribe>"
    with_page, with_mailbox = _list_of(tmp_path, f"page: {page}"), _list_of(tmp_path, f"mailbox: {mailbox}")
    both = _list_of(tmp_path, f"page: {page}", f"mailbox: {mailbox}", f"one_click: {one_click}")

    assert [with_page["List-Unsubscribe"], with_mailbox["List-Unsubscribe"]] == [f"<{page}>", mailto]
    assert with_page["List-Unsubscribe-Post"] is None
    # with one click, there is one https address (RFC 8058, 3.1)
    assert both["List-Unsubscribe"] == f"<{one_click}>, {mailto}"
    assert both["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Leave this mailing list <{page}>" in text_of(both)
    assert f'href="{page}"' in html_of(both)
    assert f"Leave this mailing list <{mailbox}>" in text_of(with_mailbox)
    assert len({message["Message-ID"] for message in (with_page, with_mailbox, both)}) == 3


def _list_of(folder: Path, *leaving: str) -> EmailMessage:
    """A notice to a list that readers leave in some ways."""
    ways = "".join(f"      {way}\n" for way in leaving)
    signup = f"  signup:\n    mailbox: join@lists.example.com\n    privacy: We use it.\n    leaving:\n{ways}"
    story = announced_story()
    story.publish(
        "2025-12-05T12:00:00-07:00", {"policy_src/policy.yml": ("  language: en\n", f"  language: en\n{signup}")}
    )
    return read(story.write(folder).folder)
