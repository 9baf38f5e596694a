import type { MergeReport } from './participant';
import type { ParticipantView, Upserted } from './participants';
import { participantView } from './participants';

/** What a flow is told of the participant it is about. */
export interface TrackedParticipant extends ParticipantView {
	/** Whether nobody knew the participant before. */
	isNew: boolean;
	/** Only when several participants have turned out to be one. */
	merge?: MergeReport;
}

/** @returns what a flow is told of a participant that was just created, updated or merged */
export function trackedView({ participant, outcome, merge }: Upserted): TrackedParticipant {
	return { ...participantView(participant), isNew: outcome === 'created', ...(merge && { merge }) };
}
