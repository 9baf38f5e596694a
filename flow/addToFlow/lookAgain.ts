const SOONEST_MS = 2_000;
const LATEST_MS = 300_000;
/** The longer a flow takes, the less it matters when its end is seen. */
const PART_OF_WAIT = 0.1;

/**
 * n8n tells nobody when a flow that had to wait has ended, so one has to look.
 *
 * @param waitedMs for how long it has been waited for, in milliseconds
 * @returns after how many milliseconds to look again
 */
export function lookAgainAfterMs(waitedMs: number): number {
	return Math.min(LATEST_MS, Math.max(SOONEST_MS, waitedMs * PART_OF_WAIT));
}
