/**
 * The values that FROM names, out of JSON that comes in chunks. Only the value at hand is held, so that an array may be as long as
 * it likes. What lies beside the path is passed over unread.
 */
import { isUtf8 } from 'node:buffer';
import { InvalidTextEncoding } from '../../../../../generated/s3/errors.js';
import type { Step } from '../sql/syntax.js';
import { decodeString, malformedJson } from './parse-json.js';
import { LARGEST_RECORD, tooLarge } from './record-size.js';

export interface JsonText {
  /** Undefined where the path leads nowhere: MISSING. */
  readonly text: string | undefined;
  /** Of the top-level value's first byte. */
  readonly start: number;
}

/** A container that the path leads through. */
interface Frame {
  readonly isArray: boolean;
  readonly step: Step;
  /** Of its own step in the path. */
  readonly level: number;
  index: number;
  found: boolean;
  expects: 'first' | 'key' | 'colon' | 'value' | 'comma';
  /** Level of the member whose value comes: undefined for one beside the path. */
  memberLevel: number | undefined;
}

/** A value that is read to its end. */
interface Passage {
  readonly purpose: 'capture' | 'key' | 'skip';
  readonly start: number;
  depth: number;
  inString: boolean;
  escaped: boolean;
  readonly kind: 'string' | 'container' | 'scalar';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isOpening = (byte: number): boolean => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number): boolean => byte === 0x7d || byte === 0x5d;

export class JsonReader {
  readonly #steps: readonly Step[];
  readonly #frames: Frame[] = [];
  #passage: Passage | undefined;
  /** The beginning of the captured value, out of chunks that are gone. */
  #held: Buffer[] = [];
  #heldSize = 0;
  #offset: number;
  #topStart = 0;

  /**
   * @param steps what follows S3Object[*].
   * @param offset of the first byte that comes.
   */
  constructor(steps: readonly Step[], offset = 0) {
    this.#steps = steps;
    this.#offset = offset;
  }

