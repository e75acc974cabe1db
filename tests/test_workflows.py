"""Tests that each command of our workflows works, in its order, from a pull request to the notice to customers.

A local API answers as GitHub and GitLab document, a local web server serves the live site, and a local server speaks
S3 for AWS. All else is real: git, make, MkDocs and the commands.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
import yaml
from moto.server import ThreadedMotoServer
from types_boto3_s3 import S3Client

from build_tools.reports.review_comment import MARKER
from tests.support.announced_story import announce, material
from tests.support.forge_server import TOKEN, Forge, serve_forge
from tests.support.mail_server import serve_mail
from tests.support.pipelines import WORKFLOWS, Machine, Pipeline, Workflow, holds
from tests.support.projects import ENVIRONMENT, ROOT, lack, run
from tests.support.story import Change, Node, Story, git, keep, source

TODAY = "2025-03-03"
FILES = ("Makefile", "mkdocs.yml", "pyproject.toml", ".gitignore", ".gitlab-ci.yml")
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
REPOSITORY = "traceloom/policies"
LIST = "customers@lists.example.com"
ROLE = {"AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/publish", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def workflows() -> dict[str, Any]:
    """Each file, read."""
    return {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOWS.iterdir()}


def _infrastructure() -> dict[str, Change]:
    """What a project has beside its source, as a clone of this one does."""
    folders = (ROOT / ".github", ROOT / "site_overrides")
    paths = [
        *(ROOT / name for name in FILES),
        *ROOT.glob("requirements*.lock"),
        *(path for folder in folders for path in folder.rglob("*") if path.is_file()),
    ]
    told: dict[str, Change] = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    return {**told, ".ci/run": Node((ROOT / ".ci/run").read_bytes(), "100755")}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A policy of two publications, and a change of it that nobody announces; nothing is live."""
    folder = tmp_path
    address = ("  language: en\n", "  address: https://privacy.traceloom.example\n  language: en\n")
    story = Story(begins="")
    settings = re.sub(rb"(?m)^  downloads:.*\n", b"", source()["policy_src/policy.yml"])  # they take their time
    first = {**source(), **_infrastructure(), "policy_src/policy.yml": settings}
    story.publish("2025-01-10T12:00:00-07:00", first, subject="Publish the policy")
    gaps = story.files()["policy_src/known_gaps.yml"].content.partition(b"  - gap: site-without-address")[0]
    files: dict[str, Change] = {"policy_src/policy.yml": address, "policy_src/known_gaps.yml": gaps}
    story.publish("2025-02-01T12:00:00-07:00", {**files, **keep("P60D")})
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", keep("P180D"), on="edit")
    story.branch("announced", at=story.tips["edit"])
    (longer,) = material(keep("P180D"), keep("P60D"))
    told = announce("longer", title="We keep logs for longer", effective="2025-04-02", findings=f"[{longer}]")
    story.publish("2025-03-02T13:00:00-07:00", told, on="announced")
    story.write(folder / "project")
    origin, live = folder / "origin", folder / "live"
    (folder / "scratch").mkdir()
    git(folder, "clone", "--quiet", "--bare", str(folder / "project"), str(origin))
    for name in ("edit", "announced"):
        _merge(origin, name)
    with serve_folder(live) as served:
        yield Machine(origin, folder / "scratch", live, {"POLICY_TODAY": TODAY, "TEST_LIVE": served})


@pytest.fixture
def drafting(tmp_path: Path) -> Iterator[Machine]:
    """A policy that is a draft."""
    files = {**source(), **_infrastructure()}
    story = Story(begins="")
    settings = b"draft: true\n" + source()["policy_src/policy.yml"]
    story.publish("2025-01-10T12:00:00-07:00", {**files, "policy_src/policy.yml": settings}, subject="Begin")
    story.write(tmp_path / "project")
    (tmp_path / "scratch").mkdir()
    git(tmp_path, "clone", "--quiet", "--bare", str(tmp_path / "project"), str(tmp_path / "origin"))
    with serve_folder(tmp_path / "live") as served:
        environment = {"POLICY_TODAY": TODAY, "TEST_LIVE": served}
        yield Machine(tmp_path / "origin", tmp_path / "scratch", tmp_path / "live", environment)


