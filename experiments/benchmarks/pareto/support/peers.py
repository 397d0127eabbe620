"""Times the peers' own calls on the bytes that compare.ts writes. Reads jobs as JSON lines, answers each with one."""

import json
import sys
import time

import numpy as np


def importable(name):
    try:
        return __import__(name)
    except ImportError:
        return None


moocore = importable("moocore")
pygmo = importable("pygmo")
try:
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
except ImportError:
    NonDominatedSorting = None


def calls(job, points, reference):
    """Peer name to the call that does the job, where the peer has it."""
    found = {}
    if job == "hypervolume":
        if moocore:
            found["moocore"] = lambda: moocore.hypervolume(points, ref=reference)
        if pygmo:
            found["pagmo"] = lambda: pygmo.hypervolume(points).compute(reference)
    elif job == "contributions":
        if moocore:
            found["moocore"] = lambda: moocore.hv_contributions(points, ref=reference)
        if pygmo:
            found["pagmo"] = lambda: pygmo.hypervolume(points).contributions(reference)
    elif job == "ranks":
        if moocore:
            found["moocore"] = lambda: moocore.pareto_rank(points)
        if pygmo and len(points) <= 10000:
            found["pagmo"] = lambda: pygmo.fast_non_dominated_sorting(points)
        if NonDominatedSorting and len(points) <= 10000:
            sorter = NonDominatedSorting(method="efficient_non_dominated_sort")
            found["pymoo ENS"] = lambda: sorter.do(points)
    elif job == "first front":
        if moocore:
            found["moocore"] = lambda: moocore.is_nondominated(points, keep_weakly=True)
    return found


def measured(call, runs, limit):
    """Milliseconds of up to `runs` calls, fewer where they take more than `limit` seconds together."""
    times = []
    started = time.perf_counter()
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        times.append((time.perf_counter() - begin) * 1e3)
        if time.perf_counter() - started > limit:
            break
    return times


print(json.dumps({name: getattr(module, "__version__", "installed")
                  for name, module in (("moocore", moocore), ("pygmo", pygmo), ("pymoo", importable("pymoo")))
                  if module}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    points = np.fromfile(request["file"], dtype="<f8").reshape(request["n"], request["m"])
    reference = np.full(request["m"], request["reference"])
    skipped = request["skip"]
    answer = {
        name: measured(call, request["runs"], request["limit"])
        for name, call in calls(request["job"], points, reference).items()
        if name not in skipped
    }
    print(json.dumps(answer), flush=True)
