// Runs refdeal.squiggle in-process, times it, and prints the same line of JSON as the other peers.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { defaultEnvironment, run } from "@quri/squiggle-lang";

const STEPS = 40;
const source = readFileSync(new URL("refdeal.squiggle", import.meta.url), "utf8");

const option = (name, fallback) => {
  const index = process.argv.indexOf(name);
  return index < 0 ? fallback : Number(process.argv[index + 1]);
};

async function simulate(paths, seed) {
  const environment = { ...defaultEnvironment, seed: String(seed) };
  const output = await run(`pathCount = ${paths}\n${source}`, { environment });
  if (!output.result.ok) throw new Error(output.result.value.toString());
  return output.result.value.result.asJS();
}

function summary(sample, withQuantiles) {
  const count = sample.length;
  const mean = sample.reduce((sum, value) => sum + value, 0) / count;
  const squares = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const fields = { mean, se: Math.sqrt(squares / (count - 1) / count) };
  if (!withQuantiles) return fields;
  const sorted = [...sample].sort((a, b) => a - b);
  const quantile = (level) => {
    const place = level * (count - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, count - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return { ...fields, p5: quantile(0.05), p50: quantile(0.5), p95: quantile(0.95) };
}

const paths = option("--paths", 2000);
const seed = option("--seed", 1);
let outcomes = await simulate(Math.min(paths, 100), seed);
let seconds = Infinity;
for (let turn = 0; turn < 3; turn += 1) {
  const start = performance.now();
  outcomes = await simulate(paths, seed);
  seconds = Math.min(seconds, (performance.now() - start) / 1000);
}
const column = (index) => outcomes.map((outcome) => outcome[index]);
console.log(
  JSON.stringify({
    program: "Squiggle",
    paths,
    seconds,
    nanoseconds_per_path_step: (seconds * 1e9) / (paths * STEPS),
    pv_a: summary(column(0), true),
    pv_b: summary(column(1), true),
    p_trigger: summary(column(3), false).mean,
    pv_share: summary(column(2), false),
  }),
);
