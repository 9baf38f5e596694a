import {
	acknowledge,
	holdForAnswer,
	REQUEST_ID_HEADER,
	sendAcknowledgement,
	sendAnswer,
	sendDocument,
	sendRefusal,
} from '../../../flow/route/callerAnswer';
import type { CallerResponse } from '../../../flow/route/callerAnswer';
import { refuse } from '../../../flow/route/problem';

/** Stands in for Express's response, and is as strict as Node.js: what comes after the end throws. */
class FakeResponse implements CallerResponse {
	headersSent = false;
	statusCode = 200;
	readonly headers: Record<string, string> = {};
	readonly chunks: Buffer[] = [];
	ends = 0;
	private closeListeners: Array<() => void> = [];

	setHeader(name: string, value: string): this {
		if (this.headersSent) throw new Error('ERR_HTTP_HEADERS_SENT');
		this.headers[name.toLowerCase()] = value;
		return this;
	}

	setHeaders(headers: Map<string, string>): this {
		for (const [name, value] of headers) this.setHeader(name, value);
		return this;
	}

	removeHeader(name: string): void {
		if (this.headersSent) throw new Error('ERR_HTTP_HEADERS_SENT');
		delete this.headers[name.toLowerCase()];
	}

	once(_event: 'close', listener: () => void): this {
		this.closeListeners.push(listener);
		return this;
	}

	json(body: unknown): this {
		return this.send(JSON.stringify(body));
	}

	send(body: unknown): this {
		this.end(Buffer.from(body as string));
		return this;
	}

	write(chunk: unknown): boolean {
		if (this.ends > 0) throw new Error('ERR_STREAM_WRITE_AFTER_END');
		this.headersSent = true;
		this.chunks.push(Buffer.from(chunk as Buffer));
		return true;
	}

	end(chunk?: unknown): this {
		if (chunk !== undefined) this.write(chunk);
		this.headersSent = true;
		this.ends += 1;
		return this;
	}

	/** What Node.js does when the connection ends. */
	close(): void {
		for (const listener of this.closeListeners.splice(0)) listener();
	}

	get text(): string {
		return Buffer.concat(this.chunks).toString('utf8');
	}

	get body(): unknown {
		return JSON.parse(this.text);
	}
}

const ID = '6f1c2b7a-9d3e-4f60-8293-a4b5c6d7e8f9';
const GATEWAY_TIMEOUT = {
	type: 'urn:n8n-nodes-flow-elements:problem:flow-too-slow',
	title: 'The flow did not answer in time',
	status: 504,
	detail: 'The flow did not answer within 30 seconds. It goes on; do not repeat the call blindly.',
	requestId: ID,
};
const FAILED = {
	type: 'urn:n8n-nodes-flow-elements:problem:flow-failed',
	title: 'The flow failed',
	status: 500,
	detail: 'The flow stopped with an error before it answered. The error is in the n8n execution log.',
	requestId: ID,
};
const NO_ANSWER = {
	type: 'urn:n8n-nodes-flow-elements:problem:flow-ended-without-answer',
	title: 'The flow ended without an answer',
	status: 500,
	detail: 'The flow ran to its end, but no API End answered the call.',
	requestId: ID,
};

let response: FakeResponse;
beforeEach(() => {
	jest.useFakeTimers();
	response = new FakeResponse();
});
afterEach(() => {
	jest.useRealTimers();
});

it('carries the id of a call in the header X-Request-Id', () => {
	expect(REQUEST_ID_HEADER).toBe('X-Request-Id');
});

