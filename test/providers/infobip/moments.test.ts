import type { Entrant, Entry } from '../../../flow/addToFlow/gateway';
import type { HttpRequest } from '../../../flow/http/message';
import type { MomentsSettings } from '../../../providers/infobip/moments';
import { infobipMoments } from '../../../providers/infobip/moments';
import type { Answer, FakeService } from '../support/fakeService';
import { fakeClock, fakeService } from '../support/fakeService';
import { entrant, entrants } from '../support/entrants';

interface SentParticipant {
	identifyBy: { identifier: string; type: string };
	variables?: Record<string, unknown>;
	person?: Record<string, unknown>;
}

const ANN = entrant('+31612345678');
const BASE = 'https://xyz.api.infobip.com';
const PARTICIPANTS = `${BASE}/moments/1/flows/200001/participants`;

const participantsIn = ({ body }: HttpRequest) => (JSON.parse(body ?? '{}') as { participants: SentParticipant[] }).participants;

async function add(
	people: readonly Entrant[],
	service: FakeService,
	settings: Partial<MomentsSettings> = {},
): Promise<Entry[]> {
	const report = { read: false, withinMs: 0 };
	const gateway = infobipMoments(service.sendRequest, { baseUrl: BASE, campaignId: '200001', clock: fakeClock(), report, ...settings });
	return await gateway.add(people);
}

/** Accepts every request as `op-1`, `op-2` and so on. */
const accepting = () => fakeService((_, count) => ({ status: 200, body: { operationId: `op-${count}` } }));
const answering = (answer: Answer) => fakeService(() => answer);

describe('a request for participants', () => {
	it('has the address, the headers and the body that Infobip takes', async () => {
		const service = accepting();
		await add([ANN], service);
		expect(service.requests).toEqual([
			{
				method: 'POST',
				url: PARTICIPANTS,
				headers: { accept: 'application/json', 'content-type': 'application/json' },
				body: '{"participants":[{"identifyBy":{"identifier":"31612345678","type":"PHONE"}}]}',
			},
		]);
	});

	it.each<[string, Partial<Entrant>, SentParticipant]>([
		[
			'the newest phone number before any email address',
			{
				identifiers: [
					{ type: 'email', value: 'ann@example.com' },
					{ type: 'phone', value: '+31687654321' },
					{ type: 'phone', value: '+31612345678' },
				],
			},
			{ identifyBy: { identifier: '31687654321', type: 'PHONE' } },
		],
		[
			'the newest email address',
			{
				identifiers: [
					{ type: 'infobip', value: '42' },
					{ type: 'email', value: 'ann@example.com' },
					{ type: 'email', value: 'old@example.com' },
				],
			},
			{ identifyBy: { identifier: 'ann@example.com', type: 'EMAIL' } },
		],
		[
			'the variables as JSON has them',
			{ variables: { orderNumber: 1167873391, lines: [{ sku: 'a' }], paid: false, note: '', coupon: null } },
			{
				identifyBy: { identifier: '31612345678', type: 'PHONE' },
				variables: { orderNumber: 1167873391, lines: [{ sku: 'a' }], paid: false },
			},
		],
		[
			'the profile',
			{ attributes: { firstName: 'Ann', Company: 'Acme' } },
			{
				identifyBy: { identifier: '31612345678', type: 'PHONE' },
				person: { firstName: 'Ann', customAttributes: { Company: 'Acme' }, contactInformation: { phone: [{ number: '31612345678' }] } },
			},
		],
	])('carries %s', async (_, rest, participant) => {
		const service = accepting();
		await add([{ ...ANN, ...rest }], service);
		expect(participantsIn(service.requests[0])).toEqual([participant]);
	});

	it('goes under a base URL that has a path or ends with a slash', async () => {
		const service = accepting();
		await add([ANN], service, { baseUrl: ' https://proxy.example.com/infobip/ ' });
		expect(service.requests[0].url).toBe('https://proxy.example.com/infobip/moments/1/flows/200001/participants');
	});

	it('is not made when there is nobody', async () => {
		const service = accepting();
		expect(await add([], service)).toEqual([]);
		expect(service.requests).toEqual([]);
	});

	it('is made for each 1,000, one after the other', async () => {
		const service = accepting();
		const entries = await add(entrants(2001), service);
		expect(service.requests.map((request) => participantsIn(request).length)).toEqual([1000, 1000, 1]);
		const operations = entries.map((entry) => entry.details?.operationId);
		expect([operations[0], operations[999], operations[1000], operations[1999], operations[2000]]).toEqual([
			'op-1',
			'op-1',
			'op-2',
			'op-2',
			'op-3',
		]);
	});
});

