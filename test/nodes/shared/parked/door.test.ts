import { knock } from '../../../../nodes/shared/parked/door';

const DOOR = '/webhook-waiting/17?signature=t0ken/slot';
let tests = 0;

/** What comes of a knock at the door of a run of an n8n that answers so. */
async function heard(status: number, body: unknown) {
	// What is known of an n8n is remembered, so each test has another one.
	const origin = `http://n8n-at-door-${++tests}:5678`;
	const called: string[] = [];
	jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
		if (String(input).includes('/readiness')) return await Promise.resolve(new Response('{}'));
		called.push(String(input));
		return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
	});
	const outcome = await knock(`${origin}${DOOR}`, { ticket: 'the ticket' }).catch((error: Error) => error);
	return { outcome, origin, called };
}
afterEach(() => jest.restoreAllMocks());

describe('an element that cannot let its run go on now', () => {
	it('is told of with where to look, and without the signature of its door', async () => {
		const { outcome, origin, called } = await heard(200, { notNow: true });
		expect(outcome).toEqual(new Error(`The element cannot let its run go on now; the log of n8n at ${origin} says why.`));
		expect(called).toEqual([`${origin}${DOOR}`]);
	});

	it.each([
		['goes on by itself', { notNow: true, letGo: true }, 'done'],
		['says until when', { notNow: true, heldUntilMs: 5 }, { heldUntilMs: 5 }],
		['is busy', { notNow: true, busy: true }, 'busy'],
	])('is not told of when it %s', async (_, answer, expected) => {
		expect((await heard(200, answer)).outcome).toEqual(expected);
	});
});

it.each<[number, unknown]>([
	[200, {}],
	[200, null],
	[200, { notNow: 'true' }],
	[502, '<html>Bad Gateway</html>'],
])('an answer that nobody understands is told of by its status: %i %j', async (status, body) => {
	const { outcome, origin } = await heard(status, body);
	expect(outcome).toEqual(new Error(`n8n at ${origin} answered ${status}.`));
});
