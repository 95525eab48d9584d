/** The methods of the APIs by their addresses, found without a regular expression: a message is asked for 200,000 times. */
import type { AccessGrant } from "../access.ts";
import type { ApiRequest } from "./api-request.ts";

export interface ApiMethod {
  /** As in the discovery documents: `gmail.messages.get`. */
  readonly name: string;
  readonly verb: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/gmail/v1/users/:userId/messages/:id` */
  readonly path: string;
  /** What Google counts a call as. */
  readonly units: number;
  /** Throws Google's 403. */
  readonly authorize: (grant: AccessGrant) => void;
  /** The resource to show, or undefined for an empty answer. */
  readonly answer: (call: ApiCall) => object | undefined;
}

export interface ApiCall {
  readonly grant: AccessGrant;
  readonly request: ApiRequest;
  readonly parameters: URLSearchParams;
  /** A parameter of the path, decoded. */
  readonly path: (name: string) => string;
}

export interface FoundMethod {
  readonly method: ApiMethod;
  readonly path: (name: string) => string;
}

export class MethodTable {
  readonly #bySize = new Map<string, readonly Pattern[]>();

  constructor(methods: Iterable<ApiMethod>) {
    for (const method of methods) {
      const segments = method.path.split("/");
      const key = `${method.verb} ${segments.length}`;
      this.#bySize.set(key, [...(this.#bySize.get(key) ?? []), { method, segments }]);
    }
  }

  find(verb: string, path: string): FoundMethod | undefined {
    const given = path.split("/");
    const found = this.#bySize
      .get(`${verb} ${given.length}`)
      ?.find(({ segments }) =>
        segments.every((segment, index) => segment.startsWith(":") || segment === given[index]),
      );
    if (found === undefined) return undefined;
    return {
      method: found.method,
      path: (name) => decode(given[found.segments.indexOf(`:${name}`)] ?? ""),
    };
  }
}

interface Pattern {
  readonly method: ApiMethod;
  readonly segments: readonly string[];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
