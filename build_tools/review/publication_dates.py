"""Finds wrong dates of publications before they are published (decision 0036)."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from build_tools.history.backdating import remerge_commands
from build_tools.history.commit_log import read_commit
from build_tools.history.errors import HistoryError, KeptContentError, LostRevisionError, WrongDayError
from build_tools.history.lost_versions import find_cause
from build_tools.history.repository import Repository
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem
from build_tools.model.version import Provenance
from build_tools.project.project import Project

_SETTINGS = Location("policy_src/policy.yml")


def find_undated(project: Project) -> tuple[Problem, ...]:
    """The problems that keep the history from being dated. None where the history cannot be read."""
    try:
        project.archive  # noqa: B018 - computing it checks its days
    except LostRevisionError as error:
        return tuple(_locate_lost(project, error))
    except KeptContentError as error:
        return (Problem(Location(error.path), error.what, error.remedy, "kept-content"),)
    except WrongDayError as error:
        place = project.reading.sources.locate(("corrected_days",), key=True)
        return (Problem(place, error.what, error.remedy, "wrong-day"),)
    except HistoryError:
        return ()
    return ()


def find_wrong_days(project: Project) -> Iterator[Problem]:
    """Yield why a publication, past or next, would be dated before the previous one."""
    try:
        records = project.archive.records
    except HistoryError:
        return
    if project.folder is None or not records:
        return
    with Repository(project.folder) as repository:
        yield from _find_early_corrections(project, repository)
    last, zone = records[-1].published.day, project.reading.policy.publication.time_zone
    today = project.day_of_run
    if today < last.first and project.is_draft:
        what = f"today is {today} in the time zone {zone}, and the last publication is of {last}"
        remedy = f"Commit on {last} in that time zone, or keep the old time zone."
        remedy = f"A commit now would be dated before it. {remedy}"
        yield Problem(project.reading.sources.locate(("publication", "time_zone")), what, remedy, "time-zone-backwards")


def find_push_faults(project: Project, base: str) -> Iterator[Problem]:
    """Yield the problems of pushing the branch as it is, if `base` is its remote copy: others can be merged."""
    if project.folder is None:
        return
    with Repository(project.folder) as repository:
        known = repository.find(base)
        if not repository.is_upstream(base) or not repository.is_ancestor(known, repository.head):
            return
        if cause := find_cause(repository, known):
            yield Problem(_SETTINGS, cause.what, cause.remedy, "foxtrot-merge")
            return
        new = set(repository.branch[: repository.branch.index(known)])
        remedy = f"Run: {remerge_commands(known, repository.head)}."
        for revision, published in ((record.revision, record.published) for record in project.archive.records):
            is_new = revision.commit in new and published.provenance is Provenance.GIT
            if is_new and published.day.last < project.today:
                what = f"commit {revision} is not in {base} yet, and what it publishes would be dated {published.day}"
                remedy += " The merge dates it by the day on which you run this."
                yield Problem(_SETTINGS, f"{what}, the day on which it was made", remedy, "pushed-late")
                return


def _locate_lost(project: Project, error: LostRevisionError) -> Iterator[Problem]:
    policy = project.reading.policy
    named: dict[Route, str] = {
        ("corrected_days", number, "revision"): day.revision for number, day in enumerate(policy.corrected_days)
    }
    if policy.adopted and policy.adopted.revision:
        named["adopted", "revision"] = policy.adopted.revision
    for route, revision in named.items():
        if route[0] == error.key and revision == error.revision:
            yield Problem(project.reading.sources.locate(route), error.what, error.remedy, "unknown-revision")


def _find_early_corrections(project: Project, repository: Repository) -> Iterator[Problem]:
    policy = project.reading.policy
    declared = {repository.find(day.revision): day.published for day in policy.corrected_days}
    zone = ZoneInfo(policy.publication.time_zone)
    for number, correction in enumerate(policy.corrected_days):
        commit = repository.find(correction.revision)
        if not (name := repository.find(f"{commit}^")):
            continue
        parent = read_commit(repository, name).revision
        day = declared.get(name, parent.published.astimezone(zone).date())
        if correction.published < day:
            what = f"commit {correction.revision} cannot have been published on {correction.published}"
            what = f"{what}: the commit before it, {parent}, is of {day}"
            remedy = "or a later day; or, if the clock of that commit was wrong too, declare its day as well."
            place = project.reading.sources.locate(("corrected_days", number, "published"))
            yield Problem(place, what, f"Write {day} {remedy}", "corrected-too-early")
