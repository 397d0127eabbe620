"""Evaluations that pycma needs: reads {"functions", "dimensions", "seeds", "start", "sigma", "target", "limit"} from
standard input, writes {"version", "counts": {"function/dimension": [evaluations, ...]}}. Default options throughout."""
import json
import sys
import warnings

warnings.filterwarnings("ignore")
import cma
import numpy as np

job = json.load(sys.stdin)


def sphere(x):
    return float((x**2).sum())


def ellipsoid(x):
    return float((10 ** (6 * np.arange(len(x)) / (len(x) - 1)) * x**2).sum())


def bent_cigar(x):
    return float(x[0] ** 2 + 1e6 * (x[1:] ** 2).sum())


def rosenbrock(x):
    return float((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())


functions = {"sphere": sphere, "ellipsoid": ellipsoid, "bent-cigar": bent_cigar, "rosenbrock": rosenbrock}
counts = {}
for name in job["functions"]:
    for d in job["dimensions"]:
        spent = []
        for seed in range(1, job["seeds"] + 1):
            es = cma.CMAEvolutionStrategy([job["start"]] * d, job["sigma"], {"seed": seed, "verbose": -9})
            best, evaluations = np.inf, 0
            while best > job["target"] and evaluations < job["limit"]:
                candidates = es.ask()
                values = [functions[name](np.asarray(x)) for x in candidates]
                es.tell(candidates, values)
                best = min(best, min(values))
                evaluations += len(candidates)
            spent.append(evaluations if best <= job["target"] else None)
        counts[f"{name}/{d}"] = spent
json.dump({"version": cma.__version__, "counts": counts}, sys.stdout)
