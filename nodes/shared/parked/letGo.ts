/**
 * Waits that this process has ended. n8n can take its time before the run goes on (it has a limit for runs at a time), and
 * would take a second knock for the same wait as well, to run the rest of the flow once more.
 */
const letGo = new Map<string, number>();
const LET_GO_FOR_MS = 3_600_000;

/** @param wait the name of the wait: no two waits have the same */
export function isLetGo(wait: string): boolean {
	return (letGo.get(wait) ?? 0) > Date.now();
}

/** Notes down that a run is about to go on. */
export function noteLetGo(wait: string): void {
	letGo.set(wait, Date.now() + LET_GO_FOR_MS);
	// The map keeps the order in which they came, so the first is the oldest.
	for (const [oldest, untilMs] of letGo) {
		if (untilMs > Date.now()) break;
		letGo.delete(oldest);
	}
}
