/** The demo's command line. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

export interface DemoOptions {
  /** `.eml` files, folders of them, mbox files; empty: the seeded mailbox. */
  readonly mail: readonly string[];
  readonly me: string | undefined;
  readonly headlessCheck: boolean;
  /** Where the data stays; undefined: a folder that is removed at the end. */
  readonly dataDir: string | undefined;
  readonly help: boolean;
}

export const USAGE = `npm run demo -- [options]

  --mail PATH         your own mail: an .eml file, a folder of them, or an mbox (Google Takeout's too); repeatable
  --me ADDRESS        whose mailbox it is; unset: guessed from the mails
  --headless-check    do the main job once without a browser, print what was done, exit 0 or 1
  --data DIR          keep the data there; unset: it is gone when the demo ends
  --help              this text

PORT chooses the port; it is 3000, or the first free one after it.`;

/** @throws Error with a sentence for the person who typed it. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mail: { type: "string", multiple: true, default: [] },
      me: { type: "string" },
      "headless-check": { type: "boolean", default: false },
      data: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  for (const path of values.mail) {
    if (!existsSync(path)) throw new Error(`--mail ${path}: there is no such file or folder`);
  }
  if (values.me !== undefined && !/^[^@\s]+@[^@\s]+$/.test(values.me)) {
    throw new Error(`--me ${values.me}: that is not an e-mail address`);
  }
  return {
    mail: values.mail,
    me: values.me?.toLowerCase(),
    headlessCheck: values["headless-check"],
    dataDir: values.data,
    help: values.help,
  };
}
