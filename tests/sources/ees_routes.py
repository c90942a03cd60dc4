"""The routes of the stub: the public API, and the data catalogue."""

from __future__ import annotations

from collections.abc import Callable

from ees_records import BASE, CATALOGUE, Answer, Request, csv_answer, number_of, paged, problem

Route = tuple[str, set[str], str, Callable[..., Answer]]
GUID, PAGING, AS_JSON = "([0-9a-f-]{36})", {"page", "pageSize"}, "application/json"


class ApiRoutes:
    """Routes of the public API, over the attributes of the stub."""

    def api_routes(self) -> list[Route]:
        """Return pattern, known parameters, accepted type and view of each route."""
        data_set = f"{BASE}/data-sets/{GUID}"
        return [
            (data_set, set(), AS_JSON, self._data_set),
            (f"{data_set}/meta", {"types", "dataSetVersion"}, AS_JSON, self._meta),
            (f"{data_set}/csv", {"dataSetVersion"}, "text/csv", self._csv),
            (f"{data_set}/versions", PAGING, AS_JSON, self._versions),
            (f"{data_set}/versions/([^/]+)", set(), AS_JSON, self._version),
            (f"{data_set}/versions/([^/]+)/changes", {"includePatchHistory"}, AS_JSON, self._changes),
        ]

    def _data_set(self, _: Request, data_set_id: str) -> Answer:
        found = self.data_sets.get(data_set_id)
        latest = self._find(data_set_id, "*")
        members = ("version", "published", "totalResults", "file", "timePeriods", "geographicLevels")
        summary = {"latestVersion": {name: latest[name] for name in members}} if latest else {}
        return Answer(body=found | summary) if found else problem(404)

    def _versions(self, request: Request, data_set_id: str) -> Answer:
        # Newest first by major and minor; the order of patches is left as it comes.
        order = sorted(self.versions[data_set_id], key=lambda item: number_of(item["version"])[:2], reverse=True)
        return paged(request.query, order, most=20)

    def _version(self, _: Request, data_set_id: str, version: str) -> Answer:
        found = self._find(data_set_id, version)
        return Answer(body=found) if found else problem(404)

    def _changes(self, request: Request, data_set_id: str, version: str) -> Answer:
        found = self._find(data_set_id, version)
        if not found:
            return problem(404)
        if request.query.get("includePatchHistory") == "true" and not number_of(found["version"])[2]:
            return problem(500)
        nothing = {"versionNumber": found["version"], "majorChanges": {}, "minorChanges": {}}
        return Answer(body=self.changes.get((data_set_id, found["version"]), nothing))

    def _meta(self, request: Request, data_set_id: str) -> Answer:
        found = self._find(data_set_id, request.query.get("dataSetVersion", "*"))
        types = request.query.get("types", "Indicators,Filters,Locations,TimePeriods").split(",")
        indicator = {"id": "4xbOu", "column": "number", "label": "Number", "unit": "", "decimalPlaces": 0}
        body = {
            "filters": [],
            "indicators": [indicator] if "Indicators" in types else [],
            "geographicLevels": [],
            "locations": [],
            "timePeriods": [],
        }
        return Answer(body=body) if found else problem(404)

    def _csv(self, request: Request, data_set_id: str) -> Answer:
        found = self._find(data_set_id, request.query.get("dataSetVersion", "*"))
        if not found:
            return problem(404)
        name = f"{data_set_id}_v{found['version']}.csv"
        return csv_answer(self.files[data_set_id, found["version"]], name)

    def _find(self, data_set_id: str, version: str) -> dict | None:
        """Resolve a version as the service does: short forms pad with zero, stars see published ones only."""
        versions = sorted(self.versions[data_set_id], key=lambda item: number_of(item["version"]))
        wanted = version.lower().removeprefix("v").split(".")
        if wanted[-1] == "*":
            fixed = [int(part) for part in wanted[:-1]]
            versions = [item for item in versions if item["status"] == "Published"]
            versions = [item for item in versions if number_of(item["version"])[: len(fixed)] == fixed]
        elif all(part.isdigit() for part in wanted):
            versions = [item for item in versions if number_of(item["version"]) == number_of(version)]
        else:
            versions = []
        return versions[-1] if versions else None


class CatalogueRoutes:
    """Routes of the data catalogue, over the attributes of the stub."""

    def catalogue_routes(self) -> list[Route]:
        """Return pattern, known parameters, accepted type and view of each route."""
        listing = PAGING | {"publicationId", "releaseId", "latestOnly", "dataSetType", "searchTerm"}
        return [
            (f"{CATALOGUE}/publications/([a-z0-9-]+)", set(), AS_JSON, self._catalogue_publication),
            (f"{CATALOGUE}/data-set-files", listing, AS_JSON, self._catalogue_files),
            (f"{CATALOGUE}/data-set-files/{GUID}/download", set(), "text/csv", self._catalogue_download),
        ]

    def _catalogue_publication(self, _: Request, slug: str) -> Answer:
        found = [item["publication"] for item in self.catalogue if item["publication"]["slug"] == slug]
        return Answer(body=found[0]) if found else problem(404)

    def _catalogue_files(self, request: Request) -> Answer:
        latest = request.query.get("latestOnly", "true") == "true"
        found = [
            item
            for item in self.catalogue
            if item["publication"]["id"] == request.query["publicationId"] and (item["latestData"] or not latest)
        ]
        return paged(request.query, found, most=40)

    def _catalogue_download(self, _: Request, file_id: str) -> Answer:
        found = [item for item in self.catalogue if item["id"] == file_id]
        if not found:
            return problem(404)
        headers = {
            "Content-Type": "text/csv",
            "Content-Disposition": f"attachment; filename={found[0]['filename']}",
        }
        return Answer(200, self.catalogue_files[file_id], headers)
