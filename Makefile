# The commands of this project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help site serve demo check quick test pytest lint style types layers data reference look bench lock sbom vendor clean
SHELL := /bin/sh
# The checks and the preparation of the tests do not need each other
MAKEFLAGS += --jobs=2

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip
# uv is three times as fast; pip is used if uv cannot reach the package index, for which it has its own settings
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: --no-deps
SETUP := requirements-setup.lock
BASE := HEAD
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
JSDIFF := 9.0.0
JSYAML := 4.3.2
SOURCE_SANS := 3.52.0
FONTS := build_tools/downloads/pdf/fonts
VNU := .cache/vnu/node_modules/vnu-jar/build/dist/vnu.jar
# Material prints a notice about MkDocs 2 at every run; the versions pinned in pyproject.toml avoid the problem
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Keep compiled files: the tests start hundreds of processes
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: .venv/site $(GENERATOR:%=.cache/generators/%/installed) ## build the site into site/; GENERATOR=zensical or properdocs builds it without MkDocs
	$(if $(GENERATOR),$(BIN)/python -m build_tools.mkdocs_plugin.other_generator $(GENERATOR),$(BIN)/mkdocs build --strict)

serve: .venv/site ## preview the site; it is rebuilt after every edit of policy_src/ and templates/
	$(BIN)/mkdocs serve

demo: .venv/site ## show a site with an invented history of twelve publications; its project is in .cache/demo
	$(BIN)/policy demo .cache/demo

check: .venv/site ## list all problems of policy_src/
	$(BIN)/policy check

quick: style layers ## in under a minute: style, layers, and the fast tests of the rooms changed since BASE (HEAD)
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m 'not slow' $$($(BIN)/python -m tests.support.changed_rooms $(BASE))

test: lint pytest ## run every check and test

# Apart from the checks, so that these run beside it: the types take twenty seconds on one processor
pytest: .venv/browser $(VNU)
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

lint: style types layers data ## check types, style, imports between rooms, dependencies, and data files
	@echo 'all checks passed'

style: .venv/dev
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check

types: .venv/dev
	$(BIN)/mypy --no-error-summary

layers: .venv/dev
	$(BIN)/lint-imports

data: .venv/dev
	$(BIN)/deptry .
	$(BIN)/yamllint --strict policy_src mkdocs.yml build_tools/changes/rules build_tools/checklists .github .gitlab-ci.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml
	$(BIN)/zizmor --offline --quiet .github

reference: .venv/site ## write the generated pages of docs/: commands, source, rules, checklists
	$(BIN)/policy rules --all --format markdown > docs/rules.md
	$(BIN)/policy lists --all --format markdown > docs/checklists.md
	$(BIN)/python -m build_tools.cli._reference

look: .venv/browser ## take pictures of every page (desktop, dark, phone, print) into .cache/look/
	$(BIN)/python -m pytest -n 2 -q tests/browser/test_look.py

bench: .venv/dev ## measure speed and memory, and fail if a limit is broken; ONLY=build measures that alone
	$(BIN)/python -m tests.bench.bench $(ONLY) $(if $(WRITE),--write $(WRITE))

lock: .venv/dev ## update the pins of all dependencies, with hashes
	$(LOCK) --extra import --extra s3 -o requirements.lock pyproject.toml
	$(LOCK) --all-extras -o requirements-dev.lock pyproject.toml
	echo 'zensical==0.0.73' | $(LOCK) -o requirements-zensical.lock -  # newer ones need zensical-ui, which not every index has
	printf 'properdocs==1.6.7\nmkdocs-materialx==10.2.2\n' | $(LOCK) -o requirements-properdocs.lock -
	printf 'uv>=0.9\nhatchling>=1.27\n' | $(LOCK) -c requirements.lock -o $(SETUP) -

sbom: .venv/site ## write a bill of materials with licences and hashes to .cache/sbom.cdx.json (CycloneDX 1.6)
	mkdir -p .cache
	$(BIN)/policy sbom > .cache/sbom.cdx.json

vendor: ## fetch the libraries of the compare page and the editor, and the PDF fonts, by npm; a test checks their SHA-256
	mkdir -p .cache
	npm pack --silent --pack-destination .cache diff@$(JSDIFF)
	tar -xzf .cache/diff-$(JSDIFF).tgz -C .cache package/dist/diff.min.js package/LICENSE
	cp .cache/package/dist/diff.min.js .cache/package/LICENSE site_overrides/assets/vendor/jsdiff/
	chmod 644 site_overrides/assets/vendor/jsdiff/*
	rm -rf .cache/bundle && cp -R build_tools/editor/bundle .cache/
	npm ci --silent --no-fund --no-audit --ignore-scripts --prefix .cache/bundle
	cd .cache/bundle && node bundle.mjs $(CURDIR)/build_tools/editor/page
	npm pack --silent --pack-destination .cache js-yaml@$(JSYAML)
	tar -xzf .cache/js-yaml-$(JSYAML).tgz -C .cache package/dist/js-yaml.min.js package/LICENSE
	cp .cache/package/dist/js-yaml.min.js build_tools/editor/page/
	cp .cache/package/LICENSE build_tools/editor/page/LICENSE.js-yaml
	npm pack --silent --pack-destination .cache source-sans@$(SOURCE_SANS)
	tar -xzf .cache/source-sans-$(SOURCE_SANS).tgz -C .cache package/LICENSE.md package/OTF
	cd .cache/package && cp LICENSE.md $(addprefix OTF/SourceSans3-,Regular.otf Bold.otf It.otf) $(CURDIR)/$(FONTS)/
	chmod 644 $(FONTS)/*

clean: ## remove everything that was built and set up
	@test ! -d site || test -L site || rmdir site 2>/dev/null || \
		test -f site/built-site.json || test -f site/data/versions.json || \
		{ echo 'site holds other files, so it stays: remove it yourself' >&2; exit 1; }
	rm -rf site
	rm -rf .venv .cache .site.*.new .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# These files mark a finished set-up, which is not repeated.
.venv/site: requirements.lock $(SETUP) pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet --no-compile --require-hashes --only-binary :all: --no-deps -r $(SETUP)
	$(UV) -r requirements.lock || $(PIP) install --quiet --no-compile --require-hashes --only-binary :all: --no-deps -r requirements.lock
	$(PIP) install --quiet --no-compile --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: requirements-dev.lock .venv/site
	$(UV) -r requirements-dev.lock || $(PIP) install --quiet --no-compile --require-hashes --only-binary :all: --no-deps -r requirements-dev.lock
	touch $@

.cache/generators/%/installed: requirements-%.lock .venv/site
	$(PYTHON) -m venv $(@D)
	$(BIN)/uv pip install --quiet --python $(@D) --require-hashes --only-binary :all: --no-deps -r $< || $(@D)/bin/python -m pip install --quiet --require-hashes --only-binary :all: --no-deps -r $<
	touch $@

.venv/browser: .venv/dev
	sh tests/browser/install.sh
	touch $@

$(VNU): .venv/browser
	npm install --silent --no-fund --no-audit --prefix .cache/vnu vnu-jar@26.9.27
	touch $@
