import type { CustomerCall } from '../../../flow/customerEvent/segmentCall';
import { readCall } from '../../../flow/customerEvent/segmentCall';

const TYPES = { contact: 'trengoContactId', channel: 'trengoChannelId' };

function read(body: unknown): CustomerCall {
	const outcome = readCall(body, TYPES);
	if ('problem' in outcome) throw new Error(outcome.problem.text);
	return outcome.value;
}

describe('a whole call', () => {
	it('of identify is read as it is', () => {
		const call = {
			type: 'identify',
			messageId: 'm-1',
			userId: 'u-1',
			context: { traits: { email: 'old@example.com', plan: 'silver' }, externalId: [{ type: 'trengoContactId', id: 12 }] },
			traits: { email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', plan: 'gold' },
		};
		expect(read(call)).toMatchObject({
			type: 'identify',
			messageId: 'm-1',
			email: { value: 'ann@example.com', where: 'traits.email' },
			name: 'Ann Lee',
			contactId: { value: 12 },
			traits: { plan: 'gold' },
		});
	});

	it('of track is read as it is', () => {
		const call = { type: 'Track', event: ' Order Completed', properties: { revenue: 5, phone: '+31612345678' }, context: { externalId: [{ type: 'trengoChannelId', id: '44' }] } };
		expect(read(call)).toMatchObject({ type: 'track', event: ' Order Completed', properties: { revenue: 5 }, phone: { value: '+31612345678', where: 'properties.phone' }, channelId: { value: '44' } });
	});

	it.each<[string, object, unknown]>([
		['traits', { traits: { email: 'a@x.nl' }, context: { traits: { email: 'b@x.nl' } }, properties: { email: 'c@x.nl' } }, 'a@x.nl'],
		['context.traits', { traits: { email: ' ' }, context: { traits: { email: 'b@x.nl' } }, properties: { email: 'c@x.nl' } }, 'b@x.nl'],
		['properties', { traits: {}, properties: { email: 'c@x.nl' } }, 'c@x.nl'],
		// RudderStack would take the ID for an address here.
		['nothing, whatever external IDs there are', { context: { externalId: [{ type: 'x', id: 'd@x.nl' }] } }, undefined],
		['the first, though it cannot be used', { traits: { email: 7 }, properties: { email: 'c@x.nl' } }, 7],
	])('gives the email address of %s', (_, parts, value) => {
		expect(read({ type: 'identify', ...parts }).email.value).toBe(value);
	});

	it('says where a missing one was looked for', () => {
		expect(read({ type: 'identify' }).email.where).toBe('traits.email or context.traits.email or properties.email');
	});

	it.each<[object, string | undefined]>([
		[{ name: ' Ann Lee ', firstName: 'Bob' }, 'Ann Lee'],
		[{ firstName: 'Ann' }, 'Ann'],
		[{ lastName: 'Lee', firstName: null }, 'Lee'],
		[{}, undefined],
		[{ name: {} }, undefined],
	])('makes of the traits %j no name with undefined in it', (traits, name) => {
		expect(read({ type: 'identify', traits }).name).toBe(name);
	});

	it('knows external IDs by id, by value, and in Segment\'s field', () => {
		expect(read({ type: 'identify', context: { externalId: [{ type: 'trengoContactId', value: '13' }] } }).contactId?.value).toBe('13');
		expect(read({ type: 'identify', context: { externalIds: [{ type: 'trengoContactId', id: '14', collection: 'users' }] } }).contactId?.value).toBe('14');
		expect(read({ type: 'identify', context: { externalId: 'x', externalIds: [null, 7, { type: 'other', id: '1' }] } })).not.toHaveProperty('contactId');
	});
});

describe('what is no call to be made use of', () => {
	it.each<[unknown, string, string | undefined]>([
		[undefined, 'callInvalid', undefined],
		['text', 'callInvalid', undefined],
		[[{ type: 'track' }], 'callInvalid', undefined],
		[{ batch: [{ type: 'track' }] }, 'callInvalid', 'batch'],
		[{ event: 'x' }, 'typeMissing', 'type'],
		[{ type: ' ' }, 'typeMissing', 'type'],
		[{ type: { track: 1 } }, 'typeMissing', 'type'],
		[{ type: 'page' }, 'typeUnused', 'type'],
		[{ type: 'GROUP' }, 'typeUnused', 'type'],
		[{ type: 'order' }, 'typeUnknown', 'type'],
	])('%j is told by its code and its field', (body, code, field) => {
		expect(readCall(body, TYPES)).toMatchObject({ problem: { code, class: 'fixRequest', ...(field !== undefined && { field }) } });
	});

	it('survives hostile names and depths', () => {
		const hostile = JSON.parse('{"type":"identify","traits":{"__proto__":{"email":"evil@example.com"},"constructor":1},"context":{"traits":[]}}') as unknown;
		const call = read(hostile);
		expect(call.email.value).toBeUndefined();
		expect(({} as { email?: string }).email).toBeUndefined();
		let deep: unknown = {};
		for (let n = 0; n < 20_000; n++) deep = { traits: deep };
		expect(read({ type: 'track', event: 'x', properties: deep, traits: deep }).event).toBe('x');
	});
});
