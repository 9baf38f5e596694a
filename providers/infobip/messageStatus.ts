import { asObject, textIn } from '../answerBody';

/** A `status` or an `error` of a message, as answers and reports have them. */
export interface InfobipStatus {
	/** Of a status: 0 OK, 1 pending, 2 undeliverable, 3 delivered, 4 expired, 5 rejected. */
	groupId?: number;
	name?: string;
	description?: string;
	/** Of an error: whether another try can never succeed. */
	permanent?: boolean;
}

const GROUP_IDS: ReadonlyMap<string, number> = new Map([
	['OK', 0],
	['PENDING', 1],
	['UNDELIVERABLE', 2],
	['DELIVERED', 3],
	['EXPIRED', 4],
	['REJECTED', 5],
]);

/** In these groups the message will not be delivered. */
const FAILED: ReadonlySet<number | undefined> = new Set([2, 4, 5]);

/** @param value what stands there; it may be anything */
export function readStatus(value: unknown): InfobipStatus {
	const { groupId, groupName, name, description, permanent } = asObject(value);
	const group = Number(textIn(groupId) ?? GROUP_IDS.get(textIn(groupName) ?? ''));
	return {
		...(Number.isInteger(group) && { groupId: group }),
		name: textIn(name),
		description: textIn(description),
		...(typeof permanent === 'boolean' && { permanent }),
	};
}

/** @param status of a message, not an error */
export function isFailedStatus({ groupId }: InfobipStatus): boolean {
	return FAILED.has(groupId);
}
