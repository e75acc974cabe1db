"""The errors of reading a git history. Each says how to correct it."""

from build_tools.runtime.errors import UserError


class HistoryError(UserError):
    """The repository, a commit or a date is missing or wrong, so that no reliable dates can be given."""


class WrongDayError(HistoryError):
    """A date in git or in the source cannot be true."""


class KeptContentError(HistoryError):
    """A commit or a link has put something into the folder of the cache."""

    def __init__(self, path: str, what: str, remedy: str) -> None:
        """`path` is the refused file or folder, and `what` a clause."""
        super().__init__(what, remedy)
        self.path = path


class LostRevisionError(HistoryError):
    """The source names a commit that the published branch does not have."""

    def __init__(self, key: str, revision: str, where: str, more: str = "") -> None:
        """`key` is the setting: `adopted` or `corrected_days`. `where` completes "is not", and `more` is a sentence."""
        self.key, self.revision = key, revision
        name = "adopted.revision" if key == "adopted" else key
        remedy = f"Write the name of a commit that git log --first-parent shows.{more and ' '}{more}"
        super().__init__(f"{name} names commit {revision}, which is not {where}", remedy)


class NoRepositoryError(HistoryError):
    """A folder is not in a git repository."""


def out_of_calendar(commit: str) -> WrongDayError:
    """The error of a commit with an impossible date."""
    what = f"the date of commit {commit[:12]} is outside the calendar"
    return WrongDayError(what, "Name a later commit under adopted.revision in policy_src/policy.yml.")


def missing_content(what: str) -> HistoryError:
    """The error of a clone that lacks content: a partial or a broken clone."""
    return HistoryError(
        f"this clone lacks {what}, so old texts cannot be read",
        "Run: git fetch --refetch --no-filter, or clone again without --filter.",
    )
