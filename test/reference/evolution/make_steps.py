"""What peers make of the same candidates: adds `peer` and, to each step, `expected` to steps.json.

The candidates and costs in steps.json are those of evofront's own runs (key 11), so that a peer is fed the same noise.
Needs evosax 0.3.2 with jax 0.10.2, or cmaes 0.13.1 with cma (pycma) 4.5.0 and scipy; run in the folder of steps.json.

cmaes has the update of CMA-ES, but learning rates of the tutorial's first edition; they are taken from pycma, which has the
second's. For sep-CMA-ES both are multiplied by (d + 2) / 3.
"""
import json
import sys

import numpy as np

cases = json.load(open("steps.json"))


def evosax_cases():
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax
    from evosax.algorithms import ARS, PGPE, SNES
    from evosax.core.optimizer import clipup

    key = jax.random.key(0)

    def run(name, make, order, fields, std=None):
        case = cases.get(name)
        if case is None:
            return
        start = jnp.array(case["start"])
        algorithm = make(case["options"]["population"], start)
        params = algorithm.default_params
        if std is not None:
            params = params.replace(std_init=std * jnp.ones(()))
        state = algorithm.init(key, start, params)
        for step in case["steps"]:
            rows = order(len(step["costs"]))
            state, _ = algorithm.tell(
                key, jnp.array(step["candidates"])[rows], jnp.array(step["costs"])[rows], state, params
            )
            step["expected"] = {ours: np.asarray(getattr(state, theirs)).tolist() for ours, theirs in fields.items()}
        case["peer"] = "evosax 0.3.2"

    pairs = lambda n: np.concatenate([np.arange(0, n, 2), np.arange(1, n, 2)])
    plain = lambda n: np.arange(n)
    fields = {"mean": "mean", "deviations": "std"}
    run("pgpe", lambda n, x: PGPE(n, x, optimizer=clipup(0.1, max_velocity=0.2, eps=0.0)), pairs, fields, 0.5)
    run("pgpe-adam", lambda n, x: PGPE(n, x, optimizer=optax.adam(0.1)), pairs, fields, 0.5)
    constant = lambda n, x: ARS(n, x, optimizer=optax.sgd(0.1), std_schedule=optax.constant_schedule(0.5))
    run("ars", constant, pairs, {"mean": "mean"})
    run("snes", lambda n, x: SNES(n, x), plain, fields, 0.5)


def cmaes_cases():
    import cma
    from cmaes import CMA, SepCMA

    for name, kind in (("cma-es", CMA), ("sep-cma-es", SepCMA)):
        case = cases.get(name)
        if case is None:
            continue
        d, n, sigma = len(case["start"]), case["options"]["population"], case["options"]["sigma"]
        sp = cma.CMAEvolutionStrategy(d * [0], sigma, {"popsize": n, "verbose": -9}).sp
        peer = kind(mean=np.array(case["start"], float), sigma=sigma, population_size=n)
        full = CMA(mean=np.array(case["start"], float), sigma=sigma, population_size=n)
        factor = (d + 2) / 3 if kind is SepCMA else 1
        peer._c1, peer._cmu, peer._cc, peer._mu_eff = sp.c1 * factor, sp.cmu * factor, sp.cc, sp.weights.mueff
        peer._c_sigma, peer._d_sigma = full._c_sigma, full._d_sigma
        weights = np.array(sp.weights)
        peer._weights = weights[: peer._mu] if kind is SepCMA else weights
        for step in case["steps"]:
            # The peer forgets its decomposition after each tell; ask makes it again.
            peer.ask()
            peer.tell([(np.array(x), c) for x, c in zip(step["candidates"], step["costs"])])
            step["expected"] = {
                "mean": peer._mean.tolist(),
                "sigma": float(peer._sigma),
                "covariance": (np.tril(peer._C) if kind is CMA else peer._C).ravel().tolist(),
                "sigmaPath": peer._p_sigma.tolist(),
                "covariancePath": peer._pc.tolist(),
            }
        case["peer"] = "cmaes 0.13.1, parameters of pycma 4.5.0"


def written_out_cases():
    """Where the peer at hand departs from the paper: evosax's xNES has an element-wise exponential, its LM-MA-ES unsorted
    weights. The papers' lines as they stand, with dense matrices and scipy's expm; z is recovered from the candidates."""
    import scipy
    from scipy.linalg import expm

    case = cases.get("xnes")
    if case is not None:
        mean, sigma = np.array(case["start"], float), case["options"]["sigma"]
        d, n = len(mean), case["options"]["population"]
        B, I = np.eye(d), np.eye(d)
        raw = np.maximum(0, np.log(n / 2 + 1) - np.log(np.arange(1, n + 1)))
        u = raw / raw.sum() - 1 / n
        eta = (9 + 3 * np.log(d)) / (5 * d * np.sqrt(d))
        for step in case["steps"]:
            x = np.array(step["candidates"])[np.argsort(step["costs"])]
            z = np.linalg.solve(sigma * B, (x - mean).T).T
            g_delta = u @ z
            g_M = sum(w * (np.outer(s, s) - I) for w, s in zip(u, z))
            g_sigma = np.trace(g_M) / d
            g_B = g_M - g_sigma * I
            mean = mean + sigma * B @ g_delta
            sigma = sigma * np.exp(eta / 2 * g_sigma)
            B = B @ expm(eta / 2 * g_B)
            step["expected"] = {"mean": mean.tolist(), "sigma": float(sigma), "shape": B.ravel().tolist()}
        case["peer"] = f"written out, scipy {scipy.__version__}"

    case = cases.get("lm-ma-es")
    if case is not None:
        mean, sigma = np.array(case["start"], float), case["options"]["sigma"]
        d, n = len(mean), case["options"]["population"]
        m = 4 + int(3 * np.log(d))
        mu = n // 2
        w = np.log((n + 1) / 2) - np.log(np.arange(1, mu + 1))
        w /= w.sum()
        mu_w = 1 / (w**2).sum()
        c_sigma = 2 * n / d
        c_d = np.array([1 / (1.5**i * d) for i in range(m)])
        c_c = np.array([n / (4.0**i * d) for i in range(m)])
        M, p = np.zeros((m, d)), np.zeros(d)
        for t, step in enumerate(case["steps"]):
            T = np.eye(d)
            for i in range(min(t, m)):
                T = ((1 - c_d[i]) * np.eye(d) + c_d[i] * np.outer(M[i], M[i])) @ T
            y = (np.array(step["candidates"]) - mean) / sigma
            z = np.linalg.solve(T, y.T).T
            best = np.argsort(step["costs"])[:mu]
            mean = mean + sigma * w @ y[best]
            p = (1 - c_sigma) * p + np.sqrt(mu_w * c_sigma * (2 - c_sigma)) * w @ z[best]
            for i in range(m):
                M[i] = (1 - c_c[i]) * M[i] + np.sqrt(mu_w * c_c[i] * (2 - c_c[i])) * w @ z[best]
            sigma = sigma * np.exp(c_sigma / 2 * (p @ p / d - 1))
            step["expected"] = {
                "mean": mean.tolist(),
                "sigma": float(sigma),
                "sigmaPath": p.tolist(),
                "directions": M.ravel().tolist(),
            }
        case["peer"] = f"written out, numpy {np.__version__}"


for make in (evosax_cases, cmaes_cases, written_out_cases):
    try:
        make()
    except ImportError as error:
        print(f"{make.__name__}: {error}", file=sys.stderr)
json.dump(cases, open("steps.json", "w"), indent=1)
open("steps.json", "a").write("\n")
