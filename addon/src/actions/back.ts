/** Leaves a form or a question as it is. */
import type { ActionAnswer } from "../answer.ts";

export function back(): ActionAnswer {
  return { steps: [{ pop: "card" }] };
}
