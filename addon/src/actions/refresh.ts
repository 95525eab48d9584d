/** "Try again": draws the root card anew. */
import type { ActionAnswer } from "../answer.ts";
import { updateRoot } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function refresh(request: Request): ActionAnswer {
  return updateRoot(showRoot(request));
}
