# The program with all that it needs, for a project in /project:
#   docker build --tag policy .
#   docker run --rm --volume "$PWD:/project" policy check
#   docker run --rm --volume "$PWD:/project" --entrypoint mkdocs policy build --strict
FROM python:3.11-slim-bookworm AS build
WORKDIR /program
COPY requirements.lock requirements-setup.lock ./
RUN python -m venv /opt/build && python -m venv /opt/policy \
    && /opt/build/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: --no-deps -r requirements-setup.lock \
    && /opt/policy/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: --no-deps -r requirements.lock
COPY . .
RUN /opt/build/bin/python -m hatchling build --target wheel --directory /wheels \
    && /opt/policy/bin/pip install --no-cache-dir --no-compile --no-index --no-deps /wheels/*.whl \
    && /opt/policy/bin/pip uninstall --quiet --yes pip

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 policy
COPY --from=build /opt/policy /opt/policy
# The folder belongs to the user of the machine, and git reads no other user's repository unless it is named
ENV PATH=/opt/policy/bin:$PATH NO_MKDOCS_2_WARNING=1 PYTHONDONTWRITEBYTECODE=1 \
    GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=/project
USER policy
WORKDIR /project
ENTRYPOINT ["policy"]
CMD ["--help"]
