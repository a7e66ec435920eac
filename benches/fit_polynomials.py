"""Fits the polynomials of src/lane/math and prints them as Rust constants.

Each function is met at Chebyshev points in 60-digit arithmetic by a polynomial or a ratio of two,
which is within a small factor of the best of that degree; lowest powers first. Run: pip install mpmath && python benches/fit_polynomials.py
"""

from mpmath import mp, mpf

mp.dps = 60


def fit(function, low, high, upper, lower):
    """Numerator and denominator (constant term 1) of degrees `upper` and `lower` that meet the function at Chebyshev points, and the largest relative error once rounded."""
    middle, radius = (low + high) / 2, (high - low) / 2
    count = upper + lower + 1
    matrix, right = mp.matrix(count, count), mp.matrix(count, 1)
    for row in range(count):
        x = middle + radius * mp.cos(mp.pi * (row + mpf(1) / 2) / count)
        right[row] = function(x)
        for power in range(upper + 1):
            matrix[row, power] = x**power
        for power in range(1, lower + 1):
            matrix[row, upper + power] = -right[row] * x**power
    solution = [float(c) for c in mp.lu_solve(matrix, right)]
    numerator, denominator = solution[: upper + 1], [1.0] + solution[upper + 1 :]
    worst = mpf(0)
    for i in range(301):
        x = middle + radius * mp.cos(mp.pi * (i + mpf(1) / 3) / 301)
        ratio = polynomial(numerator, x) / polynomial(denominator, x)
        worst = max(worst, abs(ratio / function(x) - 1))
    return numerator, denominator, worst


def polynomial(coefficients, x):
    return mp.polyval([mpf(c) for c in reversed(coefficients)], x)


def upper_quantile(mass):
    """The x > 0 that a standard normal exceeds with the given probability, by Newton's method."""
    x = mp.sqrt(-2 * mp.log(mass)) if mass < 0.02 else mpf(1)
    for _ in range(200):
        tail = mp.erfc(x / mp.sqrt(2)) / 2
        density = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
        step = (mp.log(tail) - mp.log(mass)) * tail / density
        x += step
        if abs(step) < mpf(10) ** -52 * x:
            break
    return x


def body_correction(w):
    """(normal_quantile(p) / (p - 1/2) - sqrt(2 pi)) / w, where w = -ln(4 p (1 - p))."""
    root = mp.sqrt(-mp.expm1(-w))
    return (2 * mp.sqrt(2) * mp.erfinv(root) / root - mp.sqrt(2 * mp.pi)) / w


def tail_correction(d):
    """d + normal_quantile(p), where d = sqrt(-2 ln p)."""
    return d - upper_quantile(mp.exp(-d * d / 2))


def exp_tail(r):
    """(exp(r) - 1 - r) / r^2."""
    return sum(r**k / mp.factorial(k + 2) for k in range(45))


def log_tail(z):
    """(ln((1 + s) / (1 - s)) - 2 s) / s^3, where z = s^2."""
    return sum(2 * z**k / (2 * k + 3) for k in range(45))


def log_far_tail(z):
    """(ln((1 + s) / (1 - s)) - 2 s - 2 s^3 / 3) / s^5, where z = s^2."""
    return sum(2 * z**k / (2 * k + 5) for k in range(45))


def sine_of_quarters(z):
    """sin(pi/2 r) / r, where z = r^2."""
    return sum((-z) ** k * (mp.pi / 2) ** (2 * k + 1) / mp.factorial(2 * k + 1) for k in range(25))


def cosine_of_quarters(z):
    """(1 - cos(pi/2 r)) / r^2, where z = r^2."""
    return sum((-z) ** k * (mp.pi / 2) ** (2 * k + 2) / mp.factorial(2 * k + 2) for k in range(25))


def scaled_mills(t):
    """exp(x^2 / 2) P(X > x) for x >= 0, where t = (x - 4) / (x + 4)."""
    x = 4 * (1 + t) / (1 - t)
    return mp.exp(x * x / 2) * mp.erfc(x / mp.sqrt(2)) / 2


BODY_FROM = mpf(2) ** -9
FITS = {
    "exponential": (exp_tail, mpf("-0.34664"), mpf("0.34664"), 9, 0),
    "logarithm": (log_tail, mpf(0), mpf("0.0294373"), 6, 0),
    "logarithm_far": (log_far_tail, mpf(0), mpf("0.0294373"), 6, 0),
    "body": (body_correction, mpf(0), -mp.log(4 * BODY_FROM * (1 - BODY_FROM)), 7, 8),
    "tail": (tail_correction, mp.sqrt(-2 * mp.log(BODY_FROM)), mpf("8.75"), 7, 8),
    "far": (tail_correction, mpf("8.75"), mpf(39), 8, 8),
    "sine": (sine_of_quarters, mpf(0), mpf("0.25"), 6, 0),
    "cosine": (cosine_of_quarters, mpf(0), mpf("0.25"), 6, 0),
    "mills": (scaled_mills, mpf(-1), mpf("0.82"), 24, 0),
}


def rust(name, coefficients):
    print(f"const {name.upper()}: [f64; {len(coefficients)}] = [")
    for c in coefficients:
        print(f"    {c!r},")
    print("];")


if __name__ == "__main__":
    for name, (function, low, high, upper, lower) in FITS.items():
        numerator, denominator, worst = fit(function, low, high, upper, lower)
        interval = f"[{mp.nstr(low, 6)}, {mp.nstr(high, 6)}]"
        print(f"// {name}: on {interval}, relative error {mp.nstr(worst, 2)}")
        rust(name, numerator)
        if lower:
            rust(name + "_below", denominator)
