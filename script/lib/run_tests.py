"""Runs the addon's tests on an empty and on a demo database, side by side, and counts. Called by script/test."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import databases
import lifecycle
import testplan
from odoolog import read_log
from workplace import LOGS, ROOT, run_odoo, stop_all

TIME_LIMIT = 75 * 60  # seconds for one run of Odoo
KEPT_LOGS = 20
SHOWN = 60  # lines of a failure


class Lane:
    """One database and what is done with it, in order."""

    def __init__(self, kind, options):
        self.kind = kind
        self.options = options
        prefix = "sales_kpi_kept" if options.keep else "sales_kpi_test"
        self.database = f"{prefix}_{os.getpid()}_{kind}"
        self.logs = LOGS / f"test-{os.getpid()}"
        self.passed = []
        self.failed = {}
        self.tests = 0

    def say(self, text):
        print(f"[{self.kind:5}] {text}", flush=True)

    def check(self, name, faults):
        """Count a check of our own: passed if there are no faults."""
        if faults:
            self.failed[name] = "\n".join(faults)
            self.say(f"FAILED  {name}")
        else:
            self.passed.append(name)

    def odoo(self, step, *args):
        """Run Odoo and count its tests; return whether it went well. Anything odd in its log is a failure."""
        log = self.logs / f"{self.kind}-{step}.log"
        log.unlink(missing_ok=True)
        started = time.monotonic()
        status = run_odoo(log, *args, timeout=TIME_LIMIT)
        outcome = read_log(log)
        seconds = time.monotonic() - started
        self._count(step, outcome)
        if status and not outcome.failures:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            self.failed[f"{self.kind}: {step}"] = (
                f"Odoo ended with status {status}:\n{tail}"
            )
        faults = len(outcome.failures) + len(outcome.problems)
        tests = f"{len(outcome.started)} tests, " if outcome.started else ""
        self.say(
            f"{step}: {tests}{f'{faults} faults, ' if faults else ''}{seconds:.0f} s"
        )
        return not status and not faults

    def _count(self, step, outcome):
        self.tests += len(outcome.started)
        self.passed += [
            name for name in outcome.started if name not in outcome.failures
        ]
        self.failed |= outcome.failures
        for number, record in enumerate(outcome.problems, 1):
            self.failed[f"{self.kind}: {step}: log record {number}"] = str(record)
        for count in outcome.hoot:
            # a filter that matches nothing makes Hoot run all of Odoo's tests
            if count > testplan.javascript_tests():
                self.failed["Hoot"] = (
                    f"ran {count} tests, but sales_kpi has {testplan.javascript_tests()}"
                )
            self.passed += [f"Hoot test {number}" for number in range(count)]

    def install(self, tags):
        self.say("installing sales_kpi" + (" and running its tests" if tags else ""))
        demo = ["--with-demo"] if self.kind == "demo" else []
        return self._install("install", "sales_kpi", tags, *demo)

    def install_with_margins(self, tags):
        """Beside Odoo's app Margins, whose figures KPIs take over."""
        return self._install(
            "margins", "sales_kpi,sale_margin", tags, "-u", "sales_kpi"
        )

    def _install(self, step, addons, tags, *args):
        tests = (
            [
                "--test-tags",
                tags,
                "--http-port",
                free_port(),
                "--screenshots",
                self.logs,
            ]
            if tags
            else []
        )
        return self.odoo(
            step,
            "-d",
            self.database,
            "-i",
            addons,
            *args,
            *tests,
            "--stop-after-init",
        )


