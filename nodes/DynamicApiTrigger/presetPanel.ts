import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { fallbackAnswer } from '../../flow/dynamicContent/fallback';
import { readJson } from '../../flow/json';
import type { Answer } from '../../flow/route/answer';
import { numberOf } from '../shared/number';

/** Whose calls the route takes. */
export type Preset = 'none' | 'trengoDynamicContent';

/** What a preset settles. */
export interface PresetPanel {
	methods: string[];
	/** How long the caller waits, in milliseconds. */
	timeoutMs: number;
	/** What the caller gets when the flow does not answer. */
	fallback: Answer;
}

const SECONDS = { name: 'Answer Within', fallback: 4.5, least: 0.1, most: 4.9 };

/** @returns the preset of the panel; flows that were built before there were presets have none */
export function presetOf(value: unknown): Preset {
	return value === 'trengoDynamicContent' ? value : 'none';
}

/**
 * Reads the panel of the preset for Trengo's step Dynamic Content.
 *
 * @throws Error that names the field for what cannot be used
 */
export function readPreset(context: IHookFunctions | IWebhookFunctions): PresetPanel {
	const written = context.getNodeParameter('fallbackContents', { contents: [] }) as unknown;
	const document = typeof written === 'string' ? readJson(written, 'Fallback Answer') : written;
	return {
		methods: ['POST'],
		timeoutMs: numberOf(context.getNodeParameter('presetSeconds', 4.5), SECONDS) * 1000,
		fallback: fallbackAnswer(document),
	};
}
