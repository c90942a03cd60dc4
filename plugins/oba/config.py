"""Settings and paths: the only module that reads the environment.

Every setting is an environment variable ``OBA_<NAME>``, listed in README.md. A variable that starts with
``OBA_`` and is not one of them is an error, so that a misspelt name can never be silently ignored.
"""

import os
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from croniter import croniter
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from oba.errors import ConfigurationError

PREFIX = "OBA_"
PROJECT = Path(__file__).resolve().parents[2]
EES_CONNECTION = "ees_default"
LOCAL_MI_CONNECTION = "oba_local_mi"


class Settings(BaseSettings):
    """The settings of one warehouse; see the description of each field."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(
        default=PROJECT / "work" / "demo",
        description="Work folder: everything this warehouse keeps, from landed files to publications.",
    )
    source: Literal["folder", "ees"] = Field(
        default="folder",
        description="Where releases come from: 'folder' is the folders of releases alone, 'ees' these and the DfE's "
        "service Explore Education Statistics.",
    )
    releases: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(PROJECT / "data" / "releases",),
        description="Folders of <publication>/<release>/<file>, colon separated as in PATH; empty for none.",
    )
    ees_connection: str = Field(
        default=EES_CONNECTION,
        min_length=1,
        description="Airflow connection to the service, read inside a task; the next three are for everywhere else.",
    )
    ees_base_url: str = Field(
        default="https://api.education.gov.uk/statistics", description="Root of the service's public API."
    )
    ees_catalogue_url: str = Field(
        default="https://content.explore-education-statistics.service.gov.uk",
        description="Root of the service's data catalogue.",
    )
    ees_read_timeout: float = Field(
        default=60, gt=0, description="Seconds to wait for the next bytes of the service, which itself stops at 30."
    )
    ees_full_look_days: int = Field(
        default=7,
        ge=1,
        description="Days after which the service is asked for every version, though nothing seems new.",
    )
    largest_file_mb: int = Field(
        default=100, ge=1, description="Megabytes of the largest file that lands, decoded; a larger one is refused."
    )
    landing_schedule: str = Field(
        default="0 10 * * 1-5", description="When land_releases runs: a cron expression, London time."
    )
    definitions: Path = Field(
        default=PROJECT / "data" / "definitions",
        description="Folder of the YAML definitions: publications, measures, scorecards, programmes.",
    )
    dbt_target: Literal["duckdb"] = Field(default="duckdb", description="Target of dbt_project/profiles.yml.")
    dbt_threads: int = Field(default=4, ge=1, description="Models that dbt builds at once.")
    authorities: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("E06000012",),
        description="GSS codes, comma separated, of the council's own places: first on the home page, with a document "
        "to print.",
    )
    draw: Literal["every_place", "authorities"] = Field(
        default="every_place",
        description="Places whose pages are drawn at every publication: every one or, for trying, those of "
        "OBA_AUTHORITIES with their regions and England.",
    )
    browser: Path | None = Field(
        default=None,
        description="Browser made of Chromium that makes documents of pages; unset: the first of chromium, "
        "chromium-browser, google-chrome on the path.",
    )
    local_mi: Path | None = Field(
        default=None,
        description="Folder that the council's extracts are put into, as <new_la_code>/<snapshot date>/<file>; "
        "unset: no local MI.",
    )
    local_mi_secret: SecretStr | None = Field(
        default=None,
        description="Secret that pseudonyms and encryption are keyed with; in Airflow a connection holds it.",
    )
    local_mi_connection: str = Field(
        default=LOCAL_MI_CONNECTION,
        min_length=1,
        description="Airflow connection whose password is that secret, read inside a task.",
    )
    local_mi_schedule: str = Field(
        default="*/15 7-19 * * 1-5", description="When take_local_mi looks: a cron expression, London time."
    )
    local_mi_keep_originals_days: int = Field(
        default=90, ge=0, description="Days for which the original of an extract is kept, encrypted; 0 keeps none."
    )
    local_mi_remove_taken: bool = Field(
        default=False, description="Remove a file from its folder once it is taken and its original is kept."
    )
    postcode_lookup: Path | None = Field(
        default=None,
        description="CSV of postcodes and LSOA codes (columns pcds, lsoa21cd); without it postcodes are dropped.",
    )
    restricted: Path | None = Field(
        default=None,
        description="Folder of everything about single children, readable by its owner only; "
        "unset: restricted/ in the work folder.",
    )
    pages_url: str | None = Field(
        default=None,
        pattern="^https?://",
        description="Address at which the published pages are served, which Airflow's menu leads to; unset: none.",
    )
    keep_publications: int = Field(default=5, ge=1, description="Publications kept, the served one included.")

    @field_validator("authorities", mode="before")
    @classmethod
    def _split_codes(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(code.strip() for code in value.split(",") if code.strip())
        return value

    @field_validator("releases", mode="before")
    @classmethod
    def _split_folders(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(folder.strip() for folder in value.split(os.pathsep) if folder.strip())
        return (value,) if isinstance(value, Path) else value

    @field_validator("landing_schedule", "local_mi_schedule")
    @classmethod
    def _is_a_schedule(cls, text: str) -> str:
        if len(text.split()) != 5 or not croniter.is_valid(text):
            raise ValueError("it is not a cron expression of five fields, such as 0 10 * * 1-5")
        return text

    @field_validator(
        "browser", "local_mi", "local_mi_secret", "pages_url", "postcode_lookup", "restricted", mode="before"
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value  # as a service hands down a variable that nobody has set

    @field_validator("home", "definitions", "local_mi", "postcode_lookup", "restricted")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None

    @field_validator("releases")
    @classmethod
    def _each_absolute(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(folder.expanduser().absolute() for folder in value)

    @property
    def largest_file(self) -> int:
        """Bytes of the largest file that lands."""
        return self.largest_file_mb * 1_000_000

    @property
    def landed(self) -> Path:
        """Released files exactly as they came, one folder a file; nothing here is ever changed."""
        return self.home / "landed"

    @property
    def asked(self) -> Path:
        """What a remote source last answered for each feed, so that asking again takes few requests."""
        return self.home / "asked"

    @property
    def gated(self) -> Path:
        """Verdicts of the gate in and the accepted files in long form, one folder a code version."""
        return self.home / "gated"

    @property
    def quarantine(self) -> Path:
        """Copies of refused files, each with the reasons beside it."""
        return self.home / "quarantine"

    @property
    def forecasts(self) -> Path:
        """Frozen forecasts: files are added at publication and never changed; they cannot be made again."""
        return self.home / "forecasts"

    @property
    def build(self) -> Path:
        """The warehouse being built; emptied at the start of every build."""
        return self.home / "build"

    @property
    def dbt_artifacts(self) -> Path:
        """Dbt's target and log folder, kept between builds so that dbt need not parse everything again."""
        return self.home / "dbt"

    @property
    def published(self) -> Path:
        """Publications and the link ``current`` to the served one; the only folder a reader needs."""
        return self.home / "published"

    @property
    def served(self) -> Path:
        """The link that readers follow to the served publication."""
        return self.published / "current"

    @property
    def restricted_home(self) -> Path:
        """Everything about single children: statements, originals, quarantine, the restricted warehouse."""
        return self.restricted or self.home / "restricted"

    @property
    def local_figures(self) -> Path:
        """Figures made of extracts, after disclosure control: a folder of releases like those of the DfE."""
        return self.home / "local_figures"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder when it runs without services: metadata in SQLite, logs."""
        return self.home / "airflow"

    @cached_property
    def airflow_environment(self) -> dict[str, str]:
        """Environment variables with which Airflow runs on this project without services."""
        return {
            "AIRFLOW_HOME": str(self.airflow_home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            # Task logs quote cells of refused files: Airflow's page is not to be reached from another machine.
            "AIRFLOW__API__HOST": "127.0.0.1",
            # Each idle worker is a forked interpreter; a refresh has little to do at once.
            "AIRFLOW__CORE__PARALLELISM": "4",
        }


def settings_from_environment(**overrides: Any) -> Settings:
    """Read the settings from ``OBA_*`` variables; keyword arguments win over the environment.

    Raises:
        ConfigurationError: a variable is not a setting, or its value cannot be used.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ConfigurationError(
                f"{name} is not a setting of this product.{hint} README.md lists them: {', '.join(sorted(known))}."
            )
    try:
        return Settings(**overrides)
    except ValidationError as error:
        problems = "; ".join(map(_told, error.errors()))
    # Outside of the handler: the library's own error quotes what it found, of a secret too.
    raise ConfigurationError(f"A setting cannot be used: {problems}.")


def _told(detail: Any) -> str:
    """Say what is wrong with a setting, and what was found unless that is a secret."""
    name = str(detail["loc"][0]) if detail["loc"] else ""
    field = Settings.model_fields.get(name)
    is_secret = field is None or SecretStr in (field.annotation, *get_args(field.annotation))
    found = "" if is_secret else f" (found {detail['input']!r})"
    return f"{PREFIX}{name.upper()}: {detail['msg']}{found}"
