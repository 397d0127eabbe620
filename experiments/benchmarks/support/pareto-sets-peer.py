"""Times moocore's set tools on the points of a file: row-major float64, equally large sets one after another.

    python3 pareto-sets-peer.py TOOL POINTS OBJECTIVES SETS REPEATS

Prints one JSON line: the tool's answer as one number and the times in ms, or what is missing.
"""

import json
import sys
import time

tool, path, objectives, sets, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])

try:
    import moocore
    import numpy as np
except ImportError as error:
    print(json.dumps(dict(missing=error.name, install=f"pip install {error.name}")))
    sys.exit(0)

points = np.fromfile(path, dtype="<f8").reshape(-1, objectives)
size = len(points) // sets
first, second = points[:size], points[size : 2 * size]
numbers = np.repeat(np.arange(sets) + 1, size)
tools = {
    "igd": lambda: moocore.igd(first, ref=second),
    "igdPlus": lambda: moocore.igd_plus(first, ref=second),
    "averagedHausdorff": lambda: moocore.avg_hausdorff_dist(first, ref=second),
    "epsilonAdditive": lambda: moocore.epsilon_additive(first, ref=second),
    "epsilonMultiplicative": lambda: moocore.epsilon_mult(first, ref=second),
    "r2": lambda: moocore.r2_exact(points, ref=[0.0] * objectives),
    "attainmentSurfaces": lambda: len(moocore.eaf(points, numbers)),
}
times = []
answer = tools[tool]()
for _ in range(repeats):
    start = time.perf_counter()
    answer = tools[tool]()
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps(dict(peer=f"moocore {moocore.__version__}", answer=float(answer), times=times)))
