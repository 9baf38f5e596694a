import { mappedEvent, requireClearMap } from '../../../flow/customerEvent/eventMap';
import { identifierIn } from '../../../flow/customerEvent/identifier';

const MAP = [
	{ event: 'Order Completed', subject: '{{ event }}', channelId: '' },
	{ event: 'Signed Up', subject: '', channelId: '44' },
];

it('an event is looked up exactly', () => {
	expect(mappedEvent(MAP, 'Signed Up')).toEqual({ value: MAP[1] });
	expect(mappedEvent(MAP, 'Refunded')).toMatchObject({ problem: { code: 'eventNotMapped', advice: expect.stringContaining('Add it') } });
	expect(mappedEvent(MAP, undefined)).toMatchObject({ problem: { code: 'eventMissing', field: 'event' } });
	expect(mappedEvent(MAP, '__proto__')).toMatchObject({ problem: { code: 'eventNotMapped' } });
});

it.each(['order completed', 'Order Completed ', 'order_completed'])('%j is not in the map, which has it written otherwise', (event) => {
	expect(mappedEvent(MAP, event)).toMatchObject({ problem: { code: 'eventNotMapped', advice: expect.stringContaining('"Order Completed"') } });
});

it('a map in which an event stands twice says nothing', () => {
	expect(() => requireClearMap([...MAP, MAP[0]])).toThrow('"Order Completed" stands twice in the Event Map.');
	expect(() => requireClearMap(MAP)).not.toThrow();
});

describe('an identifier', () => {
	it.each<[string, 'email' | 'phone', unknown, string]>([
		['an address', 'email', ' Ann@EXAMPLE.com ', 'ann@example.com'],
		['an address beyond ASCII', 'email', 'ann@bücher.example', 'ann@xn--bcher-kva.example'],
		['a number', 'phone', '06 12345678', '+31612345678'],
		['a number that is one', 'phone', 31612345678, '+31612345678'],
	])('%s is brought into normal form', (_, type, value, normal) => {
		expect(identifierIn(type, { value, where: 'x' }, 'NL')).toEqual({ value: { type, value: normal } });
	});

	it.each<['email' | 'phone', unknown, string]>([
		['email', undefined, 'identifierMissing'],
		['email', null, 'identifierMissing'],
		['email', ' ', 'identifierMissing'],
		['email', {}, 'identifierInvalid'],
		['email', 'ann', 'identifierInvalid'],
		['phone', true, 'identifierInvalid'],
		['phone', '12', 'identifierInvalid'],
	])('as %s, %j is refused by the name of its field', (type, value, code) => {
		const outcome = identifierIn(type, { value, where: 'traits.x' });
		expect(outcome).toMatchObject({ problem: { code, class: 'fixRequest', field: 'traits.x', text: expect.stringContaining('traits.x') } });
	});
});
