/** Ports whose calls somebody else lets through, or not. */

/** Who calls through this decides when the call is made, and whether its answer is heard. */
export type Through = <Answer>(call: () => Promise<Answer>, name: string) => Promise<Answer>;

export function gated<Port extends object>(port: Port, through: Through): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== "function") return method;
      return (...given: unknown[]) =>
        through(async () => (await (method.apply(target, given) as Promise<unknown>)) as never, String(name));
    },
  });
}
