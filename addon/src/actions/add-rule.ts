/** "Always log" and, after the question, "Never log": a rule of the user's own. */
import type { ActionAnswer } from "../answer.ts";
import { done, updateRoot } from "../answer.ts";
import { patternText } from "../cards/why-widgets.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function addRule(request: Request): ActionAnswer {
  const { parameters, crm, texts } = request;
  const pattern = parameters.get("pattern");
  const effect = parameters.get("effect") === "always" ? "always" : "never";
  const purge = parameters.find("purge") === "yes";
  const { activities } = crm.createRule({ effect, pattern, purge });
  return done(texts.ruleNotice[effect](patternText(pattern), activities), updateRoot(showRoot(request)));
}