describe('a refusal', () => {
	it('is sent whole, with the id of the call', () => {
		sendRefusal(response, refuse('method-not-allowed', 'Use POST, é.', { headers: { Allow: 'POST' } }), ID);
		expect(response.statusCode).toBe(405);
		expect(response.headers).toEqual({
			allow: 'POST',
			'content-type': 'application/problem+json',
			'content-length': String(Buffer.byteLength(response.text)),
			'cache-control': 'no-store',
		});
		expect(response.body).toEqual({
			type: 'urn:n8n-nodes-flow-elements:problem:method-not-allowed',
			title: 'The method is not allowed',
			status: 405,
			detail: 'Use POST, é.',
			requestId: ID,
		});
		expect(response.ends).toBe(1);
	});

	it('does not change the refusal itself', () => {
		const refusal = refuse('unauthorized', 'No.');
		sendRefusal(response, refusal, ID);
		expect(refusal.problem).not.toHaveProperty('requestId');
	});
});

describe('a fallback answer', () => {
	const fallback = { statusCode: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"contents":[]}') };
	beforeEach(() => holdForAnswer(response, ID, 4500, { fallback, onTimeout: async () => ({ Location: '/status' }) }));

	it('takes the place of the 504 at the deadline, and what comes later does nothing', async () => {
		await jest.advanceTimersByTimeAsync(4499);
		expect(response.ends).toBe(0);
		await jest.advanceTimersByTimeAsync(1);
		expect(response.statusCode).toBe(200);
		expect(response.headers).toEqual({ 'content-type': 'application/json', location: '/status', 'x-fallback-for': 'flow-too-slow' });
		expect(response.body).toEqual({ contents: [] });
		response.end(Buffer.from('late'));
		expect(response.ends).toBe(1);
	});

	it.each([
		['flow-failed', 500],
		['flow-ended-without-answer', 200],
	])('takes the place of %s', async (kind, status) => {
		response.statusCode = status;
		response.json({ message: 'n8n says so' });
		await jest.advanceTimersByTimeAsync(0);
		expect(response.statusCode).toBe(200);
		expect(response.headers['x-fallback-for']).toBe(kind);
		expect(response.body).toEqual({ contents: [] });
	});

	it('does not come when API End answers', async () => {
		response.end(Buffer.from('{"contents":[1]}'));
		await jest.advanceTimersByTimeAsync(10_000);
		expect(response.body).toEqual({ contents: [1] });
		expect(response.headers).not.toHaveProperty('x-fallback-for');
	});
});

describe('a synchronous call whose time is up', () => {
	beforeEach(() => holdForAnswer(response, ID, 30_000));

	it('is answered with 504 at the deadline and not a millisecond before', () => {
		jest.advanceTimersByTime(29_999);
		expect(response.ends).toBe(0);
		jest.advanceTimersByTime(1);
		expect(response.statusCode).toBe(504);
		expect(response.headers['content-type']).toBe('application/problem+json');
		expect(response.body).toEqual(GATEWAY_TIMEOUT);
		expect(response.ends).toBe(1);
	});

	it('is answered once, however long the flow goes on', () => {
		jest.advanceTimersByTime(10_000_000);
		expect(response.ends).toBe(1);
		expect(jest.getTimerCount()).toBe(0);
	});

	it.each<[string, (late: FakeResponse) => unknown]>([
		['API End with bytes', (late) => late.setHeader('X-Flow', 'late').end(Buffer.from('late'))],
		[
			'API End with a stream',
			(late) => [late.setHeaders(new Map([['x', 'late']])), late.write('late'), late.write('late'), late.end()],
		],
		['n8n with json', (late) => late.json({ message: 'Error in workflow' })],
		['n8n with send', (late) => late.send('late')],
		['n8n taking off a header', (late) => [late.removeHeader('Content-Type'), late.end()]],
	])('takes a late answer by %s, and does nothing with it', (_, answer) => {
		jest.advanceTimersByTime(30_000);
		const before = { body: response.text, headers: { ...response.headers } };
		expect(() => answer(response)).not.toThrow();
		expect({ body: response.text, headers: response.headers }).toEqual(before);
		expect(response.ends).toBe(1);
	});

	it('gives late writers what they wait for', () => {
		jest.advanceTimersByTime(30_000);
		expect(response.write('late')).toBe(true);
		expect(response.end()).toBe(response);
		expect(response.json({})).toBe(response);
		expect(response.setHeader('a', 'b')).toBe(response);
	});

	it('gets no 504 when its answer has begun', () => {
		response.write('half of a file');
		jest.advanceTimersByTime(30_000);
		response.end('and the rest');
		expect(response.text).toBe('half of a fileand the rest');
		expect(response.statusCode).toBe(200);
	});

	it('gets no 504 when the caller has gone, and holds no timer', () => {
		response.close();
		expect(jest.getTimerCount()).toBe(0);
		jest.advanceTimersByTime(30_000);
		expect(response.ends).toBe(0);
	});
});

