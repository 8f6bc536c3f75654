"""Apache Kafka's jars: pinned in `kafka.lock.json`, fetched once into the cache, each checked by SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from filelock import FileLock
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from deploy.local.places import cache

LOCK: Final = Path(__file__).with_name("kafka.lock.json")
SERVER: Final = "org.apache.kafka:kafka_2.13"
LOG_WRITER: Final = "org.slf4j:slf4j-simple:1.7.36"
"""Kafka's jar brings no writer for its log; this one needs no configuration file and starts at once."""
ATTEMPTS: Final = 3


class DownloadFailed(Exception):
    """A jar could not be had, or was not the pinned one. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned file: Maven coordinate, size in bytes, SHA-256 in hexadecimal."""

    coordinate: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Pins:
    """The contents of `kafka.lock.json`."""

    version: str
    jars: tuple[Jar, ...]

    @classmethod
    def read(cls) -> Pins:
        lock = json.loads(LOCK.read_text())
        return cls(lock["kafka"], tuple(Jar(**jar) for jar in lock["jars"]))

    @cached_property
    def digest(self) -> str:
        """Names this exact set of files in the cache."""
        return hashlib.sha256("".join(jar.sha256 for jar in self.jars).encode()).hexdigest()[:12]


def classpath(pins: Pins, console: Console) -> str:
    """The class path of the pinned Kafka, fetched first where the cache lacks it. Raises DownloadFailed."""
    maven = cache() / "maven"
    listing = cache() / f"kafka-{pins.version}-{pins.digest}.classpath"
    if not listing.exists():
        try:
            maven.mkdir(parents=True, exist_ok=True)
            with FileLock(cache() / "maven.lock"):
                paths = _fetch_all(pins, maven, console)
            _write_whole(listing, "\n".join(str(path.relative_to(maven)) for path in paths))
        except OSError as error:
            raise DownloadFailed(
                f"the cache {cache()} cannot be written ({error.strerror}); "
                "make room, or set CSODS_CACHE to a directory of yours"
            ) from error
    return os.pathsep.join(str(maven / line) for line in listing.read_text().splitlines())


def pin(version: str) -> Pins:
    """Resolve Kafka `version` with all it needs and write `kafka.lock.json` anew."""
    context = _context(cache() / "maven", lambda _size: None)
    server = context.create_dependency(f"{SERVER}:{version}")
    inputs, needed = context.resolver.resolve([server, context.create_dependency(LOG_WRITER)])
    jars = []
    for dependency in [*inputs, *(one for one in needed if one.scope in ("compile", "runtime"))]:
        content = dependency.artifact.resolve().read_bytes()
        coordinate = f"{dependency.groupId}:{dependency.artifactId}:{dependency.version}"
        jars.append({"coordinate": coordinate, "bytes": len(content), "sha256": _sha256(content)})
    lock = {"kafka": version, "jars": sorted(jars, key=lambda jar: str(jar["coordinate"]))}
    LOCK.write_text(json.dumps(lock, indent=1) + "\n")
    return Pins.read()


def _fetch_all(pins: Pins, maven: Path, console: Console) -> list[Path]:
    total = sum(jar.bytes for jar in pins.jars)
    if not console.is_terminal:
        console.print(f"fetching Apache Kafka {pins.version} once: {total / 1e6:.0f} MB into {maven}")
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task(f"fetching Apache Kafka {pins.version} (once)", total=total)
        context = _context(maven, lambda size: progress.advance(bar, size))
        return [_fetch(jar, context) for jar in pins.jars]


def _fetch(jar: Jar, context: Any) -> Path:
    artifact = context.create_dependency(jar.coordinate).artifact
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            path = Path(artifact.resolve())
        except (OSError, RuntimeError) as error:  # requests' errors are OSErrors
            reason = _plainly(error)
        else:
            if _sha256(path.read_bytes()) == jar.sha256:
                return path
            reason = "what came is not the pinned file"
        # A broken transfer leaves its beginning behind, which would pass for the file next time.
        Path(artifact.cached_path).unlink(missing_ok=True)
    raise DownloadFailed(
        f"{jar.coordinate} could not be fetched: {reason}. Check the network (a proxy goes in HTTPS_PROXY, "
        "its certificate in REQUESTS_CA_BUNDLE), or set CSODS_MAVEN_MIRROR to the address of a Maven "
        f"repository you can reach, or copy {cache()} from a machine where it worked. "
        "What was fetched so far is kept."
    )


def _plainly(error: Exception) -> str:
    """What went wrong in one line, without the address of any repository."""
    if isinstance(error, RuntimeError):
        return "the repository does not have it"
    return type(error).__name__


def _context(maven: Path, advance: Callable[[int], None]) -> Any:
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - slow to import and seldom needed

    @contextmanager
    def one_file(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
        yield advance

    mirror = os.environ.get("CSODS_MAVEN_MIRROR")
    return MavenContext(
        resolver=PythonResolver(progress_callback=one_file),
        repo_cache=maven,
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
        timeout=30,
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_whole(path: Path, text: str) -> None:
    """Write so that nobody ever reads half of it."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(text)
    unfinished.replace(path)


if __name__ == "__main__":
    fetched = pin(sys.argv[1])
    sys.stdout.write(f"pinned Apache Kafka {fetched.version}: {len(fetched.jars)} files\n")
