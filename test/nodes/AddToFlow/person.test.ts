import type { INodeExecutionData } from 'n8n-workflow';

import type { Entrant } from '../../../flow/addToFlow/gateway';
import type { Identifier } from '../../../flow/participant/identifiers';
import type { Upserted } from '../../../flow/participant/participants';
import type { Admitted } from '../../../nodes/AddToFlow/admission';
import { addedPerson, addressOf, participantFields } from '../../../nodes/AddToFlow/person';

const phone = (value: string): Identifier => ({ type: 'phone', value });
const email = (value: string): Identifier => ({ type: 'email', value });

/** Somebody who was let in with these identifiers. */
function admitted(identifiers: Identifier[], rest: { json?: INodeExecutionData['json']; entrant?: Partial<Entrant>; profile?: Upserted } = {}): Admitted {
	const entrant: Entrant = { identifiers, attributes: {}, variables: {}, depth: 1, ...rest.entrant };
	const candidate = { index: 0, item: { json: rest.json ?? {} }, targetId: 'welcome', contact: { phone: '', email: '' }, defaultCountry: undefined, consent: true, attributes: {}, variables: {} };
	return { candidate, entrant, optOutChecked: true, ...(rest.profile && { profile: rest.profile }) };
}

/** What all flows know of Bob, more than this one. */
const BOB: Upserted = {
	outcome: 'updated',
	participant: {
		id: 'bob',
		identifiers: [phone('+31687654321'), phone('+31600000009'), email('bob@private.example.com'), { type: 'infobip', value: '7' }],
		attributes: { firstName: 'Bob', salary: 5000, diagnosis: 'private' },
		createdAt: '2026-01-01T00:00:00.000Z',
		updatedAt: '2026-11-20T12:00:00.000Z',
		merged: [{ id: 'old', at: '2026-02-01T00:00:00.000Z', attributes: { firstName: 'Rob' } }],
	},
};
const said = { entrant: { attributes: { firstName: 'Bob' } } };

describe('what this flow is told of another person', () => {
	it('is what it has said itself, and nothing that others know', () => {
		expect(addedPerson(admitted([phone('+31687654321')], { ...said, profile: BOB }))).toStrictEqual({
			id: 'bob',
			phone: '+31687654321',
			attributes: { firstName: 'Bob' },
			isNew: false,
		});
	});

	it('has the addresses that it gave', () => {
		const person = addedPerson(admitted([email('bob@work.example.com'), phone('+31600000009')], { profile: BOB }));
		expect(person).toMatchObject({ phone: '+31600000009', email: 'bob@work.example.com', attributes: {} });
	});

	it('is whether the person is new, and who was merged, but not with which values', () => {
		expect(addedPerson(admitted([phone('+1')], { profile: { ...BOB, outcome: 'created' } }))?.isNew).toBe(true);
		const merge = { survivor: 'bob', gone: ['old', 'older'], dropped: [{ attribute: 'diagnosis', kept: 'private', dropped: 'secret', from: 'old' }] };
		const person = addedPerson(admitted([phone('+31687654321')], { ...said, profile: { ...BOB, outcome: 'merged', merge } }));
		expect(person).toStrictEqual({ id: 'bob', phone: '+31687654321', attributes: { firstName: 'Bob' }, isNew: false, mergedFrom: ['old', 'older'] });
	});

	it("is nothing of the flow's own participant", () => {
		expect(addedPerson(admitted([phone('+1')], { json: { participant: { id: 'ann' } } }))).toBeUndefined();
	});
});

describe("what goes along of the flow's own participant", () => {
	const participant = { id: 'ann', attributes: { city: 'Delft' } };

	it('is phone, email and participant, also when no variables do', () => {
		const own = admitted([phone('+31612345678'), email('ann@example.com')], { json: { participant, orderId: 'A-1', phone: '0612345678' }, entrant: { variables: {} } });
		expect(participantFields(own)).toStrictEqual({ phone: '+31612345678', email: 'ann@example.com', participant });
	});

	it('leaves variables of these names as they go along', () => {
		const own = admitted([phone('+31612345678'), email('ann@example.com')], { json: { phone: '0612345678' }, entrant: { variables: { phone: '0612345678' } } });
		expect(participantFields(own)).toStrictEqual({ email: 'ann@example.com' });
	});

	it('is no participant when nobody keeps one', () => {
		expect(participantFields(admitted([phone('+31612345678')], { json: { orderId: 'A-1' } }))).toStrictEqual({ phone: '+31612345678' });
		expect(participantFields(admitted([]))).toStrictEqual({});
	});
});

describe('what goes along of another person', () => {
	// Ann's own fields, which are in the item and may be among the variables.
	const json = { phone: '+31612345678', email: 'ann@example.com', participant: { id: 'ann' } };

	it.each<[string, Entrant['variables']]>([
		['no variables', {}],
		['all variables', json],
	])('is the address that was given and the profile, and nothing of the first one, with %s', (_, variables) => {
		const fields = participantFields(admitted([phone('+31600000009')], { json, profile: BOB, entrant: { variables } }));
		expect(fields).toStrictEqual({
			phone: '+31600000009',
			participant: {
				id: 'bob',
				phone: '+31687654321',
				email: 'bob@private.example.com',
				attributes: { firstName: 'Bob', salary: 5000, diagnosis: 'private' },
				providerIds: { infobip: '7' },
				isNew: false,
			},
		});
	});

	it('is the participant in the place of a variable of that name', () => {
		const another = admitted([email('bob@work.example.com')], { json, profile: BOB, entrant: { variables: { participant: json.participant } } });
		const given = { ...another.entrant.variables, ...participantFields(another) };
		expect(given).toMatchObject({ email: 'bob@work.example.com', participant: { id: 'bob' } });
		expect(given).not.toHaveProperty('phone');
	});
});

it('the address is the newest of each kind', () => {
	const { entrant } = admitted([{ type: 'infobip', value: '7' }, phone('+2'), phone('+1'), email('new@b.c'), email('old@b.c')]);
	expect(addressOf(entrant)).toStrictEqual({ phone: '+2', email: 'new@b.c' });
	expect(addressOf(admitted([{ type: 'infobip', value: '7' }]).entrant)).toStrictEqual({});
});
