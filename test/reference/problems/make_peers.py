"""Values of problems that pymoo lacks, by other libraries: `python make_peers.py` writes a file for each beside it.

pygmo 2.20 for UF1-10 (its code follows the competition's own), jMetalPy 1.9 and DEAP 1.4 for the classics, EvoX 0.9 on JAX 0.10 for MaF."""

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

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp

# EvoX 0.9 imports a name that newer JAX has no more; the problems do not use it.
jax.sharding.PositionalSharding = object
from evox.problems.numerical import maf

cases = []
for m in (3, 5):
    # EvoX reads MaF10's and 11's numbers of variables otherwise; MaF7 and 10 to 12 are in pymoo's file.
    for i in (1, 2, 3, 4, 5, 6, 8, 9, 13, 14, 15):
        dimension = {8: 2, 9: 2, 13: 7, 14: 20 * m, 15: 20 * m}.get(i, m + 9)
        problem = getattr(maf, f"MaF{i}")(d=dimension, m=m)
        low, high = [0.0] * dimension, [1.0] * dimension
        if i in (8, 9):
            low, high = [-1.5] * 2, [2.0] * 2
        if i == 13:
            low, high = [0, 0] + [-2.0] * 5, [1, 1] + [2.0] * 5
        if i in (14, 15):
            low, high = [0.0] * dimension, [1.0] * (m - 1) + [10.0] * (dimension - m + 1)
        options = {"objectives": m} if i in (8, 9) else {"objectives": m, "dimension": dimension}
        f = lambda x: np.asarray(problem.evaluate(problem.setup(None), jnp.asarray(x)[None])[0])[0]
        cases.append(case(f"maf{i}", options, low, high, f))
write("evox", cases)
