/** Everything people write to each other in the seeded world. */
import type { Conversation } from "../conversation.ts";
import { asia } from "./asia.ts";
import { fjordline } from "./fjordline.ts";
import { german } from "./german.ts";
import { internal } from "./internal.ts";
import { islands } from "./islands.ts";
import { northAmerica } from "./north-america.ts";
import { prospects } from "./prospects.ts";
import { romance } from "./romance.ts";

export const conversations: readonly Conversation[] = [
  ...fjordline,
  ...northAmerica,
  ...german,
  ...romance,
  ...islands,
  ...asia,
  ...prospects,
  ...internal,
];
