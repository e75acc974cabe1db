"""Runs workflows of GitHub Actions and pipelines of GitLab CI locally for tests, command by command.

Each job has a fresh clone and the variables that the service would give it. Of the language of conditions it knows
what our files use, and stumbles over anything else. Set-up finds all in place, as nothing is installed twice; what was
worked out is kept, as a runner does that keeps `.cache/`; and what was built once of a commit for an address is not
built again, since the same commit gives the same bytes there.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.projects import ENVIRONMENT, ROOT, lack
from tests.support.story import git

WORKFLOWS = ROOT / ".github/workflows"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_WORD = re.compile(r"'[^']*'|&&|\|\||[!=]=|[!()]|[\w-]+(?:\.[\w-]+)*|\S")
_SIGNS = {
    "&&": "and",
    "||": "or",
    "!": "not",
    "==": "==",
    "!=": "!=",
    "(": "(",
    ")": ")",
    "true": "True",
    "false": "False",
}
_STATUS = {"cancelled", "success", "failure", "always"}


@dataclass(frozen=True, slots=True)
class Step:
    """A command that was run."""

    job: str
    name: str
    status: int
    told: str
    """What it printed."""


@dataclass
class Machine:
    """What stands around the jobs: the shared repository, the site that is live, and the variables of the service."""

    origin: Path
    scratch: Path
    live: Path
    environment: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    built: dict[tuple[str, str], Path] = field(default_factory=dict)
    """What was built, by its commit with the records of notices, and the address at which it is served."""

    def clone(self, name: str, ref: str, *, depth: int = 0) -> Path:
        """A fresh clone, in which set-up has nothing to do."""
        folder = self.scratch / f"{len(list(self.scratch.iterdir()))}-{name}"
        shallow = [f"--depth={depth}", "--no-single-branch"] if depth else []
        git(self.scratch, "clone", "--quiet", "--no-checkout", *shallow, f"file://{self.origin}", str(folder))
        git(folder, "fetch", "--quiet", *shallow[:1], "origin", ref)
        git(folder, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        self._set_up(folder)
        self._bring(self.cache, folder / ".cache")
        return folder

    def run(self, folder: Path, job: str, name: str, script: str, environment: Mapping[str, str]) -> Step:
        """Run a script with bash, which ends at the first command that fails."""
        records = git(folder, "for-each-ref", "--format=%(objectname)", "refs/notices").split()
        commit = "-".join((git(folder, "rev-parse", "HEAD"), *records))
        made = commit, environment.get("POLICY_ADDRESS", "")
        if script.strip() == "make site" and made in self.built:
            shutil.copytree(self.built[made], folder / "site")
            step = Step(job, name, 0, "built before")
        else:
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", script],
                cwd=folder,
                env={**self._base(), "GITHUB_WORKSPACE": str(folder), **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=600,
                check=False,
            )
            step = Step(job, name, done.returncode, done.stdout)
            self._bring(folder / ".cache", self.cache)
            if script.strip() == "make site" and done.returncode == 0:
                kept = self.scratch.parent / "built" / str(len(self.built))
                self.built[made] = shutil.copytree(folder / "site", kept)
        self.steps.append(step)
        return step

    def _base(self) -> dict[str, str]:
        home = self.scratch.parent / "home"
        home.mkdir(exist_ok=True)
        names = ("NO_MKDOCS_2_WARNING", "PIP_DISABLE_PIP_VERSION_CHECK")
        path = f"{self.stand_in('sudo', 'apt-get')}:{ENVIRONMENT['PATH']}"
        kept = {name: ENVIRONMENT[name] for name in names}
        return {**kept, "PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **self.environment}

    def stand_in(self, *names: str) -> Path:
        """A folder of programs that only say how they were called: what they do is nothing for this machine."""
        folder = self.scratch.parent / "-".join(("for", *names))
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_text(f'#!/bin/sh\necho "{name} $*"\n', encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder

    @property
    def cache(self) -> Path:
        """What a runner keeps of `.cache/` from one job to the next."""
        return self.scratch.parent / "cache"

    @staticmethod
    def _bring(source: Path, goal: Path) -> None:
        if source.exists():
            shutil.copytree(source, goal, dirs_exist_ok=True)

    def _set_up(self, folder: Path) -> None:
        venv = Path(sys.prefix)
        if not (venv / "site").exists() or not (venv / "bin/policy").exists():
            lack("The tests do not run in the .venv of make")
        (folder / ".venv").symlink_to(venv)
        for path in (folder / "pyproject.toml", *folder.rglob("requirements*.lock")):
            os.utime(path, (0, 0))


@dataclass
class Workflow:
    """A run of a workflow of GitHub Actions."""

    machine: Machine
    file: str
    contexts: dict[str, Any]
    """`github`, `vars`, `secrets`, `inputs`: what stands under each name."""
    ref: str
    """What is checked out, unless a step says otherwise."""
    environment: dict[str, str] = field(default_factory=dict)
    """What GitHub sets in each job."""
    artifacts: dict[str, Path] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    """How each job ended: `result` and `outputs`."""

    @property
    def outputs(self) -> Iterable[tuple[str, dict[str, str]]]:
        """What it gives to the workflow that calls it, as its file tells."""
        told = yaml.safe_load((WORKFLOWS / self.file).read_text(encoding="utf-8"))
        outputs: dict[str, dict[str, str]] = told[True]["workflow_call"].get(
            "outputs", {}
        )  # YAML 1.1 takes `on` for true
        return outputs.items()

    def run(self) -> dict[str, str]:
        """How each job ended."""
        jobs = yaml.safe_load((WORKFLOWS / self.file).read_text(encoding="utf-8"))["jobs"]
        for name, job in jobs.items():
            self.results[name] = self._run_job(name, job)
        return {name: told["result"] for name, told in self.results.items()}

    def _run_job(self, name: str, job: dict[str, Any]) -> dict[str, Any]:
        needed = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        contexts = {**self.contexts, "needs": {one: self.results[one] for one in needed}}
        has_failed = any(self.results[one]["result"] != "success" for one in needed)
        if not holds(job.get("if", "success()"), contexts, has_failed=has_failed):
            return {"result": "skipped", "outputs": {}}
        if "uses" in job:
            return self._call(job, contexts)
        return _Job(self, name, job, contexts).run()

    def _call(self, job: dict[str, Any], contexts: dict[str, Any]) -> dict[str, Any]:
        """Run another workflow, which gets no secrets but those that it is given."""
        inputs = {key: evaluate(value, contexts) for key, value in job.get("with", {}).items()}
        called = Workflow(
            self.machine,
            Path(job["uses"]).name,
            {**self.contexts, "inputs": {"first": False, **inputs}, "secrets": job.get("secrets", {})},
            self.ref,
            self.environment,
            self.artifacts,
        )
        results = called.run().values()
        ended = "failure" if "failure" in results else "success" if "success" in results else "skipped"
        contexts = called.contexts | {"jobs": called.results}
        outputs = {key: evaluate(one["value"], contexts) for key, one in called.outputs}
        return {"result": ended, "outputs": outputs}


@dataclass
class _Job:
    """A run of a job."""

    workflow: Workflow
    name: str
    told: dict[str, Any]
    contexts: dict[str, Any]
    folder: Path = Path()
    has_failed: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Any] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        self.contexts["steps"] = self.steps
        self.environment |= self.workflow.environment | self._fill(self.told.get("env", {}))
        for step in self.told["steps"]:
            self._run_step(step)
        outputs = self._fill(self.told.get("outputs", {}))
        return {"result": "failure" if self.has_failed else "success", "outputs": outputs}

    def _run_step(self, step: dict[str, Any]) -> None:
        outcome, outputs = "skipped", {}
        if holds(step.get("if", "success()"), self.contexts, has_failed=self.has_failed):
            if "uses" in step:
                outputs = _ACTIONS[step["uses"].partition("@")[0]](self, self._fill(step.get("with", {})))
                outcome = "success"
            else:
                environment = self.environment | self._fill(step.get("env", {}))
                machine = self.workflow.machine
                assert "${{" not in step["run"], "what is put into a script is code"
                told = machine.scratch.parent / "outputs"
                told.write_text("", encoding="utf-8")
                environment |= {"GITHUB_OUTPUT": str(told)}
                done = machine.run(self.folder, self.name, step.get("name", ""), step["run"], environment)
                outcome = "failure" if done.status else "success"
                outputs = dict(line.split("=", 1) for line in told.read_text(encoding="utf-8").splitlines())
        self.has_failed |= outcome == "failure"
        if "id" in step:
            self.steps[step["id"]] = {"outcome": outcome, "outputs": outputs}

    def _fill(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {key: _write(evaluate(value, self.contexts)) for key, value in values.items()}

    def check_out(self, given: Mapping[str, str]) -> dict[str, str]:
        assert given["persist-credentials"] in {"true", "false"}
        ref, depth = given.get("ref", self.workflow.ref), int(given.get("fetch-depth", "1"))
        self.folder = self.workflow.machine.clone(self.name, ref, depth=depth)
        return {}

    def set_up(self, given: Mapping[str, str]) -> dict[str, str]:
        assert given["python-version"] == "3.11"
        return {}

    def keep(self, given: Mapping[str, str]) -> dict[str, str]:
        found = self.folder / given["path"]
        assert found.exists(), f"{given['path']} is not there to be kept"
        name = given.get("name", "github-pages")
        self.workflow.artifacts[name] = found
        return {"artifact-url": f"https://github.com/traceloom/policies/actions/runs/1/artifacts/{name}"}

    def take(self, given: Mapping[str, str]) -> dict[str, str]:
        found, target = self.workflow.artifacts[given["name"]], self.folder / given["path"]
        target.mkdir()
        if found.is_dir():
            shutil.copytree(found, target, dirs_exist_ok=True)
        else:
            shutil.copy(found, target)
        return {}

    def ask_pages(self, _given: Mapping[str, str]) -> dict[str, str]:
        return {"base_url": self.workflow.machine.environment["TEST_LIVE"]}

    def deploy_pages(self, _given: Mapping[str, str]) -> dict[str, str]:
        machine = self.workflow.machine
        shutil.rmtree(machine.live, ignore_errors=True)
        shutil.copytree(self.workflow.artifacts["github-pages"], machine.live)
        return {"page_url": machine.environment["TEST_LIVE"]}

    def log_in(self, given: Mapping[str, str]) -> dict[str, str]:
        assert given["role-to-assume"].startswith("arn:aws:iam::")
        self.environment |= {"AWS_ACCESS_KEY_ID": "role", "AWS_SECRET_ACCESS_KEY": "role"}
        self.environment["AWS_DEFAULT_REGION"] = self.environment["AWS_REGION"] = given["aws-region"]
        return {}


_ACTIONS: dict[str, Callable[[_Job, Mapping[str, str]], dict[str, Any]]] = {
    "actions/checkout": _Job.check_out,
    "actions/setup-python": _Job.set_up,
    "actions/upload-artifact": _Job.keep,
    "actions/download-artifact": _Job.take,
    "actions/configure-pages": _Job.ask_pages,
    "actions/upload-pages-artifact": _Job.keep,
    "actions/deploy-pages": _Job.deploy_pages,
    "aws-actions/configure-aws-credentials": _Job.log_in,
}


def evaluate(value: Any, contexts: Mapping[str, Any], *, has_failed: bool = False) -> Any:
    """A value with its expressions worked out."""
    if not isinstance(value, str):
        return value
    if whole := _EXPRESSION.fullmatch(value):
        return _work_out(whole[1], contexts, has_failed=has_failed)
    return _EXPRESSION.sub(lambda match: _write(_work_out(match[1], contexts, has_failed=has_failed)), value)


def holds(condition: str, contexts: Mapping[str, Any], *, has_failed: bool) -> bool:
    """Whether a condition holds; one that does not speak of failures asks that there are none."""
    inner = match[1] if (match := _EXPRESSION.fullmatch(condition.strip())) else condition
    is_careful = any(f"{word}()" in inner for word in _STATUS)
    return bool(_work_out(inner, contexts, has_failed=has_failed)) and (is_careful or not has_failed)


def _work_out(expression: str, contexts: Mapping[str, Any], *, has_failed: bool) -> Any:
    functions = {"cancelled": False, "success": not has_failed, "failure": has_failed, "always": True}
    told: list[str] = []
    values: dict[str, Any] = {}
    for word in _WORD.findall(re.sub(rf"\b({'|'.join(_STATUS)})\(\)", r"\1", expression)):
        if word in _SIGNS or word.startswith("'"):
            told.append(_SIGNS.get(word, word))
            continue
        assert word in functions or "." in word, f"{word!r} is not understood in {expression!r}"
        values[f"value{len(values)}"] = functions[word] if word in functions else _look_up(word, contexts)
        told.append(f"value{len(values) - 1}")
    return eval(" ".join(told), {"__builtins__": {}}, values)  # noqa: S307 - words of our own files


def _look_up(name: str, contexts: Mapping[str, Any]) -> Any:
    first, *rest = name.split(".")
    value: Any = contexts[first]
    for key in rest:
        value = value.get(key, "") if isinstance(value, Mapping) else ""
    return value


def _write(value: Any) -> str:
    return {True: "true", False: "false", None: ""}.get(value, str(value)) if isinstance(value, bool) else str(value)


@dataclass
class Pipeline:
    """A run of the pipeline of GitLab CI."""

    machine: Machine
    ref: str
    variables: dict[str, str]
    """What GitLab sets, and whoever owns the project."""
    scoped: dict[str, dict[str, str]] = field(default_factory=dict)
    """What only the jobs of an environment get, by its name; rules do not know it."""
    artifacts: list[tuple[Path, str]] = field(default_factory=list)
    """The folder of a job, and what is kept of it."""
    statuses: dict[str, int] = field(default_factory=dict)
    """The exit status of each job that was run."""

    def belonging(self) -> list[str]:
        """The jobs that belong to this pipeline, in their order."""
        told = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
        return [name for name, job in _jobs(told) if self._decide(job["rules"]) is not None]

    def run(self) -> dict[str, str]:
        """How each job ended that belongs to this pipeline."""
        told = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
        results: dict[str, str] = {}
        for name, job in _jobs(told):
            is_always = self._decide(job["rules"])
            if is_always is None:
                continue
            before = told["stages"][: told["stages"].index(job["stage"])]
            awaited = [pair for pair in _jobs(told) if pair[1]["stage"] in before or pair[0] in job.get("needs", ())]
            if not is_always and any(
                results.get(one) == "failure" and not self._allows(one, its) for one, its in awaited
            ):
                results[name] = "skipped"
                continue
            results[name] = self._run_job(name, job, told["variables"])
        return results

    def _run_job(self, name: str, job: dict[str, Any], shared: dict[str, str]) -> str:
        folder = self.machine.clone(name, self.ref, depth=int(shared["GIT_DEPTH"]))
        for kept, path in self.artifacts:
            (shutil.copytree if (kept / path).is_dir() else shutil.copy)(kept / path, folder / path)
        environment = self._environment_of(job, shared)
        status = 0
        for command in (*job.get("before_script", ()), *job["script"]):
            if (status := self.machine.run(folder, name, command, command, environment).status) != 0:
                break
        kept_if_failed = job.get("artifacts", {}).get("when") == "always"
        for path in job.get("artifacts", {}).get("paths", ()):
            if (folder / path).exists() and (not status or kept_if_failed):
                self.artifacts.append((folder, path))
        self.statuses[name] = status
        return "failure" if status else "success"

    def _environment_of(self, job: dict[str, Any], shared: dict[str, str]) -> dict[str, str]:
        scoped = self.scoped.get(job.get("environment", {}).get("name", ""), {})
        environment = {key: str(value) for key, value in {**self.variables, **scoped, **shared}.items()}
        for key, value in job.get("variables", {}).items():
            if key in self.variables or key in scoped:  # those of the project go before those of the file
                continue
            environment[key] = re.sub(r"\$(\w+)", lambda match: environment[match[1]], value)
        environment |= dict.fromkeys(job.get("id_tokens", {}), "token-of-the-job")
        return environment

    def _allows(self, name: str, job: dict[str, Any]) -> bool:
        """Whether a job may fail as it did."""
        told = job.get("allow_failure", False)
        return self.statuses.get(name) == told["exit_codes"] if isinstance(told, dict) else bool(told)

    def _decide(self, rules: list[dict[str, str]]) -> bool | None:
        """Whether a job runs also after a failure; none where it does not belong to this pipeline."""
        for rule in rules:
            words = re.findall(r'\$\w+|"[^"]*"|&&|\|\||[!=]=|\S+', rule["if"])
            told = " ".join(
                repr(self.variables.get(word[1:]))
                if word.startswith("$")
                else {"null": "None"}.get(word, _SIGNS.get(word, word))
                for word in words
            )
            if eval(told, {"__builtins__": {}}):  # noqa: S307 - words of our own file
                return None if rule.get("when") == "never" else rule.get("when") == "always"
        return None


def _jobs(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the jobs, stage by stage, with what they extend."""
    known = {"default", "variables", "workflow", "stages"}
    jobs = {name: _extend(job, told) for name, job in told.items() if name not in known and not name.startswith(".")}
    for stage in told["stages"]:
        for name, job in jobs.items():
            if job["stage"] == stage:
                yield name, job


def _extend(job: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """A job with all that it extends; of variables each, of all else the last."""
    made: dict[str, Any] = {}
    for name in [job["extends"]] if isinstance(job.get("extends"), str) else job.get("extends", []):
        made = _merge(made, _extend(told[name], told))
    return _merge(made, job)


def _merge(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return {**first, **second, "variables": {**first.get("variables", {}), **second.get("variables", {})}}
