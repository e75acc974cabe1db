"""The policy of an invented company, as it might be published: in Markdown, on a web page, and in Word."""

from io import BytesIO

from docx import Document
from markdown_it import MarkdownIt

MARKDOWN = """\
# Privacy Policy

Last updated: 14 February 2026

Fernleaf Studio (“we”, “us”) makes gardening diaries. This policy covers the site and the apps.

## 1. What we collect

We collect:

- **Account data:** name, e-mail address, and postal code
- **Diary data:** plant names, photographs (no location)

We ask for nothing else. Children under 16 may not use the diary.

## 2. How we use it

We use this data to:

- keep your diary
- answer your questions

We do not use your data to:

- train models

## 3. Service providers

| Sub-processor | Purpose | Data | Country | Website |
|---|---|---|---|---|
| [Boxwood Cloud](https://boxwood.example/) | Hosting | Account data, photographs (encrypted) | Eire | boxwood.example |
| Ivy Mail | Newsletters (optional) | e-mail address | Canada | ivy.example |

Boxwood Cloud may not read your photographs.

## 4. How long we keep it

| Data | Retention period | Reason |
|---|---|---|
| Account data | 30 days after account closure | Art. 6(1)(b) GDPR |
| Photographs | between 1 and 2 years | backups |

## 5. Your rights

- **Access:** receive a copy of your data
- **Deletion:** have it erased within 30 days

We respond to all requests within one month. Write to privacy@fernleaf.example or [online](https://fernleaf.example/ask).

### By post

Fernleaf Studio Ltd\\
4 Orchard Lane\\
Exampleton

## 6. Changes

We notify you by e-mail before a material change. 1. July is when we review this text.
"""

DISGUISE = """\
<!doctype html><html lang="en"><head><title>Privacy</title><style>p{color:red}</style>
<script>var spied = "never seen";</script></head><body>
<header class="site-header"><nav><a href="/">Home of menus</a></nav></header>
<div id="cookie-banner">Accept all our biscuits<button>OK</button></div>
<main>%s</main>
<footer>Copyright of the footer</footer><script>alert("never run")</script></body></html>
"""


def as_html() -> bytes:
    """The policy on a saved web page, with all that stands around it."""
    return (DISGUISE % str(MarkdownIt("commonmark", {"html": True}).enable("table").render(MARKDOWN))).encode()


def as_word() -> bytes:
    """The policy in Word, by the styles of headings, lists and tables."""
    document = Document()
    rows: list[list[str]] = []
    for line in [*MARKDOWN.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            _add_table(document, [rows[0], *rows[2:]])
            rows = []
        if line.startswith("#"):
            marks, _, words = line.partition(" ")
            document.add_heading(words, len(marks))
        elif line.startswith("- "):
            document.add_paragraph(line[2:].replace("**", ""), style="List Bullet")
        elif line:
            document.add_paragraph(line.rstrip("\\"))
    made = BytesIO()
    document.save(made)
    return bytes(made.getvalue())


def _add_table(document: "Document", rows: list[list[str]]) -> None:  # type: ignore[valid-type]
    table = document.add_table(rows=0, cols=len(rows[0]))  # type: ignore[attr-defined]
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words.partition("](")[0].lstrip("[")
