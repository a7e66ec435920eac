"""Runs dealsim and its peers on the reference deal: do they agree, and how long does each take?

    python3 benches/peers/run.py --paths 1000000

Everything that it builds or installs goes under target/peers. Needs cargo and Python with venv;
Squiggle needs npm.
"""

import argparse
import itertools
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ROOT / "target" / "peers"

# dealsim on scenarios/reference/refdeal.toml: how its program is built, and the command that prints
# the same line of JSON.
DEALSIM_BUILD = ["cargo", "build", "--release", "--locked", "--example", "refdeal"]
DEALSIM = ROOT / "target" / "release" / "examples" / "refdeal"

# What dealsim's time is held against: the bars of the design, as parts of the other's time.
BARS = [
    ("Rust, baseline x86-64", 1.0),
    ("NumPy", 0.2),
    ("draws only, vectorised, native", 2.0),
]

# How many standard errors two independent means may differ.
TOLERANCE = 4.0

# Squiggle is a thousand times slower, so it gets fewer paths.
SQUIGGLE_PATHS = 2_000


def say(text):
    print(text, file=sys.stderr, flush=True)


def call(command, **options):
    """Runs a command that prepares something; its output is for the eyes only."""
    say("$ " + " ".join(map(str, command)))
    subprocess.run(command, check=True, stdout=sys.stderr, **options)


def python_peers():
    python = PEERS / "python" / "bin" / "python"
    if not python.exists():
        call([sys.executable, "-m", "venv", PEERS / "python"])
    ready = subprocess.run([python, "-c", "import numpy, numba"], capture_output=True, check=False)
    if ready.returncode != 0:
        call([python, "-m", "pip", "install", "--quiet", "numpy", "numba"])
    return [
        ("NumPy", [python, HERE / "refdeal_numpy.py"]),
        ("Numba", [python, HERE / "refdeal_numba.py"]),
    ]


def rust_peers():
    found = []
    for level, flags in [("baseline x86-64", ""), ("native", "-C target-cpu=native")]:
        target = PEERS / ("rust-" + level.split()[0])
        environment = os.environ | {"RUSTFLAGS": flags, "CARGO_TARGET_DIR": str(target)}
        call(["cargo", "build", "--release", "--locked"], cwd=HERE / "rust", env=environment)
        programs = target / "release"
        found += [
            (f"Rust, {level}", [programs / "refdeal"]),
            (f"draws only, vectorised, {level}", [programs / "draws"]),
            (f"draws only, ziggurat, {level}", [programs / "draws", "--method", "ziggurat"]),
        ]
    return found


def squiggle_peer():
    if shutil.which("npm") is None or shutil.which("node") is None:
        say("Squiggle is skipped: npm and node are not installed.")
        return []
    folder = PEERS / "squiggle"
    shutil.copytree(HERE / "squiggle", folder, dirs_exist_ok=True)
    if not (folder / "node_modules").exists():
        try:
            call(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder)
        except subprocess.CalledProcessError:
            say("Squiggle is skipped: npm could not install it.")
            return []
    return [("Squiggle", ["node", folder / "refdeal.mjs"])]


def dealsim():
    call(DEALSIM_BUILD, cwd=ROOT)
    return [
        ("dealsim", [DEALSIM]),
        ("dealsim, all tables", [DEALSIM, "--results", "all"]),
    ]


def measure(programs, paths, seed, rounds):
    """The fastest line of each program; rounds take turns, so that a busy minute hits all alike."""
    lines = {}
    for turn in range(rounds):
        for name, command in programs:
            count = min(paths, SQUIGGLE_PATHS) if name == "Squiggle" else paths
            if name == "Squiggle" and turn > 0:
                continue
            words = [str(word) for word in command] + ["--paths", str(count), "--seed", str(seed)]
            # Without this, Python would leave compiled files beside its sources.
            environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
            result = subprocess.run(
                words, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
            )
            if result.returncode != 0:
                sys.exit(f"{name} failed:\n{result.stderr}")
            line = json.loads(result.stdout.strip().splitlines()[-1])
            say(f"{name}: {line['nanoseconds_per_path_step']:.1f} ns per path and step")
            if name not in lines or line["seconds"] < lines[name]["seconds"]:
                lines[name] = line
    return lines


