"""The flagship's mid-2025 scenarios by hand in NumPy, so that their numbers can be calibrated.

The same discrete-time equations as the scenario files: quarters, growth and the other
mean-reverting drivers stepped exactly, revenue by log growth read at the opening, formulas at the
close, SoftBank's payment inside its quarter, a round when cash is short, insolvency above the
ceiling. Numbers are read from the TOML files, so the two cannot drift apart. AGI has its exact
time; a rate of the revenue share that changes with the conversion changes at the next quarter, as
the formula in the scenario does.
"""

import datetime
import pathlib
import statistics
import sys
import tomllib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "scenarios" / "microsoft-openai"
DT, STEPS = 0.25, 40
NORMAL = statistics.NormalDist()


def number(value):
    """A literal, or the literal inside a table with its source."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


def load(name):
    """A scenario over its base: items are merged key by key, keys are replaced as a whole."""
    tree = tomllib.loads((FOLDER / name).read_text())
    if "extends" in tree:
        tree = merged(load(tree["extends"]), tree)
    return tree


def merged(base, over, depth=2):
    out = dict(base)
    for key, value in over.items():
        both = depth and isinstance(value, dict) and isinstance(base.get(key), dict)
        out[key] = merged(base[key], value, depth - 1) if both else value
    return out


def drawn(spec, uniform):
    """An input: fixed, or by quantile from one uniform a path."""
    spec = number(spec)
    if not isinstance(spec, dict):
        return np.full(uniform.shape, float(spec))
    if "uniform" in spec:
        low, high = spec["uniform"]
        return low + (high - low) * uniform
    if "lognormal" in spec:
        low, high = np.log(spec["lognormal"]["p10"]), np.log(spec["lognormal"]["p90"])
        spread = (high - low) / (2 * NORMAL.inv_cdf(0.9))
        return np.exp((low + high) / 2 + spread * normal_quantile(uniform))
    low, mode, high = spec["triangular"]
    left = low + np.sqrt(uniform * (high - low) * (mode - low))
    right = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < (mode - low) / (high - low), left, right)


def normal_quantile(uniform):
    """Inverse normal by a fine table: enough for percentiles."""
    grid = np.linspace(-5, 5, 20001)
    table = np.array([NORMAL.cdf(x) for x in grid])
    return np.interp(uniform, table, grid)


def years(date):
    """Time since 1 July 2025, for first days of months and for the last day of a year."""
    end_of_year = (date.month, date.day) == (12, 31)
    return date.year + 1 - 2025.5 if end_of_year else date.year - 2025.5 + (date.month - 1) / 12


def scheduled(table, t):
    """A schedule with straight lines between its dates."""
    points = sorted(
        (years(datetime.date.fromisoformat(key)), value) for key, value in table.items()
    )
    return float(np.interp(t, [p[0] for p in points], [p[1] for p in points]))


def shocks(tree, generator, paths, names):
    """Correlated normals by name for one quarter."""
    matrix = np.eye(len(names))
    for pair, value in tree["correlations"].items():
        left, right = (name.strip() for name in pair.split("~"))
        if left in names and right in names:
            i, j = names.index(left), names.index(right)
            matrix[i, j] = matrix[j, i] = number(value)
    factor = np.linalg.cholesky(matrix)
    return dict(zip(names, factor @ generator.standard_normal((len(names), paths))))


class Share:
    """Holders' parts of the company; issues dilute everybody alike."""

    def __init__(self, holders, paths):
        fixed = {k: float(number(v)) for k, v in holders.items() if v != "rest"}
        rest = next(k for k, v in holders.items() if v == "rest")
        fixed[rest] = 1 - sum(fixed.values())
        self.part = {k: np.full(paths, v) for k, v in fixed.items()}

    def issue(self, holder, part):
        """The holder receives `part` of the company as it is after the issue."""
        for name in self.part:
            self.part[name] = self.part[name] * (1 - part)
        self.part[holder] = self.part[holder] + part


DRIVEN = ["growth", "revenue", "compute_ratio", "azure_share", "valuation_mood"]
FLOWS = ["revenue", "compute", "share", "right", "azure_margin", "ip", "burn", "raised", "softbank"]
LEVELS = ["multiple", "value", "azure_share", "cumulative"]


