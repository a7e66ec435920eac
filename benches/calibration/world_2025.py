"""Checks that the mid-2025 world gives the revenue that its bands ask for, and prints the rest.

Losses, compute, cash, chances and present values are printed for the README of the scenario.

    python3 benches/calibration/world_2025.py [paths]

Needs NumPy. Leaves with 1 if a percentile of revenue is outside the tolerance.
"""

import sys

import numpy as np

from scenario_model import DT, STEPS, Simulation, load

FIRST_HALF_REVENUE = 4.3  # first half of 2025, see drivers.revenue

# P10, P50, P90 of calendar-year revenue as seen from mid-2025: the company's plan of that spring
# (12.7, 29.4, ..., 125 in 2029, 174 in 2030), shaded by base rates of growth and by judgement.
REVENUE_BANDS = {
    2025: (11.5, 12.7, 13.5),
    2026: (20, 29, 36),
    2027: (27, 48, 70),
    2028: (35, 72, 120),
    2029: (40, 100, 180),
    2030: (45, 130, 260),
}
MEDIAN_TOLERANCE, EDGE_TOLERANCE = 0.10, 0.15  # relative

# What scenario_model.py translates by hand: change it there and here when the TOML changes.
TRANSLATED = {
    "compute": "max(max(0.25, compute_ratio) * revenue, committed_compute)",
    "other_costs": "other_cost_level * other_cost_ratio * revenue",
    "profit_before_microsoft": "revenue - compute - other_costs",
    "multiple": "(exit_multiple + (start_multiple - exit_multiple) * exp(-0.40 * t))"
    " * exp(valuation_mood)",
    "enterprise_value": "max(0, revenue * multiple)",
    "ip_access_value": "ip_value_start * (1 + 20%) ^ t",
}


def by_year(array, year):
    """The quarters of a calendar year added up; 2025 has the second half only."""
    if year == 2025:
        return array[:2].sum(axis=0)
    first = 2 + 4 * (year - 2026)
    return array[first : first + 4].sum(axis=0)


def row(label, sample, digits=1):
    low, mid, high = np.nanquantile(sample, [0.1, 0.5, 0.9])
    mean = np.nanmean(sample)
    named = {"P10": low, "P50": mid, "P90": high, "mean": mean}
    cells = "  ".join(f"{name} {value:8.{digits}f}" for name, value in named.items())
    print(f"  {label:<46} {cells}")


def revenue_against_bands(run):
    """Prints the table and returns the number of misses."""
    print("Revenue by calendar year against the bands (2025 with the first half as it was)")
    missed = 0
    for year, band in REVENUE_BANDS.items():
        sample = by_year(run.flows["revenue"], year) + (FIRST_HALF_REVENUE if year == 2025 else 0)
        got = np.quantile(sample, [0.1, 0.5, 0.9])
        off = got / np.array(band) - 1
        allowed = np.array([EDGE_TOLERANCE, MEDIAN_TOLERANCE, EDGE_TOLERANCE])
        bad = int((np.abs(off) > allowed).sum())
        missed += bad
        cells = "   ".join(f"{g:6.1f} for {b:5.1f} ({o:+.0%})" for g, b, o in zip(got, band, off))
        print(f"  {year}   {cells}   {'MISS' if bad else 'ok'}")
    return missed


def costs_and_burn(run):
    print("\nCosts and cash burn by calendar year (2025: second half), status quo")
    compute, azure_share = run.flows["compute"], run.track["azure_share"]
    for year in range(2025, 2031):
        row(f"{year} compute", by_year(compute, year))
        row(
            f"{year} compute / revenue",
            by_year(compute, year) / by_year(run.flows["revenue"], year),
            2,
        )
        row(f"{year} Azure bill", by_year(compute * azure_share, year))
        row(f"{year} cash burn after payments to Microsoft", by_year(run.flows["burn"], year))
    row("compute, second half of 2025 to 2030", compute[:22].sum(axis=0), 0)
    row("revenue, second half of 2025 to 2030", run.flows["revenue"][:22].sum(axis=0), 0)
    row("profit before Microsoft, added up to end 2030", run.track["cumulative"][21], 0)