describe('settings that cannot work', () => {
	it.each<[Partial<MomentsSettings>, string]>([
		[{ baseUrl: '' }, 'Base URL of the credential is empty. Write for example https://xxxxx.api.infobip.com.'],
		[{ baseUrl: 'xyz.api.infobip.com' }, 'Base URL of the credential is not a URL. Write for example https://xxxxx.api.infobip.com.'],
		[{ baseUrl: 'http://xyz.api.infobip.com' }, 'Base URL of the credential must begin with https://'],
		[{ campaignId: '' }, 'The ID of the Infobip flow must be a whole number, for example 200000000000001.'],
		[{ campaignId: '1/../2' }, 'The ID of the Infobip flow must be a whole number, for example 200000000000001.'],
		[{ campaignId: '-1' }, 'The ID of the Infobip flow must be a whole number, for example 200000000000001.'],
	])('%j are refused before anything is sent', async (settings, message) => {
		const service = accepting();
		await expect(add([ANN], service, settings)).rejects.toThrow(message);
		expect(service.requests).toEqual([]);
	});
});

describe('an entrant whom Infobip cannot be sent', () => {
	it('stays behind without phone and email, and the others go', async () => {
		const service = accepting();
		const nobody = { ...ANN, identifiers: [{ type: 'infobip', value: '42' }] };
		const [first, second, third] = await add([ANN, nobody, ANN], service);
		expect(second).toEqual({
			added: false,
			reason: 'invalidContact',
			message: 'The participant has neither a phone number nor an email address; Infobip needs one of them.',
		});
		expect([first.added, third.added]).toEqual([true, true]);
		expect(participantsIn(service.requests[0])).toHaveLength(2);
	});

	it.each<[string, Partial<Entrant>, string]>([
		['an attribute that is too long', { attributes: { notes: 'x'.repeat(5000) } }, 'The attribute "notes" is longer than the 4096 characters that Infobip takes.'],
		['a variable that contains itself', { variables: { loop: selfish() } }, '"loop" cannot be sent, because it is not JSON.'],
	])('stays behind with %s', async (_, rest, message) => {
		const service = accepting();
		const entries = await add([{ ...ANN, ...rest }, ANN], service);
		expect(entries[0]).toEqual({ added: false, reason: 'targetRejected', message });
		expect(entries[1].added).toBe(true);
	});

	function selfish(): object {
		const loop: Record<string, unknown> = {};
		return (loop.self = loop);
	}
});

describe('without a report', () => {
	it('who was accepted counts as added, unconfirmed', async () => {
		expect(await add([ANN], accepting())).toEqual([{ added: true, details: { operationId: 'op-1', confirmed: false } }]);
	});
});

