import { eventView, isReport } from '../../../flow/message/eventView';
import type { EventKind, MessageEvent } from '../../../flow/message/messageEvent';

const event: MessageEvent = { id: 'm1:x', kind: 'message', provider: 'infobip', messageId: 'm1', at: '2026-11-20T09:00:00Z', text: 'Hello', raw: { some: 'thing' } };

it('has what is known, and nothing of what is not', () => {
	expect(eventView(event, undefined, true)).toStrictEqual({
		kind: 'message',
		eventId: 'm1:x',
		provider: 'infobip',
		messageId: 'm1',
		text: 'Hello',
		at: '2026-11-20T09:00:00Z',
		raw: { some: 'thing' },
	});
});

it("goes without the provider's own event where that is not wanted, and still tells the id of the person there", () => {
	const view = eventView({ ...event, providerId: 'NL.1' }, { id: 'p', attributes: {}, isNew: false }, false);
	expect(view).not.toHaveProperty('raw');
	expect(view).toMatchObject({ providerId: 'NL.1', participant: { id: 'p' } });
});

it.each<[EventKind, string | undefined]>([
	['message', undefined],
	['other', undefined],
	['sent', 'sent'],
	['delivered', 'delivered'],
	['read', 'read'],
	['failed', 'failed'],
])('of kind %s has the status %s', (kind, status) => {
	expect(eventView({ ...event, kind }, undefined, false).status).toBe(status);
	expect(isReport({ kind })).toBe(status !== undefined);
});
