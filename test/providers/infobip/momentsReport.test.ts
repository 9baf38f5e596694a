import type { Entrant, Entry } from '../../../flow/addToFlow/gateway';
import type { HttpRequest } from '../../../flow/http/message';
import { infobipMoments } from '../../../providers/infobip/moments';
import { entrant, entrants } from '../support/entrants';
import type { Answer } from '../support/fakeService';
import { fakeClock, fakeService } from '../support/fakeService';

interface Row {
	identifyBy: { identifier: string; type: string };
	status: string;
	errorReason?: string;
}

const ANN = entrant('+31612345678');
const row = (identifier: string, status: string, errorReason?: string): Row => ({
	identifyBy: { identifier, type: identifier.includes('@') ? 'EMAIL' : 'PHONE' },
	status,
	...(errorReason && { errorReason }),
});
const reporting = (...participants: unknown[]): Answer => ({ status: 200, body: { operationId: 'op-1', campaignId: 200001, participants } });

/**
 * Adds people to a flow that accepts every request, and whose reports are as given: one for each reading, the last one
 * for all further readings.
 */
async function add(people: readonly Entrant[], reports: Array<Answer | ((request: HttpRequest) => Answer)>, withinMs = 60_000) {
	const clock = fakeClock();
	const left = [...reports];
	const service = fakeService((request, count) => {
		if (request.method === 'POST') return { status: 200, body: { operationId: `op-${count}` } };
		const next = left.length > 1 ? left.shift() : left[0];
		return typeof next === 'function' ? next(request) : (next as Answer);
	});
	const settings = { baseUrl: 'https://xyz.api.infobip.com', campaignId: '200001', clock, report: { read: true, withinMs } };
	const entries: Entry[] = await infobipMoments(service.sendRequest, settings).add(people);
	return { entries, waits: clock.waits, readings: service.requests.filter(({ method }) => method === 'GET') };
}

const added = (status: string, confirmed: boolean, rest: object = {}) => ({ added: true, details: { operationId: 'op-1', status, confirmed, ...rest } });

describe('the report', () => {
	it('is asked for by its operation, and who is accepted there has entered', async () => {
		const { entries, readings } = await add([ANN], [reporting(row('31612345678', 'ACCEPTED'))]);
		expect(entries).toEqual([added('ACCEPTED', true)]);
		expect(readings).toEqual([
			{
				method: 'GET',
				url: 'https://xyz.api.infobip.com/moments/1/flows/200001/participants/report?operationId=op-1',
				headers: { accept: 'application/json' },
			},
		]);
	});

	it('is read again with growing pauses until nobody is pending', async () => {
		const pending = reporting(row('31612345678', 'PENDING'));
		const { entries, waits } = await add([ANN], [...Array<Answer>(7).fill(pending), reporting(row('31612345678', 'ACCEPTED'))]);
		expect(entries).toEqual([added('ACCEPTED', true)]);
		expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
	});

	it('is read no longer than wanted; who is pending then counts as added', async () => {
		const { entries, waits } = await add([ANN], [reporting(row('31612345678', 'PENDING'))], 2000);
		expect(entries).toEqual([added('PENDING', false)]);
		expect(waits).toEqual([500, 1000, 500]);
	});

	it('is not read when there is no time for it', async () => {
		const { entries, readings } = await add([ANN], [reporting()], 0);
		expect(entries).toEqual([added('PENDING', false)]);
		expect(readings).toEqual([]);
	});

	it.each<[string, Answer]>([
		['that is not there yet', { status: 404 }],
		['that cannot be read for now', { status: 503 }],
		['that does not come', { cause: 'timeout' }],
		['that does not have the person yet', reporting()],
		['that has a status nobody knows', reporting(row('31612345678', 'QUEUED'))],
		['that is no report', { status: 200, body: '<html></html>' }],
		['with rows that are none', reporting(null, 5, {}, { identifyBy: 'x' })],
	])('%s is read again', async (_, report) => {
		const { entries, readings } = await add([ANN], [report, reporting(row('31612345678', 'ACCEPTED'))]);
		expect(entries).toEqual([added('ACCEPTED', true)]);
		expect(readings).toHaveLength(2);
	});

	it.each<[Answer, string]>([
		[{ status: 403 }, 'The report could not be read. Infobip does not allow this with the API key (403). Check what the key may do.'],
		[{ status: 401 }, 'The report could not be read. Infobip does not accept the API key (401). Check it in the credential.'],
	])('that is refused with %j is given up, and that is told', async (answer, reportProblem) => {
		const { entries, readings } = await add([ANN], [answer]);
		expect(entries).toEqual([added('PENDING', false, { reportProblem })]);
		expect(readings).toHaveLength(1);
	});

	it('that cannot be read to the end is told of', async () => {
		const { entries } = await add([ANN], [{ status: 500 }], 1000);
		expect(entries).toEqual([
			added('PENDING', false, {
				reportProblem:
					'The report could not be read. Infobip answered with the error 500. It is not known whether the participant entered the flow.',
			}),
		]);
	});

	it('that can be read again is no problem', async () => {
		const { entries } = await add([ANN], [{ status: 500 }, reporting(row('31612345678', 'PENDING'))], 1500);
		expect(entries).toEqual([added('PENDING', false)]);
	});
});

