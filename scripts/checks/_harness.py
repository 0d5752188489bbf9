"""What the checks share: a server of their own, callers, people, one line of result.

A check starts the built program on an empty database, talks to it over HTTP as
any other program would, prints its counts as one line of JSON and exits with 1
on a miss. It needs Python's standard library and, for PostgreSQL, the server
binaries that scripts/postgres finds.

  --database sqlite|postgres   which database (sqlite)
  --short                      fewer rounds, for every change; the full run is the bar
  --seed N                     what the choices of the run come from (1)
  CAREWRIGHT_BIN               the program, else the release build
"""

import argparse
import dataclasses
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
CREATOR = "care_manager"
AUDITOR = "auditor"
# A free text of a client that nothing else reads or checks.
FREE_TEXT = "pronouns"
# How often a request may be answered that the server is busy, and be sent again.
BUSY_ANSWERS = 10
READY_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 20


class Miss(Exception):
    """The run cannot go on: what should never happen did."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """One HTTP answer, its body parsed where it is JSON."""

    status: int
    headers: dict
    body: object

    @property
    def etag(self):
        return self.headers.get("etag")

    @property
    def code(self):
        """The problem's code, when it is a problem."""
        return self.body.get("code") if isinstance(self.body, dict) else None


class Api:
    """One caller with one kept-alive connection. Not for two threads at once."""

    # Shorter than the server keeps a silent connection, so that a write is
    # never sent into one that it is just closing.
    IDLE_SECONDS = 2

    def __init__(self, base_url, token):
        self._host = urllib.parse.urlsplit(base_url).netloc
        self._token = token
        self._connection = None
        self._used_at = 0.0
        self.busy_answers = 0

    def call(self, method, path, body=None, **headers):
        """Sends one request; header names are given with underscores."""
        if self._connection is None or time.monotonic() - self._used_at > self.IDLE_SECONDS:
            self.close()
            self._connection = http.client.HTTPConnection(self._host, timeout=60)
        sent = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        sent.update((name.replace("_", "-"), value) for name, value in headers.items())
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            self._connection.request(method, path, content, sent)
            answer = self._connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._used_at = time.monotonic()
        received = {name.lower(): value for name, value in answer.getheaders()}
        parsed = json.loads(raw) if raw and "json" in received.get("content-type", "") else None
        return Answer(answer.status, received, parsed)

    def call_patiently(self, method, path, body=None, **headers):
        """Sends it again when the server says that it is busy and when to come back.

        A disk may stall under any database, and what a killed server had locked
        is free only when the database has noticed.
        """
        for _ in range(BUSY_ANSWERS):
            answer = self.call(method, path, body, **headers)
            after = answer.headers.get("retry-after")
            if answer.status != 503 or after is None:
                return answer
            self.busy_answers += 1
            time.sleep(int(after))
        return self.call(method, path, body, **headers)

    def create(self, path, body):
        """POST that must answer 201."""
        answer = self.call_patiently("POST", path, body, Idempotency_Key=str(uuid.uuid4()))
        if answer.status != 201:
            raise Miss(f"POST {path} answered {answer.status} {answer.code}")
        return answer

    def read(self, path):
        """GET that must answer 200."""
        answer = self.call("GET", path)
        if answer.status != 200:
            raise Miss(f"GET {path.partition('?')[0]} answered {answer.status} {answer.code}")
        return answer

    def all_pages(self, path):
        """Every item of a list, page after page."""
        cursor = None
        while True:
            query = {"limit": 200} | ({"cursor": cursor} if cursor else {})
            page = self.read(f"{path}?{urllib.parse.urlencode(query)}").body
            yield from page["items"]
            cursor = page.get("nextCursor")
            if cursor is None:
                return

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Server:
    """The program under test with a database of its own; it may be killed and started again."""

    def __init__(self, database):
        self._database = database
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="carewright-check-"))
        self._log = open(self._folder / "log", "ab")
        self._process = None
        self.base_url = None
        # What `demo --json` printed at the last start.
        self.greeting = None

    def options(self):
        options = ["--data-dir", str(self._folder / "data")]
        if self._database == "postgres":
            options += ["--database-url", os.environ["CAREWRIGHT_SCRATCH_DATABASE"]]
        return options

    @staticmethod
    def environment():
        # Nothing of the developer's own settings, nor of this harness's.
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("CAREWRIGHT_") and name != "DATABASE_URL"
        }
        # Not the fixed port for metrics either, which another server may have.
        ours = {
            "CAREWRIGHT_RATE_LIMIT__ENABLED": "false",
            "CAREWRIGHT_METRICS__LISTEN": "127.0.0.1:0",
        }
        return kept | ours

    def start(self):
        """Starts it on the same data as before; returns the seconds until it was ready."""
        started = time.monotonic()
        self._process = subprocess.Popen(
            [str(binary()), "demo", "--json", "--listen", "127.0.0.1:0", *self.options()],
            cwd=self._folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        line = self._first_line()
        try:
            self.greeting = json.loads(line)
            self.base_url = self.greeting["baseUrl"]
            caller = self.api()
        except (ValueError, LookupError, TypeError) as error:
            raise Miss(f"`demo --json` did not print its line ({type(error).__name__})") from error
        while True:
            try:
                if caller.call("GET", "/readyz").status == 200:
                    return time.monotonic() - started
            except OSError:
                pass
            if time.monotonic() - started > READY_WITHIN_SECONDS:
                raise Miss(f"not ready within {READY_WITHIN_SECONDS} s")
            time.sleep(0.01)

    def _first_line(self):
        # The pipe is read by a thread to the end: a full pipe would stop the server.
        lines = []
        arrived = threading.Event()
        stdout = self._process.stdout

        def drain():
            with stdout:
                lines.append(stdout.readline())
                arrived.set()
                for _ in stdout:
                    pass

        threading.Thread(target=drain, daemon=True).start()
        if not arrived.wait(READY_WITHIN_SECONDS) or not lines[0]:
            raise Miss("the server printed nothing and is gone, or hangs")
        return lines[0]

    def api(self, role=CREATOR, agency=0):
        return Api(self.base_url, self.greeting["agencies"][agency]["tokens"][role])

    def kill(self):
        """kill -9: nothing of the program gets to finish."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = None

    def stop(self):
        """SIGTERM; returns the exit status, which is 0 for a graceful end."""
        self._process.terminate()
        try:
            return self._process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Miss(f"still running {STOPPED_WITHIN_SECONDS} s after SIGTERM") from error
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None

    def doctor(self):
        """The program's own check of its data: exit status and report."""
        done = subprocess.run(
            [str(binary()), "doctor", "--json", *self.options()],
            cwd=self._folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            timeout=300,
            check=False,
        )
        try:
            return done.returncode, json.loads(done.stdout)
        except ValueError as error:
            raise Miss("`doctor --json` did not print JSON") from error

    def close(self):
        """Ends what still runs and removes the data."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def show_log(self):
        """The end of what the server logged, for whoever looks into a miss."""
        lines = (self._folder / "log").read_text(errors="replace").splitlines()
        told = [line for line in lines[:-20] if " ERROR " in line or " WARN " in line]
        lines = told[-20:] + lines[-20:]
        if lines:
            print("The server's last words:", *lines, sep="\n  ", file=sys.stderr)


def binary():
    """The program under test."""
    named = os.environ.get("CAREWRIGHT_BIN")
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    found = pathlib.Path(named) if named else target / "release" / "carewright"
    # Relative to where the command was given, not to the server's folder.
    found = found if found.is_absolute() else pathlib.Path.cwd() / found
    if not found.is_file():
        raise Miss(f"no program at {found}: run cargo build --release, or set CAREWRIGHT_BIN")
    return found


def new_client(choices):
    """A person like nobody else, so that no two of them look like duplicates."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    family = "".join(choices.choices(letters, k=14)).capitalize()
    given = "".join(choices.choices(letters, k=9)).capitalize()
    day = f"{choices.randint(1930, 2015)}-{choices.randint(1, 12):02}-{choices.randint(1, 28):02}"
    return {
        "names": [{"use": "official", "given": given, "family": family}],
        "birthDate": day,
        "birthDatePrecision": "day",
    }


def family_name(client):
    """The family name of an answered client: what tells the people of a run apart."""
    return client["names"][0]["family"]


def in_threads(work, arguments):
    """Runs `work` once for each argument, at the same time; raises what any of them raised."""
    failures = []

    def run(argument):
        try:
            work(argument)
        except BaseException as error:  # carried over to the caller's thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A caller that fails breaks the barriers of the others: not the cause.
    causes = [error for error in failures if not isinstance(error, threading.BrokenBarrierError)]
    if failures:
        raise (causes or failures)[0]


def run_check(name, description, check):
    """Parses the arguments, runs `check(server, options)` and prints its counts.

    The check answers two things: its counts, and the list of what was missed.
    """
    parser = argparse.ArgumentParser(prog=f"scripts/checks/{name}", description=description)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--short", action="store_true", help="fewer rounds, for every change")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.database == "postgres" and "CAREWRIGHT_SCRATCH_DATABASE" not in os.environ:
        again = [str(ROOT / "scripts" / "postgres"), "run", sys.executable, *sys.argv]
        os.execv(again[0], again)
    options.choices = random.Random(options.seed)
    # So that the server is not left behind when the check is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    started = time.monotonic()
    counts, misses = {}, []
    server = Server(options.database)
    try:
        server.start()
        counts, misses = check(server, options)
    except Miss as error:
        misses = [str(error)]
    except Exception as error:  # a line of result is owed in any case
        traceback.print_exc()
        misses = [type(error).__name__]
    finally:
        if misses:
            server.show_log()
        server.close()
    result = {
        "check": name,
        "database": options.database,
        "short": options.short,
        "seed": options.seed,
        "seconds": round(time.monotonic() - started, 1),
        **counts,
        "misses": misses,
        "passed": not misses,
    }
    print(json.dumps(result))
    sys.exit(1 if misses else 0)