def forget_old_logs():
    old = sorted(LOGS.glob("test-*"), key=lambda path: path.stat().st_mtime)
    for folder in old[:-KEPT_LOGS]:
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_empty(lane, plan):
    lane.install(plan.empty)
    if plan.lifecycle:
        for tool, what in (
            ("translations", "translations are up to date and complete"),
            ("kpi_doc", "docs/kpi.md is up to date"),
        ):
            check = subprocess.run(
                [
                    sys.executable,
                    ROOT / f"script/lib/{tool}.py",
                    "--check",
                    lane.database,
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            said = (check.stdout + check.stderr).split("\n")
            lane.check(what, said if check.returncode else [])


def run_demo(lane, plan):
    if not plan.lifecycle:
        if plan.demo:
            lane.install(plan.demo)
        if plan.margin:
            lane.install_with_margins(plan.margin)
        return
    before = lifecycle.contents(lane.database)
    lane.check(
        "installs on a demo database",
        [] if lane.install(plan.demo) else ["see the other failures"],
    )
    records = lifecycle.records(lane.database)
    clean = lane.odoo(
        "upgrade", "-d", lane.database, "-u", "sales_kpi", "--stop-after-init"
    )
    lost = list(lifecycle.lost_records(records, lifecycle.records(lane.database)))
    lane.check(
        "an upgrade keeps every record",
        lost + ([] if clean else ["the upgrade failed"]),
    )
    clean = lane.odoo(
        "uninstall", "module", "uninstall", "-d", lane.database, "sales_kpi"
    )
    left = sorted(lifecycle.contents(lane.database) - before)
    lane.check(
        "uninstalling leaves nothing behind",
        left + ([] if clean else ["the uninstallation failed"]),
    )
    clean = lane.odoo(
        "reinstall", "-d", lane.database, "-i", "sales_kpi", "--stop-after-init"
    )
    gone = sorted(before - lifecycle.contents(lane.database))
    lane.check(
        "installs again, and nothing of others is gone",
        gone + ([] if clean else ["the installation failed"]),
    )
    lane.install_with_margins(plan.margin)


def run_late(lane, plan):
    lane.install(plan.late)


def run_lane(kind, steps, plan, options):
    lane = Lane(kind, options)
    try:
        databases.clone("demo" if kind == "demo" else "empty", lane.database)
        steps(lane, plan)
    except Exception:  # noqa: BLE001 - whatever it is, it is a failure
        lane.failed[f"{kind}: script/test itself"] = traceback.format_exc()
    finally:
        if options.keep:
            lane.say(f"kept the database {lane.database}")
        else:
            databases.drop(lane.database)
    return lane


def read_options():
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument(
        "patterns",
        nargs="*",
        metavar="PATTERN",
        help="run the tests whose file, class or method name contains it; 'lifecycle': upgrade, uninstall",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="also the long suites (tests tagged sales_kpi_full)",
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    return parser.parse_args()


def run_all(plan, options):
    """Two lanes beside each other; who is done with the demo database helps out."""
    first = [("empty", run_empty)] if plan.empty else []
    second = []
    if plan.demo or plan.margin or plan.lifecycle:
        second.append(("demo", run_demo))
    if plan.late:
        second.append(("late", run_late))
    with ThreadPoolExecutor() as pool:
        done = pool.map(
            lambda kinds: [run_lane(*kind, plan, options) for kind in kinds],
            (first, second),
        )
        return [lane for lanes in done for lane in lanes]


def main():
    options = read_options()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop_all())
    databases.drop_orphans()
    forget_old_logs()
    plan = testplan.make_plan(options.patterns, options.full)
    done = run_all(plan, options)
    failed = {name: text for lane in done for name, text in lane.failed.items()}
    passed = sum(len(lane.passed) for lane in done)
    if not options.patterns:
        failed |= {
            f"{name}.py": "tests/__init__.py does not import it"
            for name in testplan.not_imported()
        }
        if testplan.javascript_tests() and not any(
            "Hoot test 0" in lane.passed for lane in done
        ):
            failed["Hoot"] = "the addon has Hoot tests, but none passed"
    if not done:
        failed["script/test"] = (
            f"no test matches {' '.join(options.patterns)} (long ones only with --full)"
        )
    elif not any(lane.tests for lane in done) and not (
        options.patterns and plan.lifecycle
    ):
        failed["script/test"] = "no test ran"
    report(passed, failed, done)
    return 1 if failed or not passed else 0


def report(passed, failed, lanes):
    for name, text in failed.items():
        lines = text.rstrip().splitlines()
        more = (
            [f"… {len(lines) - SHOWN} more lines in the log"]
            if len(lines) > SHOWN
            else []
        )
        print(f"\n{'=' * 70}\nFAILED: {name}", *lines[:SHOWN], *more, sep="\n")
    if failed and lanes:
        print(f"\nComplete logs and screenshots: {lanes[0].logs}")
    sys.stderr.flush()
    print(f"{passed} passed, {len(failed)} failed", flush=True)


if __name__ == "__main__":
    sys.exit(main())