describe('what a report has told of a person', () => {
	const BOB = entrant('+31687654321');
	const bob = (status: string) => row('31687654321', status);
	const ann = (status: string, errorReason?: string) => row('31612345678', status, errorReason);
	const rejected = { operationId: 'op-1', status: 'REJECTED', errorReason: 'REJECTED_PERSON_IN_FLOW' };
	const detailsOf = (entries: Entry[]) => entries.map(({ details }) => details);

	it.each<[string, Answer]>([
		['fails', { status: 503 }],
		['does not come', { cause: 'timeout' }],
		['is refused', { status: 403 }],
		['is not there any more', { status: 404 }],
		['tells that they are pending', reporting(ann('PENDING'), bob('PENDING'))],
		['has nobody', reporting()],
		['is no report', { status: 200, body: '<html></html>' }],
	])('holds when a later reading %s', async (_, later) => {
		const people = [ANN, BOB, entrant('+31600000001')];
		const { entries } = await add(people, [reporting(ann('REJECTED', 'REJECTED_PERSON_IN_FLOW'), bob('ACCEPTED')), later], 1500);
		const [ofAnn, ofBob, ofThird] = entries;
		expect(ofAnn).toMatchObject({ added: false, reason: 'personRejected', details: rejected });
		expect(ofBob).toEqual(added('ACCEPTED', true));
		expect(ofThird).toMatchObject({ added: true, details: { status: 'PENDING', confirmed: false } });
	});

	it('holds when a later reading tells otherwise', async () => {
		const first = reporting(ann('REJECTED', 'REJECTED_PERSON_IN_FLOW'), bob('PENDING'));
		const { entries } = await add([ANN, BOB], [first, reporting(ann('ACCEPTED'), bob('ACCEPTED'))]);
		expect(detailsOf(entries)).toEqual([rejected, { operationId: 'op-1', status: 'ACCEPTED', confirmed: true }]);
	});

	it('is put together from several readings, and then no more is read', async () => {
		const first = reporting(ann('REJECTED', 'REJECTED_PERSON_IN_FLOW'), bob('PENDING'));
		const { entries, readings } = await add([ANN, BOB], [first, reporting(bob('ACCEPTED'))]);
		expect(detailsOf(entries)).toEqual([rejected, { operationId: 'op-1', status: 'ACCEPTED', confirmed: true }]);
		expect(readings).toHaveLength(2);
	});

	it('has a problem only where it is not known', async () => {
		const { entries } = await add([ANN, BOB], [reporting(ann('ACCEPTED'), bob('PENDING')), { status: 403 }]);
		expect(entries).toEqual([added('ACCEPTED', true), added('PENDING', false, { reportProblem: expect.stringContaining('(403)') })]);
	});
});

