# Short names for what one does every day. `just` lists them.

default:
    @just --list

# All tests, as in the README.
test:
    cargo test --release

# Format of every tracked file, clippy and documentation without warnings.
lint:
    git ls-files -z '*.rs' | xargs -0 rustfmt --check --edition 2024
    cargo clippy --release --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# The flagship deal, or another scenario or folder.
run scenario="scenarios/microsoft-openai":
    cargo run --release -- run {{scenario}}

# How fast: the benchmarks of the parts, then the reference deal beside the same deal written by hand.
bench:
    cargo bench --bench '*'
    python3 benches/peers/run.py

# Everything that a change has to pass.
ci:
    .ci/run
