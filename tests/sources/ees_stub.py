"""A small copy of the EES service on loopback, with answers that can be scripted to go wrong."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections import defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from ees_records import BASE, DATA_SET, Answer, Request, csv_bytes, problem, version_record
from ees_routes import ApiRoutes, CatalogueRoutes


class EesStub(ApiRoutes, CatalogueRoutes):
    """The service: its content as plain attributes, its misbehaviour as a script.

    Attributes:
        data_sets: Data set by id, without its latest version.
        versions: Versions by data set id, in any order.
        files: CSV by (data set id, version).
        changes: Answer of the changes endpoint by (data set id, version).
        catalogue: Files of the data catalogue.
        catalogue_files: CSV by catalogue file id.
        requests: Every request that arrived.
        busiest: The most requests that were ever under way at once.
    """

    def __init__(self) -> None:
        """Start with one data set that has one version."""
        self.data_sets = {DATA_SET: {"id": DATA_SET, "title": "CIN national", "summary": "", "status": "Published"}}
        self.versions: dict[str, list[dict]] = defaultdict(list)
        self.files: dict[tuple[str, str], bytes] = {}
        self.changes: dict[tuple[str, str], dict] = {}
        self.catalogue: list[dict] = []
        self.catalogue_files: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.busiest = 0
        self._busy = 0
        self._lock = threading.Lock()
        self._script: list[tuple[str, Answer]] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.add_versions(version_record("1.0"))

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def add_versions(self, *records: dict, data_set_id: str = DATA_SET) -> None:
        """Add versions with a matching file each."""
        for record in records:
            self.versions[data_set_id].append(record)
            self.files[data_set_id, record["version"]] = csv_bytes(record["totalResults"])

    def add_catalogue(self, *records: dict) -> None:
        """Add catalogue files with matching content each."""
        for record in records:
            self.catalogue.append(record)
            self.catalogue_files[record["id"]] = csv_bytes(record["meta"].get("numDataFileRows", 3))

    def script(self, path_end: str, *answers: Answer) -> None:
        """Give these answers, once each and in order, to requests whose path ends so."""
        self._script += [(path_end, answer) for answer in answers]

    def count(self, path_end: str) -> int:
        """Count the requests whose path ends so."""
        return sum(request.path.endswith(path_end) for request in self.requests)

    def answer(self, request: Request) -> Answer:
        """Find the answer to a request."""
        with self._lock:
            self.requests.append(request)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
            scripted = next((item for item in self._script if request.path.endswith(item[0])), None)
            if scripted:
                self._script.remove(scripted)
        try:
            answer = scripted[1] if scripted else self._regular(request)
            time.sleep(answer.delay)
            return answer
        finally:
            with self._lock:
                self._busy -= 1

    def _regular(self, request: Request) -> Answer:
        if request.path != request.path.lower():
            internal = f"http://internal.example{request.path.lower()}"
            return Answer(308, headers={"Location": internal})
        for pattern, allowed, accept, view in [*self.api_routes(), *self.catalogue_routes()]:
            match = re.fullmatch(pattern, request.path)
            if not match:
                continue
            unknown = [name for name in request.query if name not in allowed]
            if unknown and request.path.startswith(BASE):
                return problem(400, "UnknownField", unknown[0])
            if accept not in request.headers.get("accept", ""):
                return Answer(406)
            return view(request, *match.groups())
        return Answer(404)  # a malformed id matches no route, so there is no body either


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        # A client that has had enough of a body hangs up.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(stub: EesStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def log_message(self, *_: object) -> None:
            pass

        def _serve(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(url.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = stub.answer(Request(url.path, query, headers))
            if answer.drop:
                self.close_connection = True
                return
            content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            given = {"Content-Type": "application/json", "Content-Length": str(len(content))} | answer.headers
            self.send_response(answer.status)
            for name, value in given.items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # the client may have given up waiting
                self.wfile.write(content[: answer.cut])
                self.wfile.flush()
            if answer.cut is not None:
                self.close_connection = True

    return Handler
