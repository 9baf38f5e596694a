import type { NotAdded } from '../../flow/addToFlow/gateway';
import type { ProblemKind } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import { dynamicApiRoute } from '../../providers/dynamicApi/route';
import { entrant, entrants } from './support/entrants';
import { fakeService } from './support/fakeService';

const MEGABYTE = 1_000_000;

/** What comes of an entrant when a server that is up to no good answers with a problem of ours. */
async function refused(kind: ProblemKind, rest: object): Promise<NotAdded> {
	const { problem } = refuse(kind, 'Why so.');
	const { sendRequest } = fakeService(() => ({ status: problem.status, body: { ...problem, ...rest } }));
	const target = { url: 'https://other.example.com/', method: 'POST' as const, waits: true, concurrency: 1, newKey: () => 'k' };
	const [entry] = await dynamicApiRoute(sendRequest, target).add([entrant('+31612345678')]);
	return entry as NotAdded;
}
const errorsFor = async (errors: unknown) => (await refused('attributes-invalid', { errors })).details?.errors;
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('the failing fields of which a foreign server tells', () => {
	it('are no more than twenty', async () => {
		const errors = Array.from({ length: 10_000 }, (_, n) => ({ pointer: `#/${n}`, detail: `must be ${n}` }));
		expect(await errorsFor(errors)).toEqual(errors.slice(0, 20));
	});

	it('are their places and words, and nothing else', async () => {
		const error = { pointer: '#/a', detail: 'must be b', value: 's3cret', stack: 'at x', __proto__: null, constructor: 1 };
		const entry = await refused('attributes-invalid', { errors: [error], more: { secret: 's3cret' } });
		expect(entry).toEqual({
			added: false,
			reason: 'personRejected',
			message: expect.any(String),
			details: { httpStatus: 422, errors: [{ pointer: '#/a', detail: 'must be b' }] },
		});
	});

	it('are short', async () => {
		const long = 'x'.repeat(MEGABYTE);
		const errors = await errorsFor(Array.from({ length: 30 }, () => ({ pointer: `#/${long}`, detail: long })));
		expect(bytesOf(errors)).toBeLessThan(20 * 700);
		expect((errors as unknown[])[0]).toEqual({ pointer: expect.stringMatching(/^#\/x/), detail: expect.stringMatching(/^xxx/) });
	});

	it('have no half of a character', async () => {
		for (const start of ['', 'x']) {
			const text = `${start}${'😀'.repeat(1000)}`;
			const [error] = (await errorsFor([{ pointer: text, detail: text }])) as Array<Record<string, string>>;
			expect([error.pointer.isWellFormed(), error.detail.isWellFormed()]).toEqual([true, true]);
		}
	});

	it.each<[unknown]>([[undefined], [null], [7], ['many'], [true], [{ 0: { pointer: '#/a' }, length: 1 }], [[]]])('are none when they are %j', async (errors) => {
		expect(await errorsFor(errors)).toEqual([]);
	});

	it('may be odd one by one', async () => {
		const odd = [null, 5, 'text', [], {}, { pointer: {}, detail: [] }, { pointer: '', detail: ' ' }];
		const known = { pointer: '#/a', detail: 'must be b' };
		expect(await errorsFor([...odd, known, { pointer: 7 }, { detail: 'only words' }])).toStrictEqual([known, { pointer: '7' }, { detail: 'only words' }]);
	});
});

describe('why a foreign flow failed', () => {
	const messageFor = async (detail: unknown) => (await refused('flow-failed', { detail })).message;

	it('is quoted on one line', async () => {
		expect(await messageFor('Ran out\n\t of   luck.\u2028Sorry.')).toBe('The secondary flow failed. It says: Ran out of luck. Sorry.');
	});

	it.each([undefined, null, '', '  \n ', {}, [], true])('is left out when it is %j', async (detail) => {
		expect(await messageFor(detail)).toBe('The secondary flow failed.');
	});

	it('is without the query of a URL, in which there may be a key', async () => {
		expect(await messageFor('GET https://api.example.com/a?token=s3cret&b=1 failed, as did "https://b.example.com/?key=s3cret"')).toBe(
			'The secondary flow failed. It says: GET https://api.example.com/a failed, as did "https://b.example.com/"',
		);
	});

	it.each([
		['of one character', 'x'.repeat(MEGABYTE)],
		['of emoji', '😀'.repeat(MEGABYTE / 4)],
		['of white space', `${' '.repeat(MEGABYTE)}x`],
		['of question marks', '?'.repeat(MEGABYTE)],
		['of open brackets and question marks', '?('.repeat(MEGABYTE / 2)],
		['of queries', '?a=b'.repeat(MEGABYTE / 4)],
		['of equals signs', `?${'='.repeat(MEGABYTE)}`],
	])('is short and read at once when it is a megabyte %s', async (_, detail) => {
		const before = performance.now();
		const { message, details } = await refused('flow-failed', { detail });
		expect(performance.now() - before).toBeLessThan(1000);
		expect(message.length).toBeLessThan(400);
		expect(message.isWellFormed()).toBe(true);
		expect(details).toEqual({ httpStatus: 500 });
	});

	it('shows no part of a key where it is cut', async () => {
		for (let length = 0; length < 1300; length++) {
			const detail = `${'x'.repeat(length)} https://a.example.com/?token=s3cret&more=s3cret ${'y'.repeat(2000)}`;
			expect(await messageFor(detail)).not.toContain('s3c');
		}
	});
});

describe('variables with more lists in one another than JSON can be written of', () => {
	it.each(['POST', 'GET'] as const)('keep one entrant out, and not the others, by %s', async (method) => {
		let deep: unknown[] = [];
		for (let level = 0; level < 100_000; level++) deep = [deep];
		const people = entrants(3);
		people[1].variables = { deep };
		const service = fakeService(() => ({ status: 200 }));
		const target = { url: 'https://other.example.com/', method, waits: false, concurrency: 1, newKey: () => 'k' };
		const entries = await dynamicApiRoute(service.sendRequest, target).add(people);
		expect(entries.map(({ added }) => added)).toEqual([true, false, true]);
		expect(entries[1]).toMatchObject({ reason: 'targetRejected', message: 'The variables cannot be sent, because they are not JSON.' });
	});
});

describe('the ids that a foreign server tells of', () => {
	it('are no megabytes', async () => {
		const long = 'x'.repeat(MEGABYTE);
		for (const kind of ['flow-failed', 'flow-too-slow', 'attributes-invalid', 'rate-limited'] as const) {
			expect(bytesOf(await refused(kind, { requestId: long, executionId: long, detail: long }))).toBeLessThan(2000);
		}
	});
});
