import { LoggerProxy } from 'n8n-workflow';

const EVERY_MS = 60_000;

/** @returns what warns in n8n's log once a minute at the most: many runs or calls fail for one reason */
export function rareWarnings(): (message: string) => void {
	let warnedMs = 0;
	return (message) => {
		if (Date.now() - warnedMs < EVERY_MS) return;
		warnedMs = Date.now();
		LoggerProxy.warn(message);
	};
}
