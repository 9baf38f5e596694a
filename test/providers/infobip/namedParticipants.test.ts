import { faultsByParticipant } from '../../../providers/infobip/namedParticipants';

const namedBy = (text: string, count = 10) => Object.fromEntries(faultsByParticipant({ text, faults: [] }, count));

describe('the participants that a refusal names', () => {
	it.each([
		['Field participants.[0].identifyBy.type must not be null or unsupported value', [0], true],
		['participants[3].identifyBy.identifier: must not be blank', [3], true],
		['participants.7.person.gender is wrong', [7], false],
		['participants[2] is wrong', [2], false],
		['participants[9].person.contactInformation.phone[0].number is wrong', [9], true],
		['Fields participants[1].person and participants[4].variables are wrong', [1, 4], false],
	])('are found in %j', (text, positions, isContact) => {
		expect(namedBy(text)).toEqual(Object.fromEntries(positions.map((position) => [position, { isContact, text }])));
	});

	it.each([
		'Number of participants must be between 1 and 1000. Received: 1200',
		'Mandatory fields are absent: [participants]',
		'Failed to read request',
		'participants 5 and 6 are wrong',
		'nonparticipants[1] are wrong',
		'participants[10].identifyBy is not in the request',
		'participants[1x] is wrong',
		'',
	])('are none in %j', (text) => {
		expect(namedBy(text)).toEqual({});
	});

	it('have their own words where Infobip lists the faults apart', () => {
		const error = {
			text: 'Bad request - participants[0].person.city: too long; participants[2].identifyBy: missing; notifyUrl: bad',
			faults: [
				{ field: 'participants[0].person.city', text: 'too long' },
				{ field: 'participants[2].identifyBy', text: 'missing' },
				{ field: 'notifyUrl', text: 'bad' },
			],
		};
		expect(Object.fromEntries(faultsByParticipant(error, 3))).toEqual({
			0: { isContact: false, text: 'participants[0].person.city: too long' },
			2: { isContact: true, text: 'participants[2].identifyBy: missing' },
		});
	});
});
