import type { INodeParameters } from 'n8n-workflow';

import { Participants } from '../../../flow/participant/participants';
import { startApi } from '../../support/apiServer';
import { add, flowOf, loseStore, own, resultOf, rows, setting } from './adding';

const ANN = '+31612345678';
const BOB = '+31687654321';

/** Ann, who has sent Bob's number. */
const REFERRAL = { phone: ANN, email: 'ann@example.com', friendPhone: '06 87654321', friendName: 'Bob', agrees: 'yes' };
const items = (...changes: Array<Record<string, unknown>>) => changes.map((change) => ({ json: { ...REFERRAL, ...change } as typeof REFERRAL }));

const attributes = (values: Record<string, string>) => rows(...Object.entries(values).map(([name, value]) => ({ name, value })));
const FRIEND: INodeParameters = {
	participant: 'another',
	phone: '={{ $json.friendPhone }}',
	email: '={{ $json.friendEmail }}',
	consent: '={{ $json.agrees }}',
	attributes: attributes({ firstName: '={{ $json.friendName }}', referredBy: '={{ $json.phone }}' }),
	options: { defaultCountry: 'NL' },
};

const participants = () => new Participants(own.store);
const known = async (phone: string) => await participants().find({ type: 'phone', value: phone });

describe('Another participant who is added', () => {
	it('gets a profile, and enters with it and with nothing of the first one', async () => {
		const first = { id: 'ann', phone: ANN, attributes: {} };
		const { added, flows } = await add(FRIEND, { items: items({ participant: first }) });

		const bob = await known(BOB);
		const view = { id: bob?.id, phone: BOB, attributes: { firstName: 'Bob', referredBy: ANN }, isNew: true };
		expect(bob?.attributes).toEqual(view.attributes);
		expect(flows.runs.map((run) => run.items[0].json)).toEqual([{ phone: BOB, participant: view }]);
		expect(added.map(({ json }) => json)).toEqual([
			{ ...REFERRAL, participant: first, addToFlow: expect.objectContaining({ status: 'added', participant: view, details: { executionId: '101' } }) },
		]);
	});

	it('enters with variables of this flow where they are to go along', async () => {
		const { flows } = await add({ ...FRIEND, variables: 'all' }, { items: items({ participant: { id: 'ann' }, code: 'X' }) });
		const { friendName, code, phone, participant } = flows.runs[0].items[0].json;
		expect({ friendName, code, phone, participant }).toEqual({ friendName: 'Bob', code: 'X', phone: BOB, participant: expect.objectContaining({ phone: BOB }) });
	});

	it('is the one who is known already, whose profile is updated; this flow is not told what others know', async () => {
		const identifiers = [{ type: 'phone', value: BOB }, { type: 'email', value: 'bob@example.com' }];
		const before = await participants().upsert({ identifiers, attributes: { firstName: 'Robert', city: 'Delft' } });
		const { result, flows } = await add(FRIEND, { items: items({}) });

		const said = { id: before.participant.id, phone: BOB, attributes: { firstName: 'Bob', referredBy: ANN }, isNew: false };
		expect(result.participant).toEqual(said);
		expect(flows.runs[0].items[0].json.participant).toEqual({
			...said,
			email: 'bob@example.com',
			attributes: { ...said.attributes, city: 'Delft' },
		});
	});

	it('does not forget what an item says nothing of', async () => {
		await participants().upsert({ identifiers: [{ type: 'phone', value: BOB }], attributes: { firstName: 'Robert' } });
		await add(FRIEND, { items: items({ friendName: undefined }, { friendName: '' }) });
		expect((await known(BOB))?.attributes).toEqual({ firstName: 'Robert', referredBy: ANN });
	});

	it('is one from then on when phone and email were those of two, and the item tells so', async () => {
		const one = await participants().upsert({ identifiers: [{ type: 'phone', value: BOB }], attributes: { firstName: 'B' } });
		const two = await participants().upsert({ identifiers: [{ type: 'email', value: 'bob@example.com' }], attributes: { city: 'Delft' } });
		const { result } = await add(FRIEND, { items: items({ friendEmail: 'Bob@Example.com' }) });

		const { id = '', mergedFrom = [], ...view } = result.participant ?? {};
		expect(view).toEqual({ phone: BOB, email: 'bob@example.com', attributes: { firstName: 'Bob', referredBy: ANN }, isNew: false });
		expect([id, ...mergedFrom].sort()).toEqual([one.participant.id, two.participant.id].sort());
		expect((await participants().get(mergedFrom[0]))?.attributes).toEqual({ firstName: 'Bob', city: 'Delft', referredBy: ANN });
	});

	it('is one, also when many items name the same person at once', async () => {
		const { added } = await add(FRIEND, { items: items(...Array.from({ length: 20 }, (_, n) => ({ n }))) });
		const ids = new Set(added.map((item) => resultOf(item).participant?.id));
		expect(added).toHaveLength(20);
		expect(ids).toEqual(new Set([(await known(BOB))?.id]));
		expect(added.filter((item) => resultOf(item).participant?.isNew)).toHaveLength(1);
	});

	it('does not take the place of the first one when all variables come back', async () => {
		const first = { id: 'ann', phone: ANN, attributes: {} };
		const welcome = flowOf(setting({ score: 7 }));
		const { added } = await add({ ...FRIEND, waits: true }, { flows: { welcome }, items: items({ participant: first }) });
		expect(added[0].json).toMatchObject({ ...REFERRAL, score: 7, participant: first });
	});

	it('comes back where it is named', async () => {
		const parameters: INodeParameters = { waits: true, takeBack: 'renamed', takeBackRows: rows({ from: 'phone', to: 'friendNumber' }) };
		const { added } = await add({ ...FRIEND, ...parameters }, { items: items({}) });
		expect(added[0].json).toMatchObject({ phone: ANN, friendNumber: BOB });
	});
});

