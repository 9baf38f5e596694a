import { lookTicket, nextLookMs, readTicket } from '../../../nodes/StartConversation/waiting';

describe('Knocks of Start Conversation', () => {
	it('that ask the provider tell themselves from those that an event brings', () => {
		expect(readTicket(lookTicket('a'))).toEqual({ ticket: 'a', isLook: true });
		expect(readTicket('a')).toEqual({ ticket: 'a', isLook: false });
	});

	it.each([[0, 60_000], [3_600_000, 180_000], [86_400_000, 300_000]])('after %i ms of waiting come again in %i ms', (waitedMs, inMs) => {
		expect(nextLookMs(0, waitedMs)).toBe(waitedMs + inMs);
	});
});