class Draws:
    """What is drawn once a path: inputs, and the times of events that depend on no driver."""

    def __init__(self, tree, paths, generator):
        inputs, events = tree["inputs"], tree["events"]
        self.start_multiple = number(inputs["start_multiple"])
        self.rate_before = number(inputs["revenue_share_rate"])
        for name in (
            "exit_multiple",
            "other_cost_level",
            "azure_margin",
            "ip_value_start",
            "agi_declaration_rate",
        ):
            setattr(self, name, drawn(inputs[name], generator.random(paths)))
        # These come from a stream of their own, so that the three scenarios are paired.
        happens, day, agi = generator.random((3, paths))
        first, own = generator.standard_normal((2, paths))
        probability = events["restructured"]["chance"]["probability"]
        deadline = years(events["restructured"]["chance"]["by"])
        self.restructured_at = np.where(happens < probability, deadline * day, np.inf)
        self.declared_at = -np.log1p(-agi) / self.agi_declaration_rate
        self.contract_end = years(events["contract_end"]["date"])
        self.rate_after = np.full(paths, self.rate_before)
        self.stake = np.zeros(paths)
        if "lower_share_rate" in inputs:
            rho = number(tree["correlations"]["new_stake ~ lower_share_rate"])
            cumulative = np.vectorize(NORMAL.cdf)
            second = rho * first + np.sqrt(1 - rho**2) * own
            self.stake = drawn(inputs["new_stake"], cumulative(first))
            self.rate_after = drawn(inputs["lower_share_rate"], cumulative(second))


