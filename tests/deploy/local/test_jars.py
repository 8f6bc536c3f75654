"""Kafka's jars: pinned, fetched once, checked, and a failure that says what to do."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local import jars
from deploy.local.jars import DownloadFailed, Jar, Pins, classpath

CONTENT = b"a jar"
ONE = Jar("example:one:1.0", len(CONTENT), jars._sha256(CONTENT))


class Repository(ThreadingHTTPServer):
    """A Maven repository with one answer for every path."""

    content = CONTENT
    asked = 0


class Answer(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(404 if self.path.endswith(".sha1") else 200)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Repository]:
    monkeypatch.setenv("CSODS_CACHE", str(tmp_path))
    with Repository(("127.0.0.1", 0), Answer) as server:
        monkeypatch.setenv("CSODS_MAVEN_MIRROR", f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_every_jar_is_pinned_by_version_and_content() -> None:
    pins = Pins.read()
    assert pins.version.startswith("4.1.")
    assert f"{jars.SERVER}:{pins.version}" in {jar.coordinate for jar in pins.jars}
    assert jars.LOG_WRITER in {jar.coordinate for jar in pins.jars}
    assert all(len(jar.sha256) == 64 and jar.bytes > 0 for jar in pins.jars)


def test_a_jar_is_fetched_once(repository: Repository, tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), record=True)
    path = classpath(Pins("1", (ONE,)), console)
    assert Path(path).read_bytes() == CONTENT
    assert Path(path).is_relative_to(tmp_path)
    assert "fetching Apache Kafka 1 once" in console.export_text()
    asked = repository.asked
    assert classpath(Pins("1", (ONE,)), console) == path
    assert repository.asked == asked


def test_a_file_that_is_not_the_pinned_one_is_refused_and_not_kept(
    repository: Repository, tmp_path: Path
) -> None:
    repository.content = b"a jaw"
    with pytest.raises(DownloadFailed, match=r"example:one:1\.0 .*not the pinned file"):
        classpath(Pins("1", (ONE,)), Console(quiet=True))
    assert not list(tmp_path.rglob("*.jar"))
    repository.content = CONTENT
    assert classpath(Pins("1", (ONE,)), Console(quiet=True))


def test_a_download_that_fails_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CSODS_CACHE", str(tmp_path))
    monkeypatch.setenv("CSODS_MAVEN_MIRROR", "http://127.0.0.1:9")
    with pytest.raises(DownloadFailed) as failed:
        classpath(Pins("1", (ONE,)), Console(quiet=True))
    for advice in ("HTTPS_PROXY", "CSODS_MAVEN_MIRROR", str(tmp_path)):
        assert advice in str(failed.value)


def test_a_cache_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CSODS_CACHE", str(tmp_path / "file"))
    with pytest.raises(DownloadFailed, match="set CSODS_CACHE to a directory of yours"):
        classpath(Pins("1", (ONE,)), Console(quiet=True))
