import type { TrackingRule } from '../../../flow/route/trackedParticipant';
import { participantOfCall } from '../../../flow/route/trackedParticipant';

const PHONE = { type: 'phone', value: '+31612345678' };
const rule = (change: Partial<TrackingRule> = {}): TrackingRule => ({ phoneAttribute: 'phone', emailAttribute: 'email', providerIds: [], keep: 'all', ...change });
const INFOBIP = { provider: 'infobip', attribute: 'personId' };

describe('what a call says of its participant', () => {
	it('is by what it is known, and its other attributes', () => {
		const variables = { phone: '+31612345678', email: 'Ann@Example.com', personId: 7, name: 'Ann', tags: ['a'], nothing: null };
		expect(participantOfCall(rule({ providerIds: [INFOBIP] }), variables)).toEqual({
			given: {
				identifiers: [PHONE, { type: 'email', value: 'ann@example.com' }, { type: 'infobip', value: '7' }],
				attributes: { name: 'Ann', tags: ['a'], nothing: null },
			},
		});
	});

	it('is under the names of the panel', () => {
		const variables = { mobile: 31612345678, phone: 'front door', mail: '' };
		expect(participantOfCall(rule({ phoneAttribute: 'mobile', emailAttribute: 'mail' }), variables)).toEqual({
			given: { identifiers: [PHONE], attributes: { phone: 'front door' } },
		});
	});

	it('is read in the country of the route', () => {
		expect(participantOfCall(rule({ defaultCountry: 'NL' }), { phone: '06 12345678' })).toMatchObject({ given: { identifiers: [PHONE] } });
	});

	it.each<[TrackingRule['keep'], object]>([
		['all', { name: 'Ann', city: 'Delft' }],
		['none', {}],
		[['city', 'phone', 'other'], { city: 'Delft' }],
		[[], {}],
	])('is kept as the panel says: %j', (keep, attributes) => {
		const variables = { phone: '+31612345678', name: 'Ann', city: 'Delft' };
		expect(participantOfCall(rule({ keep }), variables)).toEqual({ given: { identifiers: [PHONE], attributes } });
	});

	it('is not what the route has filled in', () => {
		const variables = { phone: '+31612345678', lang: 'en', city: 'Delft' };
		expect(participantOfCall(rule(), variables, ['lang'])).toMatchObject({ given: { attributes: { city: 'Delft' } } });
		expect(participantOfCall(rule({ keep: ['lang'] }), variables, ['lang'])).toMatchObject({ given: { attributes: {} } });
	});

	it('can lack what the route knows no attribute for', () => {
		const byId = rule({ phoneAttribute: '', emailAttribute: '', providerIds: [INFOBIP] });
		expect(participantOfCall(byId, { '': '+31612345678', personId: 'p-7' })).toMatchObject({ given: { identifiers: [{ type: 'infobip', value: 'p-7' }] } });
	});
});

describe('a call whose participant cannot be told', () => {
	it('is told every attribute that is at fault, without its value', () => {
		const variables = { phone: 'hush', email: true, personId: { hush: 1 } };
		const outcome = participantOfCall(rule({ providerIds: [INFOBIP] }), variables);
		expect(outcome).toEqual({
			errors: [
				{ pointer: '#/phone', detail: 'must be a phone number with its country code, e.g. +31612345678' },
				{ pointer: '#/email', detail: 'must be an email address' },
				{ pointer: '#/personId', detail: 'must be a text of 1 to 255 characters' },
			],
		});
		expect(JSON.stringify(outcome)).not.toContain('hush');
	});

	it('is refused also when it says well who it is in another way', () => {
		expect(participantOfCall(rule(), { phone: '+31612345678', email: 'nobody' })).toEqual({ errors: [{ pointer: '#/email', detail: 'must be an email address' }] });
	});

	it.each<[Partial<TrackingRule>, Array<[string, string]>]>([
		[{}, [['#/phone', 'is required unless #/email is given'], ['#/email', 'is required unless #/phone is given']]],
		[{ emailAttribute: '' }, [['#/phone', 'is required']]],
		[
			{ phoneAttribute: 'a/b', providerIds: [INFOBIP] },
			[
				['#/a~1b', 'is required unless #/email or #/personId is given'],
				['#/email', 'is required unless #/a~1b or #/personId is given'],
				['#/personId', 'is required unless #/a~1b or #/email is given'],
			],
		],
	])('is told all attributes that would do: %j', (change, errors) => {
		const expected = { errors: errors.map(([pointer, detail]) => ({ pointer, detail })) };
		expect(participantOfCall(rule(change), {})).toEqual(expected);
		expect(participantOfCall(rule(change), { phone: '', 'a/b': ' ', email: null, toString: 'x' })).toEqual(expected);
	});

	it('is not known by what every object has', () => {
		expect(participantOfCall(rule({ phoneAttribute: 'constructor', emailAttribute: '' }), {})).toEqual({ errors: [{ pointer: '#/constructor', detail: 'is required' }] });
	});
});
