"""Reads the log of an Odoo run: which tests ran, which failed, and what else was wrong."""

import re
from dataclasses import dataclass, field
from pathlib import Path

ALLOWED = Path(__file__).with_name("allowed_log.txt")
RECORD = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.?-]+): (?P<message>.*)"
)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
# the second one reports on whole classes
TEST_LOGGERS = ("odoo.addons.sales_kpi.", "odoo.tests.suite")
HOOT = re.compile(r"\[HOOT\] Passed (\d+) tests")


@dataclass
class Record:
    level: str
    logger: str
    message: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.message}"


@dataclass
class Outcome:
    """What one log says."""

    started: list = field(default_factory=list)  # names of tests, in order
    failures: dict = field(
        default_factory=dict
    )  # name -> what was logged, traceback included
    problems: list = field(
        default_factory=list
    )  # warnings and errors that no test explains
    hoot: list = field(
        default_factory=list
    )  # numbers of passed JavaScript tests, one a suite


def read_log(path):
    allowed = _allowed()
    outcome = Outcome()
    for record in _records(path):
        if record.logger.startswith(TEST_LOGGERS) and _read_test(record, outcome):
            continue
        if match := HOOT.search(record.message):
            outcome.hoot.append(int(match[1]))
        if record.level in ("WARNING", "ERROR", "CRITICAL") and not any(
            pattern.search(str(record)) for pattern in allowed
        ):
            outcome.problems.append(record)
    if outcome.failures:  # they are said once
        outcome.problems = [
            record
            for record in outcome.problems
            if record.logger != "odoo.tests.result"
            and "At least one test failed" not in record.message
        ]
    return outcome


def _read_test(record, outcome):
    """Read a record of the test runner; return whether it was one."""
    if match := re.match(r"Starting (\S+) \.\.\.", record.message):
        outcome.started.append(match[1])
    elif match := re.match(
        r"(?:FAIL|ERROR): (?:Subtest )?(setUpClass \S+|tearDownClass \S+|\S+)",
        record.message,
    ):
        name = match[1]
        outcome.failures[name] = "\n\n".join(
            filter(None, [outcome.failures.get(name), record.message])
        )
    elif match := re.match(r"skipped (.+?) : ", record.message):
        outcome.failures[match[1]] = record.message + "\n(a skipped test is a failure)"
    else:
        return False
    return True


def _records(path):
    record = None
    for line in path.read_text(errors="replace").splitlines():
        line = COLOUR.sub("", line)
        if match := RECORD.match(line):
            if record:
                yield record
            record = Record(**match.groupdict())
        elif record:
            record.message += "\n" + line
    if record:
        yield record


def _allowed():
    """Patterns of warnings that are not ours to mend: ``regex  # reason`` a line."""
    lines = [line.split("  # ")[0] for line in ALLOWED.read_text().splitlines()]
    return [
        re.compile(line) for line in lines if line.strip() and not line.startswith("#")
    ]