def estimates(line, own):
    """Name, value and standard error of what all programs must agree on.

    The error of a quantile is dealsim's (`own`), which falls with the root of the number of paths.
    """
    p = line["p_trigger"]
    yield "p_trigger", p, math.sqrt(p * (1.0 - p) / line["paths"])
    for name in ("pv_a", "pv_b", "pv_share"):
        yield f"{name}, mean", line[name]["mean"], line[name]["se"]
    if own is not None:
        fewer = math.sqrt(own["paths"] / line["paths"])
        for name, level in itertools.product(("pv_a", "pv_b"), ("p5", "p50", "p95")):
            yield f"{name}, {level}", line[name][level], own[name][f"{level}_se"] * fewer


def disagreements(lines):
    """Pairs of programs further apart than chance allows, and the largest z of all."""
    faults, largest = [], 0.0
    answers = [(name, line) for name, line in lines.items() if "pv_a" in line]
    for (name, line), (other, other_line) in itertools.combinations(answers, 2):
        own = lines.get("dealsim")
        for (what, mean, error), (_, other_mean, other_error) in zip(
            estimates(line, own), estimates(other_line, own)
        ):
            # Two builds of one program with one seed give the same answer: no difference, no z.
            if mean == other_mean:
                continue
            z = abs(mean - other_mean) / math.hypot(error, other_error)
            largest = max(largest, z)
            if z > TOLERANCE:
                faults.append(
                    f"{what}: {name} says {mean:.6g}, {other} {other_mean:.6g} (z = {z:.1f})"
                )
    return faults, largest


def table(lines):
    """A Markdown table, fastest first; times are relative to dealsim, or else to plain Rust."""
    base = "dealsim" if "dealsim" in lines else "Rust, baseline x86-64"
    unit = lines[base]["nanoseconds_per_path_step"]
    yield (
        f"| program | paths | ns per path and step | times {base} "
        "| PV A | PV B | P(trigger) | PV share |"
    )
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, line in sorted(lines.items(), key=lambda item: item[1]["nanoseconds_per_path_step"]):
        speed = line["nanoseconds_per_path_step"]
        cells = [name, f"{line['paths']:,}", f"{speed:,.1f}", f"{speed / unit:,.2f}"]
        if "pv_a" in line:
            cells += [
                f"{line[key]['mean']:.1f} ± {line[key]['se']:.1f}" for key in ("pv_a", "pv_b")
            ]
            cells += [f"{line['p_trigger']:.3f}"]
            cells += [f"{line['pv_share']['mean']:.2f} ± {line['pv_share']['se']:.2f}"]
        else:
            cells += ["", "", "", ""]
        yield "| " + " | ".join(cells) + " |"


def bars(lines):
    """dealsim's time over that of those it is held against."""
    yield "| dealsim over | is | may be |"
    yield "| --- | ---: | ---: |"
    own = lines["dealsim"]["nanoseconds_per_path_step"]
    for name, bar in BARS:
        if name in lines:
            ratio = own / lines[name]["nanoseconds_per_path_step"]
            yield f"| {name} | {ratio:.2f} | {bar:.1f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often all programs take their turn"
    )
    parser.add_argument(
        "--without", nargs="*", default=[], choices=["python", "squiggle", "dealsim"]
    )
    arguments = parser.parse_args()
    PEERS.mkdir(parents=True, exist_ok=True)
    programs = [] if "dealsim" in arguments.without else dealsim()
    programs += rust_peers()
    programs += [] if "python" in arguments.without else python_peers()
    programs += [] if "squiggle" in arguments.without else squiggle_peer()
    lines = measure(programs, arguments.paths, arguments.seed, arguments.rounds)
    faults, largest = disagreements(lines)
    print("\n".join(table(lines)))
    if "dealsim" in lines:
        print("\n" + "\n".join(bars(lines)))
        loading = lines["dealsim"]["loading_seconds"]
        print(f"\nOf dealsim's time, {loading * 1e3:.1f} ms were reading and lowering the file.")
    if faults:
        print("\nThe programs disagree:\n" + "\n".join(faults))
        return 1
    print(
        "\nAll means, shares and quantiles agree: "
        f"the largest pairwise z is {largest:.1f}, allowed is {TOLERANCE:.0f}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
