#!/usr/bin/env bash
# Runs the flagship deal, its proposals and its variants, and writes the tables and pictures of its README anew.
# DEALSIM names a program that is built already. Results stay under output/readme/.
set -euo pipefail
cd "$(dirname "$0")/../.."

deal=scenarios/microsoft-openai
out=output/readme
pictures=docs/pictures/microsoft-openai
paths=20000

dealsim() {
  if [[ -n ${DEALSIM:-} ]]; then "$DEALSIM" "$@"; else cargo run --release --quiet -- "$@"; fi
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
  for file in v0.toml v1.toml status-quo.toml talks-fail.toml restructured.toml before-signing.toml v2.toml v3.toml; do
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
  for file in v0.toml v1.toml status-quo.toml talks-fail.toml restructured.toml v2.toml v3.toml; do
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
  for file in v1.toml variants/agi-declared.toml variants/agi-decided.toml variants/agi-realised.toml \
    variants/agi-projected.toml variants/agi-disputed.toml v2.toml; do
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
    [[ $1 == proposals ]] && on=talks-fail.toml
    cells=
    for side in microsoft openai_holders softbank; do
      cells+=$(awk -v here="$(mean "$file" $side)" -v there="$(mean "$on" $side)" \
        "$csv"'BEGIN { printf " | %s (%s%s)", show(here, 1), (here - there >= 0.05 ? "+" : ""), show(here - there, 1) }')
    done
    printf '| `%s` | %s | `%s`%s |\n' "$file" "$(title "$file")" "$on" "$cells"
  done
}

# A table in French: its headings, and decimals with a comma.
french() {
  sed -e 's/against failed talks/face à l’échec des pourparlers/' \
    -e "s/OpenAI's holders gain up to/les porteurs d’OpenAI gagnent jusqu’à/" -e 's/Microsoft gains from/Microsoft gagne à partir de/' \
    -e 's/an unconverted OpenAI can raise/une OpenAI non convertie peut lever/' -e 's/of its worth/de sa valeur/' \
    -e 's/both gain/les deux gagnent/' -e 's/from \([0-9]*\) to \([0-9]*\) %/de \1 à \2 %/' -e 's/nowhere/nulle part/' \
    -e 's/any stake up to 65 %/toute part jusqu’à 65 %/' -e 's/any stake/toute part/' -e 's/no stake/aucune part/' \
    -e "s/OpenAI's holders: mean/porteurs d’OpenAI : moyenne/" -e "s/OpenAI's holders, mean/porteurs d’OpenAI, moyenne/" \
    -e 's/Microsoft: mean/Microsoft : moyenne/' -e 's/Microsoft, mean/Microsoft, moyenne/' -e 's/SoftBank, mean/SoftBank, moyenne/' \
    -e 's/| median/| médiane/g' -e 's/better on/mieux dans/g' -e 's/OpenAI insolvent/OpenAI insolvable/' -e 's/^| file /| fichier /' \
    -e 's/| side /| partie /' -e 's/a point of equity/un point de capital/' -e 's/a point of revenue share/un point du partage/' \
    -e 's/one point of equity is/un point de capital vaut/' -e 's/points of revenue share/points du partage/' \
    -e 's/\([0-9]\)\.\([0-9]\)/\1,\2/g'
}

# Replaces what stands between two marks of a page, of the README where none is named.
replace() {
  local text page=$deal/${2:-README.md}
  text=$(mktemp)
  cat > "$text"
  awk -v begin="<!-- table: $1 -->" -v end="<!-- end of table -->" -v text="$text" '
    $0 == begin { print; print ""; while ((getline line < text) > 0) print line; print ""; skip = 1; next }
    $0 == end { skip = 0 }
    !skip' "$page" > "$text.md"
  cp "$text.md" "$page"
  rm "$text" "$text.md"
}

rm -rf "$out"
dealsim run "$deal" "$deal/proposals" "$deal/variants" --paths $paths --quiet --output "$out"

