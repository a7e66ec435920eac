"""What the Python peers share: the command line, the clock, and the JSON that they print."""

import argparse
import json
import time

import numpy as np

STEPS = 40
DT = 0.25
TIMES = DT * np.arange(STEPS + 1)
DISCOUNT = np.exp(-0.10 * TIMES)
COST_DECAY = np.exp(-0.45 * TIMES)
GROWTH_DECAY = float(np.exp(-0.5 * DT))
GROWTH_NOISE = 0.20 * float(np.sqrt(1.0 - np.exp(-DT)))
DRIFT = -(0.25**2) / 2.0 * DT
REVENUE_NOISE_1 = 0.25 * float(np.sqrt(DT)) * 0.3
REVENUE_NOISE_2 = 0.25 * float(np.sqrt(DT)) * float(np.sqrt(1.0 - 0.3**2))


def main(program, simulate):
    """Times `simulate(paths, seed)`, which gives pv_a, pv_b, pv_share and triggered by path."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    simulate(min(arguments.paths, 50_000), arguments.seed)
    seconds = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        pv_a, pv_b, pv_share, triggered = simulate(arguments.paths, arguments.seed)
        seconds = min(seconds, time.perf_counter() - start)
    print(
        json.dumps(
            {
                "program": program,
                "paths": arguments.paths,
                "seconds": seconds,
                "nanoseconds_per_path_step": seconds * 1e9 / (arguments.paths * STEPS),
                "pv_a": mean(pv_a) | quantiles(pv_a),
                "pv_b": mean(pv_b) | quantiles(pv_b),
                "p_trigger": float(np.mean(triggered)),
                "pv_share": mean(pv_share),
            }
        )
    )


def mean(sample):
    """Mean and its standard error."""
    return {
        "mean": float(np.mean(sample)),
        "se": float(np.std(sample, ddof=1) / np.sqrt(len(sample))),
    }


def quantiles(sample):
    """Three quantiles of type 7."""
    return dict(zip(("p5", "p50", "p95"), map(float, np.quantile(sample, [0.05, 0.5, 0.95]))))
