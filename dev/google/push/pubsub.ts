/**
 * Cloud Pub/Sub as far as Gmail needs it: topics whose messages are pushed to an endpoint, signed by Google.
 * https://docs.cloud.google.com/pubsub/docs/push and …/authenticate-push-subscriptions
 */
import { createHash } from "node:crypto";
import type { SigningKeys } from "../oauth/signing-keys.ts";
import type { Clock } from "../world.ts";
import type { PushSender } from "./push-sender.ts";

export interface Topic {
  readonly pushEndpoint: string;
  /** `aud` of the token; the endpoint itself when left out, as at Google. */
  readonly audience?: string | undefined;
  /** `email` of the token. Null pushes without a token, as a subscription without authentication does. */
  readonly serviceAccount?: string | null | undefined;
}

export class PubSub {
  readonly #issuer: string;
  readonly #keys: SigningKeys;
  readonly #now: Clock;
  readonly #sender: PushSender;
  readonly #topics: Map<string, Topic>;
  #published = 0;

  constructor(parts: {
    issuer: string;
    keys: SigningKeys;
    now: Clock;
    sender: PushSender;
    topics: Readonly<Record<string, Topic>> | undefined;
  }) {
    this.#issuer = parts.issuer;
    this.#keys = parts.keys;
    this.#now = parts.now;
    this.#sender = parts.sender;
    this.#topics = new Map(Object.entries(parts.topics ?? {}));
  }

  /** Makes a topic, or changes where its messages go. */
  setTopic(topicName: string, topic: Topic): void {
    this.#topics.set(topicName, topic);
  }

  deleteTopic(topicName: string): void {
    this.#topics.delete(topicName);
  }

  topics(): ReadonlyMap<string, Topic> {
    return this.#topics;
  }

  /** The token of a push, for tests that play Pub/Sub; `overrides` replaces claims, and an undefined one removes it. */
  pushToken(topic: Topic, overrides: Readonly<Record<string, unknown>> = {}): string {
    const email = topic.serviceAccount ?? defaultServiceAccount;
    const issuedAt = Math.floor(this.#now() / 1000);
    const sub = BigInt(`0x${createHash("sha256").update(email).digest("hex").slice(0, 16)}`).toString();
    return this.#keys.signJwt({
      aud: topic.audience ?? topic.pushEndpoint,
      azp: sub,
      email,
      email_verified: true,
      exp: issuedAt + 3600,
      iat: issuedAt,
      iss: this.#issuer,
      sub,
      ...overrides,
    });
  }

  /** At least once, in no order, and again until the endpoint takes it. */
  publish(topicName: string, data: object, user: string): void {
    const topic = this.#topics.get(topicName);
    if (topic === undefined) return;
    this.#published += 1;
    const messageId = (10_000_000_000_000_000n + BigInt(this.#published)).toString();
    const publishTime = new Date(this.#now()).toISOString();
    const envelope = {
      message: {
        data: Buffer.from(JSON.stringify(data)).toString("base64"),
        messageId,
        message_id: messageId,
        publishTime,
        publish_time: publishTime,
      },
      subscription: topicName.replace("/topics/", "/subscriptions/"),
    };
    this.#sender.send({
      method: "push.gmail",
      user,
      url: topic.pushEndpoint,
      headers: () => ({
        "Content-Type": "application/json",
        "User-Agent": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
        ...(topic.serviceAccount === null ? {} : { Authorization: `Bearer ${this.pushToken(topic)}` }),
      }),
      body: JSON.stringify(envelope),
      isTriedAgain: (status) => status === undefined || !acknowledged.has(status),
    });
  }
}

export const defaultServiceAccount = "gmail-push@local-project.iam.gserviceaccount.com";

const acknowledged = new Set([102, 200, 201, 202, 204]);
