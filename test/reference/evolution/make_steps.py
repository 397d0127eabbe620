"""What peers make of the same candidates: adds `peer` and, to each step, `expected` to steps.json.

The candidates and costs in steps.json are those of evofront's own runs (key 11), so that a peer is fed the same noise.
Needs evosax 0.3.2 with jax 0.10.2, or cmaes 0.13.1 with cma (pycma) 4.5.0; run in the folder of steps.json.

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
    from evosax.algorithms import PGPE, SNES
    from evosax.core.optimizer import clipup

    key = jax.random.key(0)

    def run(name, make, order, fields, std):
        case = cases.get(name)
        if case is None:
            return
        start = jnp.array(case["start"])
        algorithm = make(case["options"]["population"], start)
        params = algorithm.default_params
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


for make in (evosax_cases, cmaes_cases):
    try:
        make()
    except ImportError as error:
        print(f"{make.__name__}: {error}", file=sys.stderr)
json.dump(cases, open("steps.json", "w"), indent=1)
open("steps.json", "a").write("\n")
