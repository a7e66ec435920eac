"""The reference deal by hand in Numba: one compiled loop per path, in parallel over chunks."""

import math

import numba
import numpy as np

import peer_report as deal

CHUNK = 4096
STEPS = deal.STEPS
DT = deal.DT
DISCOUNT = deal.DISCOUNT
COST_DECAY = deal.COST_DECAY
GROWTH_DECAY = deal.GROWTH_DECAY
GROWTH_NOISE = deal.GROWTH_NOISE
DRIFT = deal.DRIFT
REVENUE_NOISE_1 = deal.REVENUE_NOISE_1
REVENUE_NOISE_2 = deal.REVENUE_NOISE_2


@numba.njit
def path():
    """One path of the deal."""
    c_inf = np.random.triangular(0.55, 0.70, 0.90)
    hazard_time = np.random.exponential(1.0 / 0.06)
    restructured = np.random.random() < 0.7
    stake = np.random.uniform(0.20, 0.49) if restructured else 0.0
    multiple = 6.0 * math.exp(0.4 * np.random.standard_normal())
    growth = 0.90
    revenue = 12.7
    cumulative = 0.0
    shared = 0.0
    pv_share = 0.0
    pv_rest = 0.0
    triggered = False
    for step in range(1, STEPS + 1):
        first = np.random.standard_normal()
        second = np.random.standard_normal()
        revenue *= math.exp(
            growth * DT + DRIFT + REVENUE_NOISE_1 * first + REVENUE_NOISE_2 * second
        )
        growth = 0.10 + (growth - 0.10) * GROWTH_DECAY + GROWTH_NOISE * first
        earned = revenue * DT
        profit = earned * (1.0 - c_inf - (1.6 - c_inf) * COST_DECAY[step])
        cumulative += profit
        triggered = triggered or cumulative >= 100.0 or step * DT >= hazard_time
        share = 0.0
        if not triggered and step * DT <= 5.5:
            share = min(0.20 * earned, 92.0 - shared)
        shared += share
        pv_share += DISCOUNT[step] * share
        pv_rest += DISCOUNT[step] * (profit - share)
    value = revenue * multiple * DISCOUNT[STEPS]
    investment = 10.0 * DISCOUNT[2] if restructured else 0.0
    return (
        pv_share + stake * value,
        pv_rest + investment + (1.0 - stake) * value,
        pv_share,
        triggered,
    )


@numba.njit(parallel=True)
def chunks(pv_a, pv_b, pv_share, triggered, seeds):
    """Every chunk seeds the generator of the thread that runs it, so that threads do not show."""
    for chunk in numba.prange(len(seeds)):
        np.random.seed(seeds[chunk])
        for index in range(chunk * CHUNK, min((chunk + 1) * CHUNK, len(pv_a))):
            pv_a[index], pv_b[index], pv_share[index], triggered[index] = path()


def simulate(paths, seed):
    """Simulates all chunks."""
    results = tuple(np.empty(paths) for _ in range(3)) + (np.empty(paths, dtype=np.bool_),)
    seeds = np.random.SeedSequence(seed).generate_state(-(-paths // CHUNK))
    chunks(*results, seeds)
    return results


if __name__ == "__main__":
    deal.main("Numba", simulate)
