import type { SendProblem } from './template/sendProblem';

/** What came of asking a provider: what it answered, or why it did not do it. */
export type Outcome<Value> = { value: Value } | { problem: SendProblem };
