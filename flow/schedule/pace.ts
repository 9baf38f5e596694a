/** How fast items may go out. */
export interface Speed {
	/** So many in any period, wherever it begins. */
	sends: number;
	per: keyof typeof PERIOD_MS;
	/** So many may go out at the same moment; 1 spaces them evenly. */
	burst: number;
}

/** The distance that a line keeps: at most `count` slots in any span of `perMs` milliseconds. */
export interface Pace {
	count: number;
	perMs: number;
}

/** The paces of a speed: one for the slots as they are reserved, one for the items as they go out. */
export interface Paces {
	reserved: Pace;
	released: Pace;
}

/** The periods by which speeds and holds are told, in milliseconds. */
export const PERIOD_MS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * An item leaves a moment after its slot, and not each by the same moment (on a busy machine it was up to half a second),
 * so that the receiver could see one too many in a period. The guard keeps those moments apart, too.
 */
const LONGEST_GUARD_MS = 1_000;
const GUARD_SHARE = 1 / 20;
/** The smaller guard between items as they go out leaves room to catch up. */
const RELEASED_SHARE = 3 / 4;

/**
 * Turns a speed into the distances that keep it. Groups of `burst` slots follow each other so that no period ever holds
 * more than `sends`; a burst that does not divide `sends` therefore costs some speed. Reserved slots lie a little wider
 * than released items must, so that a line that was late once (n8n was down) catches up with its slots by and by.
 *
 * @throws Error for numbers that make no speed
 */
export function pacesOf({ sends, per, burst }: Speed): Paces {
	if (burst > sends) throw new Error(`Burst is ${burst}, but only ${sends} may go out per ${per}. Lower Burst, or raise the speed.`);
	const periodMs = PERIOD_MS[per];
	const guardMs = Math.min(LONGEST_GUARD_MS, periodMs * GUARD_SHARE);
	const groups = Math.floor(sends / burst);
	return {
		reserved: { count: burst, perMs: (periodMs + guardMs) / groups },
		released: { count: burst, perMs: (periodMs + guardMs * RELEASED_SHARE) / groups },
	};
}
