"""Values of pymoo's problems at fixed points: `python make_pymoo.py` with pymoo 0.6.2 writes pymoo.json beside it."""

import json
import pathlib

import numpy as np
import pymoo
from pymoo.problems.many import cdtlz, dtlz, wfg
from pymoo.problems.multi import bnh, kursawe, osy, tnk, zdt
from pymoo.problems.single import ackley, griewank, rastrigin, rosenbrock, schwefel, sphere

single = {
    "sphere": (sphere.Sphere, 0.5),
    "rosenbrock": (rosenbrock.Rosenbrock, 0),
    "rastrigin": (rastrigin.Rastrigin, 0),
    "ackley": (ackley.Ackley, 0),
    "griewank": (griewank.Griewank, 0),
    "schwefel": (schwefel.Schwefel, 0),
}

cases = []


# pymoo rounds the peak of Schwefel's term to 418.9829; ours is exact, so that the least value is 0.
SCHWEFEL = 418.9829 - 418.98288727243370627


def add(name, options, problem, points=3, whole=False, shift=0.0):
    seed = sum(map(ord, name + json.dumps(options)))
    random = np.random.default_rng(seed)
    low, high = np.asarray(problem.xl, float), np.asarray(problem.xu, float)
    if whole:
        x = random.integers(0, 2, (points, problem.n_var)).astype(float)
    else:
        x = low + (high - low) * np.round(random.random((points, problem.n_var)), 3)
    x = np.vstack([x, low, high])
    found = problem.evaluate(x, return_values_of=["F", "G"], return_as_dictionary=True)
    if name == "schwefel":
        found["F"] = found["F"] - SCHWEFEL * problem.n_var
    rows = []
    for i in range(len(x)):
        row = {"x": (x[i] - shift).tolist(), "f": found["F"][i].tolist()}
        if problem.n_ieq_constr > 0:
            row["g"] = found["G"][i].tolist()
        assert np.isfinite(row["f"]).all(), (name, options, row)
        rows.append(row)
    cases.append({"problem": name, "options": options, "points": rows})


for name, (make, shift) in single.items():
    for dimension in (2, 10):
        # pymoo's sphere has its minimum at 0.5: the points are given relative to it.
        add(name, {"dimension": dimension}, make(n_var=dimension), shift=shift)

for i in (1, 2, 3, 4, 6):
    make = getattr(zdt, f"ZDT{i}")
    add(f"zdt{i}", {}, make())
    add(f"zdt{i}", {"dimension": 5}, make(n_var=5))
for normalised in (False, True):
    add("zdt5", {"normalised": normalised}, zdt.ZDT5(normalize=normalised), whole=True)

for objectives in (2, 3, 5):
    for i in range(1, 8):
        k = 4 + i
        options = {"objectives": objectives, "dimension": objectives + k - 1}
        add(f"dtlz{i}", options, getattr(dtlz, f"DTLZ{i}")(n_var=objectives + k - 1, n_obj=objectives))
    more = {
        "idtlz1": dtlz.InvertedDTLZ1,
        "sdtlz1": dtlz.ScaledDTLZ1,
        "convex-dtlz2": dtlz.ConvexDTLZ2,
        "convex-dtlz4": dtlz.ConvexDTLZ4,
        "c1-dtlz1": cdtlz.C1DTLZ1,
        "c1-dtlz3": cdtlz.C1DTLZ3,
        "c2-dtlz2": cdtlz.C2DTLZ2,
        "c3-dtlz1": cdtlz.C3DTLZ1,
        "c3-dtlz4": cdtlz.C3DTLZ4,
    }
    for name, make in more.items():
        options = {"objectives": objectives, "dimension": objectives + 5}
        add(name, options, make(n_var=objectives + 5, n_obj=objectives))
    options = {"objectives": objectives, "dimension": objectives + 5, "scale": 3}
    add("sdtlz2", options, dtlz.ScaledProblem(dtlz.DTLZ2(n_var=objectives + 5, n_obj=objectives), 3))

for objectives, k, l in ((2, 4, 6), (3, 4, 10), (5, 8, 6)):
    for i in range(1, 10):
        options = {"objectives": objectives, "position": k, "distance": l}
        add(f"wfg{i}", options, getattr(wfg, f"WFG{i}")(n_var=k + l, n_obj=objectives, k=k))

# MaF7 is DTLZ7, MaF10 to 12 are WFG1, 2 and 9 with as many positions as objectives less one.
for objectives in (5, 7):
    n = objectives + 9
    options = {"objectives": objectives, "dimension": n}
    add("maf7", options, dtlz.DTLZ7(n_var=n, n_obj=objectives))
    for i, which in ((10, 1), (11, 2), (12, 9)):
        make = getattr(wfg, f"WFG{which}")
        add(f"maf{i}", options, make(n_var=n, n_obj=objectives, k=objectives - 1))

add("kursawe", {}, kursawe.Kursawe(), points=5)
add("bnh", {}, bnh.BNH(), points=5)
add("osy", {}, osy.OSY(), points=5)
add("tnk", {}, tnk.TNK(), points=5)

here = pathlib.Path(__file__).parent
lines = ",\n".join(json.dumps(case) for case in cases)
(here / "pymoo.json").write_text(f'{{"source": "pymoo {pymoo.__version__}", "cases": [\n{lines}\n]}}\n')
