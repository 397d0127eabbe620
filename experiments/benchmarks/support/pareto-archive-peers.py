"""Times Python archives on the points of a file: row-major float64, inserted one by one.

    python3 pareto-archive-peers.py POINTS OBJECTIVES REPEATS SECONDS HYPERVOLUME

Prints one JSON line a peer: its name, what it keeps, the final size, and the times in ms; or what is missing.
HYPERVOLUME (true or false) says whether peers that also keep the hypervolume take part. A peer that takes longer than
SECONDS for one pass is stopped there and says how far it came.
"""

import json
import sys
import time

path, objectives, repeats, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
with_hypervolume = sys.argv[5] == "true"


def report(**fields):
    print(json.dumps(fields), flush=True)


def timed(name, keeps, build, add, size):
    times = []
    for _ in range(repeats):
        archive = build()
        start = time.perf_counter()
        done = len(rows)
        for i, row in enumerate(rows):
            add(archive, row, i)
            if i % 64 == 0 and time.perf_counter() - start > limit:
                done = i + 1
                break
        times.append(1000 * (time.perf_counter() - start))
        if done < len(rows):
            break
    report(peer=name, keeps=keeps, size=size(archive), inserted=done, times=times)


try:
    import numpy as np
except ImportError:
    report(missing="numpy", install="pip install numpy")
    sys.exit(0)

points = np.fromfile(path, dtype="<f8").reshape(-1, objectives)
rows = [row.copy() for row in points]


class Scan:
    """A vectorised linear scan over a preallocated block."""

    def __init__(self):
        self.block = np.empty((len(rows), objectives))
        self.count = 0

    def add(self, row):
        members = self.block[: self.count]
        if np.any(np.all(members <= row, axis=1)):
            return
        keep = ~np.all(row <= members, axis=1)
        if not keep.all():
            kept = members[keep]
            self.count = len(kept)
            self.block[: self.count] = kept
        self.block[self.count] = row
        self.count += 1


timed(f"numpy {np.__version__} linear scan", "members", Scan, lambda a, row, i: a.add(row), lambda a: a.count)

try:
    from importlib.metadata import version

    import moarchiving

    if with_hypervolume:
        build = getattr(moarchiving, "get_mo_archive", None)
        reference = [1.1] * objectives
        make = (lambda: build(reference_point=reference)) if build else (lambda: moarchiving.BiobjectiveNondominatedSortedList(reference_point=reference))
        timed(f"moarchiving {version('moarchiving')}", "members and hypervolume", make, lambda a, row, i: a.add([float(v) for v in row]), len)
except ImportError:
    report(missing="moarchiving", install="pip install moarchiving")
