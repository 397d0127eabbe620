"""Values of pycma's test functions at fixed points: `python make_pycma.py` with cma 4.5.0 writes cma.json beside it."""

import json
import pathlib

import cma
import numpy as np

functions = {
    "sphere": cma.ff.sphere,
    "ellipsoid": cma.ff.elli,
    "discus": cma.ff.tablet,
    "bent-cigar": cma.ff.cigar,
    "rosenbrock": cma.ff.rosen,
    "rastrigin": cma.ff.rastrigin,
}

cases = []
for name, f in functions.items():
    for dimension in (2, 10):
        random = np.random.default_rng(sum(map(ord, name)) + dimension)
        rows = np.round(random.uniform(-5, 5, (4, dimension)), 3)
        points = [{"x": x.tolist(), "f": [float(f(x))]} for x in rows]
        cases.append({"problem": name, "options": {"dimension": dimension}, "points": points})

here = pathlib.Path(__file__).parent
lines = ",\n".join(json.dumps(case) for case in cases)
(here / "cma.json").write_text(f'{{"source": "cma {cma.__version__}", "cases": [\n{lines}\n]}}\n')
