/** Defines the types a service is made of, from tables: every call is checked, state stays out of the script's reach. */
import type { Surface } from "../bridge-protocol.ts";
import type { Check } from "./checks.ts";
import { check } from "./checks.ts";
import { signatureMismatch } from "./exception.ts";

export interface Method<State> {
  readonly checks: readonly Check<unknown>[];
  readonly body: (state: State, args: unknown[], self: object) => unknown;
}

export interface ServiceType<State> {
  readonly create: (state: State) => object;
  /** The state of an object this type created; undefined for anything else. */
  readonly stateOf: (value: unknown) => State | undefined;
  readonly instance: Check<object>;
}

type Checks = readonly Check<unknown>[];
type Values<Given extends Checks> = {
  -readonly [Index in keyof Given]: Given[Index] extends Check<infer T> ? T : never;
};

const types: Record<string, Record<string, readonly [number, number]>> = {};
const enums: Record<string, string[]> = {};
const globals: Record<string, string> = {};

export function on<State, const Given extends Checks>(
  checks: Given,
  body: (state: State, ...args: Values<Given>) => unknown,
): Method<State> {
  return { checks, body: (state, args) => body(state, ...(args as Values<Given>)) };
}

/** A method that changes the object and returns it. */
export function chain<State, const Given extends Checks>(
  checks: Given,
  body: (state: State, ...args: Values<Given>) => void,
): Method<State> {
  return {
    checks,
    body: (state, args, self) => {
      body(state, ...(args as Values<Given>));
      return self;
    },
  };
}

/** @param name with its namespace in the published types; CardService's have Google's own prefix */
export function defineType<State extends object>(
  name: string,
  methods: Readonly<Record<string, Method<State>>>,
  members: Readonly<Record<string, unknown>> = {},
): ServiceType<State> {
  const states = new WeakMap<object, State>();
  const prototype: object = {};
  const arities: Record<string, readonly [number, number]> = {};
  const displayName = name.startsWith("CardService.") ? name : name.slice(name.lastIndexOf(".") + 1);
  for (const [key, method] of Object.entries(methods)) {
    const least = method.checks.filter(({ optional }) => !optional).length;
    arities[key] = [least, method.checks.length];
    hide(prototype, key, function (this: unknown, ...args: unknown[]): unknown {
      const state = stateOf(this);
      const fits =
        state !== undefined &&
        args.length >= least &&
        args.length <= method.checks.length &&
        args.every((value, index) => method.checks[index]?.accepts(value));
      if (!fits) throw signatureMismatch(`${displayName}.${key}`, args);
      return method.body(state, args, this as object);
    });
  }
  for (const [key, value] of Object.entries(members)) hide(prototype, key, value);
  hide(prototype, "toString", () => name.slice(name.lastIndexOf(".") + 1));
  types[name] = arities;

  function stateOf(value: unknown): State | undefined {
    return typeof value === "object" && value !== null ? states.get(value) : undefined;
  }
  return {
    create: (state) => {
      const object = Object.create(prototype) as object;
      states.set(object, state);
      return object;
    },
    stateOf,
    instance: check((value): value is object => stateOf(value) !== undefined),
  };
}

/** A service: the one object of a type that scripts find under a global name. */
export function defineService(
  name: string,
  methods: Readonly<Record<string, Method<object>>>,
  members: Readonly<Record<string, unknown>> = {},
): object {
  return defineType<object>(name, methods, members).create({});
}

export interface EnumValue {
  toString(): string;
}

export interface EnumType<Name extends string> {
  readonly values: Readonly<Record<Name, EnumValue>>;
  readonly value: Check<EnumValue>;
}

/** Google's enums are objects: strings in their place are refused. */
export function defineEnum<const Name extends string>(name: string, names: readonly Name[]): EnumType<Name> {
  const known = new Set<unknown>();
  const values: Record<string, EnumValue> = {};
  names.forEach((value, ordinal) => {
    const methods = { toString: () => value, name: () => value, toJSON: () => value, ordinal: () => ordinal };
    const item = Object.create(methods) as EnumValue;
    Object.freeze(item);
    known.add(item);
    values[value] = item;
  });
  enums[name] = [...names];
  return {
    values: Object.freeze(values),
    value: check((value): value is EnumValue => known.has(value)),
  };
}

export function defineGlobal(name: string, value: object, type: string): void {
  globals[name] = type;
  hide(globalThis, name, value);
}

export function surface(): Surface {
  return { types, enums, globals };
}

function hide(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false });
}