describe('a request that fails as a whole', () => {
	const UNKNOWN = 'It is not known whether the participant entered the flow.';

	it.each<[string, Answer, string, string, object]>([
		[
			'for a flow that is not there',
			{ status: 404, body: { errorCode: '40401', errorMessage: 'Could not find active flow for campaign 200001' } },
			'targetMissing',
			'Infobip has no active flow with the ID 200001. Check the ID, and the Base URL of the credential. It says: Could not find active flow for campaign 200001',
			{ httpStatus: 404, errorCode: '40401' },
		],
		[
			'at another place than Infobip',
			{ status: 404, body: '<html>hush</html>' },
			'targetMissing',
			'Infobip has no active flow with the ID 200001. Check the ID, and the Base URL of the credential.',
			{ httpStatus: 404 },
		],
		[
			'for a flow that is not active',
			{ status: 400, body: { errorCode: 40005, errorMessage: 'Flow inactive' } },
			'targetInactive',
			'The Infobip flow 200001 is not active. It says: Flow inactive',
			{ httpStatus: 400, errorCode: '40005' },
		],
		[
			'for a wrong key',
			{ status: 401, body: { requestError: { serviceException: { messageId: 'UNAUTHORIZED', text: 'Unauthorized' } } } },
			'notAuthorized',
			'Infobip does not accept the API key (401). Check it in the credential. It says: Unauthorized',
			{ httpStatus: 401, errorCode: 'UNAUTHORIZED' },
		],
		[
			'for a key without the scope',
			{ status: 403 },
			'notAuthorized',
			'Infobip does not allow this with the API key (403). Check what the key may do.',
			{ httpStatus: 403 },
		],
		['when there were too many', { status: 429 }, 'rateLimited', 'Infobip takes no more requests for now (429).', { httpStatus: 429 }],
		['by an error of Infobip', { status: 500 }, 'providerError', `Infobip answered with the error 500. ${UNKNOWN}`, { httpStatus: 500 }],
		[
			'without a reply',
			{ cause: 'timeout' },
			'noResponse',
			`Infobip gave no response. No whole response came within the time-out. ${UNKNOWN}`,
			{},
		],
		[
			'because nobody is there',
			{ cause: 'dns' },
			'noResponse',
			'Infobip gave no response. The host name is not known. Check the URL. The request did not arrive.',
			{},
		],
		[
			'by a success of somebody else',
			{ status: 200, body: '<html></html>' },
			'providerError',
			`Infobip gave an answer that it should not give (200). Check the address in the credential. ${UNKNOWN}`,
			{ httpStatus: 200 },
		],
		['for something else', { status: 409 }, 'targetRejected', 'Infobip refused the request (409).', { httpStatus: 409 }],
	])('%s', async (_, answer, reason, message, details) => {
		const entries = await add(entrants(2), answering(answer));
		expect(entries).toEqual(Array.from({ length: 2 }, () => ({ added: false, reason, message, details })));
		// Items of a flow must not share what is in them.
		expect(entries[0]).not.toBe(entries[1]);
		expect(entries[0].details).not.toBe(entries[1].details);
	});

	it.each([401, 403, 404])('with %i is not followed by another, because that would fail as well', async (status) => {
		const service = answering({ status });
		const entries = await add(entrants(2500), service);
		expect(service.requests).toHaveLength(1);
		expect(new Set(entries.map((entry) => (entry as { reason?: string }).reason))).toHaveProperty('size', 1);
	});

	it.each<Answer>([{ status: 429 }, { status: 503 }, { cause: 'timeout' }])(
		'with %j does not keep the next from being made, which may succeed',
		async (answer) => {
			const service = fakeService((_, count) => (count === 1 ? answer : { status: 200, body: { operationId: 'op' } }));
			const entries = await add(entrants(1500), service);
			expect(entries.map(({ added }) => added)).toEqual([...Array(1000).fill(false), ...Array(500).fill(true)]);
		},
	);

	it('passes on that the run was cancelled', async () => {
		const service = { requests: [], sendRequest: () => Promise.reject(new Error('cancelled')) };
		await expect(add([ANN], service)).rejects.toThrow('cancelled');
	});
});

describe('a refusal that names participants', () => {
	const BAD = new Set(['31610000003', '31610000005']);

	/** Infobip, with a way of its own to name the participants that it does not like. */
	const namingBy = (refusal: (indices: number[]) => unknown) =>
		fakeService((request, count) => {
			const bad = participantsIn(request).flatMap(({ identifyBy }, index) => (BAD.has(identifyBy.identifier) ? [index] : []));
			return bad.length > 0 ? { status: 400, body: refusal(bad) } : { status: 200, body: { operationId: `op-${count}` } };
		});

	it('keeps only those out', async () => {
		const service = namingBy((indices) => ({
			requestError: {
				serviceException: {
					messageId: 'BAD_REQUEST',
					text: 'Bad request',
					validationErrors: Object.fromEntries(indices.map((index) => [`participants[${index}].person.city`, ['too long']])),
				},
			},
		}));
		const entries = await add(entrants(7), service);
		expect(service.requests.map((request) => participantsIn(request).length)).toEqual([7, 5]);
		expect(entries.map(({ added }) => added)).toEqual([true, true, true, false, true, false, true]);
		expect(entries[5]).toEqual({
			added: false,
			reason: 'personRejected',
			message: 'Infobip does not take the participant as it is. It says: participants[5].person.city: too long',
			details: { httpStatus: 400, errorCode: 'BAD_REQUEST' },
		});
	});

	it('may name one at a time', async () => {
		const service = namingBy(([index]) => ({
			errorCode: '400',
			errorMessage: `Field participants.[${index}].identifyBy.identifier is not valid`,
		}));
		const entries = await add(entrants(7), service);
		expect(service.requests.map((request) => participantsIn(request).length)).toEqual([7, 6, 5]);
		expect(entries.map((entry) => (entry.added ? 'added' : entry.reason))).toEqual([
			'added',
			'added',
			'added',
			'invalidContact',
			'added',
			'invalidContact',
			'added',
		]);
	});

	it('may name all', async () => {
		const service = fakeService((request) => ({
			status: 400,
			body: { errorCode: '400', errorMessage: participantsIn(request).map((_, index) => `participants[${index}].variables`).join() },
		}));
		const entries = await add(entrants(3), service);
		expect(service.requests).toHaveLength(1);
		expect(entries.every((entry) => !entry.added && entry.reason === 'personRejected')).toBe(true);
	});
});

