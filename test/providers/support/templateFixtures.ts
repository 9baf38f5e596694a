import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { MessageProvider } from '../../../flow/message/messageEvent';
import type { FilledTemplate } from '../../../flow/template/filledTemplate';
import { fillTemplate } from '../../../flow/template/fillTemplate';
import type { TemplateMessage } from '../../../flow/template/gateway';
import type { Template } from '../../../flow/template/template';

/** A template, values for it, and the requests that the vendors' documents have for these. */
export interface TemplateFixture {
	name: string;
	about: string;
	template: Template;
	values: Record<string, unknown>;
	requests: Partial<Record<MessageProvider, unknown>>;
}

const FOLDER = join(__dirname, '../../fixtures/templates');

/** The instant at which the values are checked; offers in the fixtures expire later. */
const NOW = Date.parse('2026-11-20T12:00:00.000Z');

/** @returns all fixtures in the folder */
export function templateFixtures(): TemplateFixture[] {
	return readdirSync(FOLDER).map((file) => {
		const content = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<TemplateFixture, 'name'>;
		return { name: file.replace('.json', ''), ...content };
	});
}

/** @returns the fixtures that can be sent by the provider, each with its request */
export function fixturesFor(provider: MessageProvider): Array<TemplateFixture & { request: unknown }> {
	return templateFixtures().flatMap((fixture) => {
		const request = fixture.requests[provider];
		return request === undefined ? [] : [{ ...fixture, request }];
	});
}

/** @returns the message that a fixture describes */
export function messageOf({ template, values }: TemplateFixture): TemplateMessage {
	return { messageId: 'message-1', to: '+31612345678', content: filled(template, values) };
}

function filled(template: Template, values: Record<string, unknown>): FilledTemplate {
	const { id, name, language } = template;
	const result = fillTemplate({ id, name, language }, values, template, { nowMs: NOW });
	if ('faults' in result) throw new Error(JSON.stringify(result.faults));
	return result.filled;
}
