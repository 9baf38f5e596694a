import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { NotAdded } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import type { Admitted } from './admission';
import { optedOutMeanwhile } from './admission';
import type { NodeChoice } from './panel';
import type { Outcome } from './outcome';
import { participantFields } from './person';
import type { SubRun, SubRunRequest } from '../shared/subRun';
import { isThere, runOnItsOwn, runToItsEnd } from '../shared/subRun';

/**
 * Has everybody enter a flow in this n8n, each by a run of its own, so many at a time.
 *
 * @returns what came of each, in the order given
 */
export async function enterFlows(context: IExecuteFunctions, admitted: readonly Admitted[], choice: NodeChoice): Promise<Outcome[]> {
	const { concurrency, takeBack } = choice;
	const signal = context.getExecutionCancelSignal();
	const outcomes = new Array<Outcome>(admitted.length);
	// The last ones need not be looked after: nobody waits for them to make room.
	const lookedAfter = takeBack ? admitted.length : admitted.length - concurrency;
	let next = 0;

	const worker = async () => {
		while (next < admitted.length) {
			signal?.throwIfAborted();
			const index = next++;
			const isLookedAfter = index < lookedAfter;
			const refusal = index < concurrency ? undefined : await optedOutMeanwhile(admitted[index], choice);
			if (refusal) {
				outcomes[index] = refusal;
				continue;
			}
			const run = await (isLookedAfter ? runToItsEnd : runOnItsOwn)(context, requestOf(admitted[index]));
			outcomes[index] = await outcomeOf(context, admitted[index], run, choice);
			if (!isLookedAfter) return;
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, admitted.length) }, worker));
	return outcomes;
}

function requestOf(admitted: Admitted): SubRunRequest {
	const { candidate, entrant } = admitted;
	const { binary } = candidate.item;
	const json = { ...entrant.variables, ...participantFields(admitted) } as IDataObject;
	return { workflowId: candidate.targetId, depth: entrant.depth, item: { json, ...(binary && { binary }) } };
}

async function outcomeOf(context: IExecuteFunctions, { candidate: { targetId } }: Admitted, run: SubRun, { takeBack }: NodeChoice): Promise<Outcome> {
	switch (run.state) {
		case 'refused':
			return await refusal(context, targetId, run.error);
		case 'failed':
			// Who does not wait is not concerned: the participant has entered.
			return takeBack ? flowFailed(run.error.message, run.executionId) : { added: true, details: idOf(run.executionId) };
		case 'parked':
			return takeBack ? { waitsFor: run.executionId } : { added: true, details: idOf(run.executionId) };
		case 'finished':
			return { added: true, details: idOf(run.executionId), ...(takeBack && { variables: run.variables }) };
		case 'entered':
			return { added: true, details: idOf(run.executionId) };
	}
}

/** @returns the outcome for somebody whose secondary flow stopped with an error */
export function flowFailed(message: string, executionId: string | undefined): NotAdded {
	return notAdded('secondaryFlowFailed', `The secondary flow failed: ${message}`, idOf(executionId));
}

function idOf(executionId: string | undefined): Record<string, unknown> {
	return executionId === undefined ? {} : { executionId };
}

/** n8n tells these apart by its words only. */
async function refusal(context: IExecuteFunctions, workflowId: string, { message }: Error): Promise<NotAdded> {
	if (/does not exist/.test(message)) return missing();
	if (/is not active/.test(message)) return (await isThere(context, workflowId)) ? notPublished() : missing();
	if (/Missing node to start/.test(message)) {
		return notAdded('wrongEntryPoint', 'The flow does not begin with "When Executed by Another Workflow". Add that node to it, and publish it.');
	}
	if (/cannot be called by this workflow/.test(message)) {
		return notAdded('callerNotAllowed', 'The settings of the flow ("This workflow can be called by") do not let this flow add anybody.');
	}
	return notAdded('targetRejected', `n8n did not start the flow: ${message}`);
}

function missing(): NotAdded {
	return notAdded('targetMissing', 'There is no flow with this ID in this n8n.');
}

function notPublished(): NotAdded {
	return notAdded('targetNotPublished', 'The flow is not published: it is a draft, was unpublished, or is archived. Publish it.');
}