describe('a refusal that names nobody', () => {
	const REFUSAL = { status: 400, body: { status: 400, title: 'Bad Request', detail: 'Failed to read request' } };

	/** Infobip, which refuses every request that has one of these in it. */
	function refusing(bad: ReadonlySet<string>, refusal: Answer = REFUSAL): FakeService {
		return fakeService((request, count) => {
			const hasBad = participantsIn(request).some(({ identifyBy }) => bad.has(identifyBy.identifier));
			return hasBad ? refusal : { status: 200, body: { operationId: `op-${count}` } };
		});
	}
	const identifiersOf = (people: readonly Entrant[], indices: readonly number[]) =>
		new Set(indices.map((index) => people[index].identifiers[0].value.slice(1)));

	const spread = Array.from({ length: 37 }, (_, index) => index * 27 + 5);
	const clustered = Array.from({ length: 37 }, (_, index) => 500 + index);
	const scattered = Array.from({ length: 37 }, (_, index) => (index * 389) % 1000);

	it.each<[string, number[]]>([
		['spread out', spread],
		['in a row', clustered],
		['scattered', scattered],
	])('keeps only the bad ones out: of 1,000 with 37 bad ones %s, 963 are added', async (_, indices) => {
		const people = entrants(1000);
		const service = refusing(identifiersOf(people, indices));
		const entries = await add(people, service);

		const refused = entries.flatMap((entry, index) => (entry.added ? [] : [index]));
		expect(refused).toEqual(indices.toSorted((a, b) => a - b));
		expect(entries.filter(({ added }) => added)).toHaveLength(963);
		expect(service.requests.length).toBeLessThan(600);
		const accepted = service.requests.filter((request) => participantsIn(request).every(({ identifyBy }) => !identifiersOf(people, indices).has(identifyBy.identifier)));
		// Nobody is added twice.
		expect(accepted.flatMap(participantsIn)).toHaveLength(963);
	});

	it('says of a single one what Infobip says', async () => {
		expect(await add([ANN], answering({ status: 400, body: { errorCode: '40004', errorMessage: 'Person already in flow' } }))).toEqual([
			{
				added: false,
				reason: 'personRejected',
				message: 'Infobip refuses the participant (400). It says: Person already in flow',
				details: { httpStatus: 400, errorCode: '40004' },
			},
		]);
	});

	it('is treated alike when the request is too large', async () => {
		const people = entrants(8);
		const service = fakeService((request, count) =>
			participantsIn(request).length > 2 ? { status: 413 } : { status: 200, body: { operationId: `op-${count}` } },
		);
		expect((await add(people, service)).every(({ added }) => added)).toBe(true);
	});

	it('ends the search when nobody at all is accepted', async () => {
		const service = answering(REFUSAL);
		const entries = await add(entrants(1000), service);
		expect(service.requests).toHaveLength(200);
		expect(entries.every((entry) => !entry.added && entry.reason === 'targetRejected')).toBe(true);
		expect(entries[999]).toMatchObject({
			message:
				'Infobip refused the participants with whom this one was sent, and the search for those it does not like took too long. The last refusal: Infobip refuses the participant (400). It says: Failed to read request',
		});
	});

	it('ends the search when there are too many bad ones, and keeps what was accepted', async () => {
		const people = entrants(1000);
		const bad = Array.from({ length: 400 }, (_, index) => 2 * index);
		const service = refusing(identifiersOf(people, bad));
		const entries = await add(people, service);
		expect(service.requests).toHaveLength(600);
		expect(entries.slice(816).every(({ added }) => added)).toBe(true);
		expect(entries.filter((entry) => !entry.added && entry.reason === 'targetRejected').length).toBeGreaterThan(0);
		// Whoever counts as added was in a request that Infobip accepted.
		expect(entries.every((entry, index) => !entry.added || !bad.includes(index))).toBe(true);
	});

	it('ends at once when the key is withdrawn meanwhile', async () => {
		const service = fakeService((_, count) => (count < 3 ? REFUSAL : { status: 401 }));
		const entries = await add(entrants(1500), service);
		expect(service.requests).toHaveLength(3);
		expect(entries.every((entry) => !entry.added && entry.reason === 'notAuthorized')).toBe(true);
	});
});
