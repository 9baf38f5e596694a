import type { MissedStep } from '../flow/conversation/gateway';
import type { StartProblem } from '../flow/conversation/startProblem';
import { asStartProblem } from '../flow/conversation/startProblem';
import type { Outcome } from '../flow/outcome';
import type { SendProblem } from '../flow/template/sendProblem';

/** Steps that make a conversation better, and without which it goes on all the same. */
export interface Steps {
	missed: MissedStep[];
	/** Does one, and notes down when that fails; a step that is not wanted is left out. */
	take(step: MissedStep['step'], isWanted: unknown, work: () => Promise<Outcome<unknown>>): Promise<void>;
}

/** @returns steps, none of which has been taken yet */
export function steps(): Steps {
	const missed: MissedStep[] = [];
	return {
		missed,
		async take(step, isWanted, work) {
			if (!isWanted) return;
			const outcome = await work();
			if ('problem' in outcome) missed.push(missedStep(step, outcome.problem));
		},
	};
}

function missedStep(step: MissedStep['step'], problem: SendProblem): MissedStep {
	const { code, text } = asStartProblem(problem);
	return { step, code, text };
}

/** @returns that nothing was started, because a request before it failed and so changed nothing that matters */
export function notStarted(problem: SendProblem): { started: false; problem: StartProblem } {
	const start = asStartProblem(problem);
	// A contact or a tag that may have been made is found the next time.
	return { started: false, problem: start.code === 'outcomeUnknown' ? { ...start, code: 'unavailable' } : start };
}

/** @returns the words of a problem without the person's own address, which services like to quote */
export function withoutContact(text: string, addresses: ReadonlyArray<string | undefined>): string {
	return addresses
		.filter((address) => address !== undefined && address.length >= 6)
		.flatMap((address) => [address as string, (address as string).replace(/^\+/, '')])
		.reduce((words, address) => words.replaceAll(address, '[contact]'), text);
}
