/** The two values that building and pushing need, from the environment or from the .env file beside package.json. */
import path from "node:path";

export function publicUrlFromEnvironment(): string {
  return valueOf("PUBLIC_URL", "the https address of your backend, e.g. https://crm.example.com");
}

export function scriptIdFromEnvironment(): string {
  const scriptId = valueOf("SCRIPT_ID", "the id of your Apps Script project, from its settings page");
  if (!/^[\w-]{20,100}$/.test(scriptId)) {
    throw new Error(
      `SCRIPT_ID ${scriptId} is not the id of a script project: copy it from Project Settings → IDs`,
    );
  }
  return scriptId;
}

function valueOf(name: string, meaning: string): string {
  try {
    process.loadEnvFile(path.join(import.meta.dirname, "../.env"));
  } catch {
    // No .env file: the environment alone counts.
  }
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: ${meaning}`);
  return value;
}
