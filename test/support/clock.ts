const realNow = Date.now;

/** Puts the clock to an instant; it goes on from there. `jest.restoreAllMocks` puts it back. */
export function clockAt(instant: string): void {
	const offset = Date.parse(instant) - realNow();
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
}
