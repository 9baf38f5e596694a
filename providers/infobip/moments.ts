import type { Entrant, Entry, FlowGateway, NotAdded } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import { UnsendableValueError } from '../jsonValues';
import type { SendRequest } from '../sendRequest';
import { ServiceSettingError, serviceUrl } from '../serviceUrl';
import { infobipBase } from './base';
import type { MomentsParticipant } from './participant';
import { participantOf } from './participant';
import type { Clock, OperationReport, ParticipantStatus } from './participantsReport';
import { readReports } from './participantsReport';
import { rejectionWords } from './rejections';
import type { Sent, Target } from './submission';
import { submit } from './submission';

/** A flow of Infobip Moments, and how participants are added to it. */
export interface MomentsSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** The ID of the flow, a whole number. */
	campaignId: string;
	clock: Clock;
	/** Infobip accepts participants first and looks at them later; only its report tells who has entered. */
	report: {
		read: boolean;
		/** How long to wait for the end of it, in milliseconds, counted from the last request that was accepted. */
		withinMs: number;
	};
}

/** Of an entrant: a participant that can be sent, or why not. */
type Prepared = { participant: MomentsParticipant } | NotAdded;

/** A participant, what came of sending it, and how far it has come. */
interface Progress {
	participant: MomentsParticipant;
	sent: Sent;
	status?: ParticipantStatus;
	/** Why its status is not known. */
	problem?: string;
}

/** An int64, as the API has it. */
const CAMPAIGN_ID = /^\d{1,19}$/;

/**
 * Adds participants to a flow of Infobip Moments (POST /moments/1/flows/{campaignId}/participants, and its report).
 * Infobip creates or updates their profiles, and merges those of one participant's addresses.
 *
 * Whoever is pending when the time for the report is over counts as added, with `confirmed: false` in the details: to
 * try again could add the person twice.
 *
 * @param sendRequest sends with the account's key. A request for participants must not be repeated once it may have
 *   arrived
 * @throws ServiceSettingError for a base URL or an ID that cannot be used
 */
export function infobipMoments(sendRequest: SendRequest, settings: MomentsSettings): FlowGateway {
	const target = targetOf(settings);
	return {
		async add(entrants) {
			const prepared = entrants.map(prepare);
			const participants = prepared.flatMap((one) => ('participant' in one ? [one.participant] : []));
			const sent = await submit(sendRequest, target, participants);
			const progress = participants.map((participant, index): Progress => ({ participant, sent: sent[index] }));
			if (settings.report.read) await addStatuses(sendRequest, target, progress, settings);
			const entries = progress.map(entryOf);
			return prepared.map((one) => ('participant' in one ? (entries.shift() as Entry) : one));
		},
	};
}

function targetOf({ baseUrl, campaignId }: MomentsSettings): Target {
	const id = campaignId.trim();
	if (!CAMPAIGN_ID.test(id)) {
		throw new ServiceSettingError('The ID of the Infobip flow must be a whole number, for example 200000000000001.');
	}
	return { campaignId: id, url: serviceUrl(infobipBase(baseUrl), `/moments/1/flows/${id}/participants`) };
}

function prepare(entrant: Entrant): Prepared {
	try {
		const participant = participantOf(entrant);
		if (participant) return { participant };
		return notAdded('invalidContact', 'The participant has neither a phone number nor an email address; Infobip needs one of them.');
	} catch (error) {
		if (error instanceof UnsendableValueError) return notAdded('targetRejected', error.message);
		throw error;
	}
}

/** Reads the reports of all operations and notes in the progress what they say. */
async function addStatuses(
	sendRequest: SendRequest,
	target: Target,
	progress: Progress[],
	{ report, clock }: MomentsSettings,
): Promise<void> {
	const byOperation = Map.groupBy(progress, ({ sent }) => ('operationId' in sent ? sent.operationId : ''));
	byOperation.delete('');
	const operations = [...byOperation].map(([id, members]) => {
		return { id, participants: members.map(({ participant }) => participant.identifyBy) };
	});
	const reports = await readReports(sendRequest, target.url, operations, { withinMs: report.withinMs, clock });
	[...byOperation.values()].forEach((members, index) => noteReport(members, reports[index]));
}

function noteReport(members: Progress[], { participants, problem }: OperationReport): void {
	members.forEach((member, index) => {
		const status = participants[index];
		Object.assign(member, { status, ...(status.status === 'PENDING' && { problem }) });
	});
}

function entryOf({ participant, sent, status, problem }: Progress): Entry {
	// What is shared here would be shared by the items of a flow.
	if (!('operationId' in sent)) return structuredClone(sent);
	const { operationId } = sent;
	if (status?.status === 'REJECTED') {
		const message = rejectionWords(status.errorReason, participant);
		return notAdded('personRejected', message, { operationId, ...status });
	}
	const details = { operationId, ...status, confirmed: status?.status === 'ACCEPTED' };
	return { added: true, details: { ...details, ...(problem !== undefined && { reportProblem: problem }) } };
}
