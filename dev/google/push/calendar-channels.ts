/**
 * Channels through which Calendar tells that something changed, by headers alone.
 * https://developers.google.com/workspace/calendar/api/guides/push
 */
import { createHash } from "node:crypto";
import type { Calendar } from "../calendar/calendar.ts";
import { GoogleError } from "../google-error.ts";
import { projectOf } from "../oauth/grant-book.ts";
import type { Clock } from "../world.ts";
import type { PushSender } from "./push-sender.ts";

export interface ChannelRequest {
  readonly id: string;
  /** https, or http to this machine. */
  readonly address: string;
  readonly token: string | undefined;
  /** When the caller wants it to end, in epoch milliseconds or in seconds from now; after a week at the latest. */
  readonly expiration: number | undefined;
  readonly ttlSeconds: number | undefined;
  readonly calendar: Calendar;
  readonly user: string;
  readonly clientId: string;
}

interface Channel extends ChannelRequest {
  readonly resourceId: string;
  readonly resourceUri: string;
  readonly expiresAt: number;
  readonly unsubscribe: () => void;
  messageNumber: number;
  isChangePending: boolean;
}

export class CalendarChannels {
  readonly #issuer: string;
  readonly #now: Clock;
  readonly #sender: PushSender;
  /** By project and channel id. */
  readonly #channels = new Map<string, Channel>();

  constructor(parts: { issuer: string; now: Clock; sender: PushSender }) {
    this.#issuer = parts.issuer;
    this.#now = parts.now;
    this.#sender = parts.sender;
  }

  /** The first notification, `sync`, may well be there before the answer to the call is. */
  open(request: ChannelRequest): { resourceId: string; resourceUri: string; expiresAt: number } {
    const key = `${projectOf(request.clientId)} ${request.id}`;
    this.#check(request, key);
    const now = this.#now();
    const { calendar, ttlSeconds } = request;
    const asked = request.expiration ?? (ttlSeconds === undefined ? Infinity : now + ttlSeconds * 1000);
    const channel: Channel = {
      ...request,
      expiresAt: Math.min(asked, now + channelMs),
      // One for each resource and user, the same for all its channels.
      resourceId: createHash("sha256")
        .update(`${request.user} ${calendar.id}`)
        .digest("base64url")
        .slice(0, 27),
      resourceUri: `${this.#issuer}/calendar/v3/calendars/${encodeURIComponent(calendar.id)}/events?alt=json`,
      messageNumber: 0,
      isChangePending: false,
      unsubscribe: calendar.onChange(() => {
        this.#tellLater(channel);
      }),
    };
    this.#channels.set(key, channel);
    this.#notify(channel, "sync");
    return channel;
  }

  stop(clientId: string, id: string, resourceId: string): void {
    const key = `${projectOf(clientId)} ${id}`;
    const channel = this.#channels.get(key);
    if (channel?.resourceId !== resourceId) {
      throw new GoogleError(
        404,
        "notFound",
        `Channel '${id}' not found for project '${projectOf(clientId)}'`,
      );
    }
    channel.unsubscribe();
    this.#channels.delete(key);
  }

  close(): void {
    for (const { unsubscribe } of this.#channels.values()) unsubscribe();
    this.#channels.clear();
  }

  #check({ id, address }: ChannelRequest, key: string): void {
    if (!/^[\w+/=-]{1,64}$/.test(id)) {
      throw new GoogleError(400, "channelIdInvalid", `Channel id invalid: ${id.slice(0, 100)}`);
    }
    const existing = this.#channels.get(key);
    if (existing !== undefined && existing.expiresAt > this.#now()) {
      throw new GoogleError(400, "channelIdNotUnique", `Channel id ${id} not unique`);
    }
    if (!isDeliverable(address)) {
      throw new GoogleError(400, "push.webhookUrlNotHttps", `WebHook callback must be HTTPS: ${address}`);
    }
    existing?.unsubscribe();
  }

  /** Changes of one moment, an event moved with its guests' copies, are one notification. */
  #tellLater(channel: Channel): void {
    if (channel.isChangePending) return;
    channel.isChangePending = true;
    setImmediate(() => {
      channel.isChangePending = false;
      if (this.#now() < channel.expiresAt) this.#notify(channel, "exists");
    });
  }

  #notify(channel: Channel, state: "sync" | "exists"): void {
    // Rising, but not by one: https://developers.google.com/workspace/calendar/api/guides/push#understanding-the-notification-message-format
    channel.messageNumber += state === "sync" ? 1 : 1 + (channel.messageNumber % 3);
    const headers = {
      "X-Goog-Channel-ID": channel.id,
      "X-Goog-Channel-Expiration": new Date(channel.expiresAt).toUTCString(),
      "X-Goog-Message-Number": String(channel.messageNumber),
      "X-Goog-Resource-ID": channel.resourceId,
      "X-Goog-Resource-State": state,
      "X-Goog-Resource-URI": channel.resourceUri,
      ...(channel.token === undefined ? {} : { "X-Goog-Channel-Token": channel.token }),
    };
    this.#sender.send({
      method: "push.calendar",
      user: channel.user,
      url: channel.address,
      headers: () => headers,
      body: "",
      isTriedAgain: (status) => status !== undefined && [500, 502, 503, 504].includes(status),
    });
  }
}

const channelMs = 7 * 86_400_000;

function isDeliverable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
}

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);