def cash_without_new_money(paths):
    print("\nCash below the floor for the first time, if nobody brings new money")
    cases = [
        ("not even SoftBank's second payment", "status-quo.toml", False),
        ("SoftBank pays 10 (talks fail)", "talks-fail.toml", True),
        ("SoftBank pays 30 or 10 (status quo)", "status-quo.toml", True),
    ]
    for label, scenario, softbank in cases:
        short = Simulation(load(scenario), paths, new_money=False, softbank=softbank).run().short_at
        shares = "  ".join(f"{x} y {np.mean(short <= x):3.0%}" for x in (1, 1.5, 2, 2.5, 3, 5))
        print(f"  {label:<38} {shares}  median {np.median(short):.2f} y")


def present_values(run):
    """By party at its own rate, and by clause for Microsoft; holders are paid at the horizon."""
    t = (np.arange(STEPS) + 1)[:, None] * DT
    rate = {name: party["discount_rate"] for name, party in run.tree["parties"].items()}
    end = {
        name: np.exp(-rate[name] * STEPS * DT) * part * run.estate
        for name, part in run.parts.part.items()
    }

    def value(name, flow):
        return (np.exp(-rate[name] * t) * run.flows[flow]).sum(axis=0)

    clauses = {name: value("microsoft", name) for name in ("share", "right", "azure_margin", "ip")}
    out = {"microsoft": sum(clauses.values()) + end["microsoft"]}
    out |= {f"of it {name}": sample for name, sample in clauses.items()}
    out["of it shares in OpenAI"] = end["microsoft"]
    out |= {name: end[name] for name in ("foundation", "staff_and_investors")}
    out["softbank"] = end["softbank"] - value("softbank", "softbank")
    out["new_investors"] = end["new_investors"] - value("new_investors", "raised")
    return out


def summary(name, run):
    draws = run.draws
    either = np.minimum(draws.declared_at, run.profit_at)
    chances = {
        "restructured by the deadline": np.isfinite(draws.restructured_at),
        "AGI declared by end 2030": draws.declared_at <= 5.5,
        "100 earned by end 2030": run.profit_at <= 5.5,
        "either by end 2030": either <= 5.5,
        "either by mid-2035": either <= 10,
        "revenue share reaches its cap": run.share_paid >= run.terms["revenue_share"]["cap"] - 1e-9,
        "profit right paid in full": run.right_paid >= run.terms["profit_right"]["cap"] - 1e-9,
        "new money needed": run.raised > 0,
        "insolvent by end 2030": run.died_at <= 5.5,
        "insolvent by mid-2035": run.died_at <= 10,
    }
    print(f"\n{name}")
    for label, happened in chances.items():
        print(f"  P({label}) = {np.mean(happened):.3f}")
    row("revenue share paid from mid-2025", run.share_paid - run.already)
    row("profit right paid", run.right_paid)
    row("new money raised", run.raised)
    row("largest round in a quarter", run.largest)
    row("pre-money of the first forced round", run.first_price, 0)
    row("enterprise value over revenue, end of 2030", run.track["multiple"][21])
    row("enterprise value over revenue, horizon", run.track["multiple"][39])
    for label, k in (("end of 2025", 1), ("end of March 2026", 2), ("horizon", 39)):
        row(f"enterprise value, {label}", run.track["value"][k], 0)
    row("Azure's part of compute, end of 2030", run.track["azure_share"][21], 2)
    for holder, part in run.parts.part.items():
        row(f"part of {holder} at the horizon", part, 3)
    for party, sample in present_values(run).items():
        row(f"present value, {party}", sample)


def main():
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    world = load("status-quo.toml")
    for name, text in TRANSLATED.items():
        found = world["drivers"][name]["formula"]
        if found != text:
            sys.exit(f"drivers.{name} reads {found!r}; {text!r} is translated here")
    run = Simulation(world, paths).run()
    missed = revenue_against_bands(run)
    costs_and_burn(run)
    cash_without_new_money(paths)
    for name in ("status-quo", "restructured", "talks-fail"):
        summary(name, Simulation(load(f"{name}.toml"), paths).run())
    total = 3 * len(REVENUE_BANDS)
    print(
        f"\n{missed} of {total} revenue percentiles outside the tolerance "
        f"(median {MEDIAN_TOLERANCE:.0%}, edges {EDGE_TOLERANCE:.0%})"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