describe('The address of the first participant', () => {
	const BY_EMAIL = { friendPhone: undefined, friendEmail: 'bob@example.com' };

	it.each<[string, INodeParameters]>([
		['all variables', { variables: 'all' }],
		['chosen ones', { variables: 'chosen', variableNames: 'phone, email, friendName' }],
		['renamed ones', { variables: 'renamed', variableRows: rows({ from: 'phone', to: 'phone' }) }],
	])('never passes for that of the other one: %s', async (_, parameters) => {
		const { flows, result } = await add({ ...FRIEND, ...parameters }, { items: items(BY_EMAIL) });
		const { phone, email, participant } = flows.runs[0].items[0].json;
		expect([phone, email]).toEqual([undefined, 'bob@example.com']);
		expect(participant).not.toHaveProperty('phone');
		expect(result.participant).not.toHaveProperty('phone');
	});

	it.each(['POST', 'GET'])('never passes for that of the other one at a route, by %s', async (method) => {
		const api = await startApi();
		const route = { target: 'route', url: api.url, method, authentication: 'none', variables: 'all' };
		await add({ ...FRIEND, ...route }, { items: items(BY_EMAIL, { friendPhone: BOB }) });

		const sent = api.requests.map(({ body, query }) => (method === 'GET' ? Object.fromEntries(query) : (JSON.parse(body) as object)));
		const both = sent.map((one) => ({ phone: undefined, email: undefined, ...one })).map(({ phone, email }) => [phone, email]);
		expect(both).toEqual(expect.arrayContaining([[undefined, 'bob@example.com'], [BOB, undefined]]));
	});
});

describe('Whether the other person has agreed', () => {
	it.each([true, 'true', 'yes', ' YES ', 1, '1'])('is so with %j', async (agrees) => {
		const { added } = await add(FRIEND, { items: items({ agrees }) });
		expect(added).toHaveLength(1);
	});

	it.each([false, 'no', 'ja', '', 0, null, undefined, {}, [true]])('is not so with %j: nobody is added, and no profile made', async (agrees) => {
		const { run, added, other, result, flows } = await add(FRIEND, { items: items({ agrees }) });
		expect(run.status).toBe('success');
		expect([added.length, other.length]).toEqual([0, 1]);
		expect(result).toMatchObject({ status: 'notAdded', reason: 'noConsent', message: 'Has Consented is not true for this person, so nobody was added.' });
		expect(result).not.toHaveProperty('participant');
		expect(flows.runs).toEqual([]);
		expect(await known(BOB)).toBeUndefined();
	});

	it('is not so when the panel was left as it is', async () => {
		const { result } = await add({ participant: 'another', phone: BOB }, { items: items({}) });
		expect(result.reason).toBe('noConsent');
	});

	it('is not asked of the participant whom the flow is about', async () => {
		const { added } = await add({}, { items: items({ agrees: 'no' }) });
		expect(added).toHaveLength(1);
	});
});

describe('A contact of another person that cannot be used', () => {
	it.each<[string, object, string]>([
		['a phone number that is none', { friendPhone: '777' }, 'phone'],
		['an email address that is none', { friendEmail: 'bob' }, 'email'],
		['neither', { friendPhone: null }, 'contact'],
	])('leaves by the other branch: %s', async (_, change, field) => {
		const { other, result, flows } = await add(FRIEND, { items: items(change as Record<string, unknown>) });
		expect(other).toHaveLength(1);
		expect(result).toMatchObject({ reason: 'invalidContact', details: { field } });
		expect(result.message).not.toMatch(/777|bob/);
		expect(flows.runs).toEqual([]);
	});
});

describe('A profile that cannot be kept', () => {
	it('because of what it would hold keeps the person from being added', async () => {
		const { other, result, flows } = await add(FRIEND, { items: items({ friendName: 'x'.repeat(70_000) }) });
		expect(other).toHaveLength(1);
		expect(result).toMatchObject({ reason: 'personRejected', message: expect.stringContaining('64 KiB of attributes') });
		expect(flows.runs).toEqual([]);
	});

	it('because the store is away keeps the person from being added', async () => {
		loseStore();
		const { run, result, flows } = await add({ ...FRIEND, options: { defaultCountry: 'NL', optOutChannel: 'none' } }, { items: items({}) });
		expect(run.status).toBe('success');
		expect(result).toMatchObject({
			reason: 'participantsUnavailable',
			message: 'The profile could not be kept, so nobody was added. The flow store cannot be reached.',
		});
		expect(flows.runs).toEqual([]);
	});
});
