/** Message move tasks: they carry dead letters back, at a rate, by the clock. */
import type { Clock } from '../../../clock/clock.js';
import { Wakeup } from '../../../clock/wakeup.js';
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable } from '../../../state/table.js';
import { moveMessage } from '../messages/move-message.js';
import { findQueueByArn } from '../queues/find-queue-by-arn.js';
import type { Queue, Storage } from '../storage.js';

export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Undefined for the queue that each message comes from. */
  readonly destinationArn?: string;
  /** Messages a second; undefined for as fast as it goes. */
  readonly rate?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** As many as could be received when it started. */
  readonly toMove: number;
  readonly moved: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly failureReason?: string;
}

type TaskKey = readonly [queueId: string, startedAt: number, id: string];

/** AWS lists no more of a queue. */
const KEPT_TASKS = 10;
/** Messages that are moved without letting others have their turn. */
const AT_ONCE = 500;

export class MoveTasks {
  readonly #storage: () => Storage;
  readonly #clock: Clock;
  readonly #tasks: ScopedTable<TaskKey, MoveTask>;
  /** Of each queue that a task moves messages from: its name and the task's key. */
  readonly #running: ScopedTable<readonly [queueId: string], { readonly name: string; readonly key: TaskKey }>;
  readonly #wakeup: Wakeup;

  /** @param storage asked once work is due. */
  constructor({ state, clock }: Pick<Storage, 'state' | 'clock'>, storage: () => Storage) {
    this.#storage = storage;
    this.#clock = clock;
    this.#tasks = state.table('moveTasks');
    this.#running = state.table('runningMoveTasks');
    this.#wakeup = new Wakeup(clock, () => this.#moveDue());
    state.onReplaced(() => this.#wakeup.restart());
    this.#wakeup.restart();
  }

  start(source: Queue, destination: Queue | undefined, rate: number | undefined): MoveTask {
    const { backlogs, random } = this.#storage();
    const startedAt = this.#clock.now();
    const task: MoveTask = {
      id: random.uuid(),
      sourceArn: source.arn,
      ...(destination === undefined ? {} : { destinationArn: destination.arn }),
      ...(rate === undefined ? {} : { rate }),
      startedAt,
      toMove: backlogs.turn(() => backlogs.of(source).counts().visible),
      moved: 0,
      status: 'RUNNING',
    };
    const key: TaskKey = [source.id, startedAt, task.id];
    const tasks = this.#tasks.in(source);
    tasks.put(key, task);
    this.#running.in(source).put([source.id], { name: source.name, key });
    for (const [old] of [...tasks.range({ prefix: [source.id], reverse: true })].slice(KEPT_TASKS)) tasks.delete(old);
    this.#wakeup.by(nextMove(task, startedAt));
    return task;
  }

  isRunning(source: Queue): boolean {
    return this.#running.in(source).has([source.id]);
  }

  /** The latest come first. */
  list(source: Queue, most: number): readonly MoveTask[] {
    const found: MoveTask[] = [];
    for (const task of this.#tasks.in(source).values({ prefix: [source.id], reverse: true })) {
      found.push(task);
      if (found.length === most) break;
    }
    return found;
  }

  find(source: Queue, id: string): MoveTask | undefined {
    return this.list(source, KEPT_TASKS).find((task) => task.id === id);
  }

  cancel(source: Queue, task: MoveTask): void {
    this.#end(source, task, { status: 'CANCELLED' });
  }

  /** Of a queue that is deleted. */
  forget(source: Queue): void {
    this.#running.in(source).delete([source.id]);
    const tasks = this.#tasks.in(source);
    for (const [key] of [...tasks.range({ prefix: [source.id] })]) tasks.delete(key);
  }

  /** Moves what is due, of all tasks, and says when the next message is. */
  #moveDue(): number | undefined {
    let next: number | undefined;
    for (const scope of this.#running.scopes()) {
      for (const [[queueId], { name, key }] of [...this.#running.in(scope).range()]) {
        const due = this.#storage().backlogs.turn(() => this.#advance(scope, queueId, name, key));
        if (due !== undefined) next = Math.min(next ?? due, due);
      }
    }
    return next;
  }

  #advance(scope: Scope, queueId: string, name: string, key: TaskKey): number | undefined {
    const storage = this.#storage();
    const source = storage.queues.in(scope).get([name]);
    const task = this.#tasks.in(scope).get(key);
    if (source === undefined || source.id !== queueId || task === undefined) {
      this.#running.in(scope).delete([queueId]);
      return undefined;
    }
    const now = this.#clock.now();
    const due = Math.min(task.rate === undefined ? AT_ONCE : Math.floor(((now - task.startedAt) * task.rate) / 1000) - task.moved, AT_ONCE);
    let { moved } = task;
    for (let left = due; left > 0 && moved < task.toMove; left--) {
      const message = storage.backlogs.of(source).next();
      if (message === undefined) return this.#end(source, { ...task, moved }, { status: 'COMPLETED' });
      const { deadLetterSource } = storage.backlogs.of(source).read(message);
      const target = task.destinationArn ?? deadLetterSource;
      // The reasons are two of those that the API reference of ListMessageMoveTasks leaves to callers to see.
      if (target === undefined) return this.#end(source, { ...task, moved }, failed('CouldNotDetermineMessageSource'));
      const destination = findQueueByArn(storage, target);
      if (destination === undefined) return this.#end(source, { ...task, moved }, failed('AWS.SimpleQueueService.NonExistentQueue'));
      moveMessage(storage, source, message, destination, 'new message');
      moved += 1;
    }
    const after: MoveTask = { ...task, moved };
    if (moved >= task.toMove) return this.#end(source, after, { status: 'COMPLETED' });
    if (moved > task.moved) this.#tasks.in(scope).put(key, after);
    return nextMove(after, now);
  }

  #end(source: Queue, task: MoveTask, end: Pick<MoveTask, 'status' | 'failureReason'>): undefined {
    this.#tasks.in(source).put([source.id, task.startedAt, task.id], { ...task, ...end });
    this.#running.in(source).delete([source.id]);
  }
}

const failed = (failureReason: string): Pick<MoveTask, 'status' | 'failureReason'> => ({ status: 'FAILED', failureReason });

/** When a task's next message goes, in ms since the epoch. */
const nextMove = ({ rate, startedAt, moved, toMove }: MoveTask, now: number): number =>
  rate === undefined || toMove === 0 ? now : Math.max(now, startedAt + Math.ceil(((moved + 1) * 1000) / rate));
