#!/usr/bin/env bash
# How long a batch of 1,000 small scenarios takes, without pictures and from nothing: benches/batch.sh [PROGRAM]
set -euo pipefail
program=$(realpath "${1:-target/release/dealsim}")
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir "$folder/deals"
number=1
while [ "$number" -le 1000 ]; do
    cat >"$folder/deals/deal_$number.toml" <<TOML
format = 1
name = "Deal $number"
money = "USD bn"
time = { start = 2026-01-01, end = 2030-12-31, step = "quarter" }
simulation = { paths = 1_000 }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }

[drivers.sales]
process = "geometric_brownian"
start = $number
drift = 0.05
volatility = 0.2

[events.agreed]
chance = { probability = 0.7, by = 2027-12-31 }

[terms.share]
kind = "revenue_share"
from = "buyer"
to = "seller"
rate = 0.2
of = "sales"
cap = "0.5 * $number"
ends = 2029-12-31

[terms.fee]
kind = "lump_sum"
from = "buyer"
to = "seller"
amount = 3
on = "agreed"
TOML
    number=$((number + 1))
done
cd "$folder"
echo "1,000 scenarios that nobody has run:"
time "$program" batch deals --quiet
echo "the same again, all up to date:"
time "$program" batch deals --quiet
