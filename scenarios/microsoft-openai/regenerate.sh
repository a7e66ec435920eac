#!/usr/bin/env bash
# Runs the flagship deal, its proposals and its variants, and writes the tables and pictures of its README anew.
# DEALSIM names a program that is built already. Results stay under output/readme/.
set -euo pipefail
cd "$(dirname "$0")/../.."

deal=scenarios/microsoft-openai
out=output/readme
pictures=docs/pictures/microsoft-openai
paths=20000

run() {
  if [[ -n ${DEALSIM:-} ]]; then "$DEALSIM" run "$@"; else cargo run --release --quiet -- run "$@"; fi
}

# Where the results of a file of this folder are.
results() {
  local file=${1%.toml}
  case $file in
    */*) printf '%s/%s' "$out" "$file" ;;
    *) printf '%s/microsoft-openai/%s' "$out" "$file" ;;
  esac
}

# The cells of a CSV line as fields, for texts with commas inside quotes; numbers and names have none.
csv='function cells(line) { gsub(/"[^"]*"/, "text", line); return split(line, cell, ",") }'
# A number of so many digits, without a sign before a zero.
csv+=' function show(x, digits, text) { text = sprintf("%." digits "f", x); if (text + 0 == 0) sub(/^-/, "", text); return text } '

# Mean ± error and percentiles of a side.
payoff() {
  awk -v side="$2" "$csv"'
    { cells($0) }
    cell[1] == "side" && cell[2] == side {
      printf "%s ± %s | %s · %s · %s", show(cell[5], 0), show(cell[6], 0), show(cell[7], 0), show(cell[10], 0), show(cell[13], 0) }
  ' "$(results "$1")/summary.csv"
}

# The mean payoff of a side; as it believes itself where a third word says `belief`.
mean() {
  awk -v side="$2" -v eyes="${3:-side}" "$csv"'{ cells($0) } cell[1] == eyes && cell[2] == side { print cell[5] }' \
    "$(results "$1")/summary.csv"
}

# The chance that an event has happened by a date, in percent.
chance() {
  awk -v event="$2" -v date="$3" "$csv"'
    { cells($0) }
    cell[1] == date && cell[2] == event { printf "%.0f %%", 100 * cell[4]; found = 1 }
    END { if (!found) printf "—" }
  ' "$(results "$1")/events.csv"
}

title() { sed -n 's/^name *= *"\(.*\)"$/\1/p' "$deal/$1" | head -n 1; }
base() { sed -n 's/^extends *= *\[\{0,1\}"\(\.\.\/\)\{0,1\}\([^"]*\)".*/\2/p' "$deal/$1"; }

table_payoffs() {
  echo "| file | Microsoft, mean | P5 · P50 · P95 | OpenAI's holders, mean | P5 · P50 · P95 | SoftBank, mean | P5 · P50 · P95 | OpenAI insolvent |"
  echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
  local file end
  for file in v0.toml v1.toml status-quo.toml restructured.toml talks-fail.toml v2.toml v3.toml; do
    end=2035-07-01
    [[ $file == v[23].toml ]] && end=2036-10-01
    printf '| `%s` | %s | %s | %s | %s |\n' "$file" "$(payoff "$file" microsoft)" \
      "$(payoff "$file" openai_holders)" "$(payoff "$file" softbank)" "$(chance "$file" openai.insolvency "$end")"
  done
}

# How the payoffs of Microsoft and of OpenAI's holders go together.
table_together() {
  echo "| file | correlation | correlation of ranks |"
  echo "| --- | --- | --- |"
  local file
  for file in v0.toml v1.toml status-quo.toml restructured.toml talks-fail.toml v2.toml v3.toml; do
    awk -v file="$file" "$csv"'
      { cells($0) }
      cell[1] == "openai_holders" && cell[2] == "microsoft" {
        printf "| `%s` | %s ± %s | %s ± %s |\n", file, show(cell[3], 3), show(cell[4], 3), show(cell[5], 3), show(cell[6], 3) }
    ' "$(results "$file")/joint.csv"
  done
}

# What each side received under each clause: a row for each, a column for each contract.
table_clauses() {
  echo "| side | clause | v0 | v1 | restructured | v2 | v3 |"
  echo "| --- | --- | --- | --- | --- | --- | --- |"
  local files=()
  for file in v0 v1 restructured v2 v3; do files+=("$(results $file.toml)/terms.csv"); done
  awk "$csv"'
    FNR == 1 { contract++; next }
    /^moved,/ {
      cells($0)
      row = "`" cell[4] "` | `" cell[2] "`"
      if (!(row in seen)) { seen[row] = 1; rows[++count] = row; side[count] = cell[4] }
      worth[row, contract] = show(cell[9], 1)
    }
    END {
      split("microsoft openai_holders softbank new_investors other_clouds amazon nvidia", order, " ")
      for (s = 1; s <= 7; s++) for (r = 1; r <= count; r++) if (side[r] == order[s]) {
        line = "| " rows[r]
        for (c = 1; c <= 5; c++) line = line " | " ((rows[r], c) in worth ? worth[rows[r], c] : "—")
        print line " |"
      }
    }' "${files[@]}"
}

table_trigger() {
  echo "| reading | ended by 2026 | by 2028 | by 2030 | Microsoft, mean | OpenAI's holders, mean |"
  echo "| --- | --- | --- | --- | --- | --- |"
  local file
  for file in v1.toml variants/agi-declared.toml variants/agi-realised.toml variants/agi-projected.toml \
    variants/agi-disputed.toml v2.toml; do
    printf '| `%s`: %s | %s | %s | %s | %.0f | %.0f |\n' "$file" "$(title "$file")" \
      "$(chance "$file" agi 2027-01-01)" "$(chance "$file" agi 2029-01-01)" "$(chance "$file" agi 2031-01-01)" \
      "$(mean "$file" microsoft)" "$(mean "$file" openai_holders)"
  done
}

# What the AGI clause is worth: with it minus without it, in the common world and in each side's own.
table_beliefs() {
  echo "| side | worth of the clause, common world | worth of the clause, own beliefs |"
  echo "| --- | --- | --- |"
  local side eyes cells with=status-quo.toml without=variants/agi-clause-dropped.toml
  for side in microsoft openai_holders; do
    cells=
    for eyes in side belief; do
      cells+=$(awk -v with="$(mean $with $side $eyes)" -v without="$(mean $without $side $eyes)" \
        "$csv"'BEGIN { printf " | %s", show(with - without, 1) }')
    done
    printf '| `%s`%s |\n' "$side" "$cells"
  done
}

table_cash() {
  echo "| cash gone by the end of | September 2026 | December 2026 | June 2027 | December 2027 | 2028 | 2030 |"
  echo "| --- | --- | --- | --- | --- | --- | --- |"
  local file date
  for file in variants/money-held-back.toml variants/money-comes.toml talks-fail.toml status-quo.toml; do
    printf '| `%s`: %s' "$file" "$(title "$file")"
    for date in 2026-10-01 2027-01-01 2027-07-01 2028-01-01 2029-01-01 2031-01-01; do
      printf ' | %s' "$(chance "$file" openai.insolvency $date)"
    done
    printf ' |\n'
  done
}

# Means of proposals and variants, and how far they are from the file that each is written on.
table_readings() {
  echo "| file | what | on | Microsoft | OpenAI's holders | SoftBank |"
  echo "| --- | --- | --- | --- | --- | --- |"
  local file on cells side
  for file in "$deal"/"$1"/*.toml; do
    file=${file#"$deal/"}
    on=$(base "$file")
    [[ -f $deal/$on ]] || on=$1/$on
    cells=
    for side in microsoft openai_holders softbank; do
      cells+=$(awk -v here="$(mean "$file" $side)" -v there="$(mean "$on" $side)" \
        "$csv"'BEGIN { printf " | %s (%s%s)", show(here, 1), (here - there >= 0.05 ? "+" : ""), show(here - there, 1) }')
    done
    printf '| `%s` | %s | `%s`%s |\n' "$file" "$(title "$file")" "$on" "$cells"
  done
}

# Replaces what stands between two marks of the README.
replace() {
  local text
  text=$(mktemp)
  cat > "$text"
  awk -v begin="<!-- table: $1 -->" -v end="<!-- end of table -->" -v text="$text" '
    $0 == begin { print; print ""; while ((getline line < text) > 0) print line; print ""; skip = 1; next }
    $0 == end { skip = 0 }
    !skip' "$deal/README.md" > "$text.md"
  cp "$text.md" "$deal/README.md"
  rm "$text" "$text.md"
}

run "$deal" "$deal/proposals" "$deal/variants" --paths $paths --quiet --output "$out"

table_payoffs | replace payoffs
table_together | replace together
table_clauses | replace clauses
table_trigger | replace trigger
table_beliefs | replace beliefs
table_cash | replace cash
table_readings proposals | replace proposals
table_readings variants | replace variants

mkdir -p "$pictures"
picture() { cp "$(results "$1")/charts/$2.png" "$pictures/$3.png"; }
picture status-quo.toml clauses status-quo-clauses
picture restructured.toml clauses restructured-clauses
picture v3.toml clauses v3-clauses
picture status-quo.toml joint_openai_holders_microsoft status-quo-joint
picture v3.toml joint_openai_holders_microsoft v3-joint
picture variants/agi-disputed.toml events agi-disputed-events
picture variants/money-held-back.toml cash_openai money-held-back-cash
picture v3.toml driver_revenue v3-revenue
