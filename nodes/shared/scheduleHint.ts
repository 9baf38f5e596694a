import type { NodeHint } from 'n8n-workflow';

/** Elements that send point to the one that decides when. */
export const scheduleHint: NodeHint = {
	message:
		'To send only at certain times of the day, or only so many per minute over all runs, put a <strong>Delivery Schedule</strong> in front of this node.',
	type: 'info',
	location: 'outputPane',
	whenToDisplay: 'beforeExecution',
};
