/**
 * Answers leave at the end of the event loop's turn, one after the other. Under load a turn has many of them: the first wakes the clients'
 * process, which is dear, and finds it awake for the rest, where each answer for itself would find it asleep again.
 */

/** A connection with an answer that is ready. */
export interface Answering {
  writeAnswer(): void;
}

let waiting: Answering[] = [];

export function answerAtEndOfTurn(connection: Answering): void {
  waiting.push(connection);
  if (waiting.length === 1) setImmediate(writeAll);
}

function writeAll(): void {
  const ready = waiting;
  waiting = [];
  for (const connection of ready) connection.writeAnswer();
}