class Simulation:
    """One scenario on all paths, a quarter at a time."""

    def __init__(self, tree, paths, seed=1, new_money=True, softbank=True):
        self.tree, self.paths = tree, paths
        self.new_money, self.softbank = new_money, softbank
        self.drivers, self.terms, company = (
            tree["drivers"],
            tree["terms"],
            tree["companies"]["openai"],
        )
        self.draws = Draws(tree, paths, np.random.default_rng([seed, 1]))
        self.generator = np.random.default_rng([seed, 2])
        self.state = {name: np.full(paths, float(self.drivers[name]["start"])) for name in DRIVEN}
        self.parts = Share(company["holders"], paths)
        self.funding = {key: number(value) for key, value in company["funding"].items()}
        self.funding["discount"] = number(tree["inputs"][self.funding["discount"]])
        most, _, of = self.funding["max"].partition(" * ")
        if of != "enterprise_value":
            sys.exit(f"funding.max reads {self.funding['max']!r}, not a part of enterprise_value")
        self.most = float(most)
        self.cash = np.full(paths, float(number(company["cash"])))
        self.already = float(number(self.terms["revenue_share"]["already"]))
        self.share_paid = np.full(paths, self.already)
        self.right_paid, self.cumulative, self.raised, self.largest = np.zeros((4, paths))
        self.profit_at, self.died_at, self.short_at = np.full((3, paths), np.inf)
        self.first_price = np.full(paths, np.nan)
        self.alive = np.ones(paths, bool)
        self.flows = {name: np.zeros((STEPS, paths)) for name in FLOWS}
        self.track = {name: np.zeros((STEPS, paths)) for name in LEVELS}

    def run(self):
        for k in range(STEPS):
            self.advance_drivers()
            now = self.formulas((k + 1) * DT)
            self.notice_profit(k * DT, now["profit"])
            paid = self.pay_microsoft(k * DT, now)
            second = self.pay_softbank(k * DT)
            net = now["profit"] * DT * self.alive - paid["share"] - paid["right"]
            self.cash = self.cash + net + second
            gap = self.raise_money((k + 1) * DT, now["value"])
            bill = self.state["azure_share"] * now["compute"] * DT * self.alive
            flows = dict(
                paid,
                revenue=now["revenue"] * DT,
                compute=now["compute"] * DT,
                burn=-net,
                raised=gap,
                softbank=second,
                azure_margin=self.draws.azure_margin * bill,
            )
            for name in FLOWS:
                self.flows[name][k] = flows[name]
            levels = dict(now, azure_share=self.state["azure_share"], cumulative=self.cumulative)
            for name in LEVELS:
                self.track[name][k] = levels[name]
        # An insolvent company leaves its holders nothing.
        self.estate = np.where(self.alive, self.track["value"][-1] + self.cash, 0.0)
        return self

    def advance_drivers(self):
        """Growth is read at the opening; the mean-reverting drivers are stepped exactly."""
        shock = shocks(self.tree, self.generator, self.paths, DRIVEN)
        sigma = self.drivers["revenue"]["volatility"]
        drift = (self.state["growth"] - sigma**2 / 2) * DT
        self.state["revenue"] = self.state["revenue"] * np.exp(
            drift + sigma * np.sqrt(DT) * shock["revenue"]
        )
        for name in DRIVEN:
            if name != "revenue":
                d = self.drivers[name]
                keep = np.exp(-d["speed"] * DT)
                spread = d["volatility"] * np.sqrt((1 - keep**2) / (2 * d["speed"]))
                self.state[name] = (
                    d["mean"] + (self.state[name] - d["mean"]) * keep + spread * shock[name]
                )

    def formulas(self, t):
        """The drivers that are formulas, at the close."""
        draws, revenue = self.draws, self.state["revenue"]
        committed = scheduled(self.drivers["committed_compute"]["schedule"], t)
        compute = np.maximum(np.maximum(0.25, self.state["compute_ratio"]) * revenue, committed)
        other_ratio = scheduled(self.drivers["other_cost_ratio"]["schedule"], t)
        profit = revenue - compute - draws.other_cost_level * other_ratio * revenue
        multiple = draws.exit_multiple + (draws.start_multiple - draws.exit_multiple) * np.exp(
            -0.40 * t
        )
        multiple = multiple * np.exp(self.state["valuation_mood"])
        return {
            "revenue": revenue,
            "compute": compute,
            "profit": profit,
            "multiple": multiple,
            "value": np.maximum(0, revenue * multiple),
            "ip": draws.ip_value_start * 1.2**t,
        }

    def notice_profit(self, opening, profit):
        """Cumulative profit crosses 100 where the straight line through the quarter does."""
        before = self.cumulative
        self.cumulative = before + profit * DT
        crossing = (before < 100) & (self.cumulative >= 100) & np.isinf(self.profit_at)
        where = opening + DT * (100 - before) / np.where(crossing, profit * DT, 1)
        self.profit_at = np.where(crossing, where, self.profit_at)

    def pay_microsoft(self, opening, now):
        """Revenue share, profit right and access of one quarter."""
        draws = self.draws
        agi_at = np.minimum(draws.declared_at, self.profit_at)
        in_force = np.clip((np.minimum(agi_at, draws.contract_end) - opening) / DT, 0, 1)
        rate = np.where(draws.restructured_at <= opening, draws.rate_after, draws.rate_before)
        room = np.maximum(0, self.terms["revenue_share"]["cap"] - self.share_paid)
        share = np.minimum(rate * now["revenue"] * DT * in_force, room) * self.alive
        over = (agi_at <= opening) | (draws.contract_end <= opening)
        left = np.maximum(0, now["profit"] - np.where(over, 0, draws.rate_before) * now["revenue"])
        due = np.where(self.right_paid < 13, 0.75, 0.49) * left * DT
        if self.terms["profit_right"].get("ends") == ["restructured"]:
            due = due * np.clip((draws.restructured_at - opening) / DT, 0, 1)
        right = np.minimum(due, self.terms["profit_right"]["cap"] - self.right_paid) * self.alive
        self.share_paid, self.right_paid = self.share_paid + share, self.right_paid + right
        return {"share": share, "right": right, "ip": now["ip"] * DT * in_force * self.alive}

    def pay_softbank(self, opening):
        """The second payment, and Microsoft's shares where a conversion brings them."""
        at, term = self.draws.restructured_at, self.terms["softbank"]
        happens = (at > opening) & (at <= opening + DT)
        lapses = np.isinf(at) & (opening + DT == years(term["by"]))
        paid = (
            np.where(happens, term["amount"], np.where(lapses, term["otherwise"], 0.0)) * self.alive
        )
        if not self.softbank:
            paid = np.zeros(self.paths)
        self.parts.issue("softbank", paid / term["price"]["post_money"])
        self.parts.issue("microsoft", np.where(happens, self.draws.stake, 0.0))
        return paid

    def raise_money(self, t, value):
        """A round that closes the gap to the floor, or the end of the company."""
        short = self.alive & (self.cash < self.funding["floor"])
        self.short_at = np.where(short & np.isinf(self.short_at), t, self.short_at)
        if not self.new_money:
            return np.zeros(self.paths)
        gap = np.where(short, self.funding["floor"] - self.cash, 0.0)
        price = value * (1 - self.funding["discount"])
        fails = short & ((self.raised + gap > self.most * value) | (price <= 0))
        gap = np.where(fails, 0.0, gap)
        self.parts.issue("new_investors", gap / (price + gap))
        self.first_price = np.where((gap > 0) & np.isnan(self.first_price), price, self.first_price)
        self.cash, self.raised = self.cash + gap, self.raised + gap
        self.largest = np.maximum(self.largest, gap)
        self.died_at = np.where(fails, t, self.died_at)
        self.alive = self.alive & ~fails
        return gap
