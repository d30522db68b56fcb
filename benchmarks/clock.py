"""Measure alternatives in turn, so that a busy machine hits all of them alike."""

from pathlib import Path
from statistics import median
from time import perf_counter, process_time


def measure(env, variants, rounds=5):
    """Return ``{name: (median seconds, queries)}`` of functions without arguments.

    Each is called once before; what it changes is rolled back.
    """
    seconds = {name: [] for name in variants}
    queries = {}
    for turn in range(rounds + 1):
        for name, work in variants.items():
            env.invalidate_all()
            before, start = env.cr.sql_log_count, perf_counter()
            work()
            if turn:
                seconds[name].append(perf_counter() - start)
                queries[name] = env.cr.sql_log_count - before
    return {name: (median(times), queries[name]) for name, times in seconds.items()}


def cpu(env, work, rounds=9):
    """Return the median seconds of processor time, Python's and the database's.

    Nearly the same on a busy machine as on a quiet one. The database must be on this
    machine; it works without parallel workers.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    spent = Path(f"/proc/{env.cr.fetchone()[0]}/schedstat")
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    seconds = []
    for turn in range(rounds + 1):
        env.invalidate_all()
        python, database = process_time(), int(spent.read_text().split()[0])
        work()
        if turn:
            used = int(spent.read_text().split()[0]) - database
            seconds.append(process_time() - python + used / 1e9)
    env.cr.execute("RESET max_parallel_workers_per_gather")
    return median(seconds)


def show(title, found, base):
    """Print a table of medians, each with its ratio to the variant ``base``."""
    print(f"\n{title}")
    print(f"{'':52}{'median':>11}{'ratio':>8}{'queries':>9}")
    for name, (seconds, queries) in found.items():
        ratio = seconds / found[base][0]
        print(f"  {name:50}{seconds * 1000:8.0f} ms{ratio:8.2f}{queries or '':>9}")
