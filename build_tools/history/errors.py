"""What keeps a history from being told, and how does one mend it?"""

from build_tools.runtime.errors import UserError


class HistoryError(UserError):
    """Something without which dates would be guesses: the repository, one of its commits, or a date in it."""


class WrongDayError(HistoryError):
    """A day that git or the source states cannot be true."""


class KeptContentError(HistoryError):
    """A commit or a link has put something in the place where results are kept from one run to the next."""

    def __init__(self, path: str, what: str, remedy: str) -> None:
        """`path` is the file or folder that is refused, and `what` a clause."""
        super().__init__(what, remedy)
        self.path = path


class LostRevisionError(HistoryError):
    """The source names a commit that the published branch does not have."""

    def __init__(self, key: str, revision: str, where: str, more: str = "") -> None:
        """`key` is the setting that names it: `adopted` or `corrected_days`. `where` is a clause, `more` a sentence."""
        self.key, self.revision = key, revision
        name = "adopted.revision" if key == "adopted" else key
        remedy = f"Write the name of a commit that git log --first-parent shows.{more and ' '}{more}"
        super().__init__(f"{name} names commit {revision}, which is not {where}", remedy)


class NoRepositoryError(HistoryError):
    """A folder is in no git repository."""


def out_of_calendar(commit: str) -> WrongDayError:
    """What to say of a commit whose date no calendar has."""
    what = f"the date of commit {commit[:12]} lies outside of the calendar"
    return WrongDayError(what, "Name a later commit under adopted.revision in policy_src/policy.yml.")


def missing_content(what: str) -> HistoryError:
    """What to say where a clone lacks content: a partial clone, or a broken one."""
    return HistoryError(
        f"this clone lacks {what}, so old texts cannot be read",
        "Run: git fetch --refetch --no-filter, or clone anew without --filter.",
    )
