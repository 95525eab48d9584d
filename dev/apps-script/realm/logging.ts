/** console and Logger: what goes to the execution log. */
import type { HostCalls } from "../bridge-protocol.ts";
import { call } from "./bridge.ts";
import { anything, optional } from "./checks.ts";
import { chain, defineGlobal, defineService, on } from "./define.ts";
import { formatString } from "./format-string.ts";
import { toText } from "./to-text.ts";

type Level = Parameters<HostCalls["log"]>[0];

export function installLogging(): void {
  const starts = new Map<unknown, number>();
  const lines: string[] = [];
  const at =
    (level: Level) =>
    (...args: unknown[]): void => {
      write(level, args);
    };
  const console = {
    log: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    time: (label: unknown): void => {
      starts.set(label, Date.now());
    },
    timeEnd: (label: unknown): void => {
      const start = starts.get(label);
      if (start !== undefined) write("debug", [`${String(label)}: ${Date.now() - start}ms`]);
    },
  };
  Object.defineProperty(globalThis, "console", {
    value: console,
    writable: true,
    configurable: true,
    enumerable: false,
  });

  const logger = defineService("Base.Logger", {
    log: chain(
      [anything, ...Array.from({ length: 20 }, () => optional(anything))],
      (_state: object, ...args: unknown[]) => {
        lines.push(write("info", args));
      },
    ),
    getLog: on([], () => lines.join("\n")),
    clear: on([], () => {
      lines.length = 0;
    }),
  });
  defineGlobal("Logger", logger, "Base.Logger");
}

function write(level: Level, args: readonly unknown[]): string {
  const [first, ...rest] = args;
  const isTemplate = typeof first === "string" && /%[sdifxX]/.test(first) && rest.length > 0;
  const text = isTemplate ? formatString(first, rest) : args.map(show).join(" ");
  call("log", level, text);
  return text;
}

function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return typeof value === "object" ? JSON.stringify(value) : toText(value);
  } catch {
    return toText(value);
  }
}