it('says a deadline of less than a second as it is', () => {
	holdForAnswer(response, ID, 100);
	jest.advanceTimersByTime(100);
	expect(response.body).toMatchObject({
		detail: 'The flow did not answer within 0.1 seconds. It goes on; do not repeat the call blindly.',
	});
});

describe('a synchronous call that is answered', () => {
	beforeEach(() => holdForAnswer(response, ID, 30_000));

	it('by API End gets its bytes as they are', () => {
		const bytes = Buffer.from([0, 255, 13, 10]);
		response.statusCode = 418;
		response.setHeader('Content-Type', 'image/png');
		response.end(bytes);
		response.close();
		jest.advanceTimersByTime(30_000);
		expect(response.statusCode).toBe(418);
		expect(response.headers).toEqual({ 'content-type': 'image/png' });
		expect(Buffer.concat(response.chunks)).toEqual(bytes);
		expect(response.ends).toBe(1);
	});

	it('by API End takes nothing more from n8n', () => {
		response.end('API End');
		response.json({ message: 'Workflow was started' });
		response.send('more');
		expect(response.text).toBe('API End');
		expect(response.ends).toBe(1);
	});

	it.each<[string, number, unknown, object]>([
		['because the flow failed', 500, { message: 'Error in workflow: secret' }, FAILED],
		['because the call was not understood', 400, { message: 'secret' }, FAILED],
		['because the flow was not found', 404, { message: 'secret' }, FAILED],
		['because the flow ended', 200, { message: 'Workflow was started' }, NO_ANSWER],
		['because the flow ended, with nothing', 200, undefined, NO_ANSWER],
		['because the flow ended, with the data of its last node', 201, [{ secret: 1 }], NO_ANSWER],
	])('by n8n itself %s gets a problem document', (_, status, body, problem) => {
		response.statusCode = status;
		expect(response.json(body)).toBe(response);
		expect(response.statusCode).toBe(500);
		expect(response.headers['content-type']).toBe('application/problem+json');
		expect(response.body).toEqual(problem);
		expect(response.text).not.toContain('secret');
	});

	it('by n8n itself with send gets a problem document too', () => {
		response.statusCode = 500;
		response.send('Internal error: secret');
		expect(response.body).toEqual(FAILED);
	});

	it('by n8n itself is answered once, and gets no 504 after that', () => {
		response.json({});
		response.json({});
		response.send('');
		jest.advanceTimersByTime(30_000);
		expect(response.ends).toBe(1);
		expect(response.body).toEqual(NO_ANSWER);
	});
});

