/** A worker that stands still before each of its calls, so that a test decides what happens in between. */
import type { Through } from "./gated.ts";

/** Something with work to do, which calls others only through what it is given. */
interface Workplace {
  /** False: nothing was due. */
  work(through: Through): Promise<boolean>;
}

export class SteppedWorker {
  readonly #world: Workplace;
  #life: Life | undefined;

  constructor(world: Workplace) {
    this.#world = world;
  }

  /** Makes so many calls, or fewer when nothing is due any more; takes a mailbox when it has none. */
  async step(calls: number, random: () => number): Promise<void> {
    for (let made = 0; made < calls; made++) {
      this.#life ??= await this.#begin();
      const life = this.#life;
      // Calls made at once are answered in any order.
      const [call] = life.pending.splice(Math.floor(random() * life.pending.length), 1);
      await call?.();
      await settled();
      if (life.isOver) this.#life = undefined;
      // Asking again at the same moment would find nothing either.
      if (life.isIdle) return;
    }
  }

  /** @param isHeard false: the call under way still takes place, but nobody learns of it. */
  async kill(isHeard: boolean): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    if (life === undefined) return;
    life.isDead = true;
    if (!isHeard) await life.pending[0]?.();
    await settled();
  }

  async #begin(): Promise<Life> {
    const life: Life = { pending: [], isOver: false, isIdle: false, isDead: false };
    const through: Through = (call) =>
      new Promise((resolve, reject) => {
        life.pending.push(async () => {
          try {
            const answer = await call();
            if (!life.isDead) resolve(answer);
          } catch (error) {
            if (!life.isDead) reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
    void this.#world
      .work(through)
      .then((wasDue) => {
        life.isIdle = !wasDue;
      })
      .finally(() => {
        life.isOver = true;
      });
    await settled();
    return life;
  }
}

interface Life {
  /** Each ends when its call is answered. */
  readonly pending: (() => Promise<void>)[];
  isOver: boolean;
  isIdle: boolean;
  isDead: boolean;
}

/** Everything that can go on without an answer has gone on: a tick comes after all promises, without a turn of the event loop. */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}
