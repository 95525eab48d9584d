/** Before all tests. Starts nothing: runs without a database stay quick. */
import { beginTestRun } from "./support/test-run.ts";

export default beginTestRun;
