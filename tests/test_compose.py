"""The services: valid files, pinned images, no secret by default, loopback only, and who may see which folder."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from oba.config import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = ROOT / "docker-compose.yml"
LOCAL_MI = ROOT / "docker-compose.local-mi.yml"
DOCKERFILE = ROOT / "Dockerfile"
TEXT = COMPOSE.read_text() + LOCAL_MI.read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
WITH_EXTRACTS: dict[str, dict[str, Any]] = yaml.safe_load(LOCAL_MI.read_text())["services"]
AIRFLOW = {"airflow-init", "api-server", "scheduler", "dag-processor"}
SECRET_NAME = re.compile(r"(PASSWORD|SECRET|KEY|TOKEN)$")
WITHOUT_DEFAULT = re.compile(r"\$\{(\w+):\?[^}]+\}")
VARIABLE = re.compile(r"\$\{(\w+)")


def _environment() -> list[tuple[str, str, str]]:
    return [
        (service, name, str(value))
        for service, content in SERVICES.items()
        for name, value in content.get("environment", {}).items()
    ]


def _mounts(service: str) -> list[dict[str, Any]]:
    mounts = []
    for volume in SERVICES[service].get("volumes", []):
        if isinstance(volume, str):
            assert "$" not in volume and not volume.startswith((".", "/")), f"{volume}: a folder needs the long form"
            source, target, *mode = volume.split(":")
            volume = {"type": "volume", "source": source, "target": target, "read_only": mode == ["ro"]}
        mounts.append({"read_only": False, **volume})
    return mounts


def _mounting(variable: str) -> dict[str, list[dict[str, Any]]]:
    found = {name: [m for m in _mounts(name) if f"${{{variable}" in m["source"]] for name in SERVICES}
    return {name: mounts for name, mounts in found.items() if mounts}


def _env_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _images() -> list[str]:
    bases = re.findall(r"^FROM\s+(\S+)", DOCKERFILE.read_text(), flags=re.MULTILINE)
    return [*bases, *(service["image"] for service in SERVICES.values())]


def _copied() -> set[str]:
    lines = re.findall(r"^COPY\s+(.+)$", DOCKERFILE.read_text(), flags=re.MULTILINE)
    return {source.rstrip("/") for line in lines for source in line.split()[:-1]}


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", [COMPOSE, LOCAL_MI], ids=lambda file: file.name)
def test_the_compose_file_meets_the_compose_specification(file):
    _run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file))


def test_the_dockerfile_passes_hadolint():
    _run(str(Path(sys.executable).parent / "hadolint"), str(DOCKERFILE))


def test_the_services_are_those_that_the_product_needs():
    assert set(SERVICES) == {"postgres", "web"} | AIRFLOW


def test_every_oba_variable_is_a_setting_of_this_product():
    used = set(re.findall(rf"\b{PREFIX}\w+", TEXT))
    assert used
    assert used <= {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_airflow_variable_is_a_setting_of_airflow():
    package = Path(importlib.util.find_spec("airflow").submodule_search_locations[0])
    known = yaml.safe_load((package / "config_templates" / "config.yml").read_text())
    used = {name for _, name, _ in _environment() if name.startswith("AIRFLOW__")}
    assert used
    for name in used:
        _, section, option = name.lower().split("__")
        assert option in known[section]["options"], f"Airflow would ignore {name}"


def test_no_secret_has_a_default_value():
    secrets = [(name, value) for _, name, value in _environment() if SECRET_NAME.search(name)]
    assert {"POSTGRES_PASSWORD", "PGPASSWORD", "AIRFLOW__CORE__FERNET_KEY"} <= {name for name, _ in secrets}
    for name, value in secrets:
        assert WITHOUT_DEFAULT.fullmatch(value), f"{name} must be ${{NAME:?what to set}}"
    inside_addresses = [name for _, name, value in _environment() if re.search(r"://[^/@]*:[^/@]*@", value)]
    assert not inside_addresses


def test_the_example_settings_are_those_of_the_compose_file_and_hold_no_secret():
    example = _env_example()
    assert set(example) == set(VARIABLE.findall(str(SERVICES) + str(WITH_EXTRACTS)))
    assert not [name for name, value in example.items() if SECRET_NAME.search(name) and value]


def test_every_published_port_is_bound_to_loopback():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"api-server", "web"}
    for name, published in ports.items():
        assert all(isinstance(port, str) and port.startswith("127.0.0.1:") for port in published), name
    assert not [name for name, service in SERVICES.items() if service.get("network_mode")]


def test_only_the_service_that_runs_tasks_mounts_the_warehouse_home():
    whole = {
        name: mounts
        for name, mounts in _mounting("WAREHOUSE_FOLDER").items()
        if not all(mount["source"].endswith("}/published") for mount in mounts)
    }
    assert set(whole) == {"scheduler"}
    assert whole["scheduler"][0]["target"] == SERVICES["scheduler"]["environment"]["OBA_HOME"]


def test_the_web_server_mounts_the_published_folder_and_its_settings_and_cannot_write():
    published, settings = _mounts("web")
    assert re.fullmatch(r"\$\{WAREHOUSE_FOLDER:\?[^}]+\}/published", published["source"])
    assert (ROOT / settings["source"]).is_file()
    assert published["read_only"] is settings["read_only"] is True
    assert SERVICES["web"]["read_only"] is True


def test_the_web_server_shares_no_network_with_airflow():
    assert SERVICES["web"]["networks"]
    for name in SERVICES.keys() - {"web"}:
        assert SERVICES[name]["networks"]
        assert not set(SERVICES["web"]["networks"]) & set(SERVICES[name]["networks"])


def test_only_airflow_mounts_logs_and_releases_and_releases_are_read_only():
    assert {name for name in SERVICES for mount in _mounts(name) if mount["source"] == "airflow-logs"} <= AIRFLOW
    releases = _mounting("RELEASES_FOLDER")
    assert set(releases) == {"scheduler"}
    assert all(mount["read_only"] is True for mounts in releases.values() for mount in mounts)


def test_only_the_service_that_runs_tasks_has_extracts_their_secret_and_what_is_made_of_them():
    assert set(WITH_EXTRACTS) == {"scheduler", "dag-processor"}
    assert "volumes" not in WITH_EXTRACTS["dag-processor"]
    assert not [name for name in WITH_EXTRACTS["dag-processor"]["environment"] if SECRET_NAME.search(name)]
    scheduler = WITH_EXTRACTS["scheduler"]
    assert WITHOUT_DEFAULT.fullmatch(scheduler["environment"]["OBA_LOCAL_MI_SECRET"])
    targets = {mount["target"]: mount for mount in scheduler["volumes"]}
    assert set(targets) == {scheduler["environment"][name] for name in ("OBA_LOCAL_MI", "OBA_RESTRICTED")}
    assert targets[scheduler["environment"]["OBA_LOCAL_MI"]]["read_only"] is True
    assert "LOCAL_MI" not in COMPOSE.read_text()


def test_no_mount_creates_a_missing_folder_as_root():
    binds = [mount for name in SERVICES for mount in _mounts(name) if mount["type"] == "bind"]
    binds += WITH_EXTRACTS["scheduler"]["volumes"]
    assert binds
    assert all(mount["bind"] == {"create_host_path": False} for mount in binds)


@pytest.mark.parametrize("image", _images())
def test_images_are_pinned_by_tag(image):
    tag = re.fullmatch(r"[\w./-]+:(\d[\w.-]*)", image)
    assert tag, f"{image} needs a tag that starts with a version"


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_has_privileges(service):
    content = SERVICES[service]
    assert content["cap_drop"] == ["ALL"]
    assert content["security_opt"] == ["no-new-privileges:true"]
    assert not content.get("privileged")
    assert str(content.get("user", "")).split(":")[0] not in {"root", "0"}


def test_the_image_runs_as_a_fixed_user_who_is_not_root():
    *_, user = re.findall(r"^USER\s+(\S+)", DOCKERFILE.read_text(), flags=re.MULTILINE)
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)


def test_the_image_holds_every_folder_that_the_code_looks_for_beside_itself():
    used = {
        name
        for path in (ROOT / "plugins" / "oba").rglob("*.py")
        for name in re.findall(r'\bPROJECT / "(\w+)"', path.read_text())
    }
    assert {"dbt_project", "data"} <= used
    # work is the default of OBA_HOME, which is set here; docs is written into on an engineer's machine alone.
    assert used - {"work", "docs"} <= _copied()
    assert "expectations" in _copied()  # imported as a package


def test_what_is_copied_is_all_that_reaches_the_build():
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in rules
    assert {rule[1:] for rule in rules if rule.startswith("!")} == _copied()