describe('a person whom Infobip rejects', () => {
	it.each([
		['REJECTED_ATTRIBUTE_MISSED', 'an attribute does not exist in Infobip People, or has another spelling there (sent: Company, plan)'],
		['REJECTED_CDP_ERROR_UNKNOWN', 'the profile could not be saved; Infobip does not say why'],
		['REJECTED_FLOW_ERROR_UNKNOWN', 'the flow failed; Infobip does not say why'],
		['REJECTED_INVALID_CONTACT', 'the phone number or email address is not recognised'],
		['REJECTED_NOT_ENOUGH_CREDITS', 'the account is out of credits'],
		['REJECTED_PERSON_ALREADY_IN_FLOW', 'the person is in the flow already'],
		['REJECTED_PERSON_IN_FLOW', 'the person is in the flow already'],
		['REJECTED_PERSON_NOT_ALLOWED_TO_REENTER', 'the person may not enter the flow again at this time'],
		['REJECTED_BY_THE_MOON', 'REJECTED_BY_THE_MOON'],
		['toString', 'toString'],
	])('for %s is not added', async (errorReason, words) => {
		const person = { ...ANN, attributes: { firstName: 'Ann', Company: 'Acme', plan: 'gold' } };
		const { entries } = await add([person], [reporting(row('31612345678', 'REJECTED', errorReason))]);
		expect(entries).toEqual([
			{
				added: false,
				reason: 'personRejected',
				message: `Infobip did not add the person to the flow: ${words}.`,
				details: { operationId: 'op-1', status: 'REJECTED', errorReason },
			},
		]);
	});

	it('without a reason is not added', async () => {
		const { entries } = await add([ANN], [reporting(row('31612345678', 'REJECTED'))]);
		expect(entries).toEqual([
			{
				added: false,
				reason: 'personRejected',
				message: 'Infobip did not add the person to the flow: it does not say why.',
				details: { operationId: 'op-1', status: 'REJECTED' },
			},
		]);
	});
});

describe('the rows of a report', () => {
	const statusesOf = (entries: Entry[]) => entries.map(({ details }) => details?.errorReason ?? details?.status);

	it('may come in another order and another form', async () => {
		const people = [ANN, { ...ANN, identifiers: [{ type: 'email', value: 'ann@example.com' }] }, entrant('+31687654321')];
		const { entries } = await add(people, [
			reporting(
				row('Ann@Example.com', 'REJECTED', 'REJECTED_INVALID_CONTACT'),
				row('+31687654321', 'ACCEPTED'),
				row('31612345678', 'REJECTED', 'REJECTED_PERSON_IN_FLOW'),
			),
		]);
		expect(statusesOf(entries)).toEqual(['REJECTED_PERSON_IN_FLOW', 'REJECTED_INVALID_CONTACT', 'ACCEPTED']);
	});

	it.each<[string, Row[], string[]]>([
		[
			'a row for each, in their order',
			[row('31612345678', 'ACCEPTED'), row('31612345678', 'REJECTED', 'A'), row('31612345678', 'REJECTED', 'B')],
			['ACCEPTED', 'A', 'B'],
		],
		['one row that holds for all', [row('31612345678', 'REJECTED', 'A')], ['A', 'A', 'A']],
		['a last row that holds for the rest', [row('31612345678', 'ACCEPTED'), row('31612345678', 'REJECTED', 'A')], ['ACCEPTED', 'A', 'A']],
	])('are, for three with one address, %s', async (_, rows, statuses) => {
		const { entries } = await add([ANN, ANN, ANN], [reporting(...rows)]);
		expect(statusesOf(entries)).toEqual(statuses);
	});
});

describe('the reports of several requests', () => {
	it('are each read to their end, and no longer', async () => {
		const people = entrants(1500);
		const seen: Record<string, number> = {};
		const { entries, readings, waits } = await add(people, [
			({ url }) => {
				const operation = new URL(url).searchParams.get('operationId') as string;
				seen[operation] = (seen[operation] ?? 0) + 1;
				const isDone = operation === 'op-1' || seen[operation] > 2;
				const members = operation === 'op-1' ? people.slice(0, 1000) : people.slice(1000);
				const rows = members.map(({ identifiers }) => row(identifiers[0].value.slice(1), isDone ? 'ACCEPTED' : 'PENDING'));
				return reporting(...rows);
			},
		]);
		expect(entries.every(({ details }) => details?.confirmed === true)).toBe(true);
		expect(entries.map(({ details }) => details?.operationId)).toEqual([...Array(1000).fill('op-1'), ...Array(500).fill('op-2')]);
		expect(readings).toHaveLength(4);
		expect(waits).toEqual([500, 1000, 2000]);
	});

	it('are not waited for any more when time is up and Infobip does not answer', async () => {
		const { readings } = await add(entrants(3000), [{ cause: 'timeout' }], 400);
		expect(readings).toHaveLength(1);
	});
});
