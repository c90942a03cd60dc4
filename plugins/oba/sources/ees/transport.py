"""HTTP for the EES service: retries, time-outs, refusals in plain words."""

from __future__ import annotations

import logging
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from oba.sources.ees.downloads import GZIP_ERRORS, decode_gzip
from oba.sources.ees.errors import (
    NotFound,
    RequestRefused,
    ServiceUnavailable,
    TooMuch,
    UnexpectedAnswer,
)
from oba.sources.ees.shapes import Problem

log = logging.getLogger(__name__)
Result = TypeVar("Result")

USER_AGENT = "oba-scorecards"
RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
_ORIGIN_HOST = "statistics.api.education.gov.uk"
_NEXT_STEPS = {
    400: "Correct the request or the feed's configuration; the same request will fail again",
    401: "Check the address in the connection: published data needs no login",
    403: "Check the status on the service: a draft or withdrawn version may not be read",
    404: "Check the ids, the version and the address in the connection against the service",
}
# A body shorter than its Content-Length is a RemoteProtocolError; a gzip cut short is found in _save.
_BROKEN = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.DecodingError)
# Plain http, which anybody on the way may change, is for a stand-in of the service on the same machine.
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_ENCODINGS = frozenset({"", "identity", "gzip"})
_EXCERPT = 10_000  # bytes of an error's body that are read
_TOO_MUCH = "Nothing was kept; if it is the publisher's, raise the limit (OBA_LARGEST_FILE_MB for files)"
_OTHER_STEP = "Check the address in the connection, then the service's status page"


class EesSettings(BaseModel):
    """How to reach the service.

    Attributes:
        base_url: Root of the public API, up to but without ``/v1``.
        catalogue_url: Root of the content service that the data catalogue uses, without ``/api``.
        connect_timeout: Seconds to wait for a connection.
        read_timeout: Seconds to wait for the next bytes; the service itself stops at 30.
        attempts: How often one request is tried in all.
        max_backoff: Longest pause in seconds that we choose ourselves.
        max_retry_after: Longest pause in seconds that the service may ask for; beyond it we give up at once.
        max_file: Bytes of the largest file that is taken in, on the wire and decoded.
        max_json: Bytes of the largest JSON answer, decoded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = "https://api.education.gov.uk/statistics"
    catalogue_url: str = "https://content.explore-education-statistics.service.gov.uk"
    connect_timeout: float = Field(default=10, gt=0)
    read_timeout: float = Field(default=60, gt=0)
    attempts: int = Field(default=5, ge=1)
    max_backoff: float = Field(default=60, gt=0)
    max_retry_after: float = Field(default=300, gt=0)
    max_file: int = Field(default=100_000_000, gt=0)
    max_json: int = Field(default=20_000_000, gt=0)

    @field_validator("base_url", "catalogue_url")
    @classmethod
    def _usable(cls, text: str) -> str:
        try:
            _ = urlsplit(text).port  # which httpx takes unseen
            url = httpx.URL(text.rstrip("/"))
        except (ValueError, httpx.InvalidURL) as error:
            raise ValueError(f"must be an address: {error}") from error
        is_safe = url.scheme == "https" or (url.scheme == "http" and url.host in _THIS_MACHINE)
        if not is_safe or not url.host or url.query or url.fragment or url.userinfo:
            raise ValueError("must be an https address without a query or a password (http on this machine alone)")
        if url.host == _ORIGIN_HOST:
            raise ValueError(f"{_ORIGIN_HOST} only answers the gateway; use api.education.gov.uk/statistics")
        return str(url).lower()


class BrokenTransfer(Exception):
    """A failure that may pass: worth another attempt. Never leaves this module."""

    def __init__(self, found: str, retry_after: float | None = None) -> None:
        """Keep what happened and the pause in seconds that the service asked for, if any."""
        super().__init__(found)
        self.retry_after = retry_after or 0.0


class Transport:
    """Sends requests one at a time and retries those that may succeed later."""

    def __init__(self, settings: EesSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        """Open the HTTP client; ``sleep`` takes the seconds to pause between attempts."""
        self._settings = settings
        self._sleep = sleep
        self._backoff = wait_exponential_jitter(max=settings.max_backoff)
        # The gateway's limits are not published, so requests never overlap.
        self._turn = threading.Lock()
        self._http = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout),
            follow_redirects=False,
            verify=_tls_context(),
        )

    def get_json(self, url: str, params: Mapping[str, Any] | None = None) -> Any:
        """GET a JSON document; raises an EesError."""
        return self._json(self._request(url, params, {"Accept": "application/json"}))

    def download(self, url: str, params: Mapping[str, Any], target: Path) -> httpx.Headers:
        """Stream a file to ``target``, decode it and verify it is whole; return the response headers.

        An attempt that breaks off is repeated from the start: the service has no range requests.
        Raises an EesError.
        """
        # Accepting JSON as well lets error bodies be negotiated.
        headers = {"Accept": "text/csv, application/json"}
        request = self._request(url, params, headers)
        return self._retried(request, lambda: self._save(request, target))

    def _request(
        self,
        url: str,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> httpx.Request:
        return self._http.build_request("GET", url, params=params, headers=headers)

    def _json(self, request: httpx.Request) -> Any:
        response = self._retried(request, lambda: self._send(request))
        try:
            return response.json()
        except (ValueError, RecursionError):
            found = f"a body that is not JSON ({_excerpt(response)})"
            raise UnexpectedAnswer(_asked(request), found, _OTHER_STEP) from None

    def _retried(self, request: httpx.Request, attempt: Callable[[], Result]) -> Result:
        tried_enough = stop_after_attempt(self._settings.attempts)
        retrying = Retrying(
            sleep=self._sleep,
            wait=self._pause,
            stop=lambda state: tried_enough(state) or self._is_too_long(state),
            retry=retry_if_exception_type(BrokenTransfer),
            before_sleep=lambda state: _log_pause(request, state),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except BrokenTransfer as error:
            found = f"{error}, after {retrying.statistics['attempt_number']} attempt(s)"
            if error.retry_after:
                found += f"; the service asks to wait {error.retry_after:.0f} seconds"
            raise ServiceUnavailable(_asked(request), found, "Run again later; nothing was changed") from None
        except TooMuch as error:
            raise UnexpectedAnswer(_asked(request), str(error), _TOO_MUCH) from None
        except httpx.HTTPError as error:
            raise ServiceUnavailable(_asked(request), _reason(error), _OTHER_STEP) from None

    def _pause(self, state: RetryCallState) -> float:
        return max(_retry_after_of(state), self._backoff(state))

    def _is_too_long(self, state: RetryCallState) -> bool:
        return _retry_after_of(state) > self._settings.max_retry_after

    def _send(self, request: httpx.Request, body: Path | None = None) -> httpx.Response:
        """Make one attempt; the body of a success goes undecoded to the file ``body`` where one is given."""
        try:
            with self._turn, closing(self._http.send(request, stream=True)) as response:
                _refuse_encodings(response)
                if response.status_code != httpx.codes.OK:
                    content = b"".join(_up_to(_EXCERPT, response.iter_bytes(), cut=True))
                elif body is None:
                    content = b"".join(_up_to(self._settings.max_json, response.iter_bytes()))
                else:
                    content = b""
                    with body.open("wb") as file:
                        file.writelines(_up_to(self._settings.max_file, response.iter_raw()))
        except _BROKEN as error:
            raise BrokenTransfer(f"a broken connection ({_reason(error)})") from error
        read = _as_read(response, content)
        _check(read)
        return read

    def _save(self, request: httpx.Request, target: Path) -> httpx.Headers:
        response = self._send(request, body=target)
        try:
            decode_gzip(target, self._settings.max_file)
        except GZIP_ERRORS as error:
            raise BrokenTransfer(f"a compressed file that is cut short or damaged ({error})") from error
        return response.headers


@cache
def _tls_context() -> ssl.SSLContext:
    """Load the certificates once, as that takes longer than most requests."""
    return httpx.create_ssl_context()


def _refuse_encodings(response: httpx.Response) -> None:
    """Refuse a body that is packed more than once, or otherwise than was asked for, before any of it is unpacked."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise TooMuch(f"a body encoded as '{encoding[:50]}' where gzip was asked for")


