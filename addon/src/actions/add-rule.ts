/** "Always log" and, after the question, "Never log": a rule of the user's own. */
import type { ActionAnswer } from "../answer.ts";
import { patternText } from "../cards/why-widgets.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function addRule(request: Request): ActionAnswer {
  const { input, crm, language } = request;
  const pattern = input.parameters.get("pattern");
  const effect = input.parameters.get("effect") === "always" ? "always" : "never";
  const purge = input.parameters.find("purge") === "yes";
  const { activities } = crm.createRule({ effect, pattern, purge });
  return {
    steps: [{ pop: "root" }, { update: showRoot(request) }],
    notice: language.texts.ruleNotice[effect](patternText(pattern), activities),
    stateChanged: true,
  };
}
