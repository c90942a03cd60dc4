# The image of every Airflow service in docker-compose.yml: Airflow, dbt, DuckDB, Great Expectations and this project.
FROM python:3.11-slim-bookworm

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow

# Folders that are mounted over exist here with their owner, because a new named volume takes over the owner it finds.
RUN groupadd --gid 10001 oba \
    && useradd --uid 10001 --gid oba --create-home --shell /usr/sbin/nologin oba \
    && install --directory --owner=oba --group=oba --mode=0750 /opt/airflow /opt/airflow/logs /srv/oba

WORKDIR /opt/oba

# Prints the documents of headline curves, as a browser prints a page. Its version is Debian's newest with every mend.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium fonts-liberation \
    && rm -rf /var/lib/apt/lists/*

# Before the code, so that a change of code does not install everything again. Only wheels: nothing is compiled here,
# so the image needs no compiler, and a requirement that would need one fails the build.
COPY requirements.lock ./
RUN pip install --only-binary=:all: --requirement requirements.lock

# The code belongs to root: a task can read it and cannot change what the next task runs.
COPY pyproject.toml ./
COPY plugins ./plugins
COPY dags ./dags
COPY dbt_project ./dbt_project
COPY expectations ./expectations
COPY data ./data

# Editable, because plugins/oba/config.py finds dbt_project, expectations and data beside the plugins folder; a copy in
# site-packages would look for them there. The build backend is among the locked requirements.
RUN pip install --no-deps --no-build-isolation --editable .

USER 10001:10001

ENTRYPOINT ["airflow"]
CMD ["version"]
