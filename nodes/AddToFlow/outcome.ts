import type { Entry } from '../../flow/addToFlow/gateway';

/** What came of somebody who was to be added; or that the secondary flow waits for something, and is waited for. */
export type Outcome = Entry | { waitsFor: string };
