"""Makes a printable text for tests of Word files and PDFs."""

from datetime import UTC, datetime

from build_tools.model.document import StandaloneText
from build_tools.model.text import OfPages

FINGERPRINT = "0123456789abcdef" * 4
TEXT = """\
# Privacy & Policy

We keep **logs** for *90 days* ([why](#why)), and tell [the authority](https://authority.example/a?b=c&d) of it.

<section class="key-facts" aria-label="Key facts" markdown="1">

Key facts
{ .key-facts-title }

-   **What we store**

    - [Account data](#account)
    - Logs

</section>

## <span class="number">1.</span> Why we do { #why }

1. First of all
2. Then *this*
    - deeper

       and more

| Data | Kept |
|---|---|
| **Account**{ #account }<br>[nowhere](gone.md) | 30 days |
| | € 5 |

Purpose
:   Hosting

```
code  here
```

> Said by others

### Größe §5 – „Übersicht“ { #size }

Write to [privacy@a.example](mailto:privacy@a.example).
"""


def printed(body: str = TEXT, **others: str) -> StandaloneText:
    """A text with everything around it."""
    return StandaloneText(
        title=others.get("title", "Privacy & Policy"),
        body=body,
        language=others.get("language", "en"),
        author="Example, Ltd.",
        note=others.get("note", "This is the text of 3 March, in force until 1 May."),
        foot=(others.get("foot", 'Privacy "Policy" · Version 2026-03-03'), f"SHA-256: {FINGERPRINT}"),
        page=OfPages(others.get("page", "Page {page} of {pages}")),
        made=datetime(2026, 3, 3, 12, tzinfo=UTC),
    )