def _merge(origin: Path, name: str) -> None:
    """What GitHub offers as the merge of a pull request."""
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _PERSON.items()}
    tips = [git(origin, "rev-parse", branch) for branch in ("main", name)]
    parents = [word for tip in tips for word in ("-p", tip)]
    done = run("git", "commit-tree", f"{tips[1]}^{{tree}}", *parents, "-m", f"Merge {name}", folder=origin, **who)
    git(origin, "update-ref", f"refs/pull/{name}/merge", done.stdout.strip())


_PERSON = {"NAME": "Mo Merger", "EMAIL": "mo@example.com", "DATE": "2025-03-03T12:00:00-07:00"}


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, once it is there."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def github(machine: Machine, file: str, forge: Forge | None = None, **contexts: Any) -> Workflow:
    """A run on GitHub: of the published branch, unless the contexts say otherwise."""
    token = TOKEN if forge else ""
    told = {
        "github": {
            "server_url": "https://github.com",
            "repository": REPOSITORY,
            "token": token,
            "ref": "refs/heads/main",
        },
        "vars": {},
        "secrets": {},
        "inputs": {},
        **contexts,
    }
    summary = machine.scratch.parent / "summary.md"
    summary.unlink(missing_ok=True)
    environment = {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_STEP_SUMMARY": str(summary)}
    if forge:
        environment |= {"GITHUB_API_URL": forge.address, "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "main"}
    return Workflow(machine, file, told, "refs/heads/main", environment)


def pull_request(machine: Machine, forge: Forge, branch: str) -> Workflow:
    """A run for a pull request."""
    tip, base = (git(machine.origin, "rev-parse", name) for name in (branch, "main"))
    event = {
        "number": 7,
        "base": {"sha": base},
        "head": {"sha": tip, "repo": {"full_name": REPOSITORY}},
        "user": {"login": "ada"},
    }
    context = {
        "server_url": "https://github.com",
        "repository": REPOSITORY,
        "token": TOKEN,
        "event": {"pull_request": event},
    }
    told = github(machine, "pull-request.yml", forge, github=context)
    told.ref = f"refs/pull/{branch}/merge"
    return told


def failed(machine: Machine) -> list[str]:
    """The commands that failed since one asked last."""
    names = [f"{step.job}: {step.name}" for step in machine.steps if step.status]
    machine.steps.clear()
    return names


def test_every_command_works_from_a_pull_request_to_the_notice(machine: Machine) -> None:
    """One story, so that each commit is built once."""
    review_on_github(machine)
    publish_on_github(machine)
    pass_a_night_on_github(machine)
    try_tests_on_github(machine)
    measure_on_github(machine)
    review_on_gitlab(machine)
    publish_on_gitlab(machine)
    with serve_bucket() as service:
        machine.environment |= {"AWS_ENDPOINT_URL": service, "AWS_EC2_METADATA_DISABLED": "true"}
        publish_to_a_bucket(machine)


def review_on_github(machine: Machine) -> None:
    """A pull request is reviewed, and its one comment kept up to date."""
    with serve_forge() as forge:
        first = pull_request(machine, forge, "edit")
        first.contexts["vars"] = {"POLICY_LISTS": "caloppa"}
        assert first.run() == {"policy": "failure", "comment": "success"}
        annotations = next(step.told for step in machine.steps if "beside the lines" in step.name)
        assert failed(machine) == ["policy: Check the source, and the notice promised to customers"]
        (body,) = forge.bodies
        summary = Path(first.environment["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")

        assert pull_request(machine, forge, "announced").run() == {"policy": "success", "comment": "success"}
        assert failed(machine) == []

    assert body == summary
    assert body.startswith(MARKER)
    assert "**Not yet.**" in body
    assert "<summary>Checklist caloppa: " in body
    assert "(https://github.com/traceloom/policies/actions/runs/1/artifacts/site)" in body
    assert f"(https://github.com/{REPOSITORY}/blob/{git(machine.origin, 'rev-parse', 'edit')}/policy_src/" in body
    assert [line.split(" ")[0] for line in annotations.splitlines()] == ["::error", "::warning"]
    assert (first.artifacts["site"] / "index.html").is_file()
    assert len(forge.bodies) == 1
    assert "**Ready.** The material changes are announced." in forge.bodies[0]


def publish_on_github(machine: Machine) -> None:
    """What is merged is published, once a person has said that nothing was before; customers are told."""
    git(machine.origin, "update-ref", "refs/heads/main", "refs/pull/announced/merge")
    with serve_mail() as server:
        told: dict[str, Any] = {
            "vars": {"POLICY_NOTICE_TO": "customers@lists.example.com"},
            "secrets": {"POLICY_SMTP": server.address},
        }
        assert github(machine, "publish.yml", **told).run() == {"site": "failure", "notice": "skipped"}
        assert failed(machine) == ["build: Check that no published version has changed"]
        assert not machine.live.exists()

        first = github(machine, "publish.yml", **told, inputs={"first": True})
        assert first.run() == {"site": "success", "notice": "success"}

    assert failed(machine) == []
    assert [b"We keep logs for longer" in message for message in server.messages] == [True]
    assert (machine.live / "changelog/2025-03-03/index.html").is_file()
    assert not (machine.live / "built-site.json").exists()
    served = machine.environment["TEST_LIVE"]
    assert addresses(machine.live) == {served}
    assert f"List-Archive: <{served}/changelog/>".encode() in server.messages[0]


def addresses(site: Path) -> set[str]:
    """Where a site stands, by its feeds, its site map and its canonical links."""
    texts = [(site / name).read_text(encoding="utf-8") for name in ("feeds/changelog.rss", "sitemap.xml", "index.html")]
    found = re.findall(r'(?:<link>|<loc>|rel="canonical" href=")(https?://[^/"<]+)', "".join(texts))
    assert len(found) > 3 * len(texts)
    return set(found)


def pass_a_night_on_github(machine: Machine) -> None:
    """It builds and publishes anew, and sends nothing."""
    before = (machine.live / "data/versions.json").read_bytes()

    assert github(machine, "nightly.yml").run() == {"site": "success", "reminder": "success"}

    assert failed(machine) == []
    assert (machine.live / "data/versions.json").read_bytes() == before
    told = json.loads((machine.live / "data/changelog.json").read_text(encoding="utf-8"))
    record = json.loads(git(machine.origin, "cat-file", "-p", "refs/notices/2025-03-03"))
    sent = datetime.fromisoformat(record["moment"]).astimezone(ZoneInfo("America/Denver")).date()
    assert [one["notified"] for one in told["publications"]] == [str(sent), None, None]


def gitlab(machine: Machine, ref: str, **variables: str) -> Pipeline:
    """A pipeline on GitLab."""
    told = {"CI_DEFAULT_BRANCH": "main", "CI_PROJECT_ID": "42", "CI_PAGES_URL": machine.environment["TEST_LIVE"]}
    told |= {"CI_PROJECT_URL": "https://gitlab.example.com/traceloom/policies", "CI_COMMIT_SHA": "0" * 40}
    return Pipeline(machine, ref, told | variables)


def try_tests_on_github(machine: Machine) -> None:
    """All of this is tested, which only a stand-in does here: these tests are part of it."""
    told = github(machine, "tests.yml")
    told.environment["PATH"] = f"{machine.stand_in('make')}:{ENVIRONMENT['PATH']}"

    assert told.run() == {"test": "success"}
    assert machine.steps[-1].told == "make test\n"
    assert failed(machine) == []


def measure_on_github(machine: Machine) -> None:
    """The bench is run, which only a stand-in does here: it takes its time. Its results are kept."""
    results = machine.cache / "bench" / "results.json"
    results.parent.mkdir(parents=True)
    results.write_text("{}\n", encoding="utf-8")
    told = github(machine, "bench.yml", inputs={"only": "build check"})
    told.environment["PATH"] = f"{machine.stand_in('make')}:{ENVIRONMENT['PATH']}"

    assert told.run() == {"bench": "success"}
    assert machine.steps[-1].told == "make bench ONLY=build check\n"
    assert told.artifacts["bench"].read_text(encoding="utf-8") == "{}\n"
    assert failed(machine) == []


def review_on_gitlab(machine: Machine) -> None:
    """A merge request is reviewed, and its lines have notes."""
    base = git(machine.origin, "merge-base", "edit", "announced~2")
    with serve_forge("gitlab", me="project_42_bot") as forge:
        told = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        told |= {"CI_API_V4_URL": forge.address, "CI_MERGE_REQUEST_IID": "7", "POLICY_COMMENT": "true"}
        run_ = gitlab(machine, "refs/pull/edit/merge", **told)
        run_.scoped = {"comment": {"POLICY_GITLAB_TOKEN": TOKEN}}
        assert run_.run() == {"report": "failure", "preview": "success", "comment": "success"}

    assert failed(machine) == ['report: .venv/bin/policy check --against "$CI_MERGE_REQUEST_DIFF_BASE_SHA"']
    assert "**Not yet.**" in forge.bodies[0]
    assert f"https://gitlab.example.com/traceloom/policies/-/blob/{'0' * 40}/policy_src/" in forge.bodies[0]
    last = max(machine.scratch.glob("*-comment"), key=lambda folder: int(folder.name.partition("-")[0]))
    assert git(last, "rev-parse", "HEAD") == base  # its program, and not that of the change
    reports = {path: folder for folder, path in run_.artifacts}
    assert set(reports) == {"report.md", "site/"}
    entries = json.loads((reports["report.md"] / "findings.json").read_text(encoding="utf-8"))
    assert [entry["severity"] for entry in entries] == ["critical", "major"]


def publish_on_gitlab(machine: Machine) -> None:
    """What is merged is published, and each night again."""
    told = {"CI_COMMIT_BRANCH": "main", "POLICY_NOTICE_TO": LIST, "POLICY_SMTP": "smtp://127.0.0.1:9"}
    day = gitlab(machine, "refs/heads/main", **told, CI_PIPELINE_SOURCE="push")
    night = gitlab(machine, "refs/heads/main", **told, CI_PIPELINE_SOURCE="schedule")

    assert day.run() == {"pages": "success", "notice": "success"}  # GitHub has told customers
    assert night.belonging() == ["reminder", "pages"]
    measured = gitlab(machine, "refs/heads/main", **told, CI_PIPELINE_SOURCE="schedule", POLICY_BENCH="true")
    assert set(measured.belonging()) == {"reminder", "pages", "bench"}
    folder, path = day.artifacts[0]
    assert [kept for _, kept in day.artifacts] == ["public", "sbom.cdx.json"]
    assert (folder / path / "index.html").is_file()
    assert not (folder / path / "built-site.json").exists()
    assert addresses(folder / path) == {machine.environment["TEST_LIVE"]}
    assert failed(machine) == []

    own = gitlab(
        machine, "refs/heads/main", **told, CI_PIPELINE_SOURCE="schedule", POLICY_ADDRESS="https://own.example"
    )
    assert own.run()["pages"] == "success"
    folder, path = own.artifacts[0]
    assert addresses(folder / path) == {"https://own.example"}
    assert failed(machine) == []


@contextmanager
def serve_bucket() -> Iterator[str]:
    """The address of a server that speaks S3, with a bucket."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        client(f"http://{host}:{port}").create_bucket(Bucket="policies")
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client(service: str) -> S3Client:
    """Looks into buckets."""
    return boto3.client(
        "s3",
        endpoint_url=service,
        region_name="us-east-1",
        aws_access_key_id="me",
        aws_secret_access_key="me",  # noqa: S106 - it opens nothing
    )


def publish_to_a_bucket(machine: Machine) -> None:
    """Where the variables say so, GitHub publishes to a bucket, and so does GitLab, in place of their pages."""
    place = {"POLICY_TARGET": "s3://policies/site", **ROLE}
    day = gitlab(machine, "refs/heads/main", **place, CI_COMMIT_BRANCH="main", CI_PIPELINE_SOURCE="push")

    assert github(machine, "site.yml", vars=place, inputs={"first": False}).run() == {
        "build": "success",
        "pages": "skipped",
        "bucket": "success",
    }
    assert day.run() == {"build": "success", "bucket": "success"}
    assert failed(machine) == []
    folder = max(machine.scratch.glob("*-bucket"), key=lambda folder: int(folder.name.partition("-")[0]))
    assert addresses(folder / "site") == {"https://privacy.traceloom.example"}  # that of the source
    told = client(machine.environment["AWS_ENDPOINT_URL"]).list_objects_v2(Bucket="policies", Prefix="site/")
    assert {"site/index.html", "site/data/versions.json"} <= {entry["Key"] for entry in told["Contents"]}


def test_a_draft_is_built_and_kept_and_not_published(drafting: Machine) -> None:
    told: dict[str, Any] = {"vars": {"POLICY_NOTICE_TO": LIST}, "secrets": {"POLICY_SMTP": "smtp://127.0.0.1:9"}}
    day = github(drafting, "publish.yml", **told)
    assert day.run() == {"site": "success", "notice": "success"}
    assert "no notice is due" in drafting.steps[-1].told
    assert github(drafting, "nightly.yml").run() == {"site": "success", "reminder": "success"}
    bucket = github(drafting, "site.yml", vars={"POLICY_TARGET": "s3://policies/site", **ROLE}, inputs={"first": False})
    assert bucket.run() == {"build": "success", "pages": "skipped", "bucket": "skipped"}
    assert failed(drafting) == []
    for kept in (day, bucket):
        assert list(kept.artifacts) == ["sbom", "draft"]
        assert "This is a draft." in (kept.artifacts["draft"] / "index.html").read_text(encoding="utf-8")

    night = gitlab(drafting, "refs/heads/main", CI_COMMIT_BRANCH="main", CI_PIPELINE_SOURCE="schedule")
    assert night.run() == {"reminder": "success", "pages": "failure"}
    assert [step.status for step in drafting.steps if step.status] == [3]  # which GitLab allows, with a warning
    assert [path for _, path in night.artifacts] == ["draft", "sbom.cdx.json"]
    drafting.steps.clear()

    night = gitlab(
        drafting,
        "refs/heads/main",
        CI_COMMIT_BRANCH="main",
        CI_PIPELINE_SOURCE="push",
        POLICY_TARGET="s3://policies/site",
    )
    assert night.run() == {"build": "failure", "bucket": "success"}
    assert [step.status for step in drafting.steps if step.status] == [3]
    assert [path for _, path in night.artifacts] == ["draft", "sbom.cdx.json"]
    assert not drafting.live.exists()


def test_a_fork_or_a_robot_gets_no_job_that_may_write(workflows: dict[str, Any]) -> None:
    condition = workflows["pull-request.yml"]["jobs"]["comment"]["if"]
    needs = {"policy": {"outputs": {"report": "success"}}}
    decided = []
    for head, who in ((REPOSITORY, "ada"), ("mallory/policies", "mallory"), (REPOSITORY, "dependabot[bot]")):
        event = {"pull_request": {"head": {"repo": {"full_name": head}}, "user": {"login": who}}}
        contexts = {"needs": needs, "github": {"event": event, "repository": REPOSITORY}}
        decided.append(holds(condition, contexts, has_failed=True))

    assert decided == [True, False, False]


def test_each_action_is_pinned_by_its_commit() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS.iterdir())
    used = re.findall(r"uses: (\S.*)", text)

    assert len(used) > 10
    assert [one for one in used if not one.startswith("./") and not PINNED.fullmatch(one)] == []
    actions = {one for one in used if not one.startswith("./")}
    assert len(actions) == len({one.partition("@")[0] for one in actions})  # one release of each


def test_each_job_may_do_what_it_needs_and_no_more(workflows: dict[str, Any]) -> None:
    granted = {}
    for file, told in workflows.items():
        assert told["permissions"] == {}, file
        for name, job in told["jobs"].items():
            granted[f"{file}: {name}"] = {key for key, value in job["permissions"].items() if value == "write"}
            assert "uses" in job or job["timeout-minutes"] <= 45
            assert set(job["permissions"].values()) <= {"read", "write"}

    assert {name: may for name, may in granted.items() if may} == {
        "pull-request.yml: comment": {"pull-requests"},
        "publish.yml: site": {"pages", "id-token"},
        "publish.yml: notice": {"contents"},
        "nightly.yml: site": {"pages", "id-token"},
        "site.yml: pages": {"pages", "id-token"},
        "site.yml: bucket": {"id-token"},
    }


PUBLISHING = {
    "make .venv/site",
    "git fetch --quiet --prune origin '+refs/notices/*:refs/notices/*'",
    '.venv/bin/policy publish "$POLICY_TARGET"',
    ".venv/bin/policy notice --send",
    ".venv/bin/policy comment report/report.md --on github",
}
"""The commands of jobs that may write or log in somewhere. None builds a site or installs what is not pinned."""


def test_a_job_that_may_write_builds_nothing_and_installs_only_what_is_pinned(workflows: dict[str, Any]) -> None:
    for told in workflows.values():
        for job in told["jobs"].values():
            if "write" in job["permissions"].values():
                assert {step["run"] for step in job.get("steps", ()) if "run" in step} <= PUBLISHING


def test_on_gitlab_the_job_with_the_token_of_aws_takes_the_site_and_builds_nothing(gitlab_jobs: dict[str, Any]) -> None:
    holding = {name: job for name, job in gitlab_jobs.items() if "id_tokens" in job}

    assert list(holding) == ["bucket"]
    assert holding["bucket"]["needs"] == ["build"]
    assert "extends" not in holding["bucket"]
    commands = [*holding["bucket"]["before_script"], *holding["bucket"]["script"]]
    assert not [line for line in commands if re.search(r"make site|mkdocs|pip |apt-get|npm", line)]


@pytest.mark.parametrize("makefile", ["Makefile", "build_tools/starting/skeleton/Makefile"])
def test_set_up_installs_what_the_lock_pins_by_its_hash_and_runs_none_of_it(makefile: str) -> None:
    words = (ROOT / makefile).read_text("utf-8")
    text = re.sub(r"\$\((UV|PIP|INSTALL)\)", lambda match: _variable(makefile, match[1]), words)
    commands = [command for line in text.splitlines() for command in line.split("||")]
    installing = [command for command in commands if re.search(r"pip install .*-r ", command)]

    assert len(installing) >= 2
    for command in installing:
        assert "--require-hashes --only-binary :all: --no-deps" in command  # a wheel runs nothing when it is installed
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock"):
        entries = re.split(r"(?m)^(?=\S)", (ROOT / lock).read_text("utf-8"))[1:]
        assert entries
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def _variable(makefile: str, name: str) -> str:
    match = re.search(rf"(?m)^{name} := (.*)$", (ROOT / makefile).read_text("utf-8"))
    assert match
    return match[1]


def test_who_calls_a_workflow_grants_what_its_jobs_need(workflows: dict[str, Any]) -> None:
    ranks = {"none": 0, "read": 1, "write": 2}
    callers = [job for told in workflows.values() for job in told["jobs"].values() if "uses" in job]

    assert len(callers) == 2
    for caller in callers:
        for job in workflows[Path(caller["uses"]).name]["jobs"].values():
            for key, value in job["permissions"].items():
                assert ranks[caller["permissions"].get(key, "none")] >= ranks[value]


def test_a_pull_request_meets_no_secret_and_what_may_write_runs_none_of_its_code(workflows: dict[str, Any]) -> None:
    told = workflows["pull-request.yml"]
    comment = told["jobs"]["comment"]
    steps = [step for step in comment["steps"] if step.get("uses", "").startswith("actions/checkout@")]

    # "on" is a truth to YAML 1.1; the event with secrets is not there, and a caller passes none
    assert told[True] == {"pull_request": None, "workflow_call": None}
    assert "secrets" not in (WORKFLOWS / "pull-request.yml").read_text(encoding="utf-8")
    assert [step["with"]["ref"] for step in steps] == ["${{ github.event.pull_request.base.sha }}"]
    kept = {
        f"{file}: {name}"
        for file, content in workflows.items()
        for name, job in content["jobs"].items()
        for step in job.get("steps", ())
        if step.get("uses", "").startswith("actions/checkout@") and step["with"]["persist-credentials"]
    }
    assert kept == {"publish.yml: notice", "site.yml: bucket"}


def test_no_night_takes_the_place_of_a_publication_that_waits(workflows: dict[str, Any]) -> None:
    assert workflows["site.yml"]["concurrency"] == {"group": "site", "cancel-in-progress": False, "queue": "max"}


@pytest.fixture(scope="module")
def gitlab_jobs() -> dict[str, Any]:
    """The jobs of GitLab, and what they extend."""
    told: dict[str, Any] = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    return {name: job for name, job in told.items() if isinstance(job, dict)}


def test_on_gitlab_what_may_comment_runs_none_of_the_change(gitlab_jobs: dict[str, Any]) -> None:
    comment = gitlab_jobs["comment"]

    assert comment["before_script"][0].startswith("git checkout ")
    assert comment["before_script"][0].endswith('"$CI_MERGE_REQUEST_DIFF_BASE_SHA"')
    assert comment["variables"] == {"GIT_STRATEGY": "clone"}
    assert [name for name, job in gitlab_jobs.items() if "environment" in job] == ["comment"]
    assert "! -L report.md" in comment["script"][0]
    assert "POLICY_GITLAB_TOKEN" not in json.dumps(gitlab_jobs)  # it is known by its environment alone


@pytest.mark.parametrize(
    ("variables", "jobs"),
    [
        ({}, ["pages"]),
        ({"POLICY_TARGET": ""}, ["pages"]),
        ({"POLICY_TARGET": "s3://policies/site"}, ["build", "bucket"]),
    ],
)
def test_gitlab_publishes_to_one_place(variables: dict[str, str], jobs: list[str]) -> None:
    assert _OnPaper.of_night(**variables).belonging() == ["reminder", *jobs]


def test_whatever_legal_has_to_look_at_a_night_on_gitlab_publishes() -> None:
    assert _OnPaper.of_night().run() == {"reminder": "failure", "pages": "success"}


class _OnPaper(Pipeline):
    """A pipeline whose jobs run nothing; that which reminds finds something."""

    @classmethod
    def of_night(cls, **variables: str) -> "_OnPaper":
        told = {"CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main", "CI_PIPELINE_SOURCE": "schedule"}
        return cls(Machine(Path(), Path(), Path()), "refs/heads/main", told | variables)

    def _run_job(self, name: str, job: dict[str, Any], shared: dict[str, str]) -> str:
        del job, shared
        return "failure" if name == "reminder" else "success"


def test_a_night_begins_where_the_policy_counts_its_days(workflows: dict[str, Any]) -> None:
    settings = yaml.safe_load((ROOT / "policy_src/policy.yml").read_text(encoding="utf-8"))
    (schedule,) = workflows["nightly.yml"][True]["schedule"]

    assert schedule["timezone"] == settings["publication"]["time_zone"]
    assert re.fullmatch(r"\d+ 0 \* \* \*", schedule["cron"])


def test_all_but_the_tests_serve_whoever_has_none(workflows: dict[str, Any]) -> None:
    others = [path.read_text(encoding="utf-8") for path in WORKFLOWS.iterdir() if path.name != "tests.yml"]

    assert [text for text in others if re.search(r"make (test|lint)|\.ci/|tests\.yml", text)] == []
    assert "site.yml" in workflows


def test_no_hole_is_known_in_them() -> None:
    program = Path(sys.prefix, "bin/zizmor")
    if not program.exists():
        lack("zizmor is not installed")
    done = run(program, "--offline", "--no-progress", "--quiet", ".github")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_each_file_is_what_the_service_reads(schema: str, pattern: str) -> None:
    done = run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *sorted(ROOT.glob(pattern)))

    assert done.returncode == 0, done.stdout + done.stderr