describe('an asynchronous call', () => {
	beforeEach(() => acknowledge(response, ID));

	it('gets 202 with the ids of request and execution, and nothing else', () => {
		response.json({ executionId: '17', secret: 1, status: 'other' });
		expect(response.statusCode).toBe(202);
		expect(response.headers).toEqual({
			'content-type': 'application/json',
			'content-length': String(response.text.length),
			'cache-control': 'no-store',
		});
		expect(response.body).toEqual({ status: 'accepted', requestId: ID, executionId: '17' });
	});

	it.each([undefined, null, 'Workflow was started', [], 5])(
		'gets 202 with the id of the request when n8n says %j',
		(body) => {
			response.send(body);
			expect(response.statusCode).toBe(202);
			expect(response.body).toEqual({ status: 'accepted', requestId: ID });
		},
	);

	it.each([400, 404, 500, 503])('gets a problem document when n8n could not start the flow (%i)', (status) => {
		response.statusCode = status;
		response.json({ message: 'secret', executionId: '17' });
		expect(response.statusCode).toBe(500);
		expect(response.body).toEqual({ ...FAILED, detail: 'The flow could not be started. The error is in the n8n log.' });
	});

	it('is answered once', () => {
		response.json({ executionId: '17' });
		response.json({ executionId: '18' });
		expect(response.body).toEqual({ status: 'accepted', requestId: ID, executionId: '17' });
		expect(response.ends).toBe(1);
	});

	it('has no deadline', () => {
		expect(jest.getTimerCount()).toBe(0);
	});
});

/** Lets promises that are settled go on. */
const settled = async () => await jest.advanceTimersByTimeAsync(0);

describe('a route that notes what becomes of its synchronous calls', () => {
	const onTimeout = jest.fn(async () => ({ Location: '/webhook/a?request-status=1' }));
	const onEnd = jest.fn(async (end: 'ended-without-answer' | 'failed' | 'not-started') => end);
	beforeEach(() => {
		onTimeout.mockClear();
		onEnd.mockClear();
		holdForAnswer(response, ID, 30_000, { onTimeout, onEnd });
	});

	it('gives the 504 the headers that it is told', async () => {
		await jest.advanceTimersByTimeAsync(30_000);
		expect(response.statusCode).toBe(504);
		expect(response.headers.location).toBe('/webhook/a?request-status=1');
		expect(response.body).toMatchObject({
			detail: 'The flow did not answer within 30 seconds. It goes on: ask for its status where Location points.',
		});
	});

	it('gives no 504 when the answer comes while it notes that', async () => {
		onTimeout.mockImplementationOnce(async () => {
			response.end('just in time');
			return { Location: '/' };
		});
		await jest.advanceTimersByTimeAsync(30_000);
		expect(response.text).toBe('just in time');
		expect(response.ends).toBe(1);
	});

	it('learns how the run ended before the caller does', async () => {
		response.statusCode = 500;
		response.json({ message: 'Error in workflow' });
		expect(response.ends).toBe(0);
		await settled();
		expect(onEnd).toHaveBeenCalledWith('failed');
		expect(response.body).toEqual(FAILED);
	});

	it('can say that the run never began', async () => {
		onEnd.mockResolvedValueOnce('not-started');
		response.statusCode = 500;
		response.json({});
		await settled();
		expect(response.body).toMatchObject({ detail: 'The flow could not be started. The error is in the n8n log.' });
	});

	it('learns of the end of a run also after the 504, once, and the caller does not', async () => {
		await jest.advanceTimersByTimeAsync(30_000);
		const before = response.text;
		response.json({ message: 'Workflow was started' });
		response.json({});
		await settled();
		expect(onEnd).toHaveBeenCalledTimes(1);
		expect(response.text).toBe(before);
		expect(response.ends).toBe(1);
	});

	it('is asked for nothing when API End answers', async () => {
		response.end('API End');
		response.close();
		await jest.advanceTimersByTimeAsync(60_000);
		expect(onTimeout).not.toHaveBeenCalled();
		expect(onEnd).not.toHaveBeenCalled();
	});
});

