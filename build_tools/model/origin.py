"""What was a site built of?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a built site."""

    commit: str
    """The full name of the commit; empty before the first one."""
    is_draft: bool
    """Whether anything of it was not committed, or is not published."""
    as_of: date
    """The day as of which the site tells what is in force and what is coming."""
    uncommitted: tuple[str, ...] = ()
    """The files that are not as in that commit, each with what is the matter: `policy_src/data.yml: it is …`."""
