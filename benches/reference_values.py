"""Writes src/lane/math/reference/*.txt: results of exp, ln, pow, normal_cdf, normal_quantile, sine and
cosine of turns to 60 digits, at spread and at awkward points.

Run: pip install mpmath && python benches/reference_values.py [POINTS [FOLDER]]
"""

import math
import random
import struct
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 60


def bits(x):
    return struct.pack(">d", x).hex()


def normal_cdf(x, _):
    return mp.erfc(-mpf(x) / mp.sqrt(2)) / 2


def normal_quantile(p, _):
    """By Newton's method on the logarithm, which converges from far out in the tail too."""
    p = mpf(p)
    if p == 0.5:
        return mpf(0)
    mass = min(p, 1 - p)
    x = mp.sqrt(-2 * mp.log(mass)) if mass < 0.02 else mpf(1) / 10
    while True:
        tail = mp.erfc(x / mp.sqrt(2)) / 2
        density = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
        step = tail * mp.log(tail / mass) / density
        x += step
        if abs(step) < mpf(10) ** -25 * abs(x):
            return x if p > 0.5 else -x


def spread(points, low, high):
    return [random.uniform(low, high) for _ in range(points)]


def neighbours(values):
    return [y for x in values for y in (math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf))]


def exp_points(n):
    halves = [(k + 0.5) * math.log(2) for k in range(-40, 40)]
    return spread(n, -708.3, 709.78) + spread(n, -2, 2) + neighbours(halves + [1e-17, 1e-8, 709.78, 1.0])


def ln_points(n):
    wide = [2.0**e for e in spread(n, -1022, 1023.99)] + [2.0**e for e in spread(n // 4, -1073, -1022)]
    joins = [math.sqrt(0.5), math.sqrt(2), 1.0, 2.0, 0.5, 10.0, 5e-324, 2.0**-1022]
    return wide + spread(n, 0.5, 2) + [x for x in neighbours(joins) if x > 0]


def pow_points(n):
    pairs = []
    for _ in range(n):
        x = 2.0 ** random.uniform(-30, 30)
        pairs.append((x, random.uniform(-708, 708) / math.log(x)))
        x = random.uniform(0.5, 2)
        pairs.append((x, random.uniform(-20, 20)))
        pairs.append((x, random.uniform(-708, 708) / math.log(x)))
        pairs.append((1 + random.uniform(-0.3, 0.5), random.choice([0.25, 1 / 12, 0.5, 2, 3, 7, 10, -1])))
    return pairs


def cdf_points(n):
    return spread(n, -37.5, 0) + spread(n, -4, 4) + spread(n // 4, 4, 10) + neighbours([-1e-9, -1.0, -4.0, -37.0])


def quantile_points(n):
    joins = [2.0**-9, 1 - 2.0**-9, math.exp(-6.125**2), 2.0**-53, 0.5 - 2.0**-54, 1e-307]
    tails = [10.0**e for e in spread(n // 2, -20, -2)] + [10.0**e for e in spread(n // 4, -307, -20)]
    return spread(n, 0, 1) + tails + [1 - 10.0**e for e in spread(n // 4, -15, -2)] + neighbours(joins) + [1 - 2.0**-53]


def turn_points(n):
    quarters = [0.25, 0.5, 0.75]
    joins = [v for v in neighbours(quarters) if v not in quarters] + neighbours([k / 8 for k in (1, 3, 5, 7)])
    small = [2.0**e for e in spread(n // 4, -53, -3)]
    return spread(2 * n, 0, 1) + small + [1 - v for v in small if v > 2.0**-40] + joins


TABLES = {
    "exp": (lambda x, _: mp.exp(x), exp_points),
    "ln": (lambda x, _: mp.log(x), ln_points),
    "pow": (lambda x, y: mpf(x) ** mpf(y), pow_points),
    "normal_cdf": (normal_cdf, cdf_points),
    "normal_quantile": (normal_quantile, quantile_points),
    "sine_of_turns": (lambda v, _: mp.sin(2 * mp.pi * mpf(v)), turn_points),
    "cosine_of_turns": (lambda v, _: mp.cos(2 * mp.pi * mpf(v)), turn_points),
}

if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    here = Path(__file__).parent.parent / "src/lane/math/reference"
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else here
    folder.mkdir(exist_ok=True)
    for name, (function, points) in TABLES.items():
        random.seed(1)
        lines = []
        for point in points(count):
            x, y = point if isinstance(point, tuple) else (point, 0.0)
            value = function(x, y)
            nearest = float(value)
            rest = (value - mpf(nearest)) / mpf(math.ulp(nearest))
            lines.append(f"{bits(x)} {bits(y)} {bits(nearest)} {mp.nstr(rest, 4)}\n")
        (folder / f"{name}.txt").write_text("".join(lines))
