"""Environment steps a second of the peers, on one thread.

    python peers.py minatar|gymnax < {"rounds": n, "seconds": s, "population": n, "environment": id}

minatar: the original (MinAtar 1.0.15), random actions, no network and no look at the field. gymnax: vmap and
jit on JAX's CPU, a population of perceptrons with dense weights of their own, one environment each, 128 steps a call with
its automatic resets. Prints a JSON line for the environment, where the peer has it.
"""

import json
import os
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

# Of the wall, or of this process alone on machines that others use too.
clock = time.process_time if os.environ.get("EVOFRONT_CLOCK") == "processor" else time.perf_counter


def measured(call, steps, asked):
    call()
    rates = []
    for _ in range(asked["rounds"]):
        begin, done = clock(), 0
        while True:
            call()
            done += steps
            spent = clock() - begin
            if spent >= asked["seconds"]:
                break
        rates.append(done / spent)
    return rates


def minatar(asked):
    from minatar import Environment

    for game in ["asterix", "breakout", "freeway", "seaquest", "space_invaders"]:
        if "minatar-" + game.replace("_", "-") != asked["environment"]:
            continue
        env = Environment(game)
        actions = np.random.randint(0, 6, 1000)

        def call():
            for a in actions:
                if env.act(int(a))[1]:
                    env.reset()

        yield "minatar-" + game.replace("_", "-"), measured(call, 1000, asked)


def gymnax_rates(asked):
    import gymnax
    import jax
    import jax.numpy as jnp

    names = {
        "cart-pole": "CartPole-v1",
        "acrobot": "Acrobot-v1",
        "minatar-asterix": "Asterix-MinAtar",
        "minatar-breakout": "Breakout-MinAtar",
        "minatar-freeway": "Freeway-MinAtar",
        "minatar-space-invaders": "SpaceInvaders-MinAtar",
    }
    n, length = asked["population"], 128
    for ours, name in names.items():
        if ours != asked["environment"]:
            continue
        try:
            env, params = gymnax.make(name)
        except Exception as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        key = jax.random.PRNGKey(0)
        obs, state = jax.vmap(env.reset, (0, None))(jax.random.split(key, n), params)
        size = int(np.prod(obs.shape[1:]))
        actions = env.action_space(params).n
        shapes = [(size, 64), (64,), (64, 64), (64,), (64, actions), (actions,)]
        weights = [0.1 * jax.random.normal(key, (n, *shape)) for shape in shapes]

        def act(p, x):
            x = jnp.tanh(x.reshape(-1).astype(jnp.float32) @ p[0] + p[1])
            x = jnp.tanh(x @ p[2] + p[3])
            return jnp.argmax(x @ p[4] + p[5])

        def step(carry, key):
            obs, state = carry
            a = jax.vmap(act)(weights, obs)
            obs, state, reward, *_ = jax.vmap(env.step, (0, 0, 0, None))(jax.random.split(key, n), state, a, params)
            return (obs, state), reward.sum()

        @jax.jit
        def run(obs, state, key):
            (obs, state), rewards = jax.lax.scan(step, (obs, state), jax.random.split(key, length))
            return rewards.sum()

        yield ours, measured(lambda: run(obs, state, key).block_until_ready(), n * length, asked)


asked = json.load(sys.stdin)
for environment, rates in (minatar if sys.argv[1] == "minatar" else gymnax_rates)(asked):
    print(json.dumps({"environment": environment, "rates": rates}), flush=True)
