import { botCallbackFaults, readBotAnswer, readBotCallback } from '../../../flow/session/botAnswer';
import { MOST_REPLIES } from '../../../flow/session/replies';
import { hostileBodies } from '../../providers/support/hostileBodies';

const read = (body: unknown) => readBotAnswer(body);
const answerOf = (body: unknown) => {
	const result = read(body);
	if ('faults' in result) throw new Error(result.faults.join(' '));
	return result.answer;
};
const faultsOf = (body: unknown) => {
	const result = read(body);
	return 'faults' in result ? result.faults : [];
};

describe('what a bot says', () => {
	it('can have all that an answer has', () => {
		const body = {
			replies: [
				'Hello',
				{ type: 'text', text: 'How are you?' },
				{ type: 'image', url: 'https://shop.example/a.jpg', caption: 'A' },
				{ type: 'file', url: 'http://shop.example/a.pdf' },
				{ type: 'choices', text: 'Size', choices: ['S', { label: 'M', payload: 'm-1' }, { label: 'L', payload: 'L' }] },
				5,
			],
			done: true,
			exit: 'endedByUser',
			reason: ' in a hurry ',
			variables: { size: 'm-1', nested: [{ a: null }] },
			sessionId: 7,
		};
		expect(answerOf(body)).toEqual({
			answered: true,
			replies: [
				{ type: 'text', text: 'Hello' },
				{ type: 'text', text: 'How are you?' },
				{ type: 'image', url: 'https://shop.example/a.jpg', caption: 'A' },
				{ type: 'file', url: 'http://shop.example/a.pdf' },
				{ type: 'choices', text: 'Size', choices: [{ label: 'S' }, { label: 'M', payload: 'm-1' }, { label: 'L' }] },
				{ type: 'text', text: '5' },
			],
			engineSessionId: '7',
			variables: { size: 'm-1', nested: [{ a: null }] },
			end: { exit: 'endedByUser', reason: 'in a hurry' },
		});
	});

	it.each<[string, unknown]>([
		['a text by itself', 'Hello'],
		['a list', ['Hello']],
		['a list of one object', [{ output: 'Hello' }]],
		['replies', { replies: ['Hello'] }],
		['one reply in the place of a list', { replies: { text: 'Hello' } }],
		['reply', { reply: 'Hello' }],
		['text', { text: ' Hello\n' }],
		['the output of an AI agent', { output: 'Hello' }],
		['the structured output of an AI agent', { output: { replies: ['Hello'] } }],
		['a reply by itself', { type: 'text', text: 'Hello' }],
		['replies beside nothing', { replies: ['', null, ' ', 'Hello'] }],
	])('can be %s', (_, body) => {
		expect(answerOf(body)).toEqual({ answered: true, replies: [{ type: 'text', text: 'Hello' }] });
	});

	// The last is what n8n says to have taken a call.
	it.each([undefined, null, '', ' ', [], {}, { replies: [] }, { message: 'Workflow was started' }, { done: false }, { done: 'false' }, { done: null }])('can be nothing: %j', (body) => {
		expect(answerOf(body)).toEqual({ answered: true, replies: [] });
	});

	it.each<[object, object | undefined]>([
		[{ done: true }, { exit: 'closedByElement' }],
		[{ done: ' True ' }, { exit: 'closedByElement' }],
		[{ end: true, exit: 'redirectToAgentFailed' }, { exit: 'redirectToAgentFailed' }],
		[{ done: true, exit: null, reason: '' }, { exit: 'closedByElement' }],
		[{ done: true, exit: 'endedByUser', reason: { a: 1 } }, { exit: 'endedByUser' }],
		[{ exit: 'endedByUser' }, undefined],
	])('has an end or not: %j', (body, end) => {
		expect(answerOf(body).end).toEqual(end);
	});

	it('does not have a reason that nobody reads to its end', () => {
		expect(answerOf({ done: true, reason: 'x'.repeat(5000) }).end?.reason).toHaveLength(1000);
	});

	it.each<[string, unknown, string]>([
		['an exit that it cannot bring about', { done: true, exit: 'expiredByTimeout' }, 'exit must be one of closedByElement, endedByUser, redirectToAgentFailed.'],
		['an exit that is no text', { done: true, exit: ['endedByUser'] }, 'exit must be one of'],
		['a done that is neither', { done: 'yes' }, 'done must be true or false.'],
		['a number for done', { done: 1 }, 'done must be true or false.'],
		['a reply of another type', { replies: ['a', { type: 'video call' }] }, 'replies[1] must be a text, or an object whose type is'],
		['a truth for a reply', { replies: true }, 'replies must be a text, or an object'],
		['a list in a list', { replies: [['a']] }, 'replies[0] must be a text, or an object'],
		['a text that is none', { replies: [{ type: 'text', text: {} }] }, 'replies[0].text must be a text.'],
		['a file that is nowhere', { replies: [{ type: 'image', url: 'javascript:alert(1)' }] }, 'replies[0].url must be a URL that begins with https:// or http://.'],
		['no choices', { replies: [{ type: 'choices', text: 'Size' }] }, 'replies[0].choices must be a list of at least one choice.'],
		['a choice without a label', { replies: [{ type: 'choices', choices: ['S', { payload: 'm' }] }] }, 'replies[0].choices[1] must be a text, or an object with a label.'],
		['variables that are a list', { variables: ['a'] }, 'variables must be a JSON object of names and values.'],
		['variables that are a text', { variables: '{"a":1}' }, 'variables must be a JSON object of names and values.'],
		['variables that are too large', { variables: { a: 'x'.repeat(300_000) } }, 'variables are larger than 256 KB.'],
		['a session that has no name', { sessionId: {} }, 'sessionId must be a text of 1 to 500 characters.'],
		['too many replies', { replies: Array(MOST_REPLIES + 1).fill('a') }, 'There are more than 50 replies.'],
	])('is refused with %s', (_, body, fault) => {
		expect(faultsOf(body)).toEqual([expect.stringContaining(fault)]);
	});

	it('names several faults, but not without end', () => {
		expect(faultsOf({ replies: [true, true], done: 'x', exit: 'x' })).toHaveLength(4);
		expect(faultsOf({ replies: Array(1000).fill(true) }).length).toBeLessThan(20);
	});

	it('never has names that would reach the prototype of an object', () => {
		const body: unknown = JSON.parse('{"variables":{"__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"x":1}},"b":[{"__proto__":{}}]}}}');
		const { variables } = answerOf(body);
		expect(JSON.stringify(variables)).toBe('{"a":{"b":[{}]}}');
		expect(Object.assign({}, variables)).not.toHaveProperty('polluted');
	});

	it.each(hostileBodies())('can be %s without harm', (_, body) => {
		expect(() => read(body)).not.toThrow();
		expect(() => readBotCallback(body)).not.toThrow();
		expect(() => botCallbackFaults(body)).not.toThrow();
		expect(() => read({ replies: body, variables: body, exit: body, done: body, reason: body, sessionId: body })).not.toThrow();
	});

	it('is refused when its variables are nested without end', () => {
		let deep: unknown = 'x';
		for (let depth = 0; depth < 20_000; depth++) deep = { deep };
		expect(faultsOf({ variables: { deep } })).toEqual(['variables are nested more than 20 levels deep.']);
	});

	it('has no half of a sign in it, which a store could not keep', () => {
		expect(answerOf('a\ud800b').replies).toEqual([{ type: 'text', text: 'a\ufffdb' }]);
	});
});

describe('a callback of a bot', () => {
	it('says what the bot says', () => {
		expect(readBotCallback({ reply: 'Hello', done: true })).toEqual({ answered: true, replies: [{ type: 'text', text: 'Hello' }], end: { exit: 'closedByElement' } });
		expect(readBotCallback({ variables: { a: 1 } })).toEqual({ answered: true, replies: [], variables: { a: 1 } });
		expect(botCallbackFaults({ variables: { a: 1 } })).toEqual([]);
	});

	it.each<[unknown, string]>([
		[{}, 'It says nothing: neither replies nor done nor variables.'],
		[{ variables: {} }, 'It says nothing: neither replies nor done nor variables.'],
		[{ done: 'maybe' }, 'done must be true or false.'],
	])('that says nothing that can be used is told so: %j', (body, fault) => {
		expect(readBotCallback(body)).toBeUndefined();
		expect(botCallbackFaults(body)).toEqual([fault]);
	});
});