describe('a route that notes what becomes of its asynchronous calls', () => {
	const onStarted = jest.fn(async () => undefined);
	const onNotStarted = jest.fn(async () => undefined);
	beforeEach(() => {
		onStarted.mockClear();
		onNotStarted.mockClear();
		acknowledge(response, ID, { Location: '/webhook/a' }, { onStarted, onNotStarted });
	});

	it('notes the execution before the caller learns of it', async () => {
		response.json({ executionId: '17' });
		expect(response.ends).toBe(0);
		await settled();
		expect(onStarted).toHaveBeenCalledWith('17');
		expect(response.headers.location).toBe('/webhook/a');
		expect(response.body).toEqual({ status: 'accepted', requestId: ID, executionId: '17' });
	});

	it('notes that nothing was started, and points nowhere', async () => {
		response.statusCode = 500;
		response.json({});
		await settled();
		expect(onNotStarted).toHaveBeenCalledTimes(1);
		expect(onStarted).not.toHaveBeenCalled();
		expect(response.headers).not.toHaveProperty('location');
	});
});

describe('what was kept', () => {
	it('is sent as it was: an answer', () => {
		const answer = { statusCode: 418, headers: { 'content-type': 'image/png', 'x-flow': 'yes' }, body: Buffer.from([0, 255]) };
		sendAnswer(response, answer, { 'Content-Security-Policy': 'sandbox' });
		expect(response.statusCode).toBe(418);
		expect(response.headers).toEqual({ 'content-type': 'image/png', 'x-flow': 'yes', 'content-security-policy': 'sandbox' });
		expect(Buffer.concat(response.chunks)).toEqual(answer.body);
		expect(response.ends).toBe(1);
	});

	it('is sent as it was: an acknowledgement', () => {
		sendAcknowledgement(response, ID, '17', { Location: '/webhook/a' });
		expect(response.statusCode).toBe(202);
		expect(response.headers.location).toBe('/webhook/a');
		expect(response.body).toEqual({ status: 'accepted', requestId: ID, executionId: '17' });
	});

	it('is told in a document that no cache keeps', () => {
		sendDocument(response, { 'Retry-After': '1' }, { status: 'running' });
		expect(response.statusCode).toBe(200);
		expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '1' });
		expect(response.body).toEqual({ status: 'running' });
	});
});

describe('in queue mode, where n8n ends the response by itself right after it has spoken', () => {
	/** webhook-helpers.js, setupResponseNodePromise, and webhook-request-handler.js */
	const n8nSays = async (body: unknown, statusCode?: number) => {
		process.nextTick(() => response.end());
		if (statusCode !== undefined) response.statusCode = statusCode;
		response.json(body);
		await jest.advanceTimersByTimeAsync(0);
	};
	/** The store takes its time. */
	const slowly = async () => await new Promise((resolve) => setTimeout(resolve, 20));

	it.each([
		['that ended without an answer', undefined, NO_ANSWER],
		['that failed', 500, FAILED],
	])('the caller of a flow %s gets the problem, however long the store takes', async (_which, statusCode, problem) => {
		holdForAnswer(response, ID, 30_000, {
			onEnd: async (end) => {
				await slowly();
				return end;
			},
		});
		await n8nSays({}, statusCode);
		expect(response.headersSent).toBe(false);
		await jest.advanceTimersByTimeAsync(20);
		expect(response.body).toEqual(problem);
		expect(response.ends).toBe(1);
	});

	it('the caller of a flow that is parked goes on waiting', async () => {
		holdForAnswer(response, ID, 30_000, { onEnd: async () => 'goes-on' });
		await n8nSays({});
		await jest.advanceTimersByTimeAsync(29_999);
		expect(response.headersSent).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(response.body).toEqual(GATEWAY_TIMEOUT);
	});

	it('a flow that ends after the 504 does not seem to have failed', async () => {
		const onEnd = jest.fn(async (end) => end as 'failed');
		holdForAnswer(response, ID, 30_000, { onEnd });
		await jest.advanceTimersByTimeAsync(30_000);
		expect(response.body).toEqual(GATEWAY_TIMEOUT);
		await n8nSays({});
		expect(onEnd).toHaveBeenCalledWith('ended-without-answer');
		expect(response.ends).toBe(1);
	});
});
