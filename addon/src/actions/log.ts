/** One click: the open mail or event is logged with every contact on it. */
import type { ActionAnswer } from "../answer.ts";
import { update } from "../answer.ts";
import type { Request } from "../request.ts";
import { logOpenItem } from "./log-open-item.ts";

export function log(request: Request): ActionAnswer {
  const { card, notice } = logOpenItem(request, {});
  return { ...update(card), notice };
}