def _up_to(most: int, chunks: Iterator[bytes], cut: bool = False) -> Iterator[bytes]:
    """Return chunks of at most so many bytes in all; beyond them end where ``cut``, else raise TooMuch."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            if cut:
                yield chunk[: most - size]
                return
            raise TooMuch(f"a body of more than {most:,} bytes")
        yield chunk


def _as_read(response: httpx.Response, content: bytes) -> httpx.Response:
    """Return a response with its decoded body, which its headers describe no more."""
    dropped = {"content-encoding", "content-length", "transfer-encoding"}
    headers = [(name, value) for name, value in response.headers.raw if name.decode("latin-1").lower() not in dropped]
    return httpx.Response(response.status_code, headers=headers, content=content, request=response.request)


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    asked = _asked(response.request)
    if status in RETRIED_STATUSES:
        raise BrokenTransfer(f"HTTP {status}", _retry_after(response))
    if 300 <= status < 400:
        # The service sends upper-case paths on to its internal host, which must never be called.
        found = f"HTTP {status}, a redirect to {response.headers.get('Location', 'nowhere')}"
        raise UnexpectedAnswer(asked, found, "It was not followed; check the address in the connection")
    summary = _problem(response)
    next_step = _NEXT_STEPS.get(status, _OTHER_STEP)
    if status == httpx.codes.NOT_FOUND:
        raise NotFound(asked, f"HTTP 404, {summary}", next_step)
    raise RequestRefused(asked, f"HTTP {status}, {summary}", next_step)


def _problem(response: httpx.Response) -> str:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return _excerpt(response)
    details = [f"{error.path or 'request'}: {error.message} [{error.code}]" for error in problem.errors]
    parts = [problem.title, problem.detail or "", *details]
    return "; ".join(part for part in parts if part) or "no explanation"


def _retry_after(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):  # other digits than these are digits to Python too
        return float(text)
    try:
        when = parsedate_to_datetime(text)
        return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _retry_after_of(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return error.retry_after if isinstance(error, BrokenTransfer) else 0.0


def _log_pause(request: httpx.Request, state: RetryCallState) -> None:
    pause = state.next_action.sleep if state.next_action else 0
    error = state.outcome.exception() if state.outcome else None
    log.warning("%s: %s; trying again in %.0f seconds", _asked(request), error, pause)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _asked(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"


def _excerpt(response: httpx.Response) -> str:
    return " ".join(response.text.split())[:200] or "an empty body"
