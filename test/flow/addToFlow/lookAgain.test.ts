import { lookAgainAfterMs } from '../../../flow/addToFlow/lookAgain';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('a flow that is waited for', () => {
	it.each([
		[0, 2 * SECOND],
		[5 * SECOND, 2 * SECOND],
		[20 * SECOND, 2 * SECOND],
		[60 * SECOND, 6 * SECOND],
		[HOUR, 300 * SECOND],
		[30 * 24 * HOUR, 300 * SECOND],
	])('is looked at again, after %i ms, in %i ms', (waitedMs, againMs) => {
		expect(lookAgainAfterMs(waitedMs)).toBe(againMs);
	});

	it('is looked at soon, also by a clock that was put back', () => {
		expect(lookAgainAfterMs(-HOUR)).toBe(2 * SECOND);
	});

	it('is seen to have ended before it has waited a tenth longer, and five minutes, than it had to', () => {
		for (let endedMs = 3 * SECOND; endedMs < 48 * HOUR; endedMs *= 1.7) {
			let atMs = 0;
			while (atMs < endedMs) atMs += lookAgainAfterMs(atMs);
			expect(atMs - endedMs).toBeLessThanOrEqual(Math.max(2 * SECOND, Math.min(300 * SECOND, endedMs * 0.1)));
		}
	});

	it('is not looked at too often in a week', () => {
		let looks = 0;
		for (let atMs = 0; atMs < 7 * 24 * HOUR; atMs += lookAgainAfterMs(atMs)) looks++;
		expect(looks).toBeLessThan(2_100);
	});
});
