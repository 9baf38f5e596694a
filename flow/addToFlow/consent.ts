/** How forms and messages write that somebody agrees. */
const YES: ReadonlySet<string> = new Set(['true', 'yes', '1']);

/**
 * @param value the value of the consent field; what people answer in other words has to be turned into one of these before
 * @returns whether it says that the person agrees: true, 1, or the text `true`, `yes` or `1`; anything else does not
 */
export function isConsent(value: unknown): boolean {
	return value === true || ((typeof value === 'string' || typeof value === 'number') && YES.has(String(value).trim().toLowerCase()));
}
