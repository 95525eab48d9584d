/** Gate: who imports whom. dependency-cruiser passes silently when it finds no module; this does not. */
import { cruise, format } from "dependency-cruiser";
import type { ICruiseResult } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";

const SOURCES = ["contract", "addon/src", "backend/src", "dev"];

const options = await extractDepcruiseOptions("./.dependency-cruiser.js");
const { output } = await cruise(SOURCES, options);
const { summary } = output as ICruiseResult;
const report = await format(output as ICruiseResult, { outputType: "err" });

console.log(report.output);
if (summary.totalCruised === 0) {
  console.error(`boundaries: no module found in ${SOURCES.join(", ")}; a check of nothing is no check`);
  process.exitCode = 1;
} else if (summary.error > 0) {
  process.exitCode = 1;
}
