"""Values of problems that pymoo lacks, by other libraries: `python make_peers.py` writes a file for each beside it.

pygmo 2.20 for UF1-10 (its code follows the competition's own), jMetalPy 1.9 and DEAP 1.4 for the classics."""

import json
import pathlib
from importlib.metadata import version

import numpy as np

here = pathlib.Path(__file__).parent


def points(name, options, low, high, number=3):
    random = np.random.default_rng(sum(map(ord, name + json.dumps(options))))
    low, high = np.asarray(low, float), np.asarray(high, float)
    x = low + (high - low) * np.round(random.random((number, len(low))), 3)
    return np.vstack([x, low, high])


def case(name, options, low, high, f):
    rows = [{"x": x.tolist(), "f": [float(v) for v in f(x)]} for x in points(name, options, low, high)]
    return {"problem": name, "options": options, "points": rows}


def write(package, cases):
    lines = ",\n".join(json.dumps(c) for c in cases)
    text = f'{{"source": "{package} {version(package)}", "cases": [\n{lines}\n]}}\n'
    (here / f"{package.lower()}.json").write_text(text)


import pygmo

cases = []
for i in range(1, 11):
    for dimension in (30, 7):
        problem = pygmo.cec2009(prob_id=i, is_constrained=False, dim=dimension)
        problem = pygmo.problem(problem)
        low, high = problem.get_bounds()
        cases.append(case(f"uf{i}", {"dimension": dimension}, low, high, problem.fitness))
write("pygmo", cases)

from deap import benchmarks

write(
    "deap",
    [
        case("schaffer1", {}, [-10], [10], benchmarks.schaffer_mo),
        case("fonseca-fleming", {}, [-4] * 3, [4] * 3, benchmarks.fonseca),
    ],
)

from jmetal.problem.multiobjective import unconstrained


def jmetal(problem):
    def f(x):
        solution = problem.create_solution()
        solution.variables = list(map(float, x))
        return problem.evaluate(solution).objectives

    return f


write(
    "jmetalpy",
    [
        case("viennet2", {}, [-4] * 2, [4] * 2, jmetal(unconstrained.Viennet2())),
        case("schaffer1", {}, [-10], [10], jmetal(unconstrained.Schaffer())),
        case("fonseca-fleming", {}, [-4] * 3, [4] * 3, jmetal(unconstrained.Fonseca())),
    ],
)
