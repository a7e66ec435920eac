"""The reference deal by hand in NumPy: array operations on one block of paths after another."""

import numpy as np

import peer_report as deal

# Small enough that the arrays of a block stay in the second-level cache.
BLOCK = 16_384


def block(random, paths):
    """Simulates one block; all arrays that the loop needs are made once and reused."""
    c_inf = random.triangular(0.55, 0.70, 0.90, paths)
    hazard_time = random.exponential(1.0 / 0.06, paths)
    restructured = random.random(paths) < 0.7
    stake = np.where(restructured, random.uniform(0.20, 0.49, paths), 0.0)
    multiple = 6.0 * np.exp(0.4 * random.standard_normal(paths))

    growth = np.full(paths, 0.90)
    revenue = np.full(paths, 12.7)
    cumulative, shared, pv_share, pv_rest = (np.zeros(paths) for _ in range(4))
    first, second, profit, share, work = (np.empty(paths) for _ in range(5))
    open_terms = np.ones(paths, dtype=bool)
    flag = np.empty(paths, dtype=bool)

    for step in range(1, deal.STEPS + 1):
        time = step * deal.DT
        random.standard_normal(out=first)
        random.standard_normal(out=second)
        np.multiply(growth, deal.DT, out=work)
        work += deal.DRIFT
        second *= deal.REVENUE_NOISE_2
        work += second
        np.multiply(first, deal.REVENUE_NOISE_1, out=second)
        work += second
        np.exp(work, out=work)
        revenue *= work

        growth -= 0.10
        growth *= deal.GROWTH_DECAY
        growth += 0.10
        first *= deal.GROWTH_NOISE
        growth += first

        # profit = R dt (1 - c_inf - (1.6 - c_inf) e^(-0.45 t)), the step's constants collected
        decay = deal.COST_DECAY[step]
        np.multiply(c_inf, decay - 1.0, out=profit)
        profit += 1.0 - 1.6 * decay
        profit *= revenue
        profit *= deal.DT
        cumulative += profit

        np.less(cumulative, 100.0, out=flag)
        open_terms &= flag
        np.greater(hazard_time, time, out=flag)
        open_terms &= flag

        if time <= 5.5:
            np.multiply(revenue, 0.20 * deal.DT, out=share)
            np.subtract(92.0, shared, out=work)
            np.minimum(share, work, out=share)
            share *= open_terms
            shared += share
            profit -= share
            share *= deal.DISCOUNT[step]
            pv_share += share
        profit *= deal.DISCOUNT[step]
        pv_rest += profit

    value = revenue * multiple * deal.DISCOUNT[deal.STEPS]
    pv_a = pv_share + stake * value
    pv_b = pv_rest + restructured * (10.0 * deal.DISCOUNT[2]) + (1.0 - stake) * value
    return pv_a, pv_b, pv_share, ~open_terms


def simulate(paths, seed):
    """Simulates all blocks in turn."""
    random = np.random.Generator(np.random.SFC64(seed))
    results = tuple(np.empty(paths) for _ in range(3)) + (np.empty(paths, dtype=bool),)
    for start in range(0, paths, BLOCK):
        end = min(start + BLOCK, paths)
        for result, part in zip(results, block(random, end - start)):
            result[start:end] = part
    return results


if __name__ == "__main__":
    deal.main("NumPy", simulate)
