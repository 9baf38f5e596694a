import type { NotAdded } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import type { ReasonCode } from '../../flow/addToFlow/reasons';
import type { HttpOutcome } from '../../flow/http/send';
import { objectIn, textIn } from '../answerBody';
import { quote } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { faultsByParticipant } from './namedParticipants';
import type { MomentsParticipant } from './participant';
import type { InfobipError } from './requestError';
import { readInfobipError } from './requestError';
import { submissionFailure } from './submissionFailure';

/** What came of sending a participant: Infobip has accepted the request it was in, or not. */
export type Sent = { operationId: string } | NotAdded;

/** The flow and where its participants are sent. */
export interface Target {
	/** The URL of the participants of the flow. */
	url: string;
	campaignId: string;
}

/** How many participants Infobip takes in one request. */
const MOST_PARTICIPANTS = 1000;

/** So many requests are made for 1,000 participants at most, in the search for those whom Infobip refuses. */
const MOST_REQUESTS = 600;

/** After so many refusals without a single acceptance it is the request that Infobip does not like, and no participant. */
const HOPELESS = 200;

/** With these the next request would end the same. */
const FINAL: ReadonlySet<ReasonCode> = new Set(['notAuthorized', 'targetInactive', 'targetMissing']);

/**
 * Sends participants to Infobip, up to 1,000 in a request, one request after the other. Infobip accepts all participants
 * of a request or none. So that one bad participant does not keep the others out, those whom a refusal names are left
 * out and the others sent again; and when it names nobody, the two halves are sent apart, down to single participants.
 *
 * @returns what came of each, in the order given
 */
export async function submit(
	sendRequest: SendRequest,
	target: Target,
	participants: readonly MomentsParticipant[],
): Promise<Sent[]> {
	const results: Sent[] = [];
	let final: NotAdded | undefined;
	while (results.length < participants.length) {
		const batch = participants.slice(results.length, results.length + MOST_PARTICIPANTS);
		const submission = final ? undefined : new Submission(sendRequest, target, batch);
		results.push(...((await submission?.run()) ?? batch.map(() => final as NotAdded)));
		final ??= submission?.final;
	}
	return results;
}

/** The sending of up to 1,000 participants. */
class Submission {
	/** Why all that follow would fail as well, once it is known. */
	final?: NotAdded;

	private readonly results: Sent[];

	/** Indices of participants that are sent together. Large groups come first, so that most enter early. */
	private readonly groups: number[][];

	private requests = 0;

	private hasAccepted = false;

	constructor(
		private readonly sendRequest: SendRequest,
		private readonly target: Target,
		private readonly participants: readonly MomentsParticipant[],
	) {
		this.results = new Array<Sent>(participants.length);
		this.groups = [[...participants.keys()]];
	}

	async run(): Promise<Sent[]> {
		let lastRefusal: NotAdded | undefined;
		for (let group = this.groups.shift(); group; group = this.groups.shift()) {
			if (this.final) this.end(group, this.final);
			else if (lastRefusal && this.isHopeless()) this.end(group, givenUp(lastRefusal));
			else lastRefusal = (await this.sendGroup(group)) ?? lastRefusal;
		}
		return this.results;
	}

	/** @returns the refusal, when Infobip did not like what is in the request */
	private async sendGroup(group: number[]): Promise<NotAdded | undefined> {
		this.requests++;
		const body = JSON.stringify({ participants: group.map((index) => this.participants[index]) });
		const outcome = await this.sendRequest({ method: 'POST', url: this.target.url, headers: { ...JSON_HEADERS }, body });
		const operationId = operationIdIn(outcome);
		if (operationId !== undefined) {
			this.hasAccepted = true;
			this.end(group, { operationId });
			return undefined;
		}

		const error = readInfobipError(outcome.reply?.body);
		const failure = submissionFailure(outcome, error, this.target.campaignId);
		if (failure.reason !== 'personRejected') {
			this.end(group, failure);
			if (FINAL.has(failure.reason)) this.final = failure;
			return undefined;
		}
		this.divide(group, failure, error);
		return failure;
	}

	private divide(group: number[], failure: NotAdded, error: InfobipError): void {
		const named = faultsByParticipant(error, group.length);
		for (const [position, { isContact, text }] of named) {
			const reason = isContact ? 'invalidContact' : 'personRejected';
			const message = `Infobip does not take the participant as it is.${quote(text)}`;
			this.end([group[position]], { ...failure, reason, message });
		}
		const rest = group.filter((_, position) => !named.has(position));
		if (named.size > 0) this.addGroup(rest);
		else if (group.length === 1) this.end(group, failure);
		else {
			const middle = Math.ceil(group.length / 2);
			this.addGroup(group.slice(0, middle));
			this.addGroup(group.slice(middle));
		}
	}

	private addGroup(group: number[]): void {
		if (group.length > 0) this.groups.push(group);
	}

	private end(group: number[], result: Sent): void {
		for (const index of group) this.results[index] = result;
	}

	private isHopeless(): boolean {
		return this.requests >= (this.hasAccepted ? MOST_REQUESTS : HOPELESS);
	}
}

function operationIdIn({ class: responseClass, reply }: HttpOutcome): string | undefined {
	return responseClass === 'success' ? textIn(objectIn(reply?.body).operationId) : undefined;
}

function givenUp({ message, details }: NotAdded): NotAdded {
	const why = 'Infobip refused the participants with whom this one was sent, and the search for those it does not like took too long.';
	return notAdded('targetRejected', `${why} The last refusal: ${message}`, details);
}