# What each side gains over the failed talks, from the tables of a comparison.
table_gains() {
  local files=(restructured proposals/equity-20 proposals/equity-33 proposals/equity-49 before-signing)
  local names=("${files[@]/#/$deal/}")
  dealsim compare "$deal/talks-fail.toml" "${names[@]/%/.toml}" --paths $paths --quiet --output "$out/gains"
  echo "| against failed talks | Microsoft: mean | median | better on | OpenAI's holders: mean | median | better on |"
  echo "| --- | --- | --- | --- | --- | --- | --- |"
  awk "$csv"'
    FNR == 1 { n = cells($0); for (i = 1; i <= n; i++) at[cell[i]] = i; next }
    { cells($0); file = cell[at["deal"]]; sub(/.*microsoft-openai\//, "", file); side = cell[at["side"]]
      if (!(file in seen)) { seen[file] = 1; order[++count] = file }
      text[file, side] = show(cell[at["difference_mean"]], 0) " ± " show(cell[at["difference_mean_standard_error"]], 0) \
        " | " show(cell[at["difference_p50"]], 0) " | " show(100 * cell[at["better"]], 0) " %" }
    END { for (i = 1; i <= count; i++) print "| `" order[i] "` | " text[order[i], "microsoft"] " | " text[order[i], "openai_holders"] " |" }
  ' "$out"/gains/microsoft-openai/compare-*/gains.csv
}

# From which stake Microsoft gains and up to which OpenAI's holders do, by what an unconverted company can raise.
table_zone() {
  dealsim sweep "$deal/proposals/equity-33.toml" inputs.new_stake.value=0.05..0.65 \
    inputs.unconverted_money.value=0,0.03,0.05,0.10,0.15,0.25,0.50 --steps 7 --paths $paths --quiet --output "$out/zone"
  local folder
  folder=$(echo "$out"/zone/proposals/sweep-*/)
  echo "| an unconverted OpenAI can raise | Microsoft gains from | OpenAI's holders gain up to | both gain |"
  echo "| --- | --- | --- | --- |"
  # A side whose gain has no zero in the range gains all over it or nowhere: the first point of the sweep tells.
  awk "$csv"'
    FNR == 1 { table++; n = cells($0); delete at; for (i = 1; i <= n; i++) at[cell[i]] = i; next }
    { cells($0); side = cell[at["side"]]; value = cell[at["inputs.unconverted_money.value"]]; stake = 100 * cell[at["inputs.new_stake.value"]] }
    table == 1 { place[side, value] = stake; error[side, value] = 100 * cell[at["standard_error"]] }
    table == 2 && !((side, value) in first) { first[side, value] = cell[at["gain_mean"]] }
    function end_of(side, v, none, all, gains) {
      if ((side, v) in place) return show(place[side, v], 0) " % ± " show(error[side, v], 1)
      return (first[side, v] > 0) ? all : none }
    END {
      n = split("0 0.03 0.05 0.1 0.15 0.25 0.5", values, " ")
      for (i = 1; i <= n; i++) { v = values[i]; m = "microsoft" SUBSEP v; h = "openai_holders" SUBSEP v
        low = (m in place) ? place[m] : (first[m] > 0 ? 5 : 100)
        high = (h in place) ? place[h] : (first[h] > 0 ? 65 : 0)
        both = (low < high) ? "from " show(low, 0) " to " show(high, 0) " %" : "nowhere"
        print "| " show(100 * v, 0) " % of its worth | " end_of("microsoft", v, "no stake", "any stake") " | " \
          end_of("openai_holders", v, "no stake", "any stake up to 65 %") " | " both " |" }
    }' "$folder/break_even.csv" "$folder/points.csv"
}

# From which yearly share of revenue OpenAI's holders do best to declare AGI, by what a declaration costs: chosen on one
# half of the paths, valued against never declaring on the other.
table_declared() {
  local cost seed values=0,5,10,15,20,30,60
  echo "| a declaration costs | best declared from a yearly share of | Microsoft | OpenAI's holders |"
  echo "| --- | --- | --- | --- |"
  for cost in 0 0.02 0.05 0.10; do
    for seed in 1 2; do
      dealsim sweep "$deal/variants/agi-decided.toml" inputs.declare_from.value=$values --set inputs.declared_cost.value=$cost \
        --paths $((paths / 2)) --seed $seed --quiet --charts none --output "$out/declared/$cost-$seed"
    done
    awk -v cost=$cost "$csv"'
      FNR == 1 { half++; n = cells($0); delete at; for (i = 1; i <= n; i++) at[cell[i]] = i; next }
      { cells($0); side = cell[at["side"]]; from = cell[at["inputs.declare_from.value"]]; mean = cell[at["gain_mean"]] }
      half == 1 && side == "openai_holders" && (best == "" || mean > most) { best = from; most = mean }
      half == 2 && from == best { gain[side] = show(mean, 1) " ± " show(cell[at["gain_mean_standard_error"]], 1) }
      END {
        print "| " show(100 * cost, 0) " % of worth | " show(best, 0) (best == 0 ? ": at once" : "") " | " gain["microsoft"] " | " gain["openai_holders"] " |" }
    ' "$out/declared/$cost-1"/variants/sweep-*/points.csv "$out/declared/$cost-2"/variants/sweep-*/points.csv
  done
}

# Points of revenue share that are worth one point of equity to each side, at 33 % and 13 %.
table_rates() {
  dealsim sweep "$deal/proposals/equity-33.toml" inputs.new_stake.value=0.31,0.35 inputs.lower_share_rate.value=0.11,0.15 \
    --paths $paths --quiet --output "$out/rates"
  echo "| side | a point of equity | a point of revenue share | one point of equity is |"
  echo "| --- | --- | --- | --- |"
  awk "$csv"'
    FNR == 1 { next }
    { cells($0); mean[cell[3], cell[1], cell[2]] = cell[4] }
    END {
      split("microsoft openai_holders", sides, " ")
      for (i = 1; i <= 2; i++) { s = sides[i]
        equity = (mean[s, 0.35, 0.11] + mean[s, 0.35, 0.15] - mean[s, 0.31, 0.11] - mean[s, 0.31, 0.15]) / 8
        revenue = (mean[s, 0.31, 0.15] + mean[s, 0.35, 0.15] - mean[s, 0.31, 0.11] - mean[s, 0.35, 0.11]) / 8
        printf "| `%s` | %s | %s | %s points of revenue share |\n", s, show(equity, 1), show(revenue, 1), show(equity / revenue, 1) }
    }' "$out"/rates/proposals/sweep-*/points.csv
}

for table in gains zone rates payoffs; do
  written=$(mktemp)
  "table_$table" > "$written"
  replace "$table" < "$written"
  french < "$written" | replace "$table" LISEZMOI.md
  rm "$written"
done
table_together | replace together
table_clauses | replace clauses
table_trigger | replace trigger
table_declared | replace declared
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

# What a command of QUESTIONS.md prints: lines that fit a pattern, the year ends of one event, or the first lines.
answer() {
  local command=$1 pattern=$2 text folder
  text=$(mktemp)
  folder=$out/questions
  [[ $command == *" explain "* ]] || command+=" --paths $paths --output $folder"
  eval "$command" > "$text"
  echo '```text'
  case $pattern in
    events:*) awk -v event="${pattern#events:}" "$csv"'{ cells($0) } cell[2] == event && cell[1] ~ /-01-01$/ {
        printf "by the end of %d  %5.1f %% ± %.1f\n", substr(cell[1], 1, 4) - 1, 100 * cell[4], 100 * cell[5] }' \
        "$folder/variants/milestones/events.csv" ;;
    "") head -n 45 "$text" ;;
    *) grep -E "$pattern" "$text" || true ;;
  esac
  echo '```'
  rm "$text"
}

# Every answer of QUESTIONS.md, each after the command that stands before it.
answers() {
  local page=$deal/QUESTIONS.md line command='' inside='' skip=''
  while IFS= read -r line; do
    case $line in
      '```sh') inside=1 ;;
      '```') inside='' ;;
      '<!-- answer'*) printf '%s\n\n' "$line"; line=${line#'<!-- answer'}; line=${line%' -->'}; answer "$command" "${line#: }"; echo; skip=1; continue ;;
      '<!-- end of answer -->') skip='' ;;
      *) if [[ -n $inside && -z $skip ]]; then command=$line; fi ;;
    esac
    if [[ -z $skip ]]; then printf '%s\n' "$line"; fi
  done < "$page" > "$page.new"
  mv "$page.new" "$page"
}
answers
cp "$out"/questions/studies/negotiate-*/charts/plane.png "$pictures/packages.png"
