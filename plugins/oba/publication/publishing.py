"""Publishing a build: its folder is put together out of sight, kept, and served."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from oba.build import lost_forecasts, made_by, published_forecasts, warehouse_file
from oba.config import Settings
from oba.digest import code_version_now
from oba.files import file_sha256, make_folder, put_in_place
from oba.forecast import store
from oba.listing import LISTING, true_until
from oba.publication.gate import COMPARED, PublicationRefused, gate_result, noted
from oba.publication.manifest import MANIFEST, NEWS, PAGES, WAREHOUSE, Manifest, manifest_of_build, read_manifest
from oba.publication.serving import make_public
from oba.publication.shelf import is_whole, pages_listed, prune, put_out_of_sight, settle


def publish(settings: Settings) -> Manifest:
    """Make the build the served publication, and freeze its forecasts.

    The build must have passed ``gate_out`` and have its pages drawn. A publication of the same marts and code
    that is kept whole is served as it is: calling again changes nothing but what an earlier call left undone. While a
    person holds another one, that stays served, and this one is kept beside it.

    Raises:
        PublicationRefused: the build has not passed the gate out, or code or definitions were changed under it.
        ForecastStoreDamaged: a frozen forecast was changed or removed.
    """
    settle(settings)
    passed = gate_result(settings)
    compared = noted(COMPARED, "This build has not been compared with what is served.", settings)["changes"]
    candidate = replace(manifest_of_build(settings, passed), changes=tuple(compared))
    if made_by(settings) != code_version_now(settings.definitions):
        raise PublicationRefused(
            "The definitions or the code were changed while this publication was being made, so its parts may not fit "
            "each other. What is served has not changed. Run the same command again."
        )
    name, was_served = candidate.publication_id, settings.served.resolve().name
    if is_whole(name, settings, every_byte=True):
        # Kept from when it was last served, or from an attempt that was cut off before the link moved.
        candidate = read_manifest(settings.published / name)
    else:
        frozen = store.freeze(
            warehouse_file(settings),
            settings.forecasts,
            published_forecasts(settings),
            store.waiting(settings.forecasts, name),
        )
        lost = tuple(lost_forecasts(settings))
        candidate = _assemble(replace(candidate, frozen_forecasts=tuple(frozen), lost_forecasts=lost), settings)
    make_public(name, settings)
    settle(settings)
    if was_served != settings.served.resolve().name and not is_whole(was_served, settings):
        put_out_of_sight(was_served, settings)  # damaged, and this one stands in its place
    prune(settings)
    return candidate


def _assemble(candidate: Manifest, settings: Settings) -> Manifest:
    home = settings.published / candidate.publication_id
    make_folder(settings.published)
    incoming = settings.published / f".incoming-{candidate.publication_id}"
    shutil.rmtree(incoming, ignore_errors=True)
    candidate = replace(candidate, files=put_together(incoming, settings), true_until=_true_until(incoming))
    if candidate.files[WAREHOUSE] != file_sha256(warehouse_file(settings)):
        raise PublicationRefused(
            "The copy of the warehouse is not like the build. Look after the disk, then run again."
        )
    text = json.dumps(candidate.__dict__, indent=2, ensure_ascii=False) + "\n"
    (incoming / MANIFEST).write_text(text)
    for path in filter(Path.is_file, incoming.rglob("*")):
        path.chmod(0o444)
    put_out_of_sight(candidate.publication_id, settings)  # one that is damaged
    put_in_place(incoming, home)
    return candidate


def _true_until(folder: Path) -> str | None:
    path = folder / PAGES / LISTING
    last_day = true_until(path) if path.is_file() else None
    return None if last_day is None else last_day.isoformat()


def put_together(folder: Path, settings: Settings) -> dict[str, str]:
    """Copy the warehouse, the pages and the news of the build into a new folder.

    Returns:
        SHA-256 of each file by its path in the folder, but for the pages that the list of pages has.

    Raises:
        PublicationRefused: a page is not as it was drawn.
    """
    folder.mkdir()
    # A copy and no link: a dbt command started by hand writes into the build's file.
    shutil.copyfile(warehouse_file(settings), folder / WAREHOUSE)
    shutil.copytree(settings.build / PAGES, folder / PAGES, ignore=shutil.ignore_patterns(".*"))
    if (settings.build / NEWS).exists():
        shutil.copyfile(settings.build / NEWS, folder / NEWS)
    files = {
        path.relative_to(folder).as_posix(): file_sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    pages = pages_listed(folder)
    changed = [page for page, (sha256, _) in pages.items() if files.get(page) != sha256]
    if changed:
        raise PublicationRefused(
            f"{len(changed)} pages, the first of them {changed[0]}, are not as they were drawn. Look after the disk, "
            "then run again."
        )
    return {name: sha256 for name, sha256 in files.items() if name not in pages}
