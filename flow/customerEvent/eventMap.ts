import type { Outcome } from '../outcome';
import { eventProblem } from './problems';

/** An event that is to flow through, and how. */
export interface MappedEvent {
	/** Its name, exactly as it comes. */
	event: string;
	/** The template of the subject; empty for none. */
	subject: string;
	/** The channel, in place of the one that is chosen for all; empty for that one. */
	channelId: string;
}

/** @throws Error for a map of which nobody could say what it means */
export function requireClearMap(map: readonly MappedEvent[]): void {
	const names = map.map(({ event }) => event);
	const double = names.find((name, at) => names.indexOf(name) !== at);
	if (double !== undefined) throw new Error(`"${double}" stands twice in the Event Map. Remove one of them.`);
}

/**
 * @param event its name; undefined when it has none
 * @returns what the map says of the event: names are compared exactly, with capitals and spaces
 */
export function mappedEvent(map: readonly MappedEvent[], event: string | undefined): Outcome<MappedEvent> {
	if (event === undefined) return { problem: eventProblem('eventMissing', 'The event has no name: event is missing.', 'Give the name of the event.', 'event') };
	const mapped = map.find((one) => one.event === event);
	if (mapped) return { value: mapped };
	const like = map.find((one) => loose(one.event) === loose(event));
	const advice = like ? `The map has "${like.event}", which is written otherwise.` : 'Add it to the Event Map, if it is to become a ticket.';
	return { problem: eventProblem('eventNotMapped', 'The event is not in the Event Map.', advice, 'event') };
}

function loose(name: string): string {
	return name.replace(/[\s_-]+/g, '').toLowerCase();
}
