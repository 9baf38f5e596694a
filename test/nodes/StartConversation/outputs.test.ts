import { BRANCH, configuredOutputs, countOutputs } from '../../../nodes/StartConversation/outputs';

const namesOf = (waitsUntilResolved?: boolean) => configuredOutputs({ waitsUntilResolved } as never).map((output) => (output as { displayName: string }).displayName);

describe('The outputs of Start Conversation', () => {
	it('are its branches, in their places', () => {
		const starting = namesOf();
		expect(starting).toEqual(['Started', 'In All Other Cases']);
		expect([starting[BRANCH.starting.started], starting[BRANCH.starting.otherCases]]).toEqual(starting);
		const waiting = namesOf(true);
		expect([waiting[BRANCH.waiting.timedOut], waiting[BRANCH.waiting.otherCases], waiting[BRANCH.waiting.resolved]]).toEqual(['Timed Out', 'In All Other Cases', 'Resolved']);
		expect([countOutputs({ waits: false }), countOutputs({ waits: true })]).toEqual([starting.length, waiting.length]);
	});

	it('keep In All Other Cases where it is, whether the node waits or not', () => {
		expect(BRANCH.starting.otherCases).toBe(BRANCH.waiting.otherCases);
	});
});