  *feed(chunk: Buffer): Generator<JsonText> {
    let at = 0;
    let from = 0;
    while (at < chunk.length) {
      if (this.#passage !== undefined) {
        const end = this.#pass(this.#passage, chunk, at);
        if (end < 0) break;
        const ended = this.#passage;
        this.#passage = undefined;
        if (ended.purpose === 'capture') yield { text: this.#taken(chunk.subarray(from, end)), start: this.#topStart };
        else if (ended.purpose === 'key') this.#readKey(this.#taken(chunk.subarray(from, end)));
        at = end;
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (isSpace(byte)) {
        at += 1;
        continue;
      }
      const frame = this.#frames.at(-1);
      if (frame === undefined) this.#topStart = this.#offset + at;
      if (frame !== undefined && !this.#isValueDue(frame, byte)) {
        if (byte === QUOTE) {
          from = at;
          this.#passage = { purpose: 'key', kind: 'string', start: at, depth: 0, inString: false, escaped: false };
        } else {
          if (isClosing(byte)) {
            this.#frames.pop();
            if (!frame.found && frame.step.kind !== 'star') yield { text: undefined, start: this.#topStart };
          }
          at += 1;
        }
        continue;
      }
      const level = frame === undefined ? 0 : this.#memberLevel(frame);
      from = at;
      const opened = this.#begin(byte, level, at);
      if (opened === 'missing') yield { text: undefined, start: this.#topStart };
      if (opened === 'entered') at += 1;
    }
    if (this.#passage !== undefined && this.#passage.purpose !== 'skip') this.#hold(chunk.subarray(from));
    this.#offset += chunk.length;
  }

  /** What may end with the object: a number or a word. */
  end(): JsonText | undefined {
    const passage = this.#passage;
    if (this.#frames.length > 0 || (passage !== undefined && passage.kind !== 'scalar')) throw malformedJson();
    this.#passage = undefined;
    return passage?.purpose === 'capture' ? { text: this.#taken(Buffer.alloc(0)), start: this.#topStart } : undefined;
  }

  /** Follows the signs of a container; true where a value begins. */
  #isValueDue(frame: Frame, byte: number): boolean {
    const { expects } = frame;
    if (expects === 'comma') {
      if (byte === 0x2c) frame.expects = frame.isArray ? 'value' : 'key';
      else if (!this.#closes(frame, byte)) throw malformedJson();
      return false;
    }
    if (expects === 'colon') {
      if (byte !== 0x3a) throw malformedJson();
      frame.expects = 'value';
      return false;
    }
    if (expects === 'first' && this.#closes(frame, byte)) return false;
    if (frame.isArray || expects === 'value') return true;
    if (byte !== QUOTE) throw malformedJson();
    return false;
  }

  #closes = ({ isArray }: Frame, byte: number): boolean => byte === (isArray ? 0x5d : 0x7d);

  /** The level of the value that begins, and what the frame expects behind it. */
  #memberLevel(frame: Frame): number | undefined {
    frame.expects = 'comma';
    if (!frame.isArray) return frame.memberLevel;
    const at = frame.index;
    frame.index += 1;
    const fits = frame.step.kind === 'star' || (frame.step.kind === 'index' && frame.step.index === at);
    if (fits) frame.found = true;
    return fits ? frame.level + 1 : undefined;
  }

  #readKey(quoted: string): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    const { step } = frame;
    const key = decodeString(quoted);
    const fits =
      !frame.found && step.kind === 'name' && (key === step.name || (!step.quoted && key.toLowerCase() === step.name.toLowerCase()));
    if (fits) frame.found = true;
    frame.memberLevel = fits ? frame.level + 1 : undefined;
    frame.expects = 'colon';
  }

  /** @param level undefined for a value beside the path. */
  #begin(byte: number, level: number | undefined, at: number): 'passing' | 'entered' | 'missing' {
    let reached = level;
    // A value that is no array is a list of itself.
    while (reached !== undefined && this.#steps[reached]?.kind === 'star' && byte !== 0x5b) reached += 1;
    const step = reached === undefined ? undefined : this.#steps[reached];
    if (reached !== undefined && step !== undefined && byte === (step.kind === 'name' ? 0x7b : 0x5b)) {
      const isArray = byte === 0x5b;
      this.#frames.push({ isArray, step, level: reached, index: 0, found: false, expects: 'first', memberLevel: undefined });
      return 'entered';
    }
    const purpose = reached === this.#steps.length ? 'capture' : 'skip';
    const kind = byte === QUOTE ? 'string' : isOpening(byte) ? 'container' : 'scalar';
    if (kind === 'scalar' && !/[-\dtfn]/.test(String.fromCharCode(byte))) throw malformedJson();
    this.#passage = { purpose, kind, start: at, depth: 0, inString: false, escaped: false };
    return purpose === 'skip' && reached !== undefined ? 'missing' : 'passing';
  }

  /** @returns where the value ends; -1 when it goes on in the next chunk. */
  #pass(passage: Passage, chunk: Buffer, from: number): number {
    if (passage.kind === 'scalar') return endOfScalar(chunk, from);
    let { depth, inString, escaped } = passage;
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) inString = true;
      else if (isOpening(byte)) depth += 1;
      else if (isClosing(byte)) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    passage.depth = depth;
    passage.inString = inString;
    passage.escaped = escaped;
    return -1;
  }

  #hold(bytes: Buffer): void {
    // The chunk's memory may be the object's own.
    this.#held.push(bytes);
    this.#heldSize += bytes.length;
    if (this.#heldSize > LARGEST_RECORD * 4) throw tooLarge();
  }

  #taken(last: Buffer): string {
    const bytes = this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    this.#held = [];
    this.#heldSize = 0;
    if (!isUtf8(bytes))
      throw new InvalidTextEncoding(
        `UTF-8 encoding is required. The text encoding error was found near byte ${this.#offset.toLocaleString('en-US')}.`,
      );
    const text = bytes.toString();
    if (text.length > LARGEST_RECORD) throw tooLarge();
    return text;
  }
}

function endOfScalar(chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at++) {
    const byte = chunk[at] ?? 0;
    if (isSpace(byte) || byte === 0x2c || isClosing(byte)) return at;
  }
  return -1;
}
